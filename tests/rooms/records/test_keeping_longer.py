"""Keeping a record longer: in its last months, after a look, persons one by one; some of it goes to the commission."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comity.access.roles import Role
from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.records import actions
from comity.records.ending.endings import is_sampled
from comity.records.ending.expire import expire_due
from comity.records.ending.extending import LookedAt, extend, extend_many, list_extensions, note_extension
from comity.records.ending.near_end import near_end, owners_to_warn, warn
from comity.records.models import ExtensionSample, SearchKey
from comity.records.orphans import orphans
from comity.records.reading import history
from comity.records.record import Record
from comity.records.rules import EXTENDABLE_DAYS
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = datetime.now(timezone.utc).date()
SOON, LATER = TODAY + timedelta(days=100), TODAY + timedelta(days=700)
STANDS = LookedAt(ground=True)
SAME = LookedAt(ground=True, fields={"status_of_person": "missing", "measure": "locate"})


def recorded(database: type[Record] = Vehicle, day: date = SOON, **more: Any) -> Record:
    return actions.create(database, {**database.example, "kept_until": day.isoformat(), **more}, by=AMINA)


def kept(record: Record, **more: Any) -> Record:
    asked = {"until": LATER, "reason": "The case goes on.", "looked": STANDS, "seen": 1, "by": AMINA}
    return extend(type(record), record.id, **{**asked, **more})


def codes(refusal: Any) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in refusal.value.errors]


@pytest.mark.parametrize("days", [EXTENDABLE_DAYS, 1, 0])
def test_from_six_months_before_to_the_last_day_it_can_be_kept_longer(days: int) -> None:
    record = kept(recorded(day=TODAY + timedelta(days=days)))

    assert record.kept_until == LATER
    assert set(SearchKey.objects.values_list("until", flat=True)) == {LATER}
    assert next((state.verb, state.reason) for state in history(record, reader=AMINA)) == (
        "records.extend",
        "The case goes on.",
    )


def test_a_day_before_that_it_is_too_early() -> None:
    with pytest.raises(Refused) as refusal:
        kept(recorded(day=TODAY + timedelta(days=EXTENDABLE_DAYS + 1)))
    assert refusal.value.code == "too-early"


def test_nobody_keeps_longer_what_was_not_looked_at_again() -> None:
    with pytest.raises(Invalid) as refusal:
        kept(recorded(), looked=LookedAt())
    assert codes(refusal) == [("ground", "required")]


def test_of_a_person_status_and_measure_are_said_again_and_must_be_true() -> None:
    person = recorded(Person)
    with pytest.raises(Invalid) as refusal:
        kept(person, looked=STANDS)
    assert codes(refusal) == [("status_of_person", "required"), ("measure", "required")]

    found = LookedAt(ground=True, fields={"status_of_person": "deceased", "measure": "locate"})
    with pytest.raises(Invalid) as refusal:
        kept(person, looked=found)
    assert codes(refusal) == [("status_of_person", "changed")]

    assert kept(person, looked=SAME).kept_until == LATER


def test_objects_are_kept_longer_together_and_persons_never() -> None:
    cars = [recorded(Vehicle, vin=f"VF1RFB00X5700000{n}", plate=f"Q{n}") for n in range(3)]
    chosen = [(each.id, 1) for each in cars]

    assert extend_many(Vehicle, chosen, until=LATER, reason="Still missing.", looked=STANDS, by=AMINA) == 3
    assert set(Vehicle.objects.values_list("kept_until", flat=True)) == {LATER}
    act = ActRow.objects.get(verb="records.extend_many")
    assert (act.count, act.reason) == (3, "")  # its words are sealed

    person = recorded(Person)
    with pytest.raises(Refused) as refusal:
        extend_many(Person, [(person.id, 1)], until=LATER, reason="All.", looked=SAME, by=AMINA)
    assert refusal.value.code == "one-by-one"


def test_together_it_is_all_or_none() -> None:
    first, other = (recorded(Vehicle, vin=f"VF1RFB00X5700000{n}", plate=f"Q{n}") for n in range(2))
    asked: dict[str, Any] = {"until": LATER, "reason": "Still missing.", "looked": STANDS}
    with pytest.raises(Stale):
        extend_many(Vehicle, [(first.id, 1), (other.id, 7)], **asked, by=AMINA)
    with pytest.raises(NotFound):
        extend_many(Vehicle, [(first.id, 1)], **asked, by=BRUNO)
    with pytest.raises(Invalid):
        extend_many(Vehicle, [], **asked, by=AMINA)
    assert set(Vehicle.objects.values_list("kept_until", flat=True)) == {SOON}


def test_what_nears_its_end_is_ones_own_that_still_lives() -> None:
    record = recorded()
    recorded(day=TODAY + timedelta(days=EXTENDABLE_DAYS + 1), vin="VF1RFB00X57000008", plate="Q8")
    gone = recorded(vin="VF1RFB00X57000009", plate="Q9")
    actions.withdraw(Vehicle, gone.id, reason="found", seen=1, by=AMINA)

    assert [each.id for each in near_end(Vehicle, AMINA, TODAY)] == [record.id]
    assert not near_end(Vehicle, BRUNO, TODAY).exists()


@given(st.integers(0, 2**32 - 1), st.integers(0, 100))
def test_the_sample_is_a_share(number: int, percent: int) -> None:
    assert is_sampled(number, 100)
    assert not is_sampled(number, 0)
    assert is_sampled(number, percent) == (number < 2**32 * percent / 100)


def test_a_part_goes_to_the_commission_and_a_second_try_changes_nothing_of_that(settings: Any) -> None:
    settings.EXTENSIONS_SAMPLED = 100
    kept(recorded())

    sample = ExtensionSample.objects.get()
    assert (sample.was_until, sample.until, sample.act) == (
        SOON,
        LATER,
        ActRow.objects.get(verb="records.extend").id,
    )
    assert [(each.sample, each.reason) for each in list_extensions(by=CHEN)] == [
        (sample, "The case goes on.")
    ]
    note_extension(sample.id, by=CHEN)
    assert ExtensionSample.objects.get().looked_at is not None
    with pytest.raises(NotAllowed):
        list_extensions(by=without(AMINA, "records.list_extensions"))


def test_the_sample_ends_with_its_record(settings: Any) -> None:
    settings.EXTENSIONS_SAMPLED = 100
    kept(recorded())
    expire_due(now=datetime.now(timezone.utc) + timedelta(days=701), by=AMINA)

    assert not ExtensionSample.objects.exists()
    assert orphans() == []


def test_a_bureau_is_warned_once_a_month_and_not_for_each_record() -> None:
    now = datetime.now(timezone.utc)
    assert warn(now=now, by=AMINA) == 0
    for n in range(3):
        recorded(Vehicle, vin=f"VF1RFB00X5700000{n}", plate=f"Q{n}")
    recorded(Person)

    assert warn(now=now, by=AMINA) == 4
    assert warn(now=now, by=AMINA) == 0
    message = Message.objects.get(kind="records-near-end")
    assert (message.sender, message.content["counts"]) == ("FRA", {"vehicles": 3, "persons": 1})
    assert "FRA" not in owners_to_warn(now)
    assert warn(now=now + timedelta(days=32), by=AMINA) == 4


def test_the_pages_keep_one_and_many(client: Client) -> None:
    amina = people.acting("amina", Role.DESK_OFFICER)
    client.cookies["sessionid"] = people.session(people.Officer.objects.get(pk=amina.officer))
    car, person = recorded(), recorded(Person)

    page = client.get("/records/endings/vehicles/").content.decode()
    assert f"{car.id}:1" in page
    assert "Renault" in page
    assert "Shown(" not in page
    sent = {"chosen": [f"{car.id}:1"], "until": LATER.isoformat(), "reason": "Still missing."}
    assert client.post("/records/endings/vehicles/", sent).status_code == 422
    assert client.post("/records/endings/vehicles/", sent | {"ground": "on"}).status_code == 302
    assert 'name="chosen"' not in client.get("/records/endings/persons/").content.decode()
    assert client.post("/records/endings/persons/", sent | {"ground": "on"}).status_code == 409

    address = f"/records/persons/{person.id}/extend/"
    one = {"seen": 1, "until": LATER.isoformat(), "reason": "Still missing.", "ground": "on"}
    assert client.post(address, one).status_code == 422
    assert client.post(address, one | {"status_of_person": "missing", "measure": "locate"}).status_code == 302
    assert Person.objects.get().kept_until == Vehicle.objects.get().kept_until == LATER
