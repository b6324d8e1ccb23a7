"""What we ask of django-allauth at sign-in: locks, acts, no self-sign-up."""

import time
from html import unescape
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from comity.access.actions.sign_in import (
    note_failure,
    note_own_password,
    note_sign_in,
    note_sign_out,
    note_suspended,
    refuse_if_locked,
)
from comity.access.models import Officer
from comity.access.terminals import SESSION_KEY, label_for
from comity.kit.errors import TooMany

RECENT_S = 300
# How every cookie of ours is kept.
KEPT_BY_US: dict[str, Any] = {
    "secure": settings.SESSION_COOKIE_SECURE,
    "httponly": True,
    "samesite": "Strict",
}


class SignIn(DefaultAccountAdapter):
    """Password sign-in with our locks and acts; officers are enrolled, never signed up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # nobody, ever
        return False

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "comity.access.national.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Raises: ValidationError while the name or the address is locked."""
        try:
            refuse_if_locked(_name(credentials), self.get_client_ip(request))
        except TooMany as error:
            raise self.validation_error("too_many_login_attempts") from error
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_failure(_name(credentials), self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Refuse the suspended, whatever they proved."""
        if isinstance(user, Officer) and not user.is_active:
            note_suspended(user)
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, Officer):
            request.session[SESSION_KEY] = label_for(request, user)
            records = get_authentication_records(request, user)
            how = str(records[-1]["method"]) if records else ""
            note_sign_in(user, terminal=request.session[SESSION_KEY], reason=how)

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

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # the same for all
        """On to the first page, or to what is wanted next of a new officer; not to the empty form again."""
        return str(settings.LOGIN_REDIRECT_URL)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done. allauth says it only where Django's messages are an application: ours has that name."""
        told = message or (render_to_string(message_template, message_context) if message_template else "")
        if told.strip():
            messages.add_message(request, level, unescape(told.strip()), extra_tags=extra_tags)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        if isinstance(user, Officer):
            note_own_password(user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of any proof, the sign-in itself included. A PIN proves nothing beyond its shift."""
        request = context.request
        proofs = [one for one in get_authentication_records(request, request.user) if one["method"] != "pin"]
        newest = max((one["at"] for one in proofs), default=0)
        if time.time() - newest < RECENT_S:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """The officer's own language, unless this browser has chosen one."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if isinstance(user, Officer) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, **KEPT_BY_US)
        return response


def _name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or "")
