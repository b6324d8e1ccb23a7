"""The doors of records made on behalf of a bureau: pages of the centre and of the owner, and the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404, HttpResponse

from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.kit.errors import NotAllowed, NotFound
from comity.records.between.agreed import OnBehalf
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, without
from tests.rooms.records.pages import opened
from tests.rooms.records.programs import actor_for, called
from tests.rooms.records.test_behalf import DESK, later, record_of, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
REQUEST = {
    "request-owner": "FRA",
    "request-reference": "Letter 118",
    "request-requested_on": "2026-11-20",
    "request-asked_by": "head of the bureau",
}
CAR = {name: value for name, value in Vehicle.example.items() if isinstance(value, str | int)}


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", actor_for)


def page(actor: Any, name: str, *args: Any, **more: Any) -> str:
    return " ".join(opened(actor, name, *args, **more).content.decode().split())


def between(who: str, method: str, path: str, body: Any = None) -> HttpResponse:
    return called(who, method, path, body, under="between")


def test_the_centre_records_on_a_page_that_asks_for_the_request_first() -> None:
    assert "/records/vehicles/on-behalf/" in page(DESK, "list", "vehicles")
    assert "on-behalf" not in page(AMINA, "list", "vehicles")

    wrong = opened(
        DESK, "record-for", "vehicles", data={**CAR, **REQUEST, "request-reference": ""}, post=True
    )
    assert wrong.status_code == 422
    assert Vehicle.objects.count() == 0

    done = opened(DESK, "record-for", "vehicles", data={**CAR, **REQUEST}, post=True)
    assert done.status_code == 302
    assert Vehicle.objects.get().owner == "FRA"


def test_an_error_of_the_record_stands_beside_the_record_and_nothing_typed_is_lost() -> None:
    sent = {**CAR, **REQUEST, "vin": "?!"}
    answer = opened(DESK, "record-for", "vehicles", data=sent, post=True)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Letter 118" in shown
    assert 'id="id_vin-error"' in shown


def test_nobody_else_has_that_page() -> None:
    with pytest.raises(NotFound):
        opened(AMINA, "record-for", "vehicles")
    with pytest.raises(NotAllowed):
        opened(without(DESK, "records.record_for"), "record-for", "vehicles")


def test_the_owner_reads_what_waits_and_decides() -> None:
    row = recorded(Vehicle)
    title = Vehicle.headline(Vehicle.example)
    assert title in page(AMINA, "between")
    assert f"/records/between/recorded/{row.id}/" in page(AMINA, "page", "vehicles", row.record)
    shown = page(AMINA, "recorded", row.id)
    assert "Letter 2026/118" in shown
    assert 'name="accept"' in shown

    empty = opened(AMINA, "recorded", row.id, data={"reject": ""}, post=True)
    assert empty.status_code == 422
    done = opened(AMINA, "recorded", row.id, data={"reject": "", "reason": "Not ours."}, post=True)

    assert done.status_code == 302
    assert record_of(row, Vehicle).status == Status.WITHDRAWN
    assert title not in page(AMINA, "between")
    assert 'name="accept"' not in page(AMINA, "recorded", row.id)


def test_the_centre_sees_the_request_and_the_answer_but_not_the_record() -> None:
    row = recorded()
    name = Person.example["names"][0]["text"]
    for shown in (page(DESK, "between"), page(DESK, "recorded", row.id)):
        assert "Letter 2026/118" in shown
        assert name not in shown
    opened(AMINA, "recorded", row.id, data={"reject": "", "reason": "Not ours."}, post=True)
    assert "Not ours." in page(DESK, "recorded", row.id)


def test_its_page_says_that_a_persons_record_is_not_found_yet() -> None:
    row = recorded()
    assert "nobody finds it yet" in page(AMINA, "page", "persons", row.record)
    later(row, timedelta(days=7))
    assert "Accept or reject it" not in page(AMINA, "page", "persons", row.record)


def test_to_others_it_is_what_is_not_there() -> None:
    row = recorded()
    for identity in (row.id, uuid4()):
        with pytest.raises((NotFound, Http404)):
            opened(BRUNO, "recorded", identity)
    assert "Letter" not in page(BRUNO, "between")


def test_a_program_of_the_centre_records_and_one_of_the_owner_decides() -> None:
    sent = {
        "owner": "FRA",
        "reference": "Letter 118",
        "requested_on": "2026-11-20",
        "asked_by": "head",
        "document": Person.example,
    }
    made = called("chen", "post", "/persons/on-behalf", sent)
    assert made.status_code == 201, made.content
    assert (made.json()["owner"], made.json()["status"]) == ("FRA", "waits-for-owner")

    (row,) = between("amina", "get", "/recorded").json()
    assert (row["state"], row["record"]) == ("waiting", made.json()["id"])
    address = f"/recorded/{row['id']}"
    assert between("bruno", "get", address).status_code == 404
    assert between("bruno", "post", f"{address}/accept").status_code == 404
    assert between("bruno", "get", "/recorded").json() == []
    assert between("amina", "post", f"{address}/reject", {"reason": ""}).status_code == 422
    done = between("amina", "post", f"{address}/accept")
    assert (done.status_code, done.json()["state"]) == (200, "accepted")
    assert between("amina", "post", f"{address}/reject", {"reason": "Late."}).status_code == 409
    assert called("amina", "post", "/persons/on-behalf", sent).status_code == 403


def test_the_api_refuses_a_document_with_the_fields_it_knows() -> None:
    sent = {
        "owner": "ITA",
        "reference": "x",
        "requested_on": "2026-11-20",
        "asked_by": "head",
        "document": {**Vehicle.example, "nonsense": 1},
    }
    answer = called("chen", "post", "/vehicles/on-behalf", sent)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["nonsense"]
    assert not OnBehalf.objects.exists()
