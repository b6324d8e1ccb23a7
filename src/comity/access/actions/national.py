"""The link between an officer and the subject that the bureau's own provider vouches for."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comity.access import actors
from comity.access.acts import write_act, write_unknown
from comity.access.locks import Handle, Locked
from comity.access.models import Officer
from comity.journal.acts import Outcome
from comity.kit.errors import NotAllowed

PROVIDER = "national"


def link_officer(name: str, subject: str) -> Officer:
    """The officer of that sign-in name, linked with this subject from now on. Raises: NotAllowed.

    Not for whom is not enrolled here, and never a second subject for one officer: names are given anew, subjects not.
    """
    with transaction.atomic():
        of_bureau = Officer.objects.filter(unit__bureau=settings.OIDC_BUREAU, is_active=True)
        officer = of_bureau.select_for_update(of=("self",)).filter(sign_in_name=name).first()
        linked = officer is not None and SocialAccount.objects.filter(user=officer).exists()
        if officer is not None and not linked:
            SocialAccount.objects.create(user=officer, provider=PROVIDER, uid=subject)
            actor = actors.of_officer(officer.id, second_factor=False)
            if actor is not None:
                write_act("access.link_officer", actor, Outcome.DONE, tag=_tag(subject))
            return officer
    note_refusal("linked-otherwise" if linked else "not-enrolled", subject)
    raise NotAllowed(
        _("Your bureau's own sign-in knows you, but you are not enrolled here under this name."),
        code="not-enrolled",
        opens=_("Ask your security officer."),
    )


def note_refusal(reason: str, subject: str) -> None:
    """Write down a sign-in through the provider that was refused; of the subject only the keyed tag."""
    write_unknown("access.sign_in", Outcome.REFUSED, reason=reason, tag=_tag(subject))


def _tag(subject: str) -> bytes:
    return Handle(Locked.NAME, f"{PROVIDER}:{subject}").tag
