"""Second factors: allauth's pages, after which the session counts as signed in with one."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic.edit import FormView

from comity.access.terminals import terminal_of
from comity.access.views.shift import end_former


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


class PasskeyAlone(LoginWebAuthnView):
    """Sign-in by a passkey alone; at a shared terminal the next officer takes over from the former one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and terminal_of(request):
            # Past allauth's mixin, which would lead the former officer home.
            return FormView.dispatch(self, request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if self.request.user.is_authenticated:
            end_former(self.request)
        response: HttpResponse = super().form_valid(form)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to where the passkey was asked for, with the reason."""
        _say(self.request, form)
        return redirect("access:shift" if terminal_of(self.request) else "account_login")


class PasskeyAgain(ReauthenticateWebAuthnView):
    """A passkey in the middle of a session."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page once more, with the reason."""
        _say(self.request, form)
        return redirect(self.request.get_full_path())


def _say(request: HttpRequest, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)


def _remember(request: HttpRequest, kind: str) -> None:
    record_authentication(request, request.user, "mfa", type=str(kind))
