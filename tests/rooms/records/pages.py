"""Opening the pages of records as an actor, without a sign-in."""

from typing import Any

from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from tests.actors import AnyActor


def opened(
    actor: AnyActor, name: str, *args: Any, data: dict[str, Any] | None = None, post: bool = False
) -> HttpResponse:
    """The answer of a page of records."""
    path = reverse(f"records:{name}", args=args)
    factory = RequestFactory()
    request = factory.post(path, data or {}) if post else factory.get(path, data or {})
    request.actor = actor
    request.session = {}
    request._messages = CookieStorage(request)
    view = resolve(path)
    return view.func(request, *view.args, **view.kwargs)
