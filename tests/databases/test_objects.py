"""What the declarations of objects ask between their fields."""

import datetime
from typing import Any

import pytest

from comity.databases.firearms import Firearm
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
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
    body = clean(Firearm, {**Firearm.example, "serial": "", "obliterated": "yes"}, today=TODAY)
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
