"""The vectors of docs/spec/act.md: a commission must be able to verify an act years later, in any language."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from comity.journal.acts import FIELDS, Act, Outcome, Touched, canonical_bytes

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
    return Act(**values | {"at": datetime.fromisoformat(row["at"]), "outcome": Outcome(row["outcome"])})


@EACH
def test_the_bytes_are_those_of_the_vector(vector: dict[str, Any]):
    made = canonical_bytes(act_of(vector["act"]))

    assert made == vector["bytes"].encode()
    assert hashlib.sha256(made).hexdigest() == vector["sha256"]


@EACH
@pytest.mark.parametrize("field", [name for name in FIELDS if name != "records"])
def test_every_field_moves_the_bytes(vector: dict[str, Any], field: str):
    act = act_of(vector["act"])
    other: dict[type, Any] = {str: "other", int: 3, bytes: b"\x01", tuple: (77,), UUID: UUID(int=7)}
    kind = UUID if field in IDS else type(getattr(act, field))
    value = {"at": datetime.fromisoformat("2027-01-01T00:00:00+00:00"), "outcome": Outcome.ALARM}.get(field)

    changed = replace(act, **{field: other[kind] if value is None else value})

    assert canonical_bytes(changed) != canonical_bytes(act)


def test_the_page_names_every_field_in_the_order_of_the_bytes():
    page = (ROOT / "docs/spec/act.md").read_text("utf-8")
    rows = [
        line.split("|")[2].strip()
        for line in page.splitlines()
        if line.startswith("| ") and line[2].isdigit()
    ]

    assert tuple(rows) == FIELDS
