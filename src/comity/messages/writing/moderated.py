"""Whether a bureau's free words wait for the centre. Source: practice 9."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.gate.actor import Actor
from comity.kit.errors import Refused

NOT_ANY_MORE = _(
    "The standing of this bureau has changed: it may send no words at present, not even released."
)


def waits_for_centre(actor: Actor) -> bool:
    """Do the words of the actor's bureau wait today?"""
    found = Bureau.visible_to(actor).filter(code=actor.bureau).first()
    if found is None:
        return False
    return standing_allows(found.standing_on(timezone.now().date()), Verb.SEND_MESSAGE) is Say.WAITS


def said_to_words(bureau: str) -> Say:
    """What the standing of this bureau says today to free words of it."""
    standing = Bureau.objects.get(pk=bureau).standing_on(timezone.now().date())
    return standing_allows(standing, Verb.SEND_MESSAGE)


def demand_standing(bureau: str) -> None:
    """Raises: Refused where this bureau may send no words any more, not even released."""
    if said_to_words(bureau) is Say.NO:
        raise Refused(NOT_ANY_MORE, code="standing")
