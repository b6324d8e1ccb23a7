"""Who acts in this request, and what must be done before anything else: new password, second factor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access import actors
from comity.access.actions.sign_in import note_sign_out
from comity.access.actors import OfficerActor
from comity.access.models import Officer
from comity.access.rules import is_privileged
from comity.kit.errors import NotAllowed
from comity.web.middleware import respond
from comity.web.problems import wants_json

IDLE = timedelta(minutes=15)
# Whoever works on must sign in again after a shift; `SESSION_COOKIE_AGE` alone moves with every change.
LONGEST = timedelta(hours=8)
# The session is written at most this often, not with every request.
SEEN_EVERY = timedelta(minutes=1)
SEEN, BEGAN = "access_seen_at", "access_began_at"
POLL = "Comity-Poll"
# What can be reached before a new password is set, or a second factor enrolled.
ALWAYS_OPEN = {
    "account_logout",
    "account_reauthenticate",
    "web:language",
    "web:healthz",
    "web:readyz",
    "access:shift",
}
PASSWORD_PAGE = "account_change_password"  # noqa: S105  # the name of a page
ENROLMENT_PAGES = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    PASSWORD_PAGE,
}

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` from the session. Programs with a token get theirs in `api.TokenAuth`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        try:
            if isinstance(request.user, Officer):
                _recognise(request, request.user)
        except (OperationalError, InterfaceError) as error:
            return respond(request, error)  # the store is gone: not answered, for whoever asks
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Django calls this when it knows the page, and before it calls the view."""
        actor: OfficerActor | None = request.actor  # type: ignore[attr-defined]
        match = request.resolver_match
        if actor is None or match is None or not isinstance(request.user, Officer):
            return None
        return _first_things(request, request.user, actor, match.view_name)


def had_second_factor(request: HttpRequest) -> bool:
    """Did this session begin, or go on, with more than a password?"""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def came_through_bureau(request: HttpRequest) -> bool:
    """Did this session begin at the bureau's own provider, where a one-time password of ours plays no part?"""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "socialaccount" for record in records)


def _recognise(request: HttpRequest, officer: Officer) -> None:
    now = timezone.now().timestamp()
    seen, began = request.session.get(SEEN, now), request.session.setdefault(BEGAN, now)
    if over := _is_over(idle_s=now - seen, age_s=now - began):
        reason, why = over
        note_sign_out(officer, reason=reason)
        logout(request)
        messages.info(request, why)
        return
    # A page that looks for news by itself is not a person at work: it must not keep the session open.
    by_itself = POLL in request.headers
    if SEEN not in request.session or (now - seen > SEEN_EVERY.total_seconds() and not by_itself):
        request.session[SEEN] = now
    terminal = str(request.session.get("access_terminal", ""))
    actor = actors.of_officer(officer.id, second_factor=had_second_factor(request), terminal=terminal)
    request.actor = actor  # type: ignore[attr-defined]
    if actor is not None:
        timezone.activate(ZoneInfo(actor.time_zone))


def _is_over(*, idle_s: float, age_s: float) -> tuple[str, Any] | None:
    """Why a session ends by itself: word and sentence; None while it goes on. Source: OWASP ASVS 5.0, 7.3."""
    if idle_s > IDLE.total_seconds():
        return "idle", _("You were signed out after 15 minutes without work.")
    if age_s > LONGEST.total_seconds():
        return "too-long", _("You were signed out after 8 hours: sign in again.")
    return None


def _first_things(
    request: HttpRequest, officer: Officer, actor: OfficerActor, page: str
) -> HttpResponse | None:
    if page in ALWAYS_OPEN:
        return None
    if officer.must_change_password and not came_through_bureau(request):
        return (
            None
            if page == PASSWORD_PAGE
            else _lead_to(request, PASSWORD_PAGE, _("Set your own password first."))
        )
    today = timezone.now().date()
    if had_second_factor(request) or page in ENROLMENT_PAGES:
        return None
    if not (officer.must_have_second_factor or is_privileged(actor.grants, today)):
        return None
    kinds = Authenticator.objects.filter(user=officer).values_list("type", flat=True)
    if not set(kinds) - {Authenticator.Type.RECOVERY_CODES}:
        needs = _("Your role needs a second factor: add a passkey or a code device first.")
        return _lead_to(request, "mfa_index", needs)
    by_code = Authenticator.Type.TOTP in kinds
    where = "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"
    return _lead_to(request, where, _("Your role needs a second factor: use yours now."))


def _lead_to(request: HttpRequest, page: str, why: Any) -> HttpResponse:
    if wants_json(request):
        return respond(request, NotAllowed(why, code="second-factor-missing"))
    messages.info(request, why)
    return redirect(page)
