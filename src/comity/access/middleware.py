"""Who acts in this request: `request.actor` is an Actor, or None when nobody is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ActorMiddleware:
    """Sets `request.actor` from the session. Programs with a token get theirs in `api.TokenAuth`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        return self.get_response(request)
