"""The second step of a recall or a correction: a named function says what was done in national systems, copies and
papers."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, invalid
from comity.notices.models import Received
from comity.notices.obeyed import (
    recall_of,
    refuse_day_of_applying,
    refuse_day_of_removal,
    refuse_to_apply,
)


@action("notices.acknowledge")
def acknowledge(act: ActDraft, received: Received, *, removed_on: date, by: Actor) -> Received:
    """Say for one's own bureau since which day it is gone. Source: practice 18 (binding).

    A second time changes nothing. Raises: Invalid for a day to come or before the notice; Refused; NotFound.
    """
    rows = Received.objects.select_for_update().filter(pk=received.pk, bureau=by.bureau)
    row = rows.first()
    if row is None:
        raise NotFound
    act.about, act.count = f"notice:{row.notice_id}", 1
    recall_of(row)
    if row.removed_at is not None:
        return row
    note_gone(row, removed_on, by.function, timezone.now())
    return row


def note_gone(row: Received, removed_on: date, function: str, now: datetime) -> None:
    """Inside the verb by which a bureau says so, here or on its own node. Raises: Invalid."""
    refuse_day_of_removal(removed_on, now.date())
    if removed_on < row.sent_at.date() - timedelta(days=1):
        raise invalid("removed_on", "before-notice", _("The notice did not exist yet on that day."))
    row.removed_at, row.removed_on, row.remind_at = now, removed_on, None
    row.removed_function = function[:80]
    row.recall_received_at = row.recall_received_at or now
    row.save()


@action("notices.acknowledge_correction")
def acknowledge_correction(
    act: ActDraft, received: Received, *, applied_on: date, version: int, by: Actor
) -> Received:
    """Say for one's own bureau since which day its copies say what the notice says now.

    version: the version that was taken over; a newer one asks anew. A second time changes nothing.
    Raises: Invalid for a day to come or before the correction; Stale; Refused; NotFound.
    """
    rows = Received.objects.select_for_update(of=("self",)).filter(pk=received.pk, bureau=by.bureau)
    row = rows.select_related("notice").first()
    if row is None:
        raise NotFound
    act.about, act.count = f"notice:{row.notice_id}", 1
    refuse_to_apply(row, version)
    if row.applied_at is not None:
        return row
    note_right(row, applied_on, by.function, timezone.now())
    return row


def note_right(row: Received, applied_on: date, function: str, now: datetime) -> None:
    """Inside the verb by which a bureau says so, here or on its own node. Raises: Invalid."""
    refuse_day_of_applying(row, applied_on, now.date())
    row.applied_at, row.applied_on, row.remind_at = now, applied_on, None
    row.applied_function = function[:80]
    row.correction_received_at = row.correction_received_at or now
    row.save()
