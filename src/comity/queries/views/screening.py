"""The door of screening tools: the wire format of yente under /screening/, for programs with a token.

While the setting is off there is nothing here: the same page as at any address that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from comity.access.actors import OfficerActor
from comity.access.budgets import Window, window_start
from comity.access.tokens import actor_for, is_stale
from comity.kit.errors import ComityError, Fault, Invalid, NotAnswered, NotFound, TooMany, invalid
from comity.queries.screening import answers, screen
from comity.queries.screening.examples import person_of
from comity.queries.screening.lists import chosen, open_lists
from comity.queries.screening.wire import detail_of, read_batch, read_match, read_search, schemata_of
from comity.web.faults import is_lost, note
from comity.web.health import readiness

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, P], Any]
HOUR_S = 3600
# How tools say whose call it is; the rest of the house says Bearer.
_SCHEME = "ApiKey "


def door(method: str) -> Callable[[Door[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """What a view returns as JSON, and every error as `detail`. No form of a browser leads here, so no CSRF token."""

    def wrap(view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not settings.SCREENING:
                raise NotFound()
            if request.method != method:
                return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "Method Not Allowed", {"Allow": method})
            try:
                return _told(view(request, *args, **kwargs))
            except Exception as error:
                return _said(error)

        return answer

    return wrap


@door("GET")
def healthz(_request: HttpRequest) -> Any:
    """Is there a server? Asked by load balancers, without a token; it says nothing of anybody."""
    return {"status": "ok"}


@door("GET")
def readyz(_request: HttpRequest) -> Any:
    """Could a question be answered now? The lists are read with each question, so the store alone decides."""
    if not readiness()["ready"]:
        raise NotAnswered(_("The store of this node does not answer."))
    return {"status": "ok"}


@door("GET")
def catalog(request: HttpRequest) -> Any:
    """The public lists, with how many entities each has."""
    counts = screen.catalogue(by=_actor(request))
    return answers.catalog([each for each in open_lists() if each.name in counts], counts)


@door("GET")
def algorithms(request: HttpRequest) -> Any:
    """How we compare."""
    screen.may(by=_actor(request))
    return answers.algorithms()


@door("GET")
def search(request: HttpRequest, dataset: str) -> Any:
    """What bears a name, without a score."""
    actor, asked = _actor(request), read_search(dict(request.GET.lists()))
    return answers.searched(screen.search(dataset, asked, by=actor), asked)


@door("POST")
def match(request: HttpRequest, dataset: str) -> Any:
    """Whom each query may mean, with a score and its reasons. Each query is an act and counts."""
    actor, asked = _actor(request), read_match(dict(request.GET.lists()))
    told = {}
    queries = [(key, each, person_of(each)) for key, each in read_batch(request.body).items()]
    if any(not (person.names or person.papers) for _key, _each, person in queries):
        words = _("Cannot parse example entity: give each a name or the number of a paper.")
        raise invalid("queries", "required", words)
    chosen(dataset, also=asked.narrowed.also, without=asked.narrowed.without)  # before anything counts
    for key, example, person in queries:
        looked = screen.match(dataset, asked, person, schemata_of(example.schema), by=actor)
        told[key] = answers.one_match(example, person, looked, asked)
    return answers.matched(told, asked.limit)


@door("GET")
def entity(request: HttpRequest, entity: str) -> Any:
    """One entity of a public list by its id."""
    looked = screen.read(entity, by=_actor(request))
    for found in looked.found:
        return answers.entity(found)
    raise NotFound()


def _actor(request: HttpRequest) -> OfficerActor:
    """Who stands behind the token; a session is nobody here. Raises: NotSignedIn, NotAllowed."""
    header = request.headers.get("Authorization", "")
    header = header.removeprefix(_SCHEME) if header.startswith(_SCHEME) else header
    acting, terminal = request.headers.get("Acting-Officer", ""), request.headers.get("Terminal", "")
    actor = actor_for(header, acting=acting, terminal=terminal)
    return actor_for(header, acting=acting, terminal=terminal, fresh=True) if is_stale(actor) else actor


def _told(document: Any) -> HttpResponse:
    return JsonResponse(document, headers={"Cache-Control": "no-store"})


def _refused(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    more = {"Cache-Control": "no-store", **(headers or {})}
    return JsonResponse({"detail": detail}, status=status, headers=more)


def _said(error: Exception) -> HttpResponse:
    """An error as tools expect it. What nobody foresaw is never "nothing found"."""
    if isinstance(error, Invalid):
        return _refused(HTTPStatus.BAD_REQUEST, detail_of(error))
    if isinstance(error, TooMany):
        return _refused(error.status, str(error), {"Retry-After": str(_next_hour_s())})
    if isinstance(error, ComityError):
        return _refused(error.status, str(error))
    if is_lost(error):
        lost = NotAnswered(_("The store of this node does not answer."))
        return _refused(lost.status, str(lost))
    incident = note(error)
    words = _("Something went wrong on our side: report number %(incident)s.") % {"incident": incident}
    return _refused(Fault.status, words)


def _next_hour_s() -> int:
    now = timezone.now()
    return HOUR_S - int((now - window_start(Window.HOUR, now)).total_seconds())
