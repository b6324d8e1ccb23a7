"""What the law asks of persons on record: minors, the protected, and what is always shown."""

import datetime
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
    assert remarks(status_of_person="wanted", warnings="armed") == ["Warning: armed"]
    assert remarks(status_of_person="wanted", deceased_on="2026-01-01") == ["Reported deceased."]
