"""What waits for a bureau or a desk, ordered by clock: hits to answer, hits of one's own, shifts to sign for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.models import Delivery, Message
from comity.messages.shown import names_of
from comity.queries.clocks import URGENCIES, Urgency
from comity.queries.conversation import ANSWERED, LATE, OPEN, PILLS, STATES, WITHOUT_ANSWER, State
from comity.queries.hit_page import state_of, title_of
from comity.queries.models import ASKER, OWNER, Confirmation, HandOver, Hit
from comity.queries.telling import Telling
from comity.records.compared import rows_of_message, tally
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import all_databases, by_code

# An owner is reminded so long, and of so many, to mend a record that stopped somebody wrongly.
MENDED_WITHIN, MOST_MENDED = timedelta(days=90), 50
_MENDING = [int(State.NOT_THE_SAME), int(State.WITHDRAWN)]
_OPEN = [int(state) for state in OPEN]
_LATE = [int(state) for state in LATE]
TO_ANSWER = [int(state) for state in OPEN | {State.UNANSWERED}]
# The owner has spoken, or never will: the finder's turn.
_ENDED = {State.TAKEN_BACK, State.RECORD_ENDED, State.NOT_TAKEN}
TO_FINISH = [int(state) for state in ANSWERED | WITHOUT_ANSWER | _ENDED | {State.MORE_NEEDED}]


class Show(StrEnum):
    """Which hits a list shows. The word in the address. ANSWER and ANSWERED: questions to us; else hits of ours."""

    ANSWER = "answer"
    ASKED = "asked"
    DECIDE = "decide"
    FINISH = "finish"
    CLOSED = "closed"
    ANSWERED = "answered"

    @property
    def label(self) -> str | Promise:
        return SHOW_LABELS[self]


SHOW_LABELS: dict[Show, str | Promise] = {
    Show.ANSWER: _("To answer"),
    Show.ASKED: _("Asked, waiting"),
    Show.DECIDE: _("May the owner be told?"),
    Show.FINISH: _("To finish"),
    Show.CLOSED: _("Closed"),
    Show.ANSWERED: _("Answered by us"),
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """database: its code. bureau: the other side's code. desk: only one's own desk."""

    database: int | None = None
    bureau: str = ""
    desk: bool = False


def asked_of(asked: Mapping[str, str]) -> tuple[Show | None, Sieve]:
    """The list and the sieve of an address; what fits nothing is left out."""
    slug = asked.get("database", "")
    sieve = Sieve(
        database=next((each.code for each in all_databases() if each.slug == slug), None),
        bureau=asked.get("bureau", "").strip().upper()[:12],
        desk=asked.get("desk") == "1",
    )
    return Show(asked["show"]) if asked.get("show") in set(Show) else None, sieve


def address_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The same as an address says them: what a saved view keeps."""
    show, sieve = asked_of(asked)
    told = {
        "show": show.value if show is not None else "",
        "database": by_code(sieve.database).slug if sieve.database is not None else "",
        "bureau": sieve.bureau,
        "desk": "1" if sieve.desk else "",
    }
    return {name: value for name, value in told.items() if value}


def may_answer(actor: Actor) -> bool:
    """Is this somebody who sees questions to the bureau at all?"""
    return bool(actor.may("queries.view_question", now=timezone.now()))


def questions(actor: Actor, sieve: Sieve = Sieve(), *, closed: bool = False) -> QuerySet[Confirmation]:
    """Questions to the actor's bureau, by clock; closed: those that are over, newest first."""
    rows = Confirmation.visible_to(actor).filter(side=OWNER)
    if not may_answer(actor):
        return rows.none()
    if sieve.bureau:
        rows = rows.filter(other=sieve.bureau)
    rows = _sifted(rows, sieve, actor)
    return (
        rows.exclude(state__in=TO_ANSWER).order_by("-id")
        if closed
        else rows.filter(state__in=TO_ANSWER).order_by("due_at")
    )


def hits(actor: Actor, show: Show, sieve: Sieve = Sieve()) -> QuerySet[Hit]:
    """Own hits of one list, what is due first, otherwise newest first."""
    rows = Hit.visible_to(actor).filter(bureau=actor.bureau).select_related("confirmation")
    if sieve.bureau:
        rows = rows.filter(owner=sieve.bureau)
    rows = _sifted(rows, sieve, actor)
    if show is Show.CLOSED:
        return rows.filter(closed_at__isnull=False).order_by("-closed_at")
    rows = rows.filter(closed_at=None)
    if show is Show.ASKED:
        waiting = [state for state in _OPEN if state != State.MORE_NEEDED]
        return rows.filter(confirmation__state__in=waiting).order_by("confirmation__due_at")
    if show is Show.FINISH:
        return rows.filter(confirmation__state__in=TO_FINISH).order_by("confirmation__due_at")
    return rows.filter(confirmation=None).order_by(F("telling").desc(), "-id")


def _sifted(rows: QuerySet[Any], sieve: Sieve, actor: Actor) -> QuerySet[Any]:
    if sieve.database is not None:
        rows = rows.filter(database=sieve.database)
    if sieve.desk:
        rows = rows.filter(desk=actor.unit) if actor.unit else rows.filter(desk=None)
    return rows


