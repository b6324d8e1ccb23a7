"""The suite on another day: process and PostgreSQL under libfaketime, one of five moments by turns.

What Chromium or whole nodes need is left out: a browser keeps its own clock, and the moments differ in rules, not in
pages. SHIFTED_CLOCK names one moment instead of the day's turn.
"""

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)
SUITES = ("tests/rooms", "tests/databases", "tests/house", "tests/journeys/test_month.py")
NOW = datetime.now(timezone.utc)

pytestmark = [
    pytest.mark.skipif("SOAK_S" not in os.environ, reason="a suite for many minutes: `make soak` runs it"),
    pytest.mark.skipif(LIBRARY is None, reason="needs libfaketime (Debian package faketime)"),
]


def _next(month: int, day: int, hour: int, minute: int) -> datetime:
    """The next moment of that day and time, UTC; for 29 February of the next leap year."""
    for year in range(NOW.year, NOW.year + 9):
        try:
            moment = datetime(year, month, day, hour, minute, tzinfo=timezone.utc)
        except ValueError:
            continue
        if moment > NOW:
            return moment
    raise AssertionError("nine years hold a leap year but around 1900 and 2100")


def _summer_time() -> datetime:
    """Five minutes before Europe's clocks go forward: 01:00 UTC on the last Sunday of March.

    Source: Directive 2000/84/EC, Article 2.
    """
    days = (_next(3, day, 0, 55) for day in range(25, 32))
    return next(day for day in days if day.isoweekday() == 7)


MOMENTS = {
    "in-40-days": NOW + timedelta(days=40),
    "in-400-days": NOW + timedelta(days=400),
    "leap-day": _next(2, 29, 10, 0),
    "new-year": _next(12, 31, 23, 50),
    "summer-time": _summer_time(),
}


def test_the_suite_passes_on_another_day(record_property):
    turn = list(MOMENTS)[NOW.toordinal() % len(MOMENTS)]
    name = os.environ.get("SHIFTED_CLOCK", turn)
    shift_s = int((MOMENTS[name] - datetime.now(timezone.utc)).total_seconds())
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "SOAK_S"))},
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME": f"{shift_s:+d}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",  # the disk keeps the real clock
    }
    command = [sys.executable, "-m", "pytest", "-q", "-n", "3", "--dist", "loadfile", *SUITES]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    record_property("figures", f"{name}, {shift_s} s ahead: {lines[-1] if lines else done.stderr[-300:]}")
    assert done.returncode == 0, "\n".join(lines[-60:])
