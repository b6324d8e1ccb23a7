"""Whose desk work lies on: take it, give it, hand a shift over, sign for it. A desk, never a person (practice 7)."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.models import Unit
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_text
from comity.queries.conversation import ANSWERED, OPEN, State
from comity.queries.models import OWNER, Confirmation, HandOver, Hit

Work = Hit | Confirmation
LONGEST_NOTE = 4000
TO_ANSWER = [int(state) for state in (OPEN | {State.UNANSWERED}) - ANSWERED]


@action("queries.take")
def take(act: ActDraft, work: Work, *, by: Actor) -> None:
    """Take a hit or a question to the desk of one's own unit."""
    _move(act, work, by.unit, by)


@action("queries.give")
def give(act: ActDraft, work: Work, unit: UUID | None, *, by: Actor) -> None:
    """Give it to another unit of the bureau; None is the bureau's own desk."""
    if unit is not None and not Unit.visible_to(by).filter(pk=unit, closed_at=None).exists():
        raise invalid("unit", "unknown-unit", _("Choose a unit of your bureau."))
    _move(act, work, unit, by)


@action("queries.hand_over")
def hand_over(act: ActDraft, note: str, *, by: Actor) -> HandOver:
    """Hand the desk's open work to the next shift, with a note that it signs."""
    note = clean_text(note, field="note", longest=LONGEST_NOTE)
    if not note:
        raise invalid("note", "required", _("Write what the next shift must know."))
    row = HandOver.objects.create(
        bureau=by.bureau,
        desk=by.unit,
        at=timezone.now(),
        officer=by.officer,
        function=by.function,
        note=note,
        hits=[str(pk) for pk in open_hits_at_desk(by).values_list("pk", flat=True)],
        confirmations=[str(pk) for pk in open_questions_at_desk(by).values_list("pk", flat=True)],
    )
    act.about, act.count = f"handover:{row.pk}", len(row.hits) + len(row.confirmations)
    return row


@action("queries.sign_hand_over")
def sign_hand_over(act: ActDraft, handover: HandOver, *, by: Actor) -> None:
    """The next shift has read the list and the note. Raises: Refused for who wrote it, or a second time."""
    row = HandOver.visible_to(by).select_for_update().filter(pk=handover.pk).first()
    if row is None:
        raise NotFound
    if row.signed_at is not None:
        raise Refused(_("This hand-over is signed already."), code="already-signed")
    if row.officer is not None and row.officer == by.officer:
        raise Refused(_("The next shift signs, not the one that wrote it."), code="own-hand-over")
    row.signed_at, row.signed_officer, row.signed_function = timezone.now(), by.officer, by.function
    row.save()
    act.about, act.count = f"handover:{row.pk}", 1


def open_hits_at_desk(by: Actor) -> QuerySet[Hit]:
    """The open hits on this reader's desk; the bureau's desk belongs to those who see the whole bureau."""
    rows = Hit.visible_to(by).filter(_at_desk(by), bureau=by.bureau, closed_at=None)
    return rows.order_by("id")


def open_questions_at_desk(by: Actor) -> QuerySet[Confirmation]:
    """The questions to this bureau that lie on this reader's desk."""
    rows = Confirmation.visible_to(by).filter(_at_desk(by), side=OWNER, state__in=TO_ANSWER)
    return rows.order_by("due_at")


def _at_desk(by: Actor) -> Q:
    mine = Q(desk=by.unit, desk__isnull=False)
    return mine | Q(desk=None) if by.may("queries.view_bureau_hits", now=timezone.now()) else mine


def _move(act: ActDraft, work: Work, unit: UUID | None, by: Actor) -> None:
    rows: QuerySet[Any] = type(work).visible_to(by)
    row = rows.select_for_update(of=("self",)).filter(pk=work.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    row.desk = unit
    row.save(update_fields=["desk"])
    act.about, act.count = f"{row._meta.model_name}:{row.pk}", 1
    act.reason = f"desk: {unit or 'bureau'}"
