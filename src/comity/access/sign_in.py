"""What we ask of django-allauth at sign-in: locks, acts, no self-sign-up, sealed secrets of code devices."""

import base64
import time
from functools import cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from comity.access.actions.sign_in import (
    note_failure,
    note_own_password,
    note_sign_in,
    note_sign_out,
    refuse_if_locked,
)
from comity.access.models import Officer
from comity.kit.errors import TooMany

RECENT_S = 300


class SignIn(DefaultAccountAdapter):
    """Password sign-in with our locks and acts; officers are enrolled, never signed up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # nobody, ever
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises: ValidationError while the name or the address is locked."""
        try:
            refuse_if_locked(_name(credentials), self.get_client_ip(request))
        except TooMany as error:
            raise self.validation_error("too_many_login_attempts") from error
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(_name(credentials), self.get_client_ip(request))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, Officer):
            note_sign_in(user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Officer):
            note_sign_out(request.user, reason="")
        super().logout(request)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """Raises: ValidationError for the password that is in use, a one-time password above all."""
        if isinstance(user, Officer) and user.check_password(password):
            raise ValidationError(_("Choose a password that is not the present one."))
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        if isinstance(user, Officer):
            note_own_password(user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of any proof, the sign-in itself included."""
        request = context.request
        newest = max((one["at"] for one in get_authentication_records(request, request.user)), default=0)
        if time.time() - newest < RECENT_S:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """The officer's own language, unless this browser has chosen one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Officer) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Strict")
        return response


class SecondFactor(DefaultMFAAdapter):
    """Secrets of code devices and recovery codes are sealed in the table under the node's key."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


class NationalSignIn(DefaultSocialAccountAdapter):
    """Sign-in through the bureau's own identity provider (OIDC): for officers who are enrolled here, no others."""

    def is_open_for_signup(self, *_who: object) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Know the officer by the provider's `preferred_username`, which the bureau keeps equal to ours."""
        if sociallogin.is_existing:
            return
        name = str(sociallogin.account.extra_data.get("preferred_username", "")).strip().lower()
        officer = Officer.objects.filter(sign_in_name=name, is_active=True).first() if name else None
        if officer is not None:
            sociallogin.connect(request, officer)


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")


@cache
def _box() -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=b"comity/second-factor/v1").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))
