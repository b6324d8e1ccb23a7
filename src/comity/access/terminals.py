"""Shared terminals: a browser that a security officer has made one, known by the secret in its cookie."""

from hashlib import sha256

from django.http import HttpRequest

from comity.access.models import Officer, Terminal

COOKIE = "comity_terminal"
COOKIE_AGE_S = 400 * 24 * 60 * 60  # what browsers allow at most
SESSION_KEY = "access_terminal"


def terminal_of(request: HttpRequest) -> Terminal | None:
    """The shared terminal that this browser is, if a security officer has made it one."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret:
        return None
    digest = sha256(secret.encode()).digest()
    return Terminal.objects.select_related("unit").filter(sha256=digest, closed_at=None).first()


def label_for(request: HttpRequest, officer: Officer) -> str:
    """Where this officer sits, for acts: the label of a terminal of the own bureau; else nothing."""
    terminal = terminal_of(request)
    if terminal is None or terminal.unit.bureau_id != officer.unit.bureau_id:
        return ""
    return terminal.label
