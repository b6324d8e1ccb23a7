"""Free words of pre-moderated bureaus, at the centre: read, then released or sent back. Source: practice 9.

What is released is sent in the name of the bureau that wrote it; the centre's name stands beside it.
"""

from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import NotFound, invalid
from comity.kit.text import clean_line
from comity.messages.models import Message, NoteDraft
from comity.messages.moderation.centre import give_back, send_on
from comity.messages.moderation.home import ask_back
from comity.messages.writing.drafting import own, sent
from comity.messages.writing.moderated import demand_standing
from comity.messages.writing.typed import read

LONGEST_REASON = 500


def waiting(by: Actor) -> QuerySet[NoteDraft]:
    """What waits, the longest first. Raises: NotAllowed for all but the centre's reviewers."""
    require(by, "messages.list_waiting")
    return NoteDraft.objects.filter(submitted_at__isnull=False, sent_as=None).order_by("submitted_at")


@action("messages.release")
def release(act: ActDraft, id: UUID, *, seen: int, by: Actor) -> Message:
    """Send it, for the bureau that wrote it. seen: the version that was read.

    Raises: NotFound; Invalid; Refused where the standing of that bureau no longer allows it.
    """
    row = _waiting(id, seen)
    act.about, act.recipients = f"draft:{id}", (row.owner,)
    demand_standing(row.owner)
    if row.came_as is not None:
        note = send_on(row, by=by, now=timezone.now())
        act.about, act.case = f"message:{note.id}", note.case
        act.recipients = tuple(note.deliveries.exclude(bureau=note.sender).values_list("bureau", flat=True))
        act.count = len(act.recipients)
        return note
    written = read(row.typed, now=timezone.now())
    rights = ("messages.send", "messages.broadcast", "messages.answer")
    writer = replace(clock_of(row.owner, *rights), unit=row.unit, function=row.function)
    message = sent(row, written, written.language or "en", by=writer)
    message.released_by = by.bureau
    message.save(update_fields=["released_by"])
    return message


@action("messages.send_back_draft")
def send_back(act: ActDraft, id: UUID, *, seen: int, reason: str, by: Actor) -> None:
    """Give it back to its unit, with the reason. Raises: NotFound; Invalid without a reason."""
    row = _waiting(id, seen)
    reason = clean_line(reason, field="reason", longest=LONGEST_REASON)
    if not reason:
        raise invalid("reason", "required", _("Write the reason."))
    act.about, act.recipients = f"draft:{id}", (row.owner,)
    if row.came_as is not None:
        give_back(row, reason=reason, centre=by.bureau, now=timezone.now())
        return
    row.submitted_at, row.returned = None, reason
    row.save(update_fields=["submitted_at", "returned"])


@action("messages.take_back_draft")
def take_back(act: ActDraft, id: UUID, *, by: Actor) -> None:
    """Write on at what the centre has not released yet; from another node it is asked for. Raises: NotFound."""
    row = own(id, by)
    act.about = f"draft:{id}"
    if row.sent_as is not None:
        ask_back(row, timezone.now(), by)
        return
    row.submitted_at = None
    row.save(update_fields=["submitted_at"])


def _waiting(id: UUID, seen: int) -> NoteDraft:
    rows = NoteDraft.objects.select_for_update().filter(pk=id, submitted_at__isnull=False, version=seen)
    row = rows.filter(sent_as=None).first()
    if row is None:
        raise NotFound
    return row
