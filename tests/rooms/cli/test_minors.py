"""The least minor release of PostgreSQL that must be out."""

from datetime import date

import pytest

from comity.cli.minors import least_minor


@pytest.mark.parametrize(
    ("major", "day", "minor"),
    [
        (18, date(2025, 10, 1), 0),
        (18, date(2025, 11, 15), 1),
        (18, date(2026, 2, 14), 1),
        (18, date(2026, 2, 15), 2),
        (17, date(2025, 11, 20), 5),  # 17.7 was out by then, for two releases came out of turn
        (17, date(2024, 1, 1), 0),
    ],
)
def test_releases_follow_the_calendar(major, day, minor):
    assert least_minor(major, day) == minor
