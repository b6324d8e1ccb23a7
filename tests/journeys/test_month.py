"""A month of a small bureau's life, over the API alone, with every clock of the worker moved by hand.

Cape Verde has four people for everything. What happens to them here happens to every bureau: a file with a bad row, a
hit at night that nobody answers, a list of passengers, a passport found in a bag, a car that belongs to somebody else,
a register that must be kept in step, and records that come to their end.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone as clock
from procrastinate.contrib.django import app

from comity.access.models import Officer
from comity.access.roles import Role
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)
# A month that has just begun, whenever it is: database and web host then differ by a month at most.
BEGIN = datetime.now(timezone.utc).replace(day=1, hour=8, minute=0, second=0, microsecond=0)
# The library's own.
NOT_HERE = {"builtin:procrastinate.builtin_tasks.remove_old_jobs"}
PASSPORT = {"issuer": "CPV", "kind": "passport", "number": "CP4455667"}
HEAD = "number,issuer,kind,happened,reported_by,date,reported_to_issuer,national_reference,review_on"


class Month:
    """The moment it is, for everybody; and the worker, whose every clock runs when time passes."""

    def __init__(self) -> None:
        self.now = BEGIN
        self.ran: set[str] = set()

    def let(self, **length: int) -> None:
        """Time passes, and the worker does all that is due."""
        self.now += timedelta(**length)
        for periodic in app.periodic_registry.periodic_tasks.values():
            if periodic.task.name not in NOT_HERE:
                periodic.task.func(int(self.now.timestamp()))
                self.ran.add(periodic.task.name)


@pytest.fixture
def month() -> Iterator[Month]:
    passing = Month()
    with mock.patch.object(clock, "now", side_effect=lambda: passing.now):
        yield passing


class Desk:
    """One officer's program: only HTTP, only JSON."""

    def __init__(self, name: str, *roles: Role, code: str) -> None:
        self.person: Officer = people.officer(name, *roles, place=people.unit(code))
        text, _id = people.token(person=self.person, expires_at=BEGIN + timedelta(days=60))
        self.client = Client(headers={"Authorization": f"Bearer {text}"})

    def get(self, path: str, status: int = 200, **asked: Any) -> Any:
        return self._said(self.client.get(f"/api/v1/{path}", asked), status)

    def post(self, path: str, status: int | tuple[int, ...] = (200, 201), **sent: Any) -> Any:
        answer = self.client.post(f"/api/v1/{path}", sent, content_type="application/json")
        return self._said(answer, status)

    def ask(self, *subjects: dict[str, Any], purpose: str = "border-control", **more: Any) -> Any:
        return self.post("queries", purpose=purpose, subjects=list(subjects), **more)

    @staticmethod
    def _said(answer: Any, status: int | tuple[int, ...]) -> Any:
        allowed = status if isinstance(status, tuple) else (status,)
        assert answer.status_code in allowed, answer.content.decode()
        return json.loads(answer.content) if answer.content else None


@pytest.fixture
def world(month: Month) -> dict[str, Desk]:
    people.bureau("CEN", BureauKind.CENTRE)
    for code in ("CPV", "FRA", "ITA"):
        people.bureau(code, country=code)
    return {
        "dina": Desk("dina", Role.DESK_OFFICER, code="CPV"),
        "gil": Desk("gil", Role.BORDER_GUARD, code="CPV"),
        "hilda": Desk("hilda", Role.BUREAU_HEAD, code="CPV"),
        "amina": Desk("amina", Role.DESK_OFFICER, code="FRA"),
        "bruno": Desk("bruno", Role.DESK_OFFICER, code="ITA"),
        "chen": Desk("chen", Role.REVIEWER, Role.DESK_OFFICER, code="CEN"),
    }


def document(**more: Any) -> dict[str, Any]:
    return {"document": {**PASSPORT, **more}}


def row(number: str) -> str:
    happened, reported, review = ((BEGIN + timedelta(days=days)).date().isoformat() for days in (-2, -1, 729))
    return f"{number},CPV,passport,stolen,bearer,{happened},{reported},REF-{number},{review}"


def found_of(answer: Any, slug: str) -> Any:
    """What one database says of the one subject."""
    return next(each for each in answer["subjects"][0]["answers"] if each["database"] == slug)


def hit_of(answer: Any, slug: str) -> str:
    return str(found_of(answer, slug)["found"][0]["hit"])


