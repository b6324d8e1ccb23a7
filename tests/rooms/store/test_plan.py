"""When a backup is due and which may go: the minute before and after, the machine that was off, the last of a week."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.store.errors import StoreError
from comity.store.plan import NAME, Plan, name_of

NIGHT = datetime(2026, 11, 27, 2, 0, tzinfo=timezone.utc)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAN = Plan(folder=Path("/b"), second=None, scratch=Path("/s"), days=3, weeks=2)


def due(now: datetime, good: datetime | None = None, tried: datetime | None = None) -> bool:
    return PLAN.is_due(now, last_good=good, last_tried=tried or good)


def test_a_backup_is_due_at_its_hour_once():
    last = NIGHT - DAY + MINUTE
    assert not due(NIGHT - MINUTE, last)
    assert due(NIGHT, last)
    assert not due(NIGHT + 2 * HOUR, NIGHT + MINUTE)


def test_a_night_that_was_missed_is_made_up_when_the_machine_runs_again():
    assert due(NIGHT + 9 * HOUR, NIGHT - DAY)
    assert due(NIGHT - HOUR, NIGHT - 2 * DAY)
    assert due(NIGHT, None)


def test_what_failed_is_tried_again_after_an_hour_and_not_before():
    good = NIGHT - DAY
    assert not due(NIGHT + 59 * MINUTE, good, NIGHT)
    assert due(NIGHT + HOUR, good, NIGHT)


def test_without_a_folder_nothing_is_ever_due():
    plan = Plan(folder=None, second=None, scratch=Path("/s"))
    assert not plan.is_due(NIGHT, last_good=None, last_tried=None)
    assert not plan.is_late(NIGHT, None)


def test_the_restore_test_is_weekly_though_a_run_begins_earlier():
    assert PLAN.test_is_due(NIGHT, None)
    assert PLAN.test_is_due(NIGHT, NIGHT - 7 * DAY + HOUR)
    assert not PLAN.test_is_due(NIGHT, NIGHT - 6 * DAY)


def test_a_night_without_a_backup_is_late():
    assert PLAN.is_late(NIGHT, None)
    assert PLAN.is_late(NIGHT, NIGHT - 31 * HOUR)
    assert not PLAN.is_late(NIGHT, NIGHT - 29 * HOUR)


def test_the_last_of_each_kept_day_and_week_stay():
    days = [NIGHT - DAY * back for back in range(20)]
    names = {name_of(day) for day in days} | {name_of(NIGHT - HOUR)}
    stays = names - PLAN.outdated(names)
    # The 27th is a Friday: the last of this week, and the Sunday before.
    assert stays == {name_of(NIGHT), name_of(NIGHT - DAY), name_of(NIGHT - 2 * DAY), name_of(NIGHT - 5 * DAY)}


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), max_size=40))
def test_the_newest_always_stays_and_never_too_many(moments):
    names = {name_of(each) for each in moments}
    gone = PLAN.outdated(names)
    assert gone <= names
    assert not names or max(names) not in gone
    assert len(names - gone) <= PLAN.days + PLAN.weeks


@given(st.text())
def test_what_we_did_not_name_is_never_deleted(name):
    assert bool(NAME.fullmatch(name)) or not PLAN.outdated([name])


@pytest.mark.parametrize(
    ("name", "text"),
    [("COMITY_BACKUP_HOUR", "24"), ("COMITY_BACKUP_DAYS", "0"), ("COMITY_BACKUP_WEEKS", "many")],
)
def test_a_setting_that_is_no_number_is_told(monkeypatch, tmp_path, name, text):
    monkeypatch.setenv(name, text)
    with pytest.raises(StoreError, match=name):
        Plan.of(tmp_path)
