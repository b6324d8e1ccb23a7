"""What a bureau's standing changes at the doors: of the suspended, of the pre-moderated, of those who ask them."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from comity.access import middleware
from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.messages.models import Message
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.records import actions as records
from comity.records.record import Record
from tests import people

LINE = "Owner suspended: cannot be relied on without the centre."
PASSPORT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
PERSON = {"person": {"name": "Benali Amina"}}
PAPERS = {"document": {"issuer": "DZA", "kind": "passport", "number": "123456789"}}


@dataclass(frozen=True)
class World:
    """FRA owns a passport and a person, ITA asks, the centre decides on standings. Each a browser and a token."""

    owner: Client
    asker: Client
    centre: Client
    owners_token: str
    askers_token: str
    passport: Record

    def stand(self, code: str, standing: Standing) -> None:
        """The centre gives a bureau another standing, on the page."""
        typed = {"standing": int(standing), "reason": "decided", "seen": Bureau.objects.get(pk=code).version}
        assert self.centre.post(f"/bureaus/{code}/standing/", typed).status_code == 302

    def asked(self, *subjects: dict[str, Any], token: str = "") -> HttpResponse:
        """What the API answers to a question of ITA, or of whose token this is."""
        body = {"purpose": "border-control", "subjects": subjects}
        return called(token or self.askers_token, "post", "/queries", body)

    def outcomes(self, *subjects: dict[str, Any]) -> list[str]:
        return [each["outcome"] for each in self.asked(*subjects).json()["subjects"]]


def called(token: str, method: str, path: str, body: object = None) -> HttpResponse:
    head = {"Authorization": f"Bearer {token}"}
    sent = {} if body is None else {"data": body}
    return getattr(Client(), method)(f"/api/v1{path}", content_type="application/json", headers=head, **sent)


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("FRA", country="FRA")
    amina = people.officer("amina", Role.DESK_OFFICER)
    bruno = people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"))
    chen = people.officer("chen", Role.REVIEWER, place=people.unit("CEN"))
    clients = []
    for person in (amina, bruno, chen):
        client = Client()
        client.force_login(person)
        clients.append(client)
    passport = records.create(TravelDocument, TravelDocument.example, by=people.actor(amina))
    records.create(Person, Person.example, by=people.actor(amina))
    tokens = [people.token(person=person)[0] for person in (amina, bruno)]
    return World(*clients, *tokens, passport)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_suspended_owners_passport_answers_with_the_line_and_its_persons_nothing(world: World) -> None:
    assert world.outcomes(PASSPORT, PERSON, PAPERS) == ["hit", "candidate", "hit"]

    world.stand("FRA", Standing.SUSPENDED)

    assert world.outcomes(PASSPORT, PERSON, PAPERS) == ["hit", "no-hit", "no-hit"]
    found = world.asked(PASSPORT).json()["subjects"][0]["answers"]
    (remarks,) = [one["remarks"] for answer in found for one in answer.get("found", [])]
    assert LINE in remarks
    typed = {"purpose": "border-control", "text": "FRA passport 12AB34567"}
    assert LINE in text_of(world.asker.post("/ask/", typed))
    assert LINE in text_of(world.asker.get("/bureaus/FRA/"))

    world.stand("FRA", Standing.NORMAL)
    assert world.outcomes(PASSPORT, PERSON, PAPERS) == ["hit", "candidate", "hit"]


def test_a_suspended_bureau_neither_asks_nor_records(world: World) -> None:
    world.stand("FRA", Standing.SUSPENDED)

    refused = [
        world.asked(PASSPORT, token=world.owners_token),
        called(world.owners_token, "post", "/records/travel-documents", TravelDocument.example),
    ]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(403, "bureau-suspended")] * 2
    for path in ("/ask/", "/records/travel-documents/new/"):
        page = world.owner.get(path)
        assert page.status_code == 403
        assert "Your bureau is suspended" in text_of(page)


def test_a_suspended_bureau_answers_confirmations_corrects_and_withdraws(world: World) -> None:
    assert world.outcomes(PASSPORT) == ["hit"]
    hit = Hit.objects.get()
    world.asker.post(f"/hits/{hit.pk}/ask/", {"telling": "yes", "urgency": "held", "text": "In hand."})
    question = Confirmation.objects.get(side=OWNER)

    world.stand("FRA", Standing.SUSPENDED)

    assert world.owner.get(f"/confirmations/{question.pk}/").status_code == 200
    answered = world.owner.post(f"/confirmations/{question.pk}/answer/", {"word": "confirmed"})
    assert answered.status_code == 302, text_of(answered)
    assert "The owner confirmed" in text_of(world.asker.get(f"/hits/{hit.pk}/"))
    path = f"/records/travel-documents/{world.passport.id}"
    changed = called(
        world.owners_token, "put", f"{path}?version=1", {**TravelDocument.example, "case": "C-1"}
    )
    assert (changed.status_code, changed.json()["status"]) == (200, "active")
    ended = called(world.owners_token, "post", f"{path}/withdraw", {"version": 2, "reason": "in error"})
    assert ended.json()["status"] == "withdrawn"
    assert world.outcomes(PASSPORT) == ["no-hit"]


def test_a_hit_already_open_carries_the_line_too(world: World) -> None:
    assert world.outcomes(PASSPORT) == ["hit"]
    page = f"/hits/{Hit.objects.get().pk}/"
    assert LINE not in text_of(world.asker.get(page))

    world.stand("FRA", Standing.SUSPENDED)

    assert LINE in text_of(world.asker.get(page))
    assert LINE in called(world.askers_token, "get", f"/hits/{Hit.objects.get().pk}").json()["remarks"]
    whole = f"/records/travel-documents/{world.passport.id}/"
    assert LINE in text_of(world.asker.get(whole))
    assert LINE not in text_of(world.owner.get(whole))


def test_a_pre_moderated_bureau_asks_and_asks_an_owner_without_words_of_its_own(world: World) -> None:
    world.stand("ITA", Standing.PRE_MODERATED)
    assert world.outcomes(PASSPORT) == ["hit"]
    hit = Hit.objects.get()
    typed = {"telling": "yes", "urgency": "held", "text": "Please arrest the bearer."}

    refused = world.asker.post(f"/hits/{hit.pk}/ask/", typed)
    assert refused.status_code == 422
    assert "may send no words of its own at present" in text_of(refused)
    assert not Message.objects.exists()

    sent = world.asker.post(f"/hits/{hit.pk}/ask/", {**typed, "text": ""})
    assert sent.status_code == 302, text_of(sent)
    assert Message.objects.get().content.get("text", "") == ""
    question = Confirmation.objects.get(side=OWNER)
    world.owner.post(f"/confirmations/{question.pk}/answer/", {"word": "not-the-same"})
    assert "The owner says: not the same." in text_of(world.asker.get(f"/hits/{hit.pk}/"))


def test_a_pre_moderated_bureau_takes_its_question_back(world: World) -> None:
    world.outcomes(PASSPORT)
    hit = Hit.objects.get()
    world.asker.post(f"/hits/{hit.pk}/ask/", {"telling": "yes", "urgency": "held"})
    world.stand("ITA", Standing.PRE_MODERATED)

    taken = world.asker.post(f"/hits/{hit.pk}/take-back/")

    assert taken.status_code == 302, text_of(taken)
    assert {row.side for row in Confirmation.objects.filter(lapses_at=None)} == {ASKER, OWNER}
