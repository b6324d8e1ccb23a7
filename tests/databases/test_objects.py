"""What the declarations of objects ask between their fields."""

import datetime
from typing import Any

import pytest

from comity.databases.administrative_documents import AdministrativeDocument
from comity.databases.firearms import Firearm
from comity.databases.maritime_piracy import PiracyEntry
from comity.databases.piracy_words import Played
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.databases.vessels import Vessel
from comity.databases.works_of_art import WorkOfArt
from comity.kit.errors import Invalid
from comity.records.document import clean
from comity.records.record import Record
from comity.records.ways import keys_of

TODAY = datetime.date(2026, 11, 23)


def refused(database: type[Record], **more: Any) -> list[tuple[str, str]]:
    """Fields and codes; a value None leaves the field out."""
    raw = {name: value for name, value in {**database.example, **more}.items() if value is not None}
    try:
        clean(database, raw, today=TODAY)
    except Invalid as refusal:
        return [(each.field, each.code) for each in refusal.errors]
    return []


def test_a_firearm_without_its_number_says_that_it_was_removed() -> None:
    assert refused(Firearm, serial=None) == [("serial", "required")]
    assert refused(Firearm, serial=None, obliterated="restored") == [("serial", "required")]
    assert refused(Firearm, serial=None, obliterated="yes") == []
    bare = {**Firearm.example, "serial": "", "obliterated": "yes", "parts": []}
    body = clean(Firearm, bare, today=TODAY)
    assert keys_of(Firearm.keys, body) == []
    assert Firearm.headline(body) == "Brandelius P9"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"vin": None, "plate": None}, [("vin", "no-identifier")]),
        ({"vin": None}, [("vin", "no-identifier")]),
        ({"vin": None, "kind": "plate"}, []),
        ({"vin": None, "engine": "K9K-1"}, []),
        ({"plate_country": None}, [("plate_country", "required")]),
    ],
)
def test_a_vehicle_needs_a_number_and_a_plate_its_country(more: Any, expected: Any) -> None:
    assert refused(Vehicle, **more) == expected


def test_a_document_must_not_expire_before_it_was_issued() -> None:
    days = {"issued_on": "2026-05-01", "expires_on": "2026-04-30"}
    assert refused(TravelDocument, **days) == [("expires_on", "date-order")]


NEXT_WEEK, TOMORROW = "2026-11-30", "2026-11-24"


def test_what_happened_does_not_lie_ahead() -> None:
    for database in (TravelDocument, AdministrativeDocument, Vehicle, Vessel, Firearm, WorkOfArt):
        assert refused(database, date=NEXT_WEEK) == [("date", "date-ahead")], database.slug
        assert refused(database, date="2027") == [("date", "date-ahead")]
        assert refused(database, date="2026") == []
        assert refused(database, date=TOMORROW) == [], "it is tomorrow already east of us"
    assert refused(Vessel, former_names=[{"text": "X", "until": "2031"}]) == [
        ("former_names.0.until", "date-ahead")
    ]


@pytest.mark.parametrize(
    "words",
    ["unknown", "N/A", "NONE", "000000", "T.B.A.", "inconnu", "Néant", "desconocido", "S/N", "غير معروف",
     "لا يوجد", "xxx"],
)  # fmt: skip
def test_a_word_for_no_number_is_no_number(words: str) -> None:
    assert refused(Firearm, serial=words) == [("serial", "placeholder")]
    assert refused(Vessel, engines=[{"number": words}]) == [("engines.0.number", "placeholder")]


@pytest.mark.parametrize("number", ["0001", "X", "UNK0WN7", "NA17"])
def test_an_odd_number_is_still_one(number: str) -> None:
    expected = [("serial", "placeholder")] if number == "X" else []
    assert refused(Firearm, serial=number) == expected


def test_a_plate_may_be_a_word() -> None:
    assert refused(Vehicle, plate="NONE") == []


