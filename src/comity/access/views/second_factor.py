"""Enrolling a second factor: allauth's pages, after which the session counts as signed in with one."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.http import HttpRequest, HttpResponse


class ActivateCodeDevice(ActivateTOTPView):
    """Whoever has just typed a right code need not type another one."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _remember(self.request, Authenticator.Type.TOTP)
        return response


class AddPasskey(AddWebAuthnView):
    """The same for a passkey that has just signed."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _remember(self.request, Authenticator.Type.WEBAUTHN)
        return response


def _remember(request: HttpRequest, kind: str) -> None:
    record_authentication(request, request.user, "mfa", type=str(kind))
