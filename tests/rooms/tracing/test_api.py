"""The same chain through the API: begin, send, accept, answer, close; bad requests and other bureaus' things."""

import json
from typing import Any

import pytest
from django.test import Client

from comity.access.roles import Role
from comity.tracing.models import ASKED, TraceStep
from tests import people
from tests.rooms.tracing.traces import SEIZED

pytestmark = pytest.mark.django_db
PATH = "/api/v1/traces"


class Program:
    """A program with the token of a desk officer."""

    def __init__(self, name: str, code: str) -> None:
        person = people.officer(name, Role.DESK_OFFICER, place=people.unit(code))
        self.header = {"HTTP_AUTHORIZATION": f"Bearer {people.token(person=person)[0]}"}

    def call(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        answer = Client().generic(
            method,
            PATH + path,
            json.dumps(body) if body is not None else "",
            "application/json",
            **self.header,
        )
        assert answer.status_code == expect, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def france() -> Program:
    return Program("amina", "FRA")


@pytest.fixture
def italy() -> Program:
    return Program("bianca", "ITA")


def test_a_trace_through_the_api(france: Program, italy: Program):
    made = france.call("POST", "", SEIZED, 201)
    assert (made["state"], made["missing"], made["proposal"]["bureau"]) == ("draft", [], "ITA")
    path = f"/{made['id']}"

    told = france.call("POST", f"{path}/steps", {"bureau": "ita", "why": "maker", "days": 14}, 201)
    assert told["state"] == "sent"

    (waiting,) = italy.call("GET", "/steps")["steps"]
    step = italy.call("GET", f"/steps/{waiting['id']}")
    assert step["weapon"]["serial"] == SEIZED["serial"]
    assert step["seizure"]["circumstances"] == "search"
    assert "case" not in step["seizure"]
    assert italy.call("POST", f"/steps/{waiting['id']}/accept", {"reference": "R 1"})["state"] == "accepted"
    assert france.call("GET", path)["state"] == "in-progress"

    answer = {"said": "exported-to", "country": "DEU", "date": "2017"}
    italy.call("POST", f"/steps/{waiting['id']}/answer", answer)
    italy.call("POST", f"/steps/{waiting['id']}/answer", answer, 409)
    assert italy.call("GET", "/steps?over=true")["steps"][0]["state"] == "answered"
    found = france.call("GET", path)
    assert (found["state"], found["steps"][0]["led_to"], found["proposal"]["country"]) == (
        "part-answered",
        "DEU",
        "DEU",
    )

    assert france.call("POST", f"{path}/close", {"note": "Enough."})["state"] == "closed"
    figures = france.call("GET", "/statistics")
    assert (figures["states"]["closed"], figures["sent"]["said"]["exported-to"]) == (1, 1)


def test_what_others_have_is_what_is_not_there(france: Program, italy: Program):
    made = france.call("POST", "", SEIZED, 201)
    nobody = "01890000-0000-7000-8000-000000000000"
    france.call("POST", f"/{made['id']}/steps", {"bureau": "DEU"}, 201)
    step = TraceStep.objects.get(side=ASKED)
    for method, path, body in (
        ("GET", "/{id}", None),
        ("PUT", "/{id}", {"version": 1, "document": SEIZED}),
        ("DELETE", "/{id}", None),
        ("POST", "/{id}/close", {"note": ""}),
        ("POST", "/{id}/steps", {"bureau": "DEU"}),
    ):
        assert italy.call(method, path.format(id=made["id"]), body, 404) == italy.call(
            method, path.format(id=nobody), body, 404
        )
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/answer", {"said": "not-found"}),
        ("POST", "/accept", {}),
        ("DELETE", "", None),
        ("POST", "/give-up", None),
    ):
        assert italy.call(method, f"/steps/{step.pk}{path}", body, 404) == italy.call(
            method, f"/steps/{nobody}{path}", body, 404
        )


def test_drafts_are_changed_with_their_version_and_dropped(france: Program):
    made = france.call("POST", "", {"make": "Brandelius"}, 201)
    assert {"kind", "calibre", "seized_on"} <= set(made["missing"])
    path = f"/{made['id']}"
    problem = france.call("POST", f"{path}/steps", {"bureau": "ITA"}, 422)
    assert {"kind", "calibre"} <= {each["field"] for each in problem["errors"]}
    assert france.call("PUT", path, {"version": 1, "document": SEIZED})["missing"] == []
    assert france.call("PUT", path, {"version": 1, "document": SEIZED}, 409)["code"] == "stale"
    wrong = france.call("PUT", path, {"version": 2, "document": {"make": "B", "nonsense": 1}}, 422)
    assert [each["field"] for each in wrong["errors"]] == ["nonsense"]
    france.call("DELETE", path, expect=204)
    france.call("GET", path, expect=404)


def test_lists_go_on_where_they_stopped(france: Program):
    made = [france.call("POST", "", {**SEIZED, "serial": f"TX{number}"}, 201)["id"] for number in range(3)]
    first = france.call("GET", "?limit=2&state=draft")
    rest = france.call("GET", f"?limit=2&before={first['next']}")
    assert [each["id"] for each in first["requests"] + rest["requests"]] == made[::-1]
    assert rest["next"] is None
    assert france.call("GET", "?state=closed") == {"requests": [], "next": None}
