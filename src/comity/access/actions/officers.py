"""Enrol, move, suspend and restore officers; reset what they sign in with. No self-sign-up, no reset by e-mail."""

import re
import secrets
from dataclasses import dataclass
from itertools import pairwise

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access.actions.sessions import end_sessions
from comity.access.models import Officer, Unit
from comity.access.reach import require_reach
from comity.access.role_rights import require_taking
from comity.gate import epoch
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotAllowed, NotFound, Refused, invalid
from comity.kit.text import clean_line

NAME_FORM = re.compile(r"[a-z0-9][a-z0-9._@-]{2,79}")
BADGE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,19}")
PIN_FORM = re.compile(r"[0-9]{6,12}", re.ASCII)
# No letters and digits that a person confuses when copying from a sheet of paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerDraft:
    """What is said of an officer. function: what other bureaus read instead of the name."""

    sign_in_name: str
    badge: str
    full_name: str
    function: str
    language: str = "en"
    email: str = ""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """An officer and the one-time password, to be handed over by hand and changed at the first sign-in."""

    officer: Officer
    password: str


@action("access.enrol_officer")
def enrol_officer(act: ActDraft, draft: OfficerDraft, *, unit: Unit, by: Actor) -> Enrolled:
    """Enrol a person in a unit within reach, without any role yet. Raises: Invalid, NotAllowed."""
    require_reach(by, unit.id)
    officer = Officer(
        unit=unit,
        sign_in_name=draft.sign_in_name.strip().lower(),
        badge=draft.badge.strip(),
        full_name=clean_line(draft.full_name, field="full_name", longest=120),
        function=clean_line(draft.function, field="function", longest=60),
        language=draft.language,
        email=draft.email.strip(),
    )
    _check(officer)
    password = _one_time_password(officer)
    officer.save(force_insert=True)
    act.about = str(officer.id)
    return Enrolled(officer, password)


@action("access.move_officer")
def move_officer(act: ActDraft, officer: Officer, *, unit: Unit, by: Actor) -> Officer:
    """Move an officer to another unit; both must be within reach."""
    officer = _locked(officer, by)
    require_reach(by, unit.id)
    officer.unit = unit
    officer.save(update_fields=["unit"])
    act.about = str(officer.id)
    epoch.bump()
    return officer


@action("access.suspend_officer")
def suspend_officer(act: ActDraft, officer: Officer, *, reason: str, by: Actor) -> Officer:
    """Take every access at once: sessions and own tokens end with the next request on every worker."""
    officer = _locked(officer, by)
    act.about, act.reason = str(officer.id), clean_line(reason, field="reason", longest=200)
    if not act.reason:
        raise invalid("reason", "required", _("Write the reason."))
    for grant in officer.grants.filter(revoked_at=None):
        require_taking(by, grant)
    officer.is_active = False
    officer.left_at = officer.left_at or timezone.now()
    officer.save(update_fields=["is_active", "left_at"])
    end_sessions(officer)  # or they would live again when the officer is restored
    epoch.bump()
    return officer


@action("access.restore_officer")
def restore_officer(act: ActDraft, officer: Officer, *, by: Actor) -> Officer:
    """Let a suspended officer sign in again. Raises: Refused where the name was deleted on its clock."""
    officer = _locked(officer, by)
    if officer.name_ended_at is not None:
        raise Refused(_("This name was deleted on its clock. Enrol the person anew."), code="name-ended")
    officer.is_active, officer.left_at = True, None
    officer.save(update_fields=["is_active", "left_at"])
    act.about = str(officer.id)
    epoch.bump()
    return officer


@action("access.reset_password")
def reset_password(act: ActDraft, officer: Officer, *, by: Actor) -> Enrolled:
    """A new one-time password; every session ends, and the bureau's own provider vouches for the officer anew."""
    officer = _locked(officer, by)
    SocialAccount.objects.filter(user=officer).delete()
    password = _one_time_password(officer)
    officer.pin = ""
    officer.save(update_fields=["password", "must_change_password", "pin"])
    act.about = str(officer.id)
    epoch.bump()
    return Enrolled(officer, password)


@action("access.reset_second_factor")
def reset_second_factor(act: ActDraft, officer: Officer, *, by: Actor) -> Officer:
    """Forget every passkey, code device and recovery code and end all sessions; the next sign-in enrols anew.

    Never one's own.
    """
    officer = _locked(officer, by)
    end_sessions(officer)  # they may have begun with the device that was lost
    act.count = Authenticator.objects.filter(user=officer).delete()[0]
    act.about = str(officer.id)
    epoch.bump()
    return officer


@action("access.set_pin")
def set_pin(act: ActDraft, pin: str, *, by: Actor) -> None:
    """Set one's own PIN for a change of shift. Raises: Invalid for fewer than 6 digits or a simple row."""
    own = Officer.visible_to(by).select_for_update()
    officer = own.filter(pk=by.officer).first() if by.officer is not None else None
    if officer is None:
        raise NotFound
    if not PIN_FORM.fullmatch(pin) or _is_simple(pin):
        raise invalid("pin", "pin-form", _("Choose 6 to 12 digits that are no row and not all the same."))
    officer.pin = make_password(pin)
    officer.save(update_fields=["pin"])
    act.about = str(officer.id)


def _is_simple(pin: str) -> bool:
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, -1}


def _locked(officer: Officer, by: Actor) -> Officer:
    """The officer's row, for this change alone. Raises: NotFound, NotAllowed out of reach or for oneself."""
    found = Officer.visible_to(by).filter(pk=officer.pk).select_for_update().first()
    if found is None:
        raise NotFound
    require_reach(by, found.unit_id)
    if found.id == by.officer:
        raise NotAllowed(
            _("Nobody does this for himself or herself."),
            code="officer-self",
            opens=_("Ask another security officer."),
        )
    return found


def _one_time_password(officer: Officer) -> str:
    """About 99 bits, in groups that can be read out over a telephone."""
    password = "-".join("".join(secrets.choice(_ALPHABET) for _place in range(5)) for _group in range(4))
    officer.set_password(password)
    officer.must_change_password = True
    return password


def _check(officer: Officer) -> None:
    errors = []
    if not NAME_FORM.fullmatch(officer.sign_in_name):
        errors.append(
            FieldError(
                "sign_in_name", "name-form", _("Write 3 to 80 small letters, digits, dots, hyphens or @.")
            )
        )
    elif Officer.objects.filter(sign_in_name=officer.sign_in_name).exists():
        errors.append(FieldError("sign_in_name", "taken", _("This sign-in name is in use.")))
    if not BADGE_FORM.fullmatch(officer.badge):
        errors.append(
            FieldError("badge", "badge-form", _("Write the badge number, at most 20 letters and digits."))
        )
    elif Officer.objects.filter(badge__iexact=officer.badge, unit__bureau=officer.unit.bureau_id).exists():
        errors.append(FieldError("badge", "taken", _("This badge number is in use in your bureau.")))
    if not officer.full_name:
        errors.append(FieldError("full_name", "required", _("Write the full name.")))
    if not officer.function:
        errors.append(FieldError("function", "required", _("Write the function as other bureaus read it.")))
    if officer.language not in dict(settings.LANGUAGES):
        errors.append(FieldError("language", "language-unknown", _("Choose a language from the list.")))
    if errors:
        raise Invalid(errors)
