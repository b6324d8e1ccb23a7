"""How often one network may look at the public side: programs page through it, and none may stop the node."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.locks import Handle, Locked, count_use
from comity.kit.errors import TooMany


def count_look(address: str) -> None:
    """Count one request from a network address. Raises: TooMany."""
    handle, now = Handle(Locked.PUBLIC_NOTICES, address), timezone.now()
    if count_use(handle, now=now):
        raise TooMany(_("Too many requests from your network. Try again in a quarter of an hour."))