def test_a_month_of_a_small_bureau(month: Month, world: dict[str, Desk]) -> None:
    first = world["dina"].get("changes")["cursor"]
    loads_a_file_and_takes_a_wrong_one_back(month, **world)
    confirms_a_hit_within_the_hour(month, **world)
    hears_nothing_and_decides_by_itself(month, **world)
    works_through_a_flight(month, **world)
    hands_a_car_over(month, **world)
    is_recorded_for_by_the_centre(month, **world)
    ends_what_is_over(month, **world)
    keeps_its_register_in_step(month, first, **world)
    assert month.now - BEGIN >= timedelta(days=30)
    every_clock_ran_and_every_act_is_there(month, **world)


def loads_a_file_and_takes_a_wrong_one_back(
    month: Month, *, dina: Desk, bruno: Desk, **_others: Desk
) -> None:
    """Day 1: an import with a bad row; the whole second file was last year's and goes back."""
    good = "\n".join([HEAD, row("CP4455667"), row("CP4455668"), row("UNKNOWN")])
    first = uploaded(dina, "stolen.csv", good)
    month.let(minutes=1)
    checked = dina.get(f"imports/{first}")
    assert (checked["state"], checked["counts"]["refused"]) == ("checked", 1), checked
    dina.post(f"imports/{first}/start")
    month.let(minutes=1)
    assert dina.get(f"imports/{first}")["counts"]["recorded"] == 2
    assert found_of(bruno.ask(document()), "travel-documents")["outcome"] == "hit"

    second = uploaded(dina, "old.csv", "\n".join([HEAD, row("CP9999999")]))
    month.let(minutes=1)
    dina.post(f"imports/{second}/start")
    month.let(minutes=1)
    assert bruno.ask(document(number="CP9999999"))["outcome"] == "hit"
    dina.post(f"imports/{second}/undo", reason="Last year's file.")
    month.let(minutes=1)
    assert bruno.ask(document(number="CP9999999"))["outcome"] == "no-hit"


def uploaded(dina: Desk, name: str, text: str) -> str:
    answer = dina.client.post(
        f"/api/v1/imports?database=travel-documents&file_name={name}", text.encode(), content_type="text/csv"
    )
    assert answer.status_code in (200, 201, 202), answer.content
    upload = answer.json()
    dina.post(f"imports/{upload['id']}/check", status=(200, 202))
    return str(upload["id"])


def confirms_a_hit_within_the_hour(month: Month, *, dina: Desk, bruno: Desk, **_others: Desk) -> None:
    """Day 2: somebody is held in Rome on a passport of Cape Verde; the desk answers in time."""
    month.let(days=1)
    hit = hit_of(bruno.ask(document()), "travel-documents")
    bruno.post(f"hits/{hit}/confirmation", may_tell="yes", urgency="held")
    month.let(minutes=40)
    (question,) = dina.get("confirmations")["questions"]
    dina.post(f"confirmations/{question['id']}/answer", answer="confirmed")
    assert bruno.get(f"hits/{hit}")["confirmation"]["state"] == "confirmed"
    bruno.post(f"hits/{hit}/outcome", done="document-kept", close=True)


def hears_nothing_and_decides_by_itself(
    month: Month, *, gil: Desk, dina: Desk, amina: Desk, **_others: Desk
) -> None:
    """Day 3: a French passport at night; nobody answers, and the screen says that this is no ground to hold."""
    month.let(days=1)
    amina.post("records/travel-documents", **TravelDocument.example)
    french = {"issuer": "FRA", "kind": "passport", "number": TravelDocument.example["number"]}
    hit = hit_of(gil.ask({"document": french}), "travel-documents")
    gil.post(f"hits/{hit}/confirmation", may_tell="yes", urgency="held")
    states = []
    for _hour in range(4):
        month.let(minutes=61)
        states.append(gil.get(f"hits/{hit}")["confirmation"]["state"])
    assert states[-1] == "unanswered"
    assert "no ground to hold" in json.dumps(gil.get(f"hits/{hit}"))
    gil.post(f"hits/{hit}/outcome", done="let-go", close=True)
    late = amina.get("confirmations", show="closed")["questions"] + amina.get("confirmations")["questions"]
    amina.post(f"confirmations/{late[0]['id']}/answer", answer="confirmed")
    assert dina.get(f"hits/{hit}")["confirmation"]["answered_at"] is not None  # a late word still arrives


