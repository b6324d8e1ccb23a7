"""Whether a bureau's free words wait for the centre. Source: practice 9."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_elsewhere, centre_hosted_here
from comity.bureaus.models import Bureau, DutyDesk, on_duty
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.gate.actor import Actor
from comity.kit.errors import Refused

# Where a bureau has a node of its own, and the centre's reviewers read on another.
REACHES_NOBODY = _(
    "Your bureau is pre-moderated, and the centre is on another node: free words reach nobody from here. Call the "
    "centre’s duty desk, which may write for you. Questions to owners without words, and your answers to what others "
    "ask, leave as before."
)


def waits_for_centre(actor: Actor) -> bool:
    """Do the words of the actor's bureau wait today?"""
    found = Bureau.visible_to(actor).filter(code=actor.bureau).first()
    if found is None:
        return False
    return standing_allows(found.standing_on(timezone.now().date()), Verb.SEND_MESSAGE) is Say.WAITS


def reaches_nobody(actor: Actor) -> bool:
    """Do the words of the actor's bureau wait, and is nobody on this node who could release them?

    Source: docs/decisions/0053-kinds-that-were-left.md.
    """
    return not centre_hosted_here() and waits_for_centre(actor)


def refuse_without_centre() -> None:
    """Raises: Refused away from the centre: nobody here could release it."""
    if not centre_hosted_here():
        raise Refused(REACHES_NOBODY, code="pre-moderated")


def centres_desk(now: datetime) -> DutyDesk | None:
    """Whom to call at the centre now, where this node knows. now: aware, UTC."""
    centre = centre_elsewhere()
    return on_duty(centre, now) if centre else None
