"""To the bureau's own provider and back."""

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from requests import RequestException

from comity.access.actions.national import PROVIDER
from comity.access.national import NOT_SIGNED_IN, back_to_sign_in
from comity.access.provider import NationalAdapter

# A link, because a form may lead only to this site (`form-action`). So that no other site can begin a sign-in here,
# the browser's own word is asked: every browser that can do passkeys sends it.
FROM_OUTSIDE = ("cross-site", "same-site")


@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Lead the browser to the provider."""
    if request.headers.get("Sec-Fetch-Site") in FROM_OUTSIDE:
        return redirect(settings.LOGIN_URL)
    provider = get_adapter().get_provider(request, PROVIDER)
    try:
        response: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (OAuth2Error, RequestException, KeyError, ValueError):
        return _refused(request)
    except ImmediateHttpResponse as answer:
        return _answer(answer)
    return response


@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer in."""
    response: HttpResponse = OAuth2CallbackView.adapter_view(NationalAdapter(request, PROVIDER))(request)
    return response


def _refused(request: HttpRequest) -> HttpResponse:
    try:
        back_to_sign_in(request, NOT_SIGNED_IN)
    except ImmediateHttpResponse as answer:
        return _answer(answer)


def _answer(raised: ImmediateHttpResponse) -> HttpResponse:
    response: HttpResponse = raised.response
    return response
