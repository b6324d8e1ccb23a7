"""Kinds: a body is what its kind says, cleaned once, in one form."""

from dataclasses import dataclass

import pytest

from comity.kit.errors import Invalid, Refused
from comity.messages import kinds
from comity.messages.kinds import canonical_body, find, register
from comity.messages.notes import Note

NOTE = {"subject": "A lorry", "text": "Is it yours?"}


@pytest.fixture(autouse=True)
def _own_dictionary(monkeypatch):
    monkeypatch.setattr(kinds, "KINDS", dict(kinds.KINDS))


def test_a_body_is_sorted_compact_and_complete():
    assert (
        canonical_body(find("note", 1), NOTE) == '{"language":"en","subject":"A lorry","text":"Is it yours?"}'
    )


def test_a_dataclass_is_a_schema_too():
    @dataclass(frozen=True)
    class Weight:
        grams: int

    kind = register("weight", 1, Weight, label="Weight")
    assert canonical_body(kind, {"grams": 12}) == '{"grams":12}'


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"text": 5}, "text", "body-form"),
        ({"text": ""}, "text", "body-form"),
        ({"more": "x"}, "body", "body-form"),
        ({"text": None}, "text", "body-form"),
        ({"language": "english"}, "language", "body-form"),
        ({"text": "a\x00b"}, "text", "control-character"),
        ({"text": "a\u202eb"}, "text", "direction-control"),
        ({"text": "x" * 20_001}, "text", "too-long"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change, field, code):
    with pytest.raises(Invalid) as refusal:
        canonical_body(find("note", 1), NOTE | change)
    assert [(error.field, error.code) for error in refusal.value.errors] == [(field, code)]


def test_an_unknown_kind_or_version_is_refused():
    for slug, version in (("telegram", 1), ("note", 99)):
        with pytest.raises(Refused) as refusal:
            find(slug, version)
        assert refusal.value.code == "unknown-kind"


def test_one_room_owns_a_kind():
    note = find("note", 1)
    same = {
        "template": note.template,
        "afar": note.afar,
        "file_bytes": note.file_bytes,
        "file_came": note.file_came,
    }
    register("note", 1, Note, label=note.label, free_text=True, **same)
    with pytest.raises(ValueError, match="registered twice"):
        register("note", 1, dict, label="Another")
