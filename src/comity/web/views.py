"""Doors of the frame: language, health, readiness, metrics, and the pages for errors that no view raised."""

from http import HTTPStatus
from ipaddress import ip_address
from sys import exception

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from comity.kit.errors import NotAllowed
from comity.web import health, metrics
from comity.web.middleware import respond
from comity.web.problems import answer

LANGUAGE_KEPT_S = 365 * 24 * 60 * 60


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and go back to the page they came from."""
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=LANGUAGE_KEPT_S,
            secure=bool(settings.SESSION_COOKIE_SECURE),
            httponly=True,
            samesite="Strict",
        )
    return response


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """Does this process answer? Nothing else is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """May traffic come? The store answers and every migration is applied."""
    state = health.readiness()
    return JsonResponse(state, status=HTTPStatus.OK if state["ready"] else HTTPStatus.SERVICE_UNAVAILABLE)


@require_safe
@never_cache
def metrics_text(request: HttpRequest) -> HttpResponse:
    """Counts for the operator's Prometheus on this machine; what came through a proxy gets nothing."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers or not _from_here(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _from_here(request: HttpRequest) -> bool:
    try:
        return ip_address(request.META.get("REMOTE_ADDR") or "127.0.0.1").is_loopback
    except ValueError:
        return False


def broken(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400, handler403 and handler404."""
    return respond(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: what was raised outside every view."""
    return respond(request, exception() or RuntimeError())


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """A form that is not from this session, or is too old."""
    return answer(
        request,
        NotAllowed(
            _("This form is too old, or it was not sent from here."),
            code="form-expired",
            opens=_("Go back, load the page again and send it once more."),
        ),
    )
