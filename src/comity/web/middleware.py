"""Turns what a view raises into an answer that a person can use."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from comity.kit.errors import ComityError, NotAllowed, NotAnswered, NotFound, NotSignedIn
from comity.web.faults import note
from comity.web.problems import answer, wants_json

MISREAD = _("This request could not be read.")


class Misread(ComityError):
    """The request itself is broken."""

    status = 400
    code = "misread"


class NoSuchWay(ComityError):
    """The address is right, the method is not."""

    status = 405
    code = "method"


class PrivatePagesMiddleware:
    """Nothing of a signed-in reader stays in the browser: posts share machines, and shifts change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "actor", None) and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-store"
        return response


class ErrorPagesMiddleware:
    """Answers for every exception of a view, in the reader's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _holds_nothing(request):
            return answer(request, Misread(MISREAD))
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or (response.content and not wants_json(request)):
            return response
        page = answer(request, NoSuchWay(_("This address takes something in; it has no page of its own.")))
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this for what a view raises. What is allauth's own, its middleware answers."""
        if type(exception).__module__.startswith("allauth."):
            return None
        return respond(request, exception)


def _holds_nothing(request: HttpRequest) -> bool:
    """Is there a NUL in the address? No text of the store can hold one, so no door has to think of it."""
    return "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info


def respond(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """The answer to an exception; doors outside the middleware call it too."""
    error = _by_meaning(exception)
    if error is None:
        return _unexpected(request, exception)
    if isinstance(error, NotSignedIn) and not wants_json(request):
        return _to_sign_in(request)
    return answer(request, error)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in and back. A part that a page asked for by itself must not put the form inside the page."""
    part: HtmxDetails | None = getattr(request, "htmx", None)
    if not part:
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    back = redirect_to_login(part.current_url_abs_path or "/", settings.LOGIN_URL)
    return HttpResponse(status=401, headers={"HX-Redirect": back["Location"]})


def _by_meaning(exception: BaseException) -> ComityError | None:
    if isinstance(exception, ComityError):
        return exception
    if isinstance(exception, Http404):
        return NotFound()
    if isinstance(exception, PermissionDenied):
        return NotAllowed(_("You may not do this."))
    if isinstance(exception, SuspiciousOperation | BadRequest):
        return Misread(MISREAD)
    if isinstance(exception, OperationalError | InterfaceError):
        return NotAnswered(_("The store of this node does not answer."))
    return None


def _unexpected(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """A fault of ours, under the number that stands in the log."""
    return answer(request, ComityError(_("Something went wrong on our side.")), incident=note(exception))
