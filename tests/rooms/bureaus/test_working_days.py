"""Ten working days, whatever the days of rest. Pure."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.bureaus.models import DutyDesk, weekend_of
from comity.bureaus.working_days import WEEKEND, due_after, working_days_after
from tests import people

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("count", "weekend", "last"),
    [
        (0, WEEKEND, THURSDAY),
        (1, WEEKEND, date(2026, 11, 27)),
        (2, WEEKEND, date(2026, 11, 30)),
        (10, WEEKEND, date(2026, 12, 10)),
        (10, (5, 6), date(2026, 12, 10)),
        (1, (5, 6), date(2026, 11, 29)),
        (10, (), date(2026, 12, 6)),
    ],
)
def test_days_of_rest_do_not_count(count: int, weekend: tuple[int, ...], last: date) -> None:
    assert working_days_after(THURSDAY, count, weekend) == last


def test_a_week_without_a_working_day_is_refused_instead_of_counted_for_ever() -> None:
    with pytest.raises(ValueError, match="never works"):
        working_days_after(THURSDAY, 1, range(1, 8))


@given(
    st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60), st.sets(st.integers(1, 7), max_size=6)
)
def test_the_last_day_is_a_working_day_and_as_many_lie_between(
    day: date, count: int, weekend: set[int]
) -> None:
    last = working_days_after(day, count, weekend)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]

    assert last.isoweekday() not in weekend
    assert sum(each.isoweekday() not in weekend for each in between) == count


def test_it_ends_at_midnight_where_the_bureau_is() -> None:
    late = datetime(2026, 11, 26, 23, 30, tzinfo=timezone.utc)  # Friday already in Auckland

    due = due_after(late, 1, WEEKEND, "Pacific/Auckland")

    assert due.astimezone(timezone.utc) == datetime(2026, 11, 30, 11, 0, tzinfo=timezone.utc)
    assert due_after(late, 1, WEEKEND, "UTC") == datetime(2026, 11, 28, tzinfo=timezone.utc)


@pytest.mark.django_db
def test_a_bureau_names_its_days_of_rest() -> None:
    bureau = people.bureau("DZA", time_zone="Africa/Algiers")
    assert weekend_of("DZA") == ([6, 7], "Africa/Algiers")

    DutyDesk.objects.create(bureau=bureau, telephone="+213 1", always_open=True, weekend=[5, 6])

    assert weekend_of("DZA") == ([5, 6], "Africa/Algiers")
    assert weekend_of("XXX") == ([6, 7], "UTC")
