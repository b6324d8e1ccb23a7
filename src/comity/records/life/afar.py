"""What is said of a record between its owner's node and that of whoever found it: disputes, finds, answers.

Each side keeps the same row in the same table, so that the pages, the clock and the verbs at home are those of any
other dispute. The owner's node decides; the other's copy follows. Source: practice 8 and 21; docs/spec/message.md, 4.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from comity.bureaus.models import weekend_of
from comity.bureaus.working_days import due_after
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.records.actions import move
from comity.records.life.disputes import LONGEST_CODE, Dispute, DisputeState
from comity.records.life.disputing import open_dispute
from comity.records.life.finding import DAYS_TO_ANSWER
from comity.records.life.finds import Find, FindState
from comity.records.life.happened import Told, Turn
from comity.records.life.happenings import note
from comity.records.life.returned import WAITS_THERE
from comity.records.life.standing import standing
from comity.records.life.states import Deed, demand
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

LONGEST_FUNCTION = 80
Said = Dispute | Find
RETURNED: dict[type[Said], int] = {Dispute: int(DisputeState.RETURNED), Find: int(FindState.RETURNED)}


@action("records.take_dispute")
def take_dispute(
    act: ActDraft,
    database: type[Record],
    record_id: UUID,
    *,
    bureau: str,
    function: str,
    evidence: str,
    by: Actor,
) -> Dispute:
    """A bureau of another node disputes a record of this one's; it answers as disputed, here as there.

    by: the owner's clock. Its days run from now: it cannot answer what is not here. Raises: NotFound; Refused.
    """
    record = _own(database, record_id, by)
    demand(Status(record.status), Deed.DISPUTE)
    if Dispute.open_on(record).filter(bureau=bureau).exists():
        raise Refused("This bureau's dispute waits for an answer.", code="already-disputed")
    row = open_dispute(
        record, bureau=bureau, unit=None, function=function[:LONGEST_FUNCTION], evidence=evidence
    )
    if record.status != Status.DISPUTED:
        move(act, record, Status.DISPUTED, "", record.version, needs_reason=False)
    act.about, act.count = f"dispute:{row.id}", 1
    return row


@action("records.take_find")
def take_find(
    act: ActDraft,
    database: type[Record],
    record_id: UUID,
    *,
    bureau: str,
    function: str,
    body: dict[str, Any],
    by: Actor,
) -> Find:
    """A bureau of another node reports that it has what this one recorded. by: the owner's clock.

    body: canonical values of the report. Raises: NotFound; Refused.
    """
    record, now = _own(database, record_id, by), timezone.now()
    demand(Status(record.status), Deed.REPORT_FOUND)
    if Find.open_on(record).filter(bureau=bureau).exists():
        raise Refused("This bureau's report waits for an answer.", code="already-reported")
    weekend, time_zone = weekend_of(record.owner)
    row = Find._default_manager.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        bureau=bureau,
        function=function[:LONGEST_FUNCTION],
        body=body,
        at=now,
        due_at=due_after(now, DAYS_TO_ANSWER, weekend, time_zone),
    )
    act.about, act.count = f"find:{row.id}", 1
    act.touches(database=record.code, record=record.id, version=record.version)
    return row


@action("records.take_answer")
def take_answer(
    act: ActDraft,
    row: Said,
    *,
    agreed: bool,
    answer: str,
    function: str,
    by: Actor,  # noqa: ARG001
) -> None:
    """The owner answered at home. Once nothing is open any more, the record answers here as it did before.

    What becomes of a record that is accepted as found comes as the record itself. by: the clock of whoever said it.
    Raises: Refused for a second answer.
    """
    record, row = _locked(row)
    if row.is_answered:
        raise Refused("This has been answered.", code="already-answered")
    row.settle(agreed=agreed)
    row.answer, row.answered_at, row.answer_function = answer, timezone.now(), function[:LONGEST_FUNCTION]
    row.save()
    _free(act, row, record, answer)
    act.about, act.count = _name(row), 1


@action("records.take_return")
def take_return(act: ActDraft, row: Said, *, code: str, by: Actor) -> None:  # noqa: ARG001
    """The owner's node did not take what was said, so nobody there will answer: it counts here no longer.

    Where an earlier word waits there, this row waits with it. What has been answered, or ended with its record, stays
    as it is. by: the clock of whoever said it.
    """
    record, row = _locked(row)
    act.about = _name(row)
    if not row.is_open:
        return
    row.returned = code[:LONGEST_CODE]
    if code not in WAITS_THERE:
        row.state, row.answered_at = RETURNED[type(row)], timezone.now()
    row.save()
    if not row.is_open:
        _free(act, row, record, "")
    act.count = 1


def follow_news(database: int, record: UUID, bureau: str, told: Told, at: datetime) -> None:
    """At a finder's own node: a record that has ended or was found ends what was said of it, as where it is.

    at: UTC. Inside the verb that took the news.
    """
    mine: dict[str, Any] = {"database": database, "record": record, "bureau": bureau, "state": 1}
    if told in (Told.WITHDRAWN, Told.ENTERED_IN_ERROR):
        Dispute.objects.filter(**mine).update(state=int(DisputeState.UPHELD), answered_at=at)
    if told in (Told.WITHDRAWN, Told.ENTERED_IN_ERROR, Told.FOUND):
        Find.objects.filter(**mine).update(state=int(FindState.OVERTAKEN), answered_at=at)


def follow_owner(database: int, record: UUID, bureau: str, former: str, owner: str) -> None:
    """At a finder's own node: the record changed hands, and its new owner answers what was said. Inside a verb."""
    for table in RETURNED:
        rows = table._default_manager.filter(database=database, record=record, bureau=bureau, owner=former)
        rows.update(owner=owner)


def forget_said(database: int, record: UUID, bureau: str) -> None:
    """At a finder's own node: the record is deleted, and with it what this bureau wrote about it. Inside a verb."""
    for table in RETURNED:
        table._default_manager.filter(database=database, record=record, bureau=bureau).delete()


def _own(database: type[Record], record_id: UUID, by: Actor) -> Record:
    record: Record | None = database.owned_by(by).select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound(code="unknown-record")
    return record


def _locked(row: Said) -> tuple[Record | None, Said]:
    """The record first, as every verb of a record; None where it is on another node, or gone."""
    record = by_code(row.database)._default_manager.select_for_update().filter(pk=row.record).first()
    return record, type(row)._default_manager.select_for_update().get(pk=row.pk)


def _free(act: ActDraft, row: Said, record: Record | None, why: str) -> None:
    """A disputed record against which nothing stands open any more answers as before."""
    if record is None or record.status != Status.DISPUTED or isinstance(row, Find):
        return
    if (state := standing(record)) != Status.DISPUTED:
        move(act, record, state, why, record.version, needs_reason=False)
        note(record, Turn.STANDS)


def _name(row: Said) -> str:
    """As acts name it."""
    return f"{'dispute' if isinstance(row, Dispute) else 'find'}:{row.id}"
