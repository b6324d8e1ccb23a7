"""Sign-in through the bureau's own identity provider (OpenID Connect): whom it may vouch for, and for what.

Officers are enrolled here and nowhere else. The provider vouches for officers of one bureau; who they are is read
once from the name that the bureau keeps equal to ours, and from then on from the provider's own subject.
"""

from typing import Any, NoReturn

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.actions.national import link_officer, note_refusal
from comity.access.models import Officer
from comity.access.rules import proves_second_factor
from comity.kit.errors import NotAllowed

NOT_SIGNED_IN = _("Your bureau's own sign-in did not work: begin again here, or use a passkey or a password.")


class NationalSignIn(DefaultSocialAccountAdapter):
    """Who may come in this way. Everything it refuses is a sentence on the sign-in page, and an act."""

    def is_open_for_signup(self, *_who: object) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the officer, or refuse. Raises: ImmediateHttpResponse back to the sign-in page."""
        subject = str(sociallogin.account.uid)
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            officer = known if isinstance(known, Officer) else link_officer(_name(sociallogin), subject)
            if officer.unit.bureau_id != settings.OIDC_BUREAU:
                note_refusal("bureau-of-others", subject)
                raise NotAllowed(NOT_YOURS, code="bureau-of-others")
        except NotAllowed as refusal:
            back_to_sign_in(request, refusal.message)
        sociallogin.user = officer

    def on_authentication_error(self, request: HttpRequest, *_what: Any, **_more: Any) -> None:
        """A forged, late or cancelled answer. Raises: ImmediateHttpResponse back to the sign-in page."""
        note_refusal("provider-answer-refused", "")
        back_to_sign_in(request, NOT_SIGNED_IN)


NOT_YOURS = _("Your bureau's own sign-in vouches for its own officers only.")


class SecondFactorStage(AuthenticateStage):
    """Asks enrolled officers for their second factor, unless the provider has proved one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        came = (self.login.signal_kwargs or {}).get("sociallogin")
        if came is not None and proves_second_factor(_claims(came), settings.OIDC_SECOND_FACTOR):
            record_authentication(request, self.login.user, "mfa", type="national")
            return False
        return bool(super()._should_handle(request))


def back_to_sign_in(request: HttpRequest, why: str | Promise) -> NoReturn:
    """Raises: ImmediateHttpResponse to the sign-in page, which says why."""
    messages.error(request, str(why))
    raise ImmediateHttpResponse(redirect(settings.LOGIN_URL))


def _claims(sociallogin: SocialLogin) -> dict[str, Any]:
    claims: dict[str, Any] = sociallogin.account.extra_data
    return claims


def _name(sociallogin: SocialLogin) -> str:
    return str(_claims(sociallogin).get("preferred_username") or "").strip().lower()