def test_a_document_cancelled_without_its_bearer_needs_its_ground() -> None:
    for database in (TravelDocument, AdministrativeDocument):
        cancelled = {"happened": "revoked", "reported_by": "issuing-authority", "last_number": None}
        assert refused(database, **cancelled) == [("legal_basis", "legal-ground")]
        assert refused(database, **cancelled, legal_basis="Passport act, section 4") == []
        assert refused(database, **{**cancelled, "reported_by": "bearer"}) == []


def test_a_travel_document_says_all_that_its_issuer_knows() -> None:
    for name in ("reported_by", "national_reference", "reported_to_issuer", "review_on"):
        assert refused(TravelDocument, **{name: None}) == [(name, "required")]
    assert refused(TravelDocument, review_on="2026-11-22") == [("review_on", "date-past")]
    assert refused(TravelDocument, kind="vehicle-registration") == [("kind", "not-in-list")]
    assert refused(AdministrativeDocument, kind="passport") == [("kind", "not-in-list")]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"hull": "XYZ12345D40"}, [("hull", "hull-length")]),
        ({"hull": "XYZ12345Z404"}, [("hull", "hull-form")]),
        ({"imo": "9074728"}, [("imo", "imo-form")]),
        ({"mmsi": "111227000"}, [("mmsi", "mmsi-form")]),
        ({"registration_country": None}, [("registration_country", "required")]),
        ({"kind": "engine-alone", "engines": None}, [("engines", "required")]),
        ({"hull": None, "mmsi": None, "registration": None, "engines": None}, [("hull", "no-identifier")]),
        ({"hull": None, "mmsi": None, "registration": None}, []),
        ({"year": 2028}, [("year", "date-ahead")]),
    ],
)
def test_a_vessel_is_known_by_a_number_of_the_right_form(more: Any, expected: Any) -> None:
    assert refused(Vessel, **more) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"date": None}, [("date", "required")]),
        ({"date": None, "happened": "illegally-excavated"}, []),
        ({"owner_kind": "private"}, [("institution", "private-owner")]),
        ({"owner_kind": "private", "institution": None}, []),
        ({"public": None}, [("public", "required")]),
        ({"public": False}, []),
        (
            {"measures": [{"dimension": "weight", "amount": 3, "unit": "metre"}]},
            [("measures.0.unit", "unit")],
        ),
    ],
)
def test_a_work_of_art_names_no_private_owner(more: Any, expected: Any) -> None:
    assert refused(WorkOfArt, **more) == expected


def test_an_entry_on_piracy_says_only_what_its_kind_has() -> None:
    assert refused(PiracyEntry, telephone="+254711000017") == [("telephone", "not-for-this-kind")]
    assert refused(PiracyEntry, name=None) == [("name", "required")]
    assert refused(PiracyEntry, position="95 N 12 E") == [("position", "position-form")]
    assert refused(PiracyEntry, links=[{"relation": "uses", "record": "17"}]) == [
        ("links.0.record", "record-form")
    ]
    common = {"state": "open", "reliability": "f", "credibility": "cannot-be-judged"}
    for kind, more in {
        "person": {"names": [{"text": "A"}], "role": "hostage"},
        "group": {"names": [{"text": "B"}]},
        "telephone": {"telephone": "+254 711 000017"},
        "account": {"account": "GB82 WEST 1234 5698 7654 32"},
        "vessel": {"imo": "IMO 9074729"},
    }.items():
        body = clean(PiracyEntry, {"kind": kind, **common, **more}, today=TODAY)
        assert keys_of(PiracyEntry.keys, body)
        assert PiracyEntry.headline(body)


def test_crew_and_hostages_are_victims() -> None:
    for role, victim in (("hostage", True), ("crew", True), ("witness", True), ("financier", False)):
        entry = PiracyEntry(role=Played[role.upper()])
        assert bool(entry.remarks(TODAY)) is victim


def test_a_vin_with_letters_that_none_has_is_mended_and_that_is_said() -> None:
    assert Vehicle(vin="VFIRFBOOX57I23456").remarks(TODAY)
    assert "VF1RFB00X57123456" in str(Vehicle(vin="VFIRFBOOX57I23456").remarks(TODAY)[0])
    assert Vehicle(vin="VF1RFB00X57123456").remarks(TODAY) == []
    assert Vehicle(vin="").remarks(TODAY) == []
