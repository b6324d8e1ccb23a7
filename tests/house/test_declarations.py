"""Every database is one declaration that says where it comes from, and is valid by its own rules."""

import pytest

from comity.records.envelope import ENVELOPE_NAMES
from comity.records.record import Record
from comity.records.registry import databases

EACH = pytest.mark.parametrize("database", databases(), ids=lambda database: database.slug)


@EACH
def test_it_says_what_it_is_and_where_that_comes_from(database: type[Record]):
    words = database.__dict__.get("__doc__") or ""
    assert "Source:" in words
    assert words.split(".")[0].strip()


@EACH
def test_its_words_are_all_there(database: type[Record]):
    assert database.slug == database.slug.lower()
    assert str(database.label)
    assert 0 < database.kept_years <= 50
    names = {declared.name for declared in database.declared()}
    assert set(database.columns) <= names
    assert not names & ENVELOPE_NAMES
    assert all(str(declared.label) for declared in database.declared())


@EACH
def test_its_example_is_found_again_by_a_key(database: type[Record]):
    found = [key for way in database.keys for key in way(database.example)]
    assert found or (database.reference and not database.keys)  # such a library is only looked through
    assert database.headline(database.example)


@EACH
def test_a_library_that_must_be_named_has_no_keys(database: type[Record]):
    # The hot statement reads "all databases" as all: it would find them.
    assert not (database.named_only and database.keys)
    assert not (database.checked or database.named_only) or database.reference
    assert not database.checked or "replaces" in {declared.name for declared in database.declared()}


def test_codes_and_slugs_are_used_once():
    for names in ([each.code for each in databases()], [each.slug for each in databases()]):
        assert len(set(names)) == len(names)
