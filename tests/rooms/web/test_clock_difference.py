"""How the clocks of web host and database are compared: what counts as a difference and what the operator reads."""

from datetime import datetime, timedelta, timezone

import pytest
from django.utils import timezone as clock

from comity.web.clock_difference import difference_of, measure_clock_difference, warn_of_difference

AT = datetime.now(timezone.utc)
SECOND = timedelta(seconds=1)


def test_a_slow_answer_is_no_difference():
    assert difference_of(AT - 20 * SECOND, AT, AT + SECOND) == timedelta()
    assert difference_of(AT - SECOND, AT, AT + 20 * SECOND) == timedelta()


@pytest.mark.parametrize("length", [timedelta(seconds=6), timedelta(hours=1), timedelta(days=365)])
def test_what_is_certain_has_its_sign(length: timedelta):
    assert difference_of(AT - length, AT, AT - length + SECOND) == -(length - SECOND)
    assert difference_of(AT + length - SECOND, AT, AT + length) == length - SECOND


@pytest.mark.parametrize("length", [timedelta(), SECOND, 5 * SECOND, -5 * SECOND])
def test_five_seconds_are_no_fault(length: timedelta):
    assert warn_of_difference(length) == ""


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (-6 * SECOND, "The web host's clock is 6 s behind the database's. Set both by NTP."),
        (timedelta(hours=1), "The web host's clock is 1 h ahead of the database's. Set both by NTP."),
        (-timedelta(days=365), "The web host's clock is 12 months behind the database's. Set both by NTP."),
    ],
)
def test_the_operator_reads_which_is_behind_and_what_to_do(length: timedelta, said: str):
    assert warn_of_difference(length) == said


@pytest.mark.django_db
def test_the_database_is_measured_against_the_own_clock(monkeypatch: pytest.MonkeyPatch):
    assert abs(measure_clock_difference()) < 5 * SECOND
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() - timedelta(days=1))
    assert abs(measure_clock_difference() + timedelta(days=1)) < 5 * SECOND
