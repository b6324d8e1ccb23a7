"""Anything may be sent to the API: it answers or refuses with a sentence and a code, and never breaks.

Every operation with what its own description allows: tests/house/test_api_answers.py. Here is what no description
says: a question's words, the lines of a batch, whole bodies and heads of any bytes. The short way of a query turns a
fault of ours into one sentence (500, `fault`) and one line in the log, so neither may happen here.
"""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from comity.access import tokens
from comity.access.roles import Role
from comity.journal.models import ActRow
from comity.records.envelope import ENVELOPE
from comity.records.record import Record
from comity.records.registry import databases
from comity.wsgi import application
from tests import people

pytestmark = pytest.mark.django_db
TRIED = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FRAME = {
    "purpose": "border-control",
    "conveyance": "AV 412",
    "route": "BOG-LIM",
    "departure": "x",
    "source": "y",
}
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429}

# Letters that have broken readers of identifiers before: fillers, other scripts, directions, nothing at all.
LETTERS = "<<<0O1IL2ZAB-/ .:|}\\\"'\0\n\r\u202e\u0660\u0435ßİ\U0001f600%_"
hostile = st.text(st.sampled_from(LETTERS) | st.characters(exclude_categories=["Cs"]), max_size=90)
words = st.text(max_size=40) | hostile
issuers, kinds = st.sampled_from(["FRA", "D", ""]) | words, st.sampled_from(["passport", "visa"]) | words
NUMBERS = ("vin", "plate", "country", "engine", "make")
subjects = st.one_of(
    st.fixed_dictionaries({"text": words}),
    st.fixed_dictionaries({"mrz": words | st.text("<ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\n", max_size=140)}),
    st.fixed_dictionaries(
        {"document": st.fixed_dictionaries({"number": words}, optional={"issuer": words, "kind": words})}
    ),
    st.fixed_dictionaries({"person": st.fixed_dictionaries({"name": words}, optional={"born": words})}),
    st.fixed_dictionaries(
        {
            "vehicle": st.fixed_dictionaries(
                {}, optional=dict.fromkeys(("vin", "plate", "country", "engine", "make"), words)
            )
        }
    ),
    st.fixed_dictionaries(
        {"firearm": st.fixed_dictionaries({"serial": words}, optional={"make": words, "calibre": words})}
    ),
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


class Node:
    """The node's own entry, asked as one officer."""

    def __init__(self, token: str) -> None:
        self.token = token

    def post(self, path: str, body: bytes, *, query: str = "", **headers: str) -> tuple[int, str, bytes]:
        """Status, kind of content, content."""
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "SCRIPT_NAME": "",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.run_once": False,
            "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json",
            "HTTP_AUTHORIZATION": f"Bearer {self.token}", **headers,
        }  # fmt: skip
        told: list[Any] = []
        content = b"".join(
            application(environ, lambda status, heads, *_more: told.extend((status, dict(heads))))
        )
        return int(told[0].split()[0]), told[1]["Content-Type"], content


@pytest.fixture
def node(db: None, caplog: pytest.LogCaptureFixture) -> Iterator[Node]:
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's transaction is the request's, too
    tokens._kept.clear()
    people.bureau("FRA", country="FRA")
    officer = people.officer("amina", Role.DESK_OFFICER, Role.BORDER_GUARD)
    with caplog.at_level(logging.ERROR, "comity"):
        yield Node(people.token(person=officer)[0])
        assert caplog.messages == [], "a fault of ours was told in the middle of a question"
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def answered(told: tuple[int, str, bytes]) -> Any:
    """The document of an answer or of a refusal. A refusal has its sentence, its code, and what to do next."""
    status, kind, content = told
    event(f"{status}")
    assert status in REFUSALS | {200, 201}, (status, content[:300])
    if status >= 400:
        assert kind.startswith(("application/problem+json", "application/json"))
        problem = json.loads(content)
        assert problem["status"] == status
        assert all(problem[name] for name in ("title", "code", "detail"))
        assert all(error["code"] and error["message"] for error in problem.get("errors", []))
    return content


