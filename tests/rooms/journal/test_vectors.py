"""The vectors of docs/spec/act.md: a commission must be able to verify an act years later, in any language."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from comity.journal.acts import FIELDS, FIELDS_OF, Act, Listed, Outcome, Touched, canonical_bytes

ROOT = Path(__file__).parents[3]
FILE = json.loads((ROOT / "tests/vectors/acts.json").read_text("utf-8"))
EACH = pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["why"])
IDS, BYTES = ("id", "unit", "officer", "token", "word_key"), ("tag", "words", "salt")


def act_of(row: dict[str, Any]) -> Act:
    values = dict(row)
    values |= {name: UUID(row[name]) if row[name] else None for name in IDS}
    values |= {name: bytes.fromhex(row[name]) for name in BYTES}
    values |= {name: tuple(row[name]) for name in ("databases", "recipients")}
    values["records"] = tuple(
        Touched(code, UUID(record), version) for code, record, version in row["records"]
    )
    values["subjects"] = tuple(
        Listed(bytes.fromhex(tag), Outcome(outcome)) for tag, outcome in row.get("subjects", [])
    )
    return Act(**values | {"at": datetime.fromisoformat(row["at"]), "outcome": Outcome(row["outcome"])})


@EACH
def test_the_bytes_are_those_of_the_vector(vector: dict[str, Any]):
    made = canonical_bytes(act_of(vector["act"]))

    assert made == vector["bytes"].encode()
    assert hashlib.sha256(made).hexdigest() == vector["sha256"]


@EACH
@pytest.mark.parametrize("field", FIELDS[1:-2])
def test_every_field_moves_the_bytes(vector: dict[str, Any], field: str):
    act = act_of(vector["act"])
    other: dict[type, Any] = {str: "other", int: 3, bytes: b"\x01", tuple: (77,), UUID: UUID(int=7)}
    kind = UUID if field in IDS else type(getattr(act, field))
    value = {"at": datetime.fromisoformat("2027-01-01T00:00:00+00:00"), "outcome": Outcome.ALARM}.get(field)

    changed = replace(act, **{field: other[kind] if value is None else value})

    assert canonical_bytes(changed) != canonical_bytes(act)


def test_a_subject_of_a_batch_moves_the_bytes_by_its_tag_its_outcome_and_its_place():
    one, other = Listed(b"\x01" * 16, Outcome.NO_HIT), Listed(b"\x02" * 16, Outcome.HIT)
    act = replace(act_of(FILE["vectors"][0]["act"]), format=2, subjects=(one, other))
    changed = [
        (replace(one, tag=b"\x03" * 16), other),
        (replace(one, outcome=Outcome.CANDIDATE), other),
        (other, one),
        (one,),
        (),
    ]

    made = {canonical_bytes(replace(act, subjects=subjects)) for subjects in changed}

    assert len(made | {canonical_bytes(act)}) == len(changed) + 1


def test_an_act_of_a_format_that_is_not_known_has_no_bytes():
    with pytest.raises(ValueError, match="format 3"):
        canonical_bytes(replace(act_of(FILE["vectors"][0]["act"]), format=3))


def test_there_are_vectors_of_every_format():
    assert {vector["act"]["format"] for vector in FILE["vectors"]} == set(FIELDS_OF)
    assert max(FIELDS_OF.values()) == len(FIELDS)


def test_the_page_names_every_field_in_the_order_of_the_bytes():
    page = (ROOT / "docs/spec/act.md").read_text("utf-8")
    rows = [
        line.split("|")[2].strip()
        for line in page.splitlines()
        if line.startswith("| ") and line[2].isdigit()
    ]

    assert tuple(rows) == FIELDS
