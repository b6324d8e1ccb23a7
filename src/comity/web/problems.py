"""One error, told twice: as a calm page for people, as a problem document (RFC 9457) for programs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import ComityError, Fault, Invalid, NotAllowed

API_PREFIX = "/api/"

# What a person can do about it, by status.
NEXT: dict[int, str | Promise] = {
    400: _("Go back, load the page again and repeat what you did."),
    401: _("Sign in and try again."),
    403: _("If your work needs this, ask the security officer of your bureau."),
    404: _("Check the address or the number. It may have been withdrawn, or it may not be yours to see."),
    405: _("Go back and use the links and buttons of the page."),
    409: _("Go back, load the page again and look at what has changed. Nothing was written."),
    410: _("Begin anew: what you want to go on from is no longer kept."),
    422: _("Go back and correct the values. Nothing was written."),
    429: _("Wait a little and try again."),
    500: _("Nothing was written. If it happens again, give the number below to the operator of this node."),
    503: _("Nothing is known yet: do not read this as “no hit”. Try again in a moment."),
}


FAULT = _("Nothing is known: do not read this as “no hit”. Ask again; if it repeats, call the bureau.")


def next_step(error: ComityError) -> str | Promise:
    """What to do next, as a sentence."""
    if isinstance(error, NotAllowed) and error.opens:
        return error.opens
    if isinstance(error, Fault):
        return FAULT
    return NEXT.get(error.status, NEXT[500])


def problem(error: ComityError, *, incident: str = "") -> dict[str, object]:
    """The problem document of an error.

    Keys: type, title (the sentence), status, code, detail (what to do next); where known: errors, incident.
    """
    document: dict[str, object] = {
        "type": "about:blank",
        "title": str(error.message),
        "status": error.status,
        "code": error.code,
        "detail": str(next_step(error)),
    }
    if isinstance(error, Invalid):
        document["errors"] = [
            {"field": each.field, "code": each.code, "message": str(each.message)} for each in error.errors
        ]
    if incident:
        document["incident"] = incident
    return document


def wants_json(request: HttpRequest) -> bool:
    """Does a program ask?"""
    return request.path.startswith(API_PREFIX)


def answer(request: HttpRequest, error: ComityError, *, incident: str = "") -> HttpResponse:
    """The response for an error. It names no address and no id: restricted and missing look alike."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(problem(error, incident=incident), status=error.status)
        response["Content-Type"] = "application/problem+json"
    else:
        # A page about a failed store must not ask the store for a menu.
        request.calm = error.status >= 500  # type: ignore[attr-defined]
        context = {"error": error, "next_step": next_step(error), "incident": incident}
        response = HttpResponse(render_to_string("web/error.html", context, request), status=error.status)
    if seconds := getattr(error, "retry_after_s", None):
        response["Retry-After"] = str(seconds)
    return response
