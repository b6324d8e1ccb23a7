"""Change of officer at a shared terminal: badge number and PIN, or a passkey. The former session ends."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comity.access import actions
from comity.access.forms import ShiftForm
from comity.access.models import Officer
from comity.access.terminals import terminal_of
from comity.kit.errors import NotAllowed, TooMany


@never_cache
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def shift(request: HttpRequest) -> HttpResponse:
    """Who works here now? Badge number and PIN; whoever worked before is signed out first."""
    terminal = terminal_of(request)
    form = ShiftForm(request.POST or None)
    if terminal is not None and request.method == "POST" and form.is_valid():
        try:
            officer = actions.officer_at(terminal, form.cleaned_data["badge"], form.cleaned_data["pin"])
        except (NotAllowed, TooMany) as refusal:
            form.add_error(None, str(refusal.message))
        else:
            _change(request, officer)
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "terminal": terminal, "PASSKEY_LOGIN_ENABLED": True}
    return render(request, "access/shift.html", context, status=422 if form.errors else 200)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End this officer's session; the next one signs in here, or on the sign-in page."""
    end_former(request)
    return redirect("access:shift" if terminal_of(request) else settings.LOGIN_URL)


def end_former(request: HttpRequest) -> None:
    """Whoever worked here before is signed out; nothing of that session stays."""
    if isinstance(request.user, Officer):
        actions.note_sign_out(request.user, reason="shift")
    logout(request)


def _change(request: HttpRequest, officer: Officer) -> None:
    end_former(request)
    record_authentication(request, officer, method="pin")
    get_adapter().login(request, officer)
    UserSession.objects.create_from_request(request)
