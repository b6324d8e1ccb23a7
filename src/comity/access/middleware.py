"""Who acts in this request: `request.actor` is an Actor, or None when nobody is signed in."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse

from comity.access import actors
from comity.access.models import Officer

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor` from the session. Programs with a token get theirs in `api.TokenAuth`."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        if isinstance(request.user, Officer):
            request.actor = actors.of_officer(  # type: ignore[attr-defined]
                request.user.id, second_factor=had_second_factor(request)
            )
        return self.get_response(request)


def had_second_factor(request: HttpRequest) -> bool:
    """Did this session begin with more than a password?"""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
