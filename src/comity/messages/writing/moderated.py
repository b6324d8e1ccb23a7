"""Whether a bureau's free words wait for the centre. Source: practice 9."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.gate.actor import Actor
from comity.kit.errors import Refused


def waits_for_centre(actor: Actor) -> bool:
    """Do the words of the actor's bureau wait today?"""
    found = Bureau.visible_to(actor).filter(code=actor.bureau).first()
    if found is None:
        return False
    return standing_allows(found.standing_on(timezone.now().date()), Verb.SEND_MESSAGE) is Say.WAITS


def refuse_without_centre() -> None:
    """Raises: Refused away from the centre: nobody here could release it."""
    if not centre_hosted_here():
        sentence = _("Your bureau is pre-moderated, and the centre is on another node: call its duty desk.")
        raise Refused(sentence, code="pre-moderated")
