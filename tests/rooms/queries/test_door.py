"""What nobody foresaw at the short way of a query: a lost store and a mistake of ours are told apart."""

import io
import json
import logging
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import DatabaseError, connection

from comity.access.roles import Role
from comity.journal.models import ActRow
from comity.queries import door, words
from tests import people
from tests.faketime import without_faketime

pytestmark = pytest.mark.django_db
BODY = msgspec.json.encode(
    {"purpose": "border-control", "subjects": [{"document": {"issuer": "FRA", "number": "12AB34567"}}]}
)


@pytest.fixture
def token() -> str:
    return people.token(person=people.officer("gina", Role.BORDER_GUARD))[0]


def asked(token: str, language: str = "en") -> tuple[int, dict[str, Any]]:
    """The status and document of one question through the door."""
    told: list[str] = []
    environ = {
        "HTTP_AUTHORIZATION": f"Bearer {token}",
        "HTTP_ACCEPT_LANGUAGE": language,
        "CONTENT_LENGTH": str(len(BODY)),
        "wsgi.input": io.BytesIO(BODY),
    }
    (body,) = door.answer(door.one, environ, lambda status, _head: told.append(status))
    return int(told[0].split()[0]), json.loads(body)


def failing(error: BaseException, cause: BaseException | None = None) -> Any:
    def fail(*_args: object, **_more: object) -> None:
        raise error from cause

    return fail


@pytest.mark.parametrize(
    "error", [ValueError("12AB34567"), KeyError("12AB34567"), DatabaseError("12AB34567")]
)
def test_a_mistake_of_ours_says_that_it_is_one_and_where_it_is_written_down(
    token: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    monkeypatch.setattr(words, "seal", failing(error))
    with caplog.at_level(logging.ERROR, "comity"):
        status, problem = asked(token)

    [line] = caplog.messages
    assert (status, problem["status"], problem["code"]) == (500, 500, "fault")
    assert problem["title"].startswith("We do not know: a mistake of ours. Report number")
    assert problem["incident"] in problem["title"]
    assert problem["incident"] in line
    assert "do not read this as “no hit”" in problem["detail"]
    assert "12AB34567" not in line + json.dumps(problem)
    assert not ActRow.objects.filter(verb="queries.ask").exists()


def test_it_is_said_in_the_readers_language(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "seal", failing(ValueError()))
    assert asked(token, "fr")[1]["title"].startswith("Nous ne savons pas")


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (psycopg.OperationalError("12AB34567"), None),
        (psycopg.errors.QueryCanceled("12AB34567"), None),
        (psycopg.InterfaceError("12AB34567"), None),
        (TimeoutError("12AB34567"), None),
        (RuntimeError("12AB34567"), psycopg.errors.AdminShutdown("12AB34567")),
    ],
    ids=["lost", "time-out", "closed", "socket", "met while tidying up"],
)
def test_a_lost_store_is_not_answered(
    token: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    cause: Exception | None,
) -> None:
    monkeypatch.setattr(words, "seal", failing(error, cause))
    with caplog.at_level(logging.ERROR, "comity"):
        status, problem = asked(token)

    assert (status, problem["code"]) == (503, "not-answered")
    assert "12AB34567" not in json.dumps(problem) + " ".join(caplog.messages)


@without_faketime
def test_a_statement_that_takes_too_long_is_not_answered(token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_args: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10ms'")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(words, "seal", slow)
    status, problem = asked(token)
    assert (status, problem["code"]) == (503, "not-answered")


@pytest.mark.parametrize("error", [ValueError(), psycopg.OperationalError()])
def test_neither_is_ever_a_no_hit(token: str, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    monkeypatch.setattr(words, "seal", failing(error))
    _status, problem = asked(token)
    assert "subjects" not in problem
    assert "no-hit" not in json.dumps(problem)
