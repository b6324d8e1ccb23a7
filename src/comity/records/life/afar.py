"""What is said of a record between its owner's own node and the centre where it is shared: disputes, finds, answers.

Each side keeps the same row in the same table, so that the pages, the clock and the verbs at home are those of any
other dispute. The owner's node decides; the centre's copy follows. Source: practice 8 and 21; docs/spec/message.md, 4.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone

from comity.bureaus.models import weekend_of
from comity.bureaus.working_days import due_after
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.records.actions import move
from comity.records.life.disputes import Dispute, DisputeState
from comity.records.life.disputing import open_dispute
from comity.records.life.finding import DAYS_TO_ANSWER
from comity.records.life.finds import Find, FindState
from comity.records.life.happened import Turn
from comity.records.life.happenings import note
from comity.records.life.standing import standing
from comity.records.life.states import Deed, demand
from comity.records.record import Record
from comity.records.rules import Status

LONGEST_FUNCTION = 80


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


@action("records.take_dispute_answer")
def take_dispute_answer(
    act: ActDraft,
    row: Dispute,
    record: Record,
    *,
    upheld: bool,
    answer: str,
    function: str,
    by: Actor,  # noqa: ARG001
) -> None:
    """The owner answered at home. Once nothing is open any more, the record answers here as it did before.

    by: the clock of whoever disputed. Raises: Refused for a second answer.
    """
    record, row = _locked(record), Dispute.objects.select_for_update().get(pk=row.pk)
    if row.answer:
        raise Refused("This dispute has been answered.", code="already-answered")
    row.state = int(DisputeState.UPHELD if upheld else DisputeState.STANDS)
    row.answer, row.answered_at, row.answer_function = answer, timezone.now(), function[:LONGEST_FUNCTION]
    row.save()
    if record.status == Status.DISPUTED and (state := standing(record)) != Status.DISPUTED:
        move(act, record, state, answer, record.version, needs_reason=False)
        note(record, Turn.STANDS)
    act.about, act.count = f"dispute:{row.id}", 1


@action("records.take_find_answer")
def take_find_answer(
    act: ActDraft,
    row: Find,
    *,
    accepted: bool,
    answer: str,
    function: str,
    by: Actor,  # noqa: ARG001
) -> None:
    """The owner answered a report at home. What becomes of the record comes as the record itself.

    by: the clock of whoever reported. Raises: Refused for a second answer.
    """
    row = Find.objects.select_for_update().get(pk=row.pk)
    if row.state in (FindState.ACCEPTED, FindState.REJECTED):
        raise Refused("This report has been answered.", code="already-answered")
    row.state = int(FindState.ACCEPTED if accepted else FindState.REJECTED)
    row.answer, row.answered_at, row.answer_function = answer, timezone.now(), function[:LONGEST_FUNCTION]
    row.save()
    act.about, act.count = f"find:{row.id}", 1


def _own(database: type[Record], record_id: UUID, by: Actor) -> Record:
    record: Record | None = database.owned_by(by).select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound(code="unknown-record")
    return record


def _locked(record: Record) -> Record:
    """The record first, as every verb of a record."""
    found: Record = type(record)._default_manager.select_for_update().get(pk=record.pk)
    return found
