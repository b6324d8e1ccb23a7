"""Whose name stands behind an act: opened by the own security officer or the commission; deleted on its own clock."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from comity.access.models import Officer
from comity.access.name_clock import names_due
from comity.access.saved_views import SavedView
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line


@action("access.open_name")
def open_name(act: ActDraft, officer: UUID, *, reason: str, by: Actor) -> str:
    """The full name of an officer. Source: practice 5. Raises: NotFound, also for another bureau's; Invalid; Refused
    where it was deleted on its clock.
    """
    act.about, act.reason = str(officer), clean_line(reason, field="reason", longest=200)
    if not act.reason:
        raise invalid("reason", "required", _("Write the reason."))
    found = Officer.named_for(by).filter(pk=officer).first()
    if found is None:
        raise NotFound
    if found.name_ended_at is not None:
        raise Refused(_("This name was deleted on its clock. The badge number stays."), code="name-ended")
    return found.full_name


@action("access.forget_name")
def forget_name(act: ActDraft, officer: Officer, now: datetime, *, by: Actor) -> bool:
    """Delete the name of an officer who left long enough ago; the ids and the badge number stay. Was it due?

    Idempotent. What carries or shows a name goes with it: sign-in name, e-mail, the account at an identity provider,
    passkeys, sessions, labels of own tokens, saved views. Acts never held one. now: aware. Source: practice 5 and 16.
    """
    due = names_due(now).filter(pk=officer.pk, unit__bureau=by.bureau)
    found = due.select_for_update(of=("self",)).first()
    if found is None:
        return False
    act.about, act.count = str(found.id), 1
    for model in (Authenticator, EmailAddress, SocialAccount, UserSession):
        model.objects.filter(user=found).delete()
    SavedView._default_manager.filter(officer=found.pk).delete()
    found.tokens.update(label=found.badge, revoked_at=Coalesce("revoked_at", Value(now)))
    found.full_name = found.badge  # every page shows the number where the name stood
    found.sign_in_name = f"ended-{found.id.hex}"
    found.email = found.pin = ""
    found.set_unusable_password()
    found.is_active, found.left_at, found.name_ended_at = False, found.left_at or now, now
    found.save()
    epoch.bump()
    return True
