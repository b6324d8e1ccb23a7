"""Whether a bureau's free words wait for the centre. Source: practice 9."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, Refused


def waits_for_centre(actor: Actor) -> bool:
    """Do the words of the actor's bureau wait today?"""
    found = Bureau.visible_to(actor).filter(code=actor.bureau).first()
    if found is None:
        return False
    return standing_allows(found.standing_on(timezone.now().date()), Verb.SEND_MESSAGE) is Say.WAITS


def refuse_far(codes: tuple[str, ...]) -> None:
    """Raises: Refused away from the centre; Invalid for a bureau of another node, which would refuse such words."""
    if not centre_hosted_here():
        sentence = _("Your bureau is pre-moderated, and the centre is on another node: call its duty desk.")
        raise Refused(sentence, code="pre-moderated")
    far = Bureau.objects.filter(code__in=codes, hosted=False).order_by("code").values_list("code", flat=True)
    sentence = _("What waits for the centre cannot reach %(bureau)s yet, which has a node of its own.")
    if errors := [FieldError("to", "pre-moderated", sentence % {"bureau": code}) for code in far]:
        raise Invalid(errors)
