"""Calling the API as an actor: the bearer's words name one of the tests' actors instead of a token."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.actors import AMINA, BRUNO, CHEN, AnyActor

ACTORS: dict[str, AnyActor] = {"amina": AMINA, "bruno": BRUNO, "chen": CHEN}


def actor_for(header: str, **_named: Any) -> AnyActor:
    """Stands in for `access.tokens.actor_for`."""
    return ACTORS[header.removeprefix("Bearer ")]


def called(who: str, method: str, path: str, body: Any = None, *, under: str = "records") -> HttpResponse:
    """The answer of an operation under /api/v1/records, or another part of the API."""
    sent = {} if body is None else {"data": body if isinstance(body, bytes) else json.dumps(body)}
    return getattr(Client(raise_request_exception=False), method)(
        f"/api/v1/{under}{path}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {who}"},
        **sent,
    )
