"""Days of the Islamic and the Persian calendar: published ones, every month whole, and nothing that is no day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.calendars import (
    FIRST_HIJRI,
    FIRST_PERSIAN,
    LAST_HIJRI,
    LAST_PERSIAN,
    from_hijri,
    from_persian,
    is_persian_leap,
    persian_month_length,
)

DAY = timedelta(days=1)
hijri_years = st.integers(FIRST_HIJRI, LAST_HIJRI)
persian_years = st.integers(FIRST_PERSIAN, LAST_PERSIAN)
months = st.integers(1, 12)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1400, 1, 1), date(1979, 11, 20)),  # the Grand Mosque was seized
        ((1445, 9, 1), date(2024, 3, 11)),
        ((1443, 12, 10), date(2022, 7, 9)),
    ],
)
def test_a_day_of_the_islamic_calendar_is_known_but_for_a_day(written, day):
    assert from_hijri(*written) == (day - DAY, day + DAY)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1357, 11, 22), date(1979, 2, 11)),  # the revolution
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1304, 1, 11), date(1925, 3, 31)),  # the calendar became law
        ((1368, 3, 14), date(1989, 6, 4)),
    ],
)
def test_a_day_of_the_persian_calendar_is_one_of_ours(written, day):
    assert from_persian(*written) == (day, day)


@given(year=persian_years, month=months)
def test_persian_months_follow_each_other_without_a_gap(year, month):
    first, last = from_persian(year, month)
    assert (last - first).days + 1 == persian_month_length(year, month)
    if month < 12:
        assert from_persian(year, month + 1)[0] == last + DAY
    elif year < LAST_PERSIAN:
        assert from_persian(year + 1)[0] == last + DAY


@given(year=persian_years)
def test_a_persian_year_begins_in_spring_and_has_a_leap_day_every_fourth_or_fifth_time(year):
    first, last = from_persian(year)
    assert (first.month, first.day) in {(3, 19), (3, 20), (3, 21), (3, 22)}
    assert (last - first).days + 1 == (366 if is_persian_leap(year) else 365)


@given(year=hijri_years, month=months, day=st.integers(1, 30))
def test_a_day_of_a_month_lies_in_it_and_the_month_in_its_year(year, month, day):
    first, last = from_hijri(year, month, day)
    assert (last - first).days == 2
    of_month, of_year = from_hijri(year, month), from_hijri(year)
    assert of_month[0] <= first
    assert last <= of_month[1] + DAY  # a sighted month may have the thirtieth that the table lacks
    assert of_year[0] <= of_month[0] <= of_month[1] <= of_year[1]


@pytest.mark.parametrize("written", [(1342, 1, 1), (1501, 1, 1), (1400, 13, 1), (1400, 1, 31), (1400, -1, 1)])
def test_what_is_no_day_of_the_islamic_calendar_is_refused(written):
    with pytest.raises(ValueError, match="calendar"):
        from_hijri(*written)


@pytest.mark.parametrize(
    "written", [(1400, 12, 30), (1400, 7, 31), (1400, 13, 1), (1177, 1, 1), (1400, 1, -1)]
)
def test_what_is_no_day_of_the_persian_calendar_is_refused(written):
    with pytest.raises(ValueError, match=r"calendar|shorter"):
        from_persian(*written)
