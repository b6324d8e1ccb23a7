"""Hits through the API: both sides, refusals with their codes, clocks by the worker's task."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.queries import actions, tasks
from comity.queries.asked import read_asked
from comity.queries.conversation import State
from comity.queries.models import Confirmation, Hit
from comity.records import actions as records
from tests import people

SUBJECT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
HITS, QUESTIONS = "/api/v1/hits", "/api/v1/confirmations"


class Program:
    """A program with a token of one officer."""

    def __init__(self, name: str, role: Role, code: str) -> None:
        self.person = people.officer(name, role, place=people.unit(code))
        text, _id = people.token(person=self.person)
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def get(self, path: str, status: int = 200) -> dict:
        response = self.client.get(path)
        assert response.status_code == status, response.content
        return response.json()

    def post(self, path: str, status: int = 200, **sent: object) -> dict:
        response = self.client.post(path, sent, content_type="application/json")
        assert response.status_code == status, response.content
        return response.json()


@pytest.fixture
def amina(db: None) -> Program:
    people.bureau("CEN", BureauKind.CENTRE)
    return Program("amina", Role.DESK_OFFICER, "FRA")


@pytest.fixture
def bruno(amina: Program) -> Program:
    return Program("bruno", Role.DESK_OFFICER, "ITA")


@pytest.fixture
def hit(amina: Program, bruno: Program) -> str:
    records.create(TravelDocument, TravelDocument.example, by=people.actor(amina.person))
    body = {"purpose": "border-control", "subjects": [SUBJECT]}
    actions.ask(read_asked(msgspec.json.encode(body)), by=lambda fresh: people.actor(bruno.person))
    return str(Hit.objects.get().pk)


def test_both_sides_talk_through_the_api(amina: Program, bruno: Program, hit: str) -> None:
    shown = bruno.get(f"{HITS}/{hit}")
    assert shown["sentence"] == "Do not act on this hit yet."
    assert {one["fact"]: one["result"] for one in shown["compared"]}["number"] == "equal"

    sent = bruno.post(f"{HITS}/{hit}/confirmation", may_tell="yes", urgency="held")
    assert sent["confirmation"]["state"] == "delivered"
    assert [one["id"] for one in bruno.get(HITS)["hits"]] == [hit]

    (question,) = amina.get(QUESTIONS)["questions"]
    assert (question["asker"], question["urgency"]) == ("ITA", "held")
    assert amina.get(f"{QUESTIONS}/{question['id']}")["place"] == ""
    answered = amina.post(f"{QUESTIONS}/{question['id']}/answer", answer="confirmed")
    assert answered["state"] == "confirmed"

    assert bruno.get(f"{HITS}/{hit}")["confirmation"]["opened_by_function"] == "desk officer"
    done = bruno.post(f"{HITS}/{hit}/outcome", done="document-kept", close=True)
    assert (done["done"], done["confirmation"]["state"]) == ("document-kept", "closed")
    assert bruno.get(f"{HITS}?show=closed")["hits"][0]["id"] == hit
    assert amina.get(f"{QUESTIONS}?show=closed")["questions"][0]["id"] == question["id"]


def test_refusals_have_codes(amina: Program, bruno: Program, hit: str) -> None:
    assert bruno.post(f"{HITS}/{hit}/confirmation", 422)["errors"][0]["field"] == "telling"
    bruno.post(f"{HITS}/{hit}/confirmation", may_tell="yes")
    assert bruno.post(f"{HITS}/{hit}/confirmation", 409, may_tell="yes")["code"] == "already-asked"
    (question,) = amina.get(QUESTIONS)["questions"]
    path = f"{QUESTIONS}/{question['id']}/answer"
    assert amina.post(path, 422, answer="more-needed")["errors"][0]["field"] == "needed"
    assert amina.post(path, 422, answer="perhaps")["code"] == "invalid"
    assert amina.post(path, 422, answer="not-before", before="2026-11-24T08:00:00")["code"] == "invalid"
    amina.post(path, answer="withdrawn")
    assert amina.post(path, 409, answer="confirmed")["code"] == "already-answered"


def test_another_bureau_s_hits_and_questions_do_not_exist(amina: Program, bruno: Program, hit: str) -> None:
    bruno.post(f"{HITS}/{hit}/confirmation", may_tell="yes")
    (question,) = amina.get(QUESTIONS)["questions"]
    for path in (hit, uuid4()):
        amina.get(f"{HITS}/{path}", 404)
        amina.post(f"{HITS}/{path}/outcome", 404, done="let-go")
        amina.post(f"{HITS}/{path}/more", 404, text="x")
    bruno.get(f"{QUESTIONS}/{question['id']}", 404)
    bruno.post(f"{QUESTIONS}/{question['id']}/answer", 404, answer="confirmed")
    assert amina.get(HITS)["hits"] == []
    assert bruno.get(QUESTIONS)["questions"] == []


def test_the_worker_s_clock_moves_what_is_due(bruno: Program, hit: str) -> None:
    bruno.post(f"{HITS}/{hit}/confirmation", may_tell="yes", urgency="held")
    assert tasks.lapse.func(0) == 0
    past = timezone.now() - timedelta(days=1)
    Confirmation.objects.update(due_at=past, lapses_at=past)
    assert tasks.lapse.func(0) == 2
    assert bruno.get(f"{HITS}/{hit}")["confirmation"]["state"] == "unanswered"
    assert {row.standing for row in Confirmation.objects.all()} == {State.UNANSWERED}


def test_a_verdict_is_given_and_read_through_the_api(amina: Program, bruno: Program, hit: str) -> None:
    before = bruno.get(f"{HITS}/{hit}")
    assert (before["verdict"], before["version"]) == (None, 1)
    path = f"{HITS}/{hit}/verdict"
    assert bruno.post(path, 409, judged="not-the-same", version=2)["code"] == "stale"
    assert bruno.post(path, 422, judged="perhaps", version=1)["code"] == "invalid"
    amina.post(path, 404, judged="same", version=1)
    said = bruno.post(path, judged="not-the-same", version=1, shared=False)["verdict"]
    assert (said["judged"], said["by_owner"], said["shared"], said["version"]) == (
        "not-the-same",
        False,
        False,
        1,
    )

    answer = bruno.post("/api/v1/queries", purpose="border-control", subjects=[SUBJECT])
    (found,) = [one for each in answer["subjects"][0]["answers"] for one in each.get("found", [])]
    assert (found["outcome"], found["examined"]["by_owner"]) == ("hit", False)
    assert bruno.get(f"{HITS}/{found['hit']}")["examined"] == found["examined"]["sentence"]
