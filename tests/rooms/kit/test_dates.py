"""Partial dates: an interval, as written, never a guess."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.dates import PartialDate, Qualifier, parse_partial
from comity.kit.errors import Invalid

days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def parse(raw: str) -> PartialDate:
    return parse_partial(raw, field="born")


@given(day=days)
def test_a_full_day_is_itself(day: date):
    assert parse(day.isoformat()) == PartialDate(day, day, Qualifier.EXACT, day.isoformat())
    assert parse(f" {day.isoformat()} ").is_full
    assert not parse(f"~{day.isoformat()}").is_full


@given(day=days)
def test_a_month_and_a_year_hold_each_of_their_days_and_none_else(day: date):
    month, year = parse(f"{day:%Y-%m}"), parse(f"{day:%Y}")
    assert month.earliest <= day <= month.latest
    assert year.earliest <= month.earliest <= month.latest <= year.latest
    assert month.earliest.day == 1
    assert month.latest == date.max or (month.latest + timedelta(days=1)).day == 1
    assert (year.earliest, year.latest) == (date(day.year, 1, 1), date(day.year, 12, 31))
    assert not month.is_full


@given(one=days, other=days)
def test_between_two_days_is_from_the_first_to_the_last(one: date, other: date):
    low, high = sorted((one, other))
    between = parse(f"{low}/{high}")
    assert (between.earliest, between.latest, between.qualifier) == (low, high, Qualifier.BETWEEN)
    assert between.overlaps(parse(str(low)))
    assert between.overlaps(parse(str(high)))
    if low < high:
        with pytest.raises(Invalid) as refusal:
            parse(f"{high}/{low}")
        assert refusal.value.errors[0].code == "date-order"


@given(one=st.tuples(days, days), other=st.tuples(days, days))
def test_overlapping_goes_both_ways(one: tuple[date, date], other: tuple[date, date]):
    here, there = (PartialDate(min(pair), max(pair), Qualifier.BETWEEN, "") for pair in (one, other))
    shared = max(here.earliest, there.earliest) <= min(here.latest, there.latest)
    assert here.overlaps(there) == there.overlaps(here) == shared


@pytest.mark.parametrize("raw", ["~1987", "c1987", "c. 1987", "c 1987"])
def test_about_a_year_keeps_what_was_written(raw: str):
    about = parse(raw)
    assert (about.qualifier, about.as_written) == (Qualifier.APPROXIMATE, raw)
    assert (about.earliest, about.latest) == (date(1987, 1, 1), date(1987, 12, 31))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "date-form"),
        ("14.03.1987", "date-form"),
        ("1987-3-14", "date-form"),
        ("١٩٨٧", "date-form"),
        ("1987-03-14T00:00", "date-form"),
        ("1980/1985/1990", "date-form"),
        ("/1985", "date-form"),
        ("1987-02-29", "date-none"),
        ("1987-13", "date-none"),
        ("0000", "date-none"),
        ("1987-00-14", "date-none"),
        ("1987-03-00", "date-none"),
    ],
)
def test_what_is_no_date_is_refused_with_a_code(raw: str, code: str):
    with pytest.raises(Invalid) as refusal:
        parse(raw)
    (error,) = refusal.value.errors
    assert (error.field, error.code) == ("born", code)


@given(raw=st.text(alphabet="0123456789-/~c. \0é", max_size=30))
def test_nothing_but_an_interval_or_a_refusal_comes_out(raw: str):
    try:
        found = parse(raw)
    except Invalid:
        return
    assert found.earliest <= found.latest
