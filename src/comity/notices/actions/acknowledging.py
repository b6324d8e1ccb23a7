"""The second step of a recall: a named function says that it is gone from national systems, copies and papers."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.notices.models import Received


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
    if row.recalled_at is None:
        raise Refused(_("This notice stands: there is nothing to take back."), code="not-recalled")
    if row.removed_at is not None:
        return row
    now = timezone.now()
    if removed_on > now.date() + timedelta(days=1):  # a place on Earth may run ahead of UTC
        raise invalid("removed_on", "date-ahead", _("This day has not come yet. Write when it happened."))
    if removed_on < row.sent_at.date() - timedelta(days=1):
        raise invalid("removed_on", "before-notice", _("The notice did not exist yet on that day."))
    row.removed_at, row.removed_on, row.remind_at = now, removed_on, None
    row.removed_function = by.function[:80]
    row.recall_received_at = row.recall_received_at or now
    row.save()
    return row
