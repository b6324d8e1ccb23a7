"""What the law asks of persons on record: minors, the protected, and what is always shown."""

import datetime
from importlib import import_module
from typing import Any

import pytest

from comity.databases.persons import Person, is_minor
from comity.kit.errors import Invalid
from comity.records.document import clean, columns

TODAY = datetime.date(2026, 11, 23)


def refused(**more: Any) -> list[tuple[str, str]]:
    try:
        clean(Person, {**Person.example, **more}, today=TODAY)
    except Invalid as refusal:
        return [(each.field, each.code) for each in refusal.errors]
    return []


def remarks(**more: Any) -> list[str]:
    body = clean(Person, {**Person.example, **more}, today=TODAY)
    return [str(line) for line in Person(**columns(Person, body)).remarks(TODAY)]


@pytest.mark.parametrize("measure", ["arrest-by-notice-only", "sanctions"])
@pytest.mark.parametrize("status", ["witness", "victim", "missing"])
def test_the_protected_carry_no_coercive_measure(status: str, measure: str) -> None:
    assert refused(status_of_person=status, measure=measure) == [("measure", "coercive-measure")]
    assert refused(status_of_person="wanted", measure=measure) == []


def test_eighteen_years_end_on_the_birthday() -> None:
    assert is_minor(datetime.date(2008, 11, 24), TODAY)
    assert not is_minor(datetime.date(2008, 11, 23), TODAY)
    assert is_minor(datetime.date(2008, 2, 29), datetime.date(2026, 2, 28))


def test_a_minor_needs_a_stated_condition_and_is_always_shown() -> None:
    born = [{"date": "2010"}]
    assert refused(born=born) == [("minor_condition", "minor-condition")]
    assert refused(born=born, minor_condition="Missing child, the mother asks.") == []
    assert any("Minor" in line for line in remarks(born=born, minor_condition="Missing child."))


def test_who_was_a_minor_at_the_event_still_counts_as_one() -> None:
    born = [{"date": "2005-05-05"}]
    assert refused(born=born) == []
    assert refused(born=born, event_on="2020-01-01") == [("minor_condition", "minor-condition")]


def test_a_date_known_in_part_is_read_for_the_young() -> None:
    assert refused(born=[{"date": "1980/2009"}]) == [("minor_condition", "minor-condition")]


def test_protection_and_warnings_stand_first() -> None:
    assert "Protect" in remarks()[0]
    assert remarks(status_of_person="wanted", warnings=[{"kind": "armed"}]) == ["Warning: armed"]
    assert remarks(status_of_person="wanted", deceased_on="2026-01-01") == ["Reported deceased."]


@pytest.mark.parametrize("name", ["offence", "facts", "case", "birth_places"])
def test_every_person_has_a_reason_facts_a_case_and_a_place_of_birth(name: str) -> None:
    assert refused(**{name: ""}) == [(name, "required")]
    assert refused(**{name: "", "status_of_person": "unidentified-body"}) == []


def test_of_a_missing_adult_it_is_said_whether_the_family_may_be_told() -> None:
    assert refused(family_may_be_told="") == [("family_may_be_told", "required")]
    assert refused(family_may_be_told="", status_of_person="wanted") == []
    young = {"born": [{"date": "2012"}], "minor_condition": "Missing child."}
    assert refused(family_may_be_told="", **young) == []


def test_health_is_named_only_with_a_lawful_reason() -> None:
    assert refused(warnings=[{"kind": "infectious"}]) == [("warnings.0.ground", "lawful-reason")]
    assert refused(warnings=[{"kind": "infectious", "ground": "Public health order 12/2026"}]) == []


def test_no_day_of_a_life_lies_ahead() -> None:
    assert refused(born=[{"date": "2031-01-01"}], minor_condition="x") == [("born.0.date", "date-ahead")]
    assert refused(deceased_on="2031-01-01") == [("deceased_on", "date-ahead")]


def test_warnings_written_freely_become_codes_and_nothing_is_lost() -> None:
    read = import_module("comity.databases.migrations.0006_warnings_as_coded").read
    assert read("Armed, violent; bites, armed") == ([{"kind": "armed"}, {"kind": "violent"}], ["bites"])
