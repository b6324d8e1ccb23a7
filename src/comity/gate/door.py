"""What every door asks first: who is there?"""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import NotSignedIn


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in this request. Raises: NotSignedIn; a page then leads to the sign-in."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise NotSignedIn(_("Sign in first."))
    return actor
