"""Open and close shared terminals, where officers change by badge number and PIN."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.models import Terminal, Unit
from comity.access.reach import require_reach
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, invalid
from comity.kit.text import clean_line


@dataclass(frozen=True, slots=True)
class OpenedTerminal:
    """A terminal and the secret that its browser keeps in a cookie."""

    terminal: Terminal
    secret: str


@action("access.open_terminal")
def open_terminal(act: ActDraft, unit: Unit, *, label: str, by: Actor) -> OpenedTerminal:
    """Make the browser in front of the security officer a shared terminal of a unit. Raises: Invalid."""
    require_reach(by, unit.id)
    label = clean_line(label, field="label", longest=60)
    if not label:
        raise invalid("label", "required", _("Write where the terminal stands."))
    secret = secrets.token_urlsafe(32)
    terminal = Terminal.objects.create(
        unit=unit, label=label, sha256=sha256(secret.encode()).digest(), opened_by=by.officer
    )
    act.about = str(terminal.id)
    return OpenedTerminal(terminal, secret)


@action("access.close_terminal")
def close_terminal(act: ActDraft, terminal: Terminal, *, by: Actor) -> Terminal:
    """Nobody changes shift there any more. Raises: NotFound."""
    found = Terminal.visible_to(by).filter(pk=terminal.pk).select_for_update().first()
    if found is None:
        raise NotFound
    require_reach(by, found.unit_id)
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    act.about = str(found.id)
    return found