def works_through_a_flight(month: Month, *, dina: Desk, amina: Desk, **_others: Desk) -> None:
    """Day 6: a flight from Paris; one traveller's passport is recorded, and a day after arrival the list is gone."""
    month.let(days=3)
    lines = [{"document": f"99FV{n:05}", "issuer": "FRA", "nationality": "FRA"} for n in range(40)]
    lines.append({"document": TravelDocument.example["number"], "issuer": "FRA", "nationality": "FRA"})
    made = dina.post(
        "lists",
        status=(200, 201, 202),
        lines=lines,
        means="flight",
        number="AF 1234",
        route="CDG-RAI",
        departs_at=(month.now + timedelta(hours=1)).isoformat(),
        arrives_at=(month.now + timedelta(hours=7)).isoformat(),
        source="carrier",
    )
    month.let(minutes=2)
    told = dina.get(f"lists/{made['id']}")
    assert (told["hits"], told["not_answered"]) == (1, 0), told
    month.let(hours=7 + 25)
    dina.get(f"lists/{made['id']}", status=200)  # a line became a hit, so the list stays
    assert len(dina.get(f"lists/{made['id']}")["lines"]) == 1


def hands_a_car_over(month: Month, *, dina: Desk, amina: Desk, bruno: Desk, **_others: Desk) -> None:
    """Day 10: a car recorded here was stolen in France; France takes the record over, and questions go there."""
    month.let(days=2)
    car = dina.post("records/vehicles", **Vehicle.example)
    offer = dina.post(
        "between/offers",
        to="FRA",
        reason="Stolen in Lyon.",
        records=[{"database": "vehicles", "id": car["id"], "version": 1}],
    )
    month.let(days=1)
    amina.post(f"between/offers/{offer['id']}/accept")
    dina.get(f"records/vehicles/{car['id']}", status=404)
    hit = found_of(bruno.ask({"vehicle": {"vin": Vehicle.example["vin"]}}), "vehicles")["found"][0]
    assert hit["owner"] == "FRA"


def is_recorded_for_by_the_centre(
    month: Month, *, dina: Desk, chen: Desk, bruno: Desk, **_others: Desk
) -> None:
    """Day 12: nobody is at the desk; the centre records a missing person, who is found only after seven days."""
    month.let(days=1)
    made = chen.post(
        "records/persons/on-behalf",
        owner="CPV",
        reference="Telephone call 12",
        requested_on=month.now.date().isoformat(),
        asked_by="head of bureau",
        document=Person.example,
    )
    name = {"person": {"name": Person.example["names"][0]["text"]}}
    why = {"purpose": "locate-missing", "case": "CPV-12"}
    assert found_of(bruno.ask(name, **why), "persons")["outcome"] == "no-hit"
    month.let(days=6, hours=23)
    assert found_of(bruno.ask(name, **why), "persons")["outcome"] == "no-hit"
    month.let(hours=2)
    assert found_of(bruno.ask(name, **why), "persons")["outcome"] == "candidate"
    record = made.get("record") or made["id"]
    assert dina.get(f"records/persons/{record}")["owner"] == "CPV"


def ends_what_is_over(month: Month, *, dina: Desk, bruno: Desk, **_others: Desk) -> None:
    """Day 20: a record kept until the 22nd goes by itself on the 23rd, and only then."""
    last = (month.now + timedelta(days=2)).date().isoformat()
    body = {
        **TravelDocument.example,
        **PASSPORT,
        "number": "CP7777777",
        "kept_until": last,
        "review_on": last,
    }
    record = dina.post("records/travel-documents", **body)
    month.let(days=2)
    assert bruno.ask(document(number="CP7777777"))["outcome"] == "hit"
    month.let(days=1)
    assert bruno.ask(document(number="CP7777777"))["outcome"] == "no-hit"
    dina.get(f"records/travel-documents/{record['id']}", status=404)


def keeps_its_register_in_step(month: Month, cursor: str, *, dina: Desk, **_others: Desk) -> None:
    """Day 32: the national system reads what changed since the first day, without gaps, and says how far it is."""
    month.let(days=10)
    seen, more = [], True
    while more:
        page = dina.get("changes", since=cursor, limit=3)
        seen += page["changes"]
        cursor, more = page["cursor"], page["more"]
    for kind, least in {"created": 6, "deleted": 2, "gone": 1}.items():
        assert sum(each["kind"] == kind and each["own"] for each in seen) >= least, (kind, seen)
    assert dina.get("changes", since=cursor)["changes"] == []
    dina.post("changes/applied", cursor=cursor)


def every_clock_ran_and_every_act_is_there(month: Month, *, dina: Desk, hilda: Desk, **_others: Desk) -> None:
    """Whatever was answered left an act; the head sees how good the data are."""
    named = {each.task.name for each in app.periodic_registry.periodic_tasks.values()} - NOT_HERE
    assert month.ran == named
    assert hilda.get("quality")
    mine = dina.get("acts", limit=200)
    assert ActRow.objects.filter(officer=dina.person.id).count() >= len(mine["acts"]) > 0
