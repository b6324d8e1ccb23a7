"""Whose name stands behind an act: opened by the own security officer or the commission, and that is an act too."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.access.models import Officer
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, invalid
from comity.kit.text import clean_line


@action("access.open_name")
def open_name(act: ActDraft, officer: UUID, *, reason: str, by: Actor) -> str:
    """The full name of an officer. Source: practice 5. Raises: NotFound, also for another bureau's; Invalid."""
    act.about, act.reason = str(officer), clean_line(reason, field="reason", longest=200)
    if not act.reason:
        raise invalid("reason", "required", _("Write the reason."))
    found = Officer.named_for(by).filter(pk=officer).first()
    if found is None:
        raise NotFound
    return found.full_name
