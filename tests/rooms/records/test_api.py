"""Records for programs: the same verbs, the same refusals, in JSON."""

import json

import pytest

from comity.api import api
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.records import actions, reading
from comity.records.registry import databases
from tests.actors import AMINA
from tests.rooms.records import programs
from tests.rooms.records.programs import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus", "tokens")]
PATH = "/travel-documents"
EXAMPLE = TravelDocument.example


@pytest.fixture
def tokens(monkeypatch):
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)
    monkeypatch.setattr("comity.access.api.is_stale", lambda _actor: False)


def recorded(**more):
    return actions.create(TravelDocument, {**EXAMPLE, **more}, by=AMINA)


def test_a_record_is_made_read_changed_and_withdrawn():
    made = called("amina", "post", PATH, EXAMPLE)
    assert made.status_code == 201
    first = made.json()
    assert (first["owner"], first["version"], first["status"]) == ("FRA", 1, "active")
    assert first["document"].items() >= EXAMPLE.items()
    address = f"{PATH}/{first['id']}"
    assert called("amina", "get", address).json() == first

    changed = called("amina", "put", f"{address}?version=1", {**first["document"], "happened": "lost"})
    assert (changed.json()["version"], changed.json()["document"]["happened"]) == (2, "lost")

    ending = {"version": 2, "reason": "typed wrongly", "why": "duplicate"}
    gone = called("amina", "post", f"{address}/withdraw", ending)
    assert gone.json()["status"] == "withdrawn"
    states = called("amina", "get", f"{address}/history").json()
    assert [(each["version"], each["status"], each["function"]) for each in states] == [
        (3, "withdrawn", "desk officer"),
        (2, "active", "desk officer"),
        (1, "active", "desk officer"),
    ]
    assert (states[0]["reason"], states[0]["code"]) == ("typed wrongly", "duplicate")
    assert "status" not in states[1]["document"]


def test_a_change_from_an_old_view_is_refused():
    address = f"{PATH}/{recorded().id}?version=7"
    refusal = called("amina", "put", address, EXAMPLE)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "stale")
    assert refusal["Content-Type"] == "application/problem+json"


def test_a_refusal_names_every_field_with_code_and_sentence():
    refusal = called("amina", "post", PATH, {**EXAMPLE, "issuer": "QQQ", "holder": "x", "kind": None})
    assert refusal.status_code == 422
    errors = {each["field"]: (each["code"], each["message"]) for each in refusal.json()["errors"]}
    assert {name: code for name, (code, _message) in errors.items()} == {
        "holder": "unknown-field",
        "issuer": "unknown-country",
        "kind": "required",
    }
    assert all(message.endswith(".") for _code, message in errors.values())
    assert ActRow.objects.get().outcome == 2


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b'{"number": NaN}', b"null", b""])
def test_what_is_no_document_is_refused_and_changes_nothing(body):
    refusal = called("amina", "post", PATH, body)
    assert refusal.status_code in (400, 422)
    assert refusal.json()["code"] in ("misread", "invalid")
    assert not TravelDocument.objects.exists()


def test_a_text_of_five_megabytes_is_refused():
    refusal = called("amina", "post", PATH, {**EXAMPLE, "remark": "x" * 5_000_000})
    assert refusal.status_code in (400, 413, 422)
    assert not TravelDocument.objects.exists()


def test_lists_reach_only_own_records_by_cursor():
    for number in range(5):
        recorded(number=f"12AB3456{number}")
    seen, address = [], f"{PATH}?limit=2"
    while True:
        page = called("amina", "get", address).json()
        seen += [each["document"]["number"] for each in page["records"]]
        if page["next"] is None:
            break
        address = f"{PATH}?limit=2&before={page['next']}"
    assert seen == [f"12AB3456{number}" for number in (4, 3, 2, 1, 0)]
    assert called("bruno", "get", PATH).json() == {"records": [], "next": None}
    assert (
        called("amina", "get", f"{PATH}?q=12ab34563").json()["records"][0]["document"]["number"]
        == "12AB34563"
    )
    assert called("amina", "get", f"{PATH}?limit=201").status_code == 422


def test_a_foreign_record_answers_as_if_it_were_not_there(monkeypatch):
    record, missing = recorded(), "01a20ac4-93dc-7565-9e79-7f00674152c1"
    answers = {called("bruno", "get", f"{PATH}/{each}").content for each in (record.id, missing)}
    assert len(answers) == 1
    for path, body in (
        ("/withdraw", {"version": 1, "reason": "x"}),
        ("/recover", {"version": 1, "reason": "x"}),
        ("/entered-in-error", {"version": 1, "reason": "x"}),
    ):
        assert called("bruno", "post", f"{PATH}/{record.id}{path}", body).status_code == 404
    assert called("bruno", "put", f"{PATH}/{record.id}?version=1", EXAMPLE).status_code == 404
    assert called("bruno", "get", f"{PATH}/{record.id}/history").status_code == 404

    monkeypatch.setattr(reading, "LEADS", [lambda actor, code, pk: pk == record.id])
    assert called("bruno", "get", f"{PATH}/{record.id}").json()["document"]["number"] == "12AB34567"
    assert called("bruno", "get", f"{PATH}/{record.id}/history").status_code == 404


def test_the_description_shows_the_fields_of_every_database():
    schema = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    for database in databases():
        document = schema["components"]["schemas"][f"{database.__name__}Document"]
        assert set(document["properties"]) >= {each.name for each in database.declared()}
        assert "post" in schema["paths"][f"/api/v1/records/{database.slug}"]
    names = schema["components"]["schemas"][f"{Person.__name__}Document"]["properties"]["names"]
    assert names["items"]["required"] == ["text"]
