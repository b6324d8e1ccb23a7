"""What was done after a hit, and the end of its life on the desk."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused
from comity.kit.text import clean_text
from comity.queries.conversation import Event, may, moved
from comity.queries.hit_closed import tell_closed
from comity.queries.models import Confirmation, Hit
from comity.queries.outcomes import Done, faults

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class WasDone:
    """held_since: aware, where a person is held. close: the hit leaves the desk."""

    done: Done
    held_since: datetime | None = None
    note: str = ""
    close: bool = False


@action("queries.record_outcome")
def record_outcome(act: ActDraft, hit: Hit, was: WasDone, *, by: Actor) -> Hit:
    """Record what was done. Only the own bureau reads it. Closing needs that no answer is awaited.

    Raises: Invalid, NotFound, Refused.
    """
    now = timezone.now()
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    note = clean_text(was.note, field="note", longest=LONGEST_NOTE)
    found = faults(was.done, was.held_since, note, now)
    if row.is_emptied and note:
        sentence = _("The record was deleted. Keep words about it in your own file, not here.")
        found.append(FieldError("note", "record-ended", sentence))
    if found:
        raise Invalid(found)
    row.done, row.done_note = int(was.done), note
    row.held_since = was.held_since if was.done is Done.PERSON_HELD else None
    row.done_at, row.done_function = now, by.function
    was_open = row.closed_at is None
    if was.close:
        _close(row, now)
    row.save()
    if was_open and row.closed_at is not None:
        tell_closed(row)
    act.about, act.count, act.reason = f"hit:{row.pk}", 1, was.done.name.lower()
    act.purpose, act.case = row.purpose, row.case
    act.touches(database=row.database, record=row.record, version=row.seen)
    return row


def _close(hit: Hit, now: datetime) -> None:
    conversation = Confirmation.objects.select_for_update().filter(hit=hit).first()
    if conversation is not None:
        if not may(conversation.standing, Event.CLOSE):
            if hit.closed_at is not None:
                return
            message = _("The owner has not answered yet. Wait, or take the question back first.")
            raise Refused(message, code="not-answered-yet")
        conversation.stand(moved(conversation.standing, Event.CLOSE))
        conversation.save(update_fields=["state", "lapses_at"])
    hit.closed_at = now
