"""The list operations: every filter and order of the page, typed; a wrong one is refused instead of ignored."""

import pytest

from comity.api import api
from comity.databases.vehicles import Vehicle
from comity.records import actions
from comity.records.listing import lists
from comity.records.listing.listing_api import asked_model
from comity.records.listing.ordering import orders
from comity.records.listing.sieves import filters, name_of
from comity.records.registry import databases
from tests.actors import AMINA
from tests.rooms.records import programs
from tests.rooms.records.programs import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus", "tokens")]
PATH = "/vehicles"


@pytest.fixture
def tokens(monkeypatch):
    monkeypatch.setattr("comity.access.api.actor_for", programs.actor_for)
    monkeypatch.setattr("comity.access.api.is_stale", lambda _actor: False)


def cars(*makes):
    for number, make in enumerate(makes):
        document = {**Vehicle.example, "make": make, "vin": f"VF1RFB00X5712000{number}"}
        actions.create(Vehicle, document, by=AMINA)


def makes(answer):
    return [each["document"]["make"] for each in answer.json()["records"]]


def test_pages_follow_one_another_in_the_order_that_was_asked():
    cars("Opel", "Audi", "Volvo", "Fiat", "Seat")
    seen, before = [], ""
    for _page in range(3):
        answer = called("amina", "get", f"{PATH}?sort=make&limit=2&before={before}")
        seen += makes(answer)
        before = answer.json()["next"]
    assert (seen, before) == (["Audi", "Fiat", "Opel", "Seat", "Volvo"], None)
    assert makes(called("amina", "get", f"{PATH}?sort=-recorded&limit=2")) == ["Seat", "Fiat"]


@pytest.mark.parametrize(
    "asked",
    [
        "sort=number",
        "sort=--make",
        "kind=ship",
        "marking=secret",
        "pictures=perhaps",
        "unit=7",
        "kept_before=soon",
        "changed_since=2026-13-01",
        "state=gone",
        "near_review=soon",
        "before=x",
        "sort=make&before=01a20acf-ea8e-77a7-8f5a-23f40d91b7a6",
    ],
)
def test_what_fits_nothing_is_refused(asked):
    cars("Opel")
    assert called("amina", "get", f"{PATH}?{asked}").status_code == 422


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("kind=car&pictures=false&marking=official-use", 1),
        ("kind=truck", 0),
        ("pictures=true", 0),
        ("near_review=true", 0),
        ("near_review=false", 1),
        ("kept_before=2999-01-01&changed_since=2026-01-01", 1),
        ("unit=01a20acf-ea8e-77a7-8f5a-23f40d91b7a6", 0),
    ],
)
def test_programs_narrow_as_pages_do(asked, count):
    cars("Opel")
    assert len(called("amina", "get", f"{PATH}?{asked}").json()["records"]) == count
    assert called("bruno", "get", f"{PATH}?{asked}").json() == {"records": [], "next": None}


def test_too_many_to_sort_is_said_and_not_hidden(monkeypatch):
    cars("Opel", "Audi", "Volvo")
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    refusal = called("amina", "get", f"{PATH}?sort=make")
    assert (refusal.status_code, refusal.json()["code"]) == (409, "too-many-to-sort")
    assert makes(called("amina", "get", f"{PATH}?sort=recorded")) == ["Opel", "Audi", "Volvo"]


@pytest.mark.parametrize("database", databases(), ids=lambda each: each.slug)
def test_the_description_names_every_filter_and_order(database):
    told = api.get_openapi_schema()["paths"][f"/api/v1/records/{database.slug}"]["get"]["parameters"]
    asked = {each["name"]: each["schema"] for each in told}
    assert asked.keys() == asked_model(database).model_fields.keys()
    assert {name_of(name) for name in filters(database)} <= asked.keys()
    pattern = asked["sort"]["anyOf"][0]["pattern"]
    assert all(order in pattern for order in orders(database))
