"""The vectors of docs/spec/keys.md: nodes and offline copies of one scheme must agree on every byte."""

import json
from pathlib import Path
from typing import Any

import pytest

from comity.kit.dates import parse_partial
from comity.matching.accounts import account_keys
from comity.matching.descriptions import Dimension, description_keys, read_measure
from comity.matching.document_kinds import BY_SLUG
from comity.matching.documents import document_keys, document_range_keys
from comity.matching.hulls import hull_keys
from comity.matching.inventories import inventory_keys
from comity.matching.keys import SCHEME, Grade, Key, KeyKind
from comity.matching.names.exact import name_keys
from comity.matching.partial import PartialSubject
from comity.matching.patterns import pattern_keys
from comity.matching.plates import plate_keys
from comity.matching.serials import engine_keys, firearm_keys, model_keys
from comity.matching.ships import call_sign_keys, imo_keys, mmsi_keys, registration_keys
from comity.matching.subjects import (
    AccountSubject,
    DescribedSubject,
    DocumentSubject,
    FirearmSubject,
    PersonSubject,
    Subject,
    TelephoneSubject,
    VehicleSubject,
    VesselSubject,
    WorkSubject,
    probes_of,
    what,
)
from comity.matching.telephones import device_keys, telephone_keys, telephone_text
from comity.matching.vins import vin_keys

ROOT = Path(__file__).parents[3]
FILE = json.loads((ROOT / "tests/vectors/keys.json").read_text(encoding="utf-8"))
EACH = pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["why"])


def document(number: str, issuer: str, kind: str, last: str = "") -> tuple[tuple[Key, ...], Subject]:
    slug = BY_SLUG[kind] if kind else None
    subject = DocumentSubject(number, issuer, slug)
    if last and slug is not None:
        return document_range_keys(number, last, issuer, slug), subject
    return document_keys(number, issuer, slug), subject


def name(name: str, born: str) -> tuple[tuple[Key, ...], Subject]:
    date = parse_partial(born, field="born") if born else None
    return name_keys(name, date), PersonSubject(name, date)


def pattern(pattern: str, issuer: str, kind: str, number: str) -> tuple[tuple[Key, ...], Subject]:
    return pattern_keys(pattern, issuer, BY_SLUG[kind]), DocumentSubject(number, issuer, BY_SLUG[kind])


def description(words: str, height: str, sort: str) -> tuple[tuple[Key, ...], Subject]:
    measures = [read_measure(height, field="height", dimension=Dimension.HEIGHT)] if height else []
    return description_keys([words], measures, sort), DescribedSubject(words, sort, tuple(measures))


MADE = {
    "document": document,
    "plate": lambda **given: (plate_keys(**given), VehicleSubject(**given)),
    "vin": lambda **given: (vin_keys(**given), VehicleSubject(**given)),
    "engine": lambda engine, make: (engine_keys(engine, make), VehicleSubject(engine=engine, make=make)),
    "serial": lambda **given: (firearm_keys(**given), FirearmSubject(**given)),
    "name": name,
    "hull": lambda **given: (hull_keys(*given.values()), VesselSubject(**given)),
    "imo": lambda **given: (imo_keys(*given.values()), VesselSubject(**given)),
    "mmsi": lambda **given: (mmsi_keys(*given.values()), VesselSubject(**given)),
    "call_sign": lambda **given: (call_sign_keys(*given.values()), VesselSubject(**given)),
    "registration": lambda registration, country: (
        registration_keys(registration, country),
        VesselSubject(registration=registration, country=country),
    ),
    "telephone": lambda number, country: (
        telephone_keys(telephone_text(number, country=country)),
        TelephoneSubject(number, country),
    ),
    "device": lambda **given: (device_keys(*given.values()), TelephoneSubject(**given)),
    "account": lambda **given: (account_keys(*given.values()), AccountSubject(**given)),
    "inventory": lambda **given: (inventory_keys(*given.values()), WorkSubject(**given)),
    "pattern": pattern,
    "description": description,
    "model": lambda **given: (model_keys(**given), FirearmSubject(**given)),
}
# A telephone and its device are one kind of key.
KINDS = {"device": "telephone"}


def test_the_vectors_are_of_the_present_scheme():
    assert FILE["scheme"] == SCHEME


@EACH
def test_keys_are_what_the_scheme_says(vector: dict[str, Any]):
    keys, _ = MADE[vector["kind"]](**vector["given"])
    found = [{"value": key.value, "exact": key.exact, "grade": key.grade} for key in keys]
    assert found[: len(vector["keys"])] == vector["keys"]
    assert {key.kind.name.lower() for key in keys} == {KINDS.get(vector["kind"], vector["kind"])}


@EACH
def test_questions_are_what_the_scheme_says(vector: dict[str, Any]):
    _, subject = MADE[vector["kind"]](**vector["given"])
    fields = ("value", "exact", "exact_grade", "fold_grade", "prefix")
    probes = [{field: getattr(probe, field) for field in fields} for probe in probes_of(subject)]
    alone = [probe for probe in probes if vector["kind"] != "pattern" or probe["exact_grade"] == Grade.ADVICE]
    assert alone == vector["probes"]
    assert what(subject) == vector["what"]


@EACH
def test_the_specification_shows_the_same_table(vector: dict[str, Any]):
    page = (ROOT / "docs/spec/keys.md").read_text(encoding="utf-8")
    given = ", ".join(value for value in vector["given"].values() if value)
    for key in vector["keys"]:
        exact = f"`{key['exact']}`" if key["exact"] else ""
        cells = (f"{vector['kind']}: {given}", f"`{key['value']}`", exact, Grade(key["grade"]).name.lower())
        row = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        assert row in page


@pytest.mark.parametrize("vector", FILE["parts"], ids=lambda vector: vector["why"])
def test_parts_of_numbers_are_asked_as_the_scheme_says(vector: dict[str, Any]):
    given = vector["given"]
    subject = PartialSubject(given["number"], (KeyKind[given["kind"].upper()],), given["rest"])
    probes = probes_of(subject)
    assert [probe.value for probe in probes] == vector["values"]
    assert {(probe.exact, probe.fixed.name.lower(), probe.prefix) for probe in probes} == {
        (vector["like"], vector["fixed"], vector["prefix"])
    }
    assert what(subject) == vector["what"]