def to_mend(actor: Actor, now: datetime) -> list[Confirmation]:
    """Answers that the record was wrong or another one, whose record is still as it was. Newest first."""
    rows = Confirmation.visible_to(actor).filter(
        side=OWNER, state__in=_MENDING, answered_at__gte=now - MENDED_WITHIN
    )
    if not may_answer(actor):
        return []
    found = list(rows.order_by("-answered_at")[:MOST_MENDED])
    records = _records(found, actor)
    return [
        row
        for row in found
        if (record := records.get((row.database, row.record))) is not None and record.version <= row.seen
    ]


def hand_overs(actor: Actor) -> QuerySet[HandOver]:
    """Shifts that nobody has signed for yet, newest first."""
    return HandOver.visible_to(actor).filter(signed_at=None).order_by("-id")


def clocks_of(actor: Actor, now: datetime) -> tuple[QuerySet[Confirmation], QuerySet[Confirmation]]:
    """This reader's clocks that ran out, and those that run, the next one first.

    Whoever answers for the bureau sees its own duties; everyone else the questions about their own hits.
    """
    rows = Confirmation.visible_to(actor)
    if may_answer(actor):
        rows = rows.filter(side=OWNER)
    else:
        rows = rows.filter(side=ASKER, hit__in=Hit.visible_to(actor).filter(closed_at=None))
    overdue = rows.filter(Q(state__in=_LATE) | Q(state__in=_OPEN, lapses_at__lte=now))
    running = rows.filter(state__in=_OPEN, lapses_at__gt=now).exclude(state__in=_LATE)
    return overdue, running.order_by("due_at")


def waits_for(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for somebody here: questions to answer, own hits to finish and to decide about."""
    waiting = [questions(actor), hits(actor, Show.FINISH)]
    if actor.may("queries.disclose", now=timezone.now()):
        waiting.append(hits(actor, Show.DECIDE).filter(telling=int(Telling.BUREAU_DECIDES)))
    return waiting


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits. due_at: None where no clock runs. done_at: when the owner answered."""

    url_name: str
    pk: UUID
    database: str | Promise
    title: str
    pill: str
    words: str | Promise
    other: str
    urgency: str | Promise
    says: str
    due_at: datetime | None
    given: timedelta | None
    done_at: datetime | None
    at: datetime
    recorded_at: datetime | None = None
    is_name: bool = False


def question_rows(rows: Iterable[Confirmation], actor: Actor) -> list[Row]:
    """Questions to the bureau as a list shows them; a handful of queries however many."""
    found = list(rows)
    records = _records(found, actor)
    messages = Message.visible_to(actor).filter(pk__in=[row.thread for row in found])
    contents = {message.pk: message.content for message in messages}
    names = names_of({row.other for row in found}, actor)
    return [
        _question_row(row, records.get((row.database, row.record)), contents.get(row.thread, {}), names)
        for row in found
    ]


def _question_row(
    row: Confirmation, record: Record | None, content: dict[str, Any], names: dict[str, str]
) -> Row:
    database = by_code(row.database)
    return Row(
        url_name="queries:question",
        pk=row.pk,
        database=database.label,
        title=database.headline(body_of(record)) if record is not None else row.number,
        pill=PILLS[row.standing],
        words=STATES[row.standing],
        other=names[row.other],
        urgency=URGENCIES[Urgency(row.urgency)],
        says=tally(rows_of_message(content, {})),
        due_at=row.due_at,
        given=row.due_at - row.asked_at,
        done_at=row.answered_at,
        at=row.asked_at,
        recorded_at=record.recorded_at if record is not None else None,
        is_name=database.personal,
    )


def _records(rows: list[Confirmation], actor: Actor) -> dict[tuple[int, UUID], Record]:
    """The own records that questions are about."""
    found: dict[tuple[int, UUID], Record] = {}
    for code in {row.database for row in rows}:
        ids = [row.record for row in rows if row.database == code]
        found |= {(code, each.pk): each for each in by_code(code).owned_by(actor).filter(pk__in=ids)}
    return found


def hit_rows(rows: Iterable[Hit], actor: Actor) -> list[Row]:
    """Own hits as a list shows them, each in the state that its own page tells."""
    found = list(rows)
    names = names_of({hit.owner for hit in found}, actor)
    asked = {row.thread: row.other for hit in found if (row := _confirmation(hit)) is not None}
    deliveries = Delivery.visible_to(actor).filter(message__in=list(asked))
    reached = {each.message_id: each for each in deliveries if each.bureau == asked[each.message_id]}
    return [_hit_row(hit, names, reached) for hit in found]


def _confirmation(hit: Hit) -> Confirmation | None:
    return getattr(hit, "confirmation", None)


def _hit_row(hit: Hit, names: dict[str, str], reached: dict[UUID, Delivery]) -> Row:
    row, database = _confirmation(hit), by_code(hit.database)
    state = state_of(row, reached.get(row.thread)) if row is not None else None
    runs = state is not None and state in OPEN | WITHOUT_ANSWER | ANSWERED
    return Row(
        url_name="queries:hit",
        pk=hit.pk,
        database=database.label,
        title=title_of(hit),
        pill=PILLS[state] if state is not None else "hit" if hit.grade == 2 else "candidate",
        words=STATES[state] if state is not None else "",
        other=names[hit.owner],
        urgency=URGENCIES[Urgency(row.urgency)] if row is not None else "",
        says="",
        due_at=row.due_at if row is not None and runs else None,
        given=row.due_at - row.asked_at if row is not None else None,
        done_at=row.answered_at if row is not None else None,
        at=hit.at,
        is_name=database.personal,
    )
