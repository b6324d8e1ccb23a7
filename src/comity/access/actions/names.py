"""Whose name stands behind an act: opened by the own security officer or the commission; deleted on its own clock."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.access.actions.leaving import let_name_go
from comity.access.models import Officer
from comity.access.name_clock import names_due
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line


@action("access.open_name")
def open_name(act: ActDraft, officer: UUID, *, reason: str, by: Actor) -> str:
    """The full name of an officer. Source: practice 5. Raises: NotFound, also for another bureau's; Invalid; Refused
    where it was deleted on its clock.
    """
    act.about, act.reason = str(officer), clean_line(reason, field="reason", longest=200)
    if not act.reason:
        raise invalid("reason", "required", _("Write the reason."))
    found = Officer.named_for(by).filter(pk=officer).first()
    if found is None:
        raise NotFound
    if found.name_ended_at is not None:
        raise Refused(_("This name was deleted on its clock. The badge number stays."), code="name-ended")
    return found.full_name


@action("access.forget_name")
def forget_name(act: ActDraft, officer: Officer, now: datetime, *, by: Actor) -> bool:
    """Delete the name of an officer who left long enough ago; the ids and the badge number stay. Was it due?

    Idempotent. What carries or shows a name goes with it. now: aware. Source: practice 5 and 16.
    """
    due = names_due(now).filter(pk=officer.pk, unit__bureau=by.bureau)
    found = due.select_for_update(of=("self",)).first()
    if found is None:
        return False
    act.about, act.count = str(found.id), 1
    let_name_go(found, now)
    epoch.bump()
    return True
