"""Which notices a list shows: one's own, those of others, the desk of reviewers, recalls. Reads only, scoped."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.gate.actor import Actor
from comity.notices.databases import NoticeDocument
from comity.notices.kinds import declared
from comity.notices.models import Notice, Received
from comity.notices.path import OPEN, OUT, State
from comity.notices.told import Told

DESK = (State.SUBMITTED, State.IN_REVIEW, State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a list is narrowed to. kind: a slug, "" for all."""

    state: State | None = None
    kind: str = ""

    def of(self, rows: QuerySet[Notice]) -> QuerySet[Notice]:
        if self.state is not None:
            rows = rows.filter(state=int(self.state))
        if self.kind in declared():
            rows = rows.filter(kind=declared()[self.kind].number)
        return rows


def own(actor: Actor, sieve: Sieve = Sieve()) -> QuerySet[Notice]:
    """Of one's own bureau, newest first."""
    return sieve.of(Notice.owned_by(actor)).order_by("-id")


def of_others(actor: Actor, sieve: Sieve = Sieve()) -> QuerySet[Notice]:
    """What other bureaus have out and this actor may see, newest first."""
    rows = Notice.visible_to(actor).exclude(bureau=actor.bureau).filter(state__in=[int(each) for each in OUT])
    return sieve.of(rows).order_by("-published_at", "-id")


def recalls(actor: Actor, *, open_only: bool = False) -> QuerySet[Received]:
    """What one's own bureau was asked to take out, newest first."""
    rows = Received.visible_to(actor).filter(bureau=actor.bureau, recalled_at__isnull=False)
    if open_only:
        rows = rows.filter(removed_at=None)
    return rows.order_by("-recalled_at", "-id")


def corrections(actor: Actor, *, open_only: bool = False) -> QuerySet[Received]:
    """What one's own bureau was sent a correction of and still has, newest first."""
    rows = Received.visible_to(actor).filter(bureau=actor.bureau, recalled_at=None)
    rows = rows.filter(corrected_at__isnull=False)
    if open_only:
        rows = rows.filter(applied_at=None)
    return rows.order_by("-corrected_at", "-id")


def told(actor: Actor) -> QuerySet[Told]:
    """What one's own bureau was told of notices that other nodes keep, the newest word first."""
    return Told.visible_to(actor).order_by("-said_at", "-id")


def told_and_waiting(actor: Actor) -> QuerySet[Told]:
    """Of these, recalled and corrected ones of which nobody said that it is done."""
    waits = Q(recalled_at__isnull=False, removed_at=None)
    to_correct = Q(recalled_at=None, corrected_at__isnull=False, applied_at=None)
    return told(actor).filter(waits | to_correct)


def has_page(notice: str) -> bool:
    """Is there a notice of this id, kept here or a bureau's own that another node keeps? Says nothing of it."""
    return Notice.everywhere.filter(pk=notice).exists()


def correction_of(actor: Actor, notice: Notice) -> Notice | None:
    """The correction under way of a notice: for its bureau, and for reviewers once it was handed in."""
    rows = Notice.visible_to(actor).filter(corrects=notice, state__in=[int(each) for each in OPEN])
    return rows.first()


def desk(actor: Actor) -> QuerySet[Notice]:
    """What waits for reviewers and this one may see, what is due first on top."""
    rows = Notice.visible_to(actor).filter(state__in=[int(each) for each in DESK])
    return rows.exclude(bureau=actor.bureau).order_by("due_at", "id")


def board(actor: Actor, notice: Notice) -> QuerySet[Received]:
    """Who received a notice, as far as this actor may see it: those first who have not said that it is gone."""
    rows = Received.visible_to(actor).filter(notice=notice)
    return rows.order_by(F("removed_at").asc(nulls_first=True), "-reminded", "bureau")


def keeps_list(actor: Actor) -> bool:
    """Is the actor of a committee whose list becomes notices?"""
    return Bureau.objects.filter(pk=actor.bureau, kind=int(BureauKind.SANCTIONS_COMMITTEE)).exists()


def waiting_here(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for the reader: at the desk of reviewers, own ones that were asked about, recalls to obey."""
    now = timezone.now()
    rows: list[QuerySet[Any]] = []
    if actor.may("notices.take", now=now):
        rows.append(desk(actor))
    if actor.may("notices.answer", now=now):
        rows.append(Notice.owned_by(actor).filter(state=int(State.MORE_ASKED)))
    if actor.may("notices.acknowledge", now=now):
        rows += [recalls(actor, open_only=True), corrections(actor, open_only=True), told_and_waiting(actor)]
    return rows


def of_entry(actor: Actor, record: UUID) -> Notice | None:
    """The notice of which an entry of one of the two databases was made; None where this actor may not see it."""
    numbers = NoticeDocument.objects.filter(pk=record).values("notice")
    return Notice.visible_to(actor).filter(Q(record=record) | Q(number__in=numbers)).first()
