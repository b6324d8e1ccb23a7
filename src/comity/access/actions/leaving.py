"""The people of a bureau that leaves this node: shut out, let in again, forgotten. Inside verbs of messages.moving."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from comity.access.models import Grant, Officer, Terminal, Token
from comity.access.roles import Role
from comity.access.saved_views import SavedView
from comity.gate import epoch


def shut_out(bureau: str, at: datetime) -> int:
    """Nobody of this bureau gets in here any more, by session, token or terminal; how many people could. at: aware.

    Whoever left before keeps that moment, so that `let_in_again` and the new node tell them apart.
    """
    officers = Officer.objects.filter(unit__bureau=bureau)
    officers.update(sessions_ended=F("sessions_ended") + 1)
    Token.objects.filter(unit__bureau=bureau, revoked_at=None).update(revoked_at=at)
    Terminal.objects.filter(unit__bureau=bureau, closed_at=None).update(closed_at=at)
    epoch.bump()
    return officers.filter(is_active=True).update(is_active=False, left_at=at)


def let_in_again(bureau: str, at: datetime) -> int:
    """Undo `shut_out` of that moment: how many people may sign in again."""
    Token.objects.filter(unit__bureau=bureau, revoked_at=at).update(revoked_at=None)
    Terminal.objects.filter(unit__bureau=bureau, closed_at=at).update(closed_at=None)
    epoch.bump()
    return Officer.objects.filter(unit__bureau=bureau, left_at=at).update(is_active=True, left_at=None)


def forget_people(bureau: str, now: datetime) -> int:
    """Delete the names of all officers of a bureau that has left, and what they signed in with; how many.

    Their ids and badge numbers stay: acts name them. Who must know a name asks the bureau. Source: practice 5 and 16.
    """
    officers = list(Officer.objects.filter(unit__bureau=bureau, name_ended_at=None).select_for_update())
    for officer in officers:
        let_name_go(officer, now)
    epoch.bump()
    return len(officers)


def let_name_go(officer: Officer, now: datetime) -> None:
    """Delete a name and what carries or shows it: sign-in name, e-mail, account at a provider, passkeys, sessions,
    labels of own tokens, saved views. Acts never held one. now: aware.
    """
    for model in (Authenticator, EmailAddress, SocialAccount, UserSession):
        model.objects.filter(user=officer).delete()
    SavedView._default_manager.filter(officer=officer.pk).delete()
    officer.tokens.update(label=officer.badge, revoked_at=Coalesce("revoked_at", Value(now)))
    officer.full_name = officer.badge  # every page shows the number where the name stood
    officer.sign_in_name = f"ended-{officer.id.hex}"
    officer.email = officer.pin = ""
    officer.set_unusable_password()
    officer.is_active, officer.left_at, officer.name_ended_at = False, officer.left_at or now, now
    officer.save()


def who_begins(bureau: str, now: datetime) -> list[Officer]:
    """The security officers of a bureau that has just come to this node: they let everybody else in."""
    today = now.date()
    held = Grant.objects.filter(role=int(Role.SECURITY_OFFICER), revoked_at=None, begins_on__lte=today)
    ended = Grant.objects.filter(ends_on__lt=today)
    officers = Officer.objects.filter(unit__bureau=bureau, is_active=True, name_ended_at=None)
    return list(officers.filter(grants__in=held.exclude(pk__in=ended)).distinct().order_by("sign_in_name"))
