"""What a question finds in the databases of things, and what it tells to whom."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from comity.databases.administrative_documents import AdministrativeDocument
from comity.databases.firearms import Firearm
from comity.databases.maritime_piracy import PiracyEntry
from comity.databases.organisations import Organisation
from comity.databases.vehicles import Vehicle
from comity.databases.vessels import Vessel
from comity.databases.works_of_art import WorkOfArt
from comity.gate import epoch
from comity.kit.errors import NotAllowed
from comity.queries import actions as queries
from comity.queries.asked import read_asked
from comity.queries.beside import rows_of
from comity.queries.found import Found
from comity.queries.hit_page import hit_page
from comity.queries.models import Hit
from comity.records import actions
from comity.records.reading import read
from comity.records.record import Record
from tests.actors import AMINA, BRUNO, AnyActor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
Subject = dict[str, Any]
SPECIALIST = replace(BRUNO, databases=frozenset({PiracyEntry.code}))


def found(subject: Subject, by: AnyActor = BRUNO) -> list[Found]:
    body = {"purpose": "investigate", "case": "ITA-1", "subjects": [subject]}
    current = replace(by, epoch=epoch.current())
    answer = queries.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    return [one for told in answer.subjects[0].answers for one in told.found]


def outcomes(subject: Subject) -> list[tuple[str, str]]:
    return sorted((one.database, one.outcome.value) for one in found(subject))


PAPER = {"issuer": "FRA", "kind": "vehicle-registration"}
CASES: list[tuple[type[Record], Subject, str]] = [
    (AdministrativeDocument, {"document": {**PAPER, "number": "2024CX90117"}}, "hit"),
    (AdministrativeDocument, {"document": {**PAPER, "number": "2024CX90251"}}, ""),
    (Vessel, {"vessel": {"hull": "frxyz12345d404"}}, "hit"),
    (Vessel, {"vessel": {"hull": "FR-XYZ00071C313"}}, "hit"),
    (Vessel, {"vessel": {"registration": "LR B12345", "country": "FRA"}}, "hit"),
    (Vessel, {"vessel": {"registration": "LR B12345"}}, "candidate"),
    (Vessel, {"vessel": {"call_sign": "FAB1234"}}, "candidate"),
    (Vessel, {"vessel": {"engine": "YB4471902", "make": "Marisol"}}, "hit"),
    (Vessel, {"vehicle": {"engine": "YB4471902"}}, "candidate"),
    (Vessel, {"person": {"name": "Belle Ondine"}}, ""),
    (Vessel, {"text": "FR-XYZ12345D404"}, "hit"),
    (Vessel, {"text": "MMSI 227123450"}, "hit"),
    (Firearm, {"firearm": {"serial": "TX0091842S", "make": "Brandelius"}}, "hit"),
    (WorkOfArt, {"work": {"inventory": "MM 1907-33", "institution": "Museo del Mar, Montevideo"}}, "hit"),
    (WorkOfArt, {"work": {"inventory": "MM 1907-33"}}, "candidate"),
    (Organisation, {"vessel": {"imo": "9074729"}}, "hit"),
    (Organisation, {"vessel": {"registration": "VS-204881", "country": "URY"}}, "hit"),
]  # fmt: skip


@pytest.mark.parametrize(("database", "subject", "expected"), CASES)
def test_a_thing_is_found_by_its_numbers(database: type[Record], subject: Subject, expected: str) -> None:
    actions.create(database, database.example, by=AMINA)
    assert outcomes(subject) == ([(database.slug, expected)] if expected else [])


def test_one_vehicle_recorded_by_two_bureaus_is_found_twice() -> None:
    for by in (AMINA, AnyActor(bureau="DEU")):
        actions.create(Vehicle, Vehicle.example, by=by)
    told = found({"vehicle": {"vin": Vehicle.example["vin"]}})
    assert sorted(one.owner for one in told) == ["DEU", "FRA"]
    assert {one.outcome.value for one in told} == {"hit"}


def test_a_repaired_vin_is_said() -> None:
    actions.create(Vehicle, Vehicle.example, by=AMINA)
    body = {"purpose": "border-control", "subjects": [{"vehicle": {"vin": "VFIRFBOOX57I23456"}}]}
    current = replace(BRUNO, epoch=epoch.current())
    answer = queries.ask(read_asked(msgspec.json.encode(body)), by=lambda _fresh: current)
    assert answer.outcome.value == "hit"
    assert "VF1RFB00X57123456" in answer.subjects[0].notes[0]


def piracy() -> PiracyEntry:
    person = {
        "kind": "person", "state": "open", "reliability": "b", "credibility": "doubtful",
        "names": [{"text": "Juma Kisorio"}], "role": "suspect",
    }  # fmt: skip
    return actions.create(PiracyEntry, person, by=AMINA)


def test_only_specialists_learn_more_than_that_there_is_something() -> None:
    record = piracy()
    (told,) = found({"person": {"name": "Kisorio Juma"}})
    whole = msgspec.json.encode(told).decode()
    assert told.outcome.value == "candidate"
    assert "Kisorio" not in whole.replace("Kisorio Juma", "")
    assert told.values == {}
    hit = Hit.objects.get(pk=told.hit)
    page = hit_page(hit, BRUNO)
    assert not page.whole
    assert all(not row.recorded for row in rows_of(hit, record, BRUNO))
    with pytest.raises(NotAllowed):
        read(PiracyEntry, record.id, by=BRUNO)


def test_a_unit_with_the_database_in_its_scope_reads_the_entry() -> None:
    record = piracy()
    (told,) = found({"person": {"name": "Kisorio Juma"}}, by=SPECIALIST)
    assert told.headline == "Juma Kisorio"
    assert hit_page(Hit.objects.get(pk=told.hit), SPECIALIST).whole
    assert read(PiracyEntry, record.id, by=SPECIALIST) == record
