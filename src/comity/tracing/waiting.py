"""Lists of traces: what other bureaus ask of us, by clock; our own requests. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.models import Message
from comity.messages.shown import names_of
from comity.tracing.answers import SAID, Said
from comity.tracing.models import ASKED, SEIZER, TraceRequest, TraceStep
from comity.tracing.proposing import WHY, Why
from comity.tracing.rules import OPEN, PILLS, STAGE_PILLS, STAGES, STATES, Stage, State
from comity.tracing.seizure import headline

MOST_COUNTED = 999
_OPEN = [int(state) for state in OPEN]
_TO_ANSWER = [*_OPEN, int(State.NO_ANSWER)]
_OVER = [int(Stage.CLOSED)]


class Show(StrEnum):
    """Which list. The word in the address. ANSWER and ANSWERED: steps asked of us; else requests of ours."""

    ANSWER = "answer"
    OURS = "ours"
    CLOSED = "closed"
    ANSWERED = "answered"

    @property
    def label(self) -> str | Promise:
        return SHOW_LABELS[self]

    @property
    def of_others(self) -> bool:
        return self in (Show.ANSWER, Show.ANSWERED)


SHOW_LABELS: dict[Show, str | Promise] = {
    Show.ANSWER: _("To answer"),
    Show.OURS: _("Our requests"),
    Show.CLOSED: _("Our closed requests"),
    Show.ANSWERED: _("Answered by us"),
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """stage: of our requests. bureau: the other side's code; of our requests one that was asked."""

    stage: Stage | None = None
    bureau: str = ""


def asked_of_us(actor: Actor, sieve: Sieve = Sieve(), *, over: bool = False) -> QuerySet[TraceStep]:
    """Steps asked of the actor's bureau: by clock, or those that are over, newest first."""
    rows = TraceStep.visible_to(actor).filter(side=ASKED)
    if sieve.bureau:
        rows = rows.filter(other=sieve.bureau)
    if over:
        return rows.exclude(state__in=_TO_ANSWER).order_by("-id")
    return rows.filter(state__in=_TO_ANSWER).order_by("due_at", "id")


def requests(actor: Actor, sieve: Sieve = Sieve(), *, closed: bool = False) -> QuerySet[TraceRequest]:
    """Own requests, newest first, with the time of the next clock as `due_at` and its beginning as `since`."""
    rows = TraceRequest.visible_to(actor)
    rows = rows.filter(stage__in=_OVER) if closed else rows.exclude(stage__in=_OVER)
    return _with_clock(_sifted(rows, sieve, actor)).order_by("-id")


def every_request(actor: Actor, sieve: Sieve = Sieve()) -> QuerySet[TraceRequest]:
    """Own requests whatever their state, newest first: for programs, which page by id."""
    return _with_clock(_sifted(TraceRequest.visible_to(actor), sieve, actor)).order_by("-id")


def _sifted(rows: QuerySet[TraceRequest], sieve: Sieve, actor: Actor) -> QuerySet[TraceRequest]:
    if sieve.stage is not None:
        rows = rows.filter(stage=int(sieve.stage))
    if sieve.bureau:
        mine = TraceStep.visible_to(actor).filter(request=OuterRef("pk"), other=sieve.bureau)
        rows = rows.filter(Exists(mine))
    return rows


def _with_clock(rows: QuerySet[TraceRequest]) -> QuerySet[TraceRequest]:
    running = TraceStep.objects.filter(request=OuterRef("pk"), side=SEIZER, state__in=_OPEN).order_by(
        "due_at"
    )
    return rows.annotate(
        due_at=Subquery(running.values("due_at")[:1]), since=Subquery(running.values("sent_at")[:1])
    )


def our_turn(actor: Actor) -> QuerySet[TraceRequest]:
    """Own requests of which something was sent and nobody is to answer any more: the desk goes on, or closes."""
    running = TraceStep.objects.filter(request=OuterRef("pk"), state__in=_OPEN)
    rows = TraceRequest.visible_to(actor).exclude(stage__in=[*_OVER, int(Stage.DRAFT)])
    return rows.filter(~Exists(running))


def waiting_here(actor: Actor) -> list[QuerySet[Any]]:
    """The traces that wait for somebody here."""
    return [asked_of_us(actor), our_turn(actor)]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. title: the weapon. due_at: None where no clock runs. turn: is it the reader's turn?"""

    url_name: str
    pk: UUID
    title: str
    pill: str
    words: str | Promise
    other: str
    says: str | Promise
    due_at: datetime | None
    given: timedelta | None
    done_at: datetime | None
    at: datetime
    turn: bool = False


def request_rows(rows: Iterable[TraceRequest], actor: Actor) -> list[Row]:
    """Own requests as a list shows them. Three queries however many."""
    found, ours = list(rows), set(our_turn(actor).values_list("pk", flat=True)[:MOST_COUNTED])
    steps = TraceStep.visible_to(actor).filter(request__in=found, side=SEIZER).order_by("sent_at")
    chains: dict[UUID, list[str]] = {}
    for step in steps:
        assert step.request_id is not None  # a constraint of the table
        chains.setdefault(step.request_id, []).append(step.other)
    names = names_of({code for chain in chains.values() for code in chain}, actor)
    return [
        Row(
            url_name="tracing:page",
            pk=row.pk,
            title=headline(row.body) or row.number,
            pill=STAGE_PILLS[row.standing],
            words=STAGES[row.standing],
            other=" → ".join(names[code] for code in chains.get(row.pk, [])),
            says="",
            due_at=getattr(row, "due_at", None),
            given=_given(row),
            done_at=None,
            at=row.changed_at,
            turn=row.pk in ours,
        )
        for row in found
    ]


def _given(row: Any) -> timedelta | None:
    due_at, since = getattr(row, "due_at", None), getattr(row, "since", None)
    return due_at - since if due_at and since else None


def step_rows(rows: Iterable[TraceStep], actor: Actor) -> list[Row]:
    """Steps asked of us as a list shows them."""
    found = list(rows)
    messages = Message.visible_to(actor).filter(pk__in=[row.thread for row in found])
    weapons = {message.pk: message.content.get("weapon", {}) for message in messages}
    names = names_of({row.other for row in found}, actor)
    return [
        Row(
            url_name="tracing:step",
            pk=row.pk,
            title=headline(weapons.get(row.thread, {})) or row.number,
            pill=PILLS[row.standing],
            words=STATES[row.standing],
            other=names[row.other],
            says=SAID[Said(row.said)] if row.said is not None else WHY[Why(row.why)],
            due_at=row.due_at if row.standing in (*OPEN, State.NO_ANSWER) or row.answered_at else None,
            given=row.due_at - row.sent_at,
            done_at=row.answered_at,
            at=row.sent_at,
        )
        for row in found
    ]