def as_bytes(document: object) -> bytes:
    """JSON with lone surrogates as escapes, as a careless program writes it."""
    return json.dumps(document).encode()


@TRIED
@given(asked=st.lists(subjects, min_size=1, max_size=3))
@example(asked=[{"text": "P<" + "<" * 42 + "\n" + "0" * 44}])
@example(asked=[{"text": "x" * 4000}])
@example(asked=[{"text": "\ud800"}])
@example(asked=[{"person": {"name": "a", "born": "9999-99"}}])
def test_any_words_are_answered_or_refused(node: Node, asked: list[dict[str, Any]]) -> None:
    before = ActRow.objects.filter(verb="queries.ask").count()

    told = node.post("/api/v1/queries", as_bytes({"purpose": "border-control", "subjects": asked}))

    content = answered(told)
    if told[0] == 200:
        answer = json.loads(content)
        assert len(answer["subjects"]) == len(asked)
        assert ActRow.objects.filter(verb="queries.ask").count() == before + 1
        assert answer["outcome"] != "hit"  # nothing is recorded here


@TRIED
@given(
    lines=st.lists(
        subjects.map(as_bytes) | anything.map(as_bytes) | st.binary(max_size=60), min_size=1, max_size=8
    )
)
def test_any_lines_of_a_batch_are_answered_one_by_one(node: Node, lines: list[bytes]) -> None:
    body = b"\n".join(lines)

    told = node.post("/api/v1/queries/batch", body, query=urlencode(FRAME))

    content = answered(told)
    if told[0] == 200:
        *each, last = [json.loads(line) for line in content.splitlines()]
        assert [line["place"] for line in each] == list(range(len(body.splitlines())))
        assert last["asked"] == len(each)


@TRIED
@given(body=st.binary(max_size=200) | anything.map(as_bytes), batch=st.booleans())
def test_any_body_is_answered_or_refused(node: Node, body: bytes, batch: bool) -> None:
    answered(node.post("/api/v1/queries" + "/batch" * batch, body, query=urlencode(FRAME) * batch))


@TRIED
@given(
    query=st.text(st.characters(codec="latin-1"), max_size=80),
    header=st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=80),
    language=st.sampled_from(["ar", "fr", "es", "xx", "", "a" * 500]),
    length=st.sampled_from(["", "-1", "٣", "1e9", "5000000", "0"]),
)
def test_any_address_and_head_are_answered_or_refused(
    node: Node, query: str, header: str, language: str, length: str
) -> None:
    heads = {"HTTP_ACTING_OFFICER": header, "HTTP_TERMINAL": header, "HTTP_ACCEPT_LANGUAGE": language}
    asked = as_bytes({"purpose": "border-control", "subjects": [{"text": "12AB34567"}]})
    answered(node.post("/api/v1/queries/batch", asked, query=query, **heads))
    answered(node.post("/api/v1/queries", asked, **heads, CONTENT_LENGTH=length))
    answered(node.post("/api/v1/queries", asked, HTTP_AUTHORIZATION=header))


@TRIED
@given(document=anything, slug=st.sampled_from([each.slug for each in databases()]))
def test_any_record_is_recorded_or_refused(node: Node, document: Any, slug: str) -> None:
    answered(node.post(f"/api/v1/records/{slug}", as_bytes(document)))


@TRIED
@given(database=st.sampled_from(databases()), changes=st.data(), whole=anything | words)
def test_a_record_with_one_strange_value_is_recorded_or_refused(
    node: Node, database: type[Record], changes: st.DataObject, whole: Any
) -> None:
    names = [declared.name for declared in (*database.declared(), *ENVELOPE)]
    sent = {**database.example, changes.draw(st.sampled_from(names)): whole}
    answered(node.post(f"/api/v1/records/{database.slug}", as_bytes(sent)))
