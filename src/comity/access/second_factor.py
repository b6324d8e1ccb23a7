"""What we ask of django-allauth's second factors: sealed secrets, counted failures, an act for each change."""

import base64
from collections.abc import Callable
from functools import cache
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.access.actions.sign_in import (
    note_changed_factor,
    note_unknown_passkey,
    note_wrong_factor,
    refuse_factor_if_locked,
)
from comity.access.models import Officer
from comity.kit.errors import TooMany


class SecondFactor(DefaultMFAAdapter):
    """Secrets of code devices and recovery codes are sealed in the table under the node's key."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """What the officer's own device shows beside the passkey: the sign-in name, never the full name."""
        name = str(user.get_username())
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": name, "display_name": name}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        """What a passkey is called until its officer says it better."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}


def _counted(user: Any, check: Callable[[], Any]) -> Any:
    """What the check gives. Raises: ValidationError, also while too many have failed for this officer."""
    if not isinstance(user, Officer):
        return check()
    try:
        refuse_factor_if_locked(user)
    except TooMany as error:
        raise ValidationError(str(error.message), code=error.code) from error
    try:
        return check()
    except (ValidationError, *UNREADABLE) as error:
        note_wrong_factor(user)
        raise _not_accepted(error) from error


# What allauth's reading of a forged passkey answer may raise besides.
UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


def _not_accepted(error: Exception) -> ValidationError:
    if isinstance(error, ValidationError) and error.messages:
        return error
    return ValidationError(_("This passkey was not accepted."), code="passkey-wrong")


class CodeForm(AuthenticateForm):
    """A code at sign-in: of a code device, or a recovery code."""

    def clean_code(self) -> str:
        return str(_counted(self.user, super().clean_code))


class CodeAgainForm(ReauthenticateForm):
    """A code in the middle of a session."""

    def clean_code(self) -> str:
        return str(_counted(self.user, super().clean_code))


class PasskeyForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def clean_credential(self) -> Authenticator:
        return _counted(self.user, super().clean_credential)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):
    """A passkey in the middle of a session."""

    def clean_credential(self) -> Authenticator:
        return _counted(self.user, super().clean_credential)


class PasskeyAloneForm(LoginWebAuthnForm):
    """A passkey without a password: it must have asked for finger or PIN."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except (ValidationError, *UNREADABLE) as error:
            note_unknown_passkey(get_adapter().get_client_ip(context.request))
            raise ValidationError(_("This passkey was not accepted."), code="passkey-wrong") from error


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey. With `passwordless` it must ask for finger or PIN, and then signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("What it is")
        self.fields["name"].help_text = _("Only for you, like: the blue key, my telephone.")
        self.fields["name"].max_length = 60
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with this passkey alone, without a password"), True
        alone.help_text = _("It then asks for your finger, face or PIN each time.")

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except UNREADABLE as error:
            raise ValidationError(_("This passkey was not accepted."), code="passkey-wrong") from error


def watch_changes() -> None:
    """Let each change of a second factor leave an act, and a removed one end all other sessions."""
    signals.authenticator_added.connect(_added, dispatch_uid="access.second_factor")
    signals.authenticator_removed.connect(_removed, dispatch_uid="access.second_factor")
    signals.authenticator_reset.connect(_added, dispatch_uid="access.second_factor")


def _added(user: AbstractBaseUser, authenticator: Authenticator, **_more: Any) -> None:
    if isinstance(user, Officer):
        note_changed_factor(user, "access.add_second_factor", str(authenticator.type))


def _removed(
    request: HttpRequest, user: AbstractBaseUser, authenticator: Authenticator, **_more: Any
) -> None:
    officer = Officer.objects.get(pk=user.pk)
    note_changed_factor(officer, "access.remove_second_factor", str(authenticator.type))
    update_session_auth_hash(request, officer)  # this session goes on; whoever holds the device is out


@cache
def _box() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"comity/second-factor/v1").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
