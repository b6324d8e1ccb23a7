"""When this node makes its backups, where they go, how long they stay. Pure, but for reading the environment."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from comity.store.errors import StoreError

USUAL_HOUR, USUAL_DAYS, USUAL_WEEKS, USUAL_TEST_DAYS = 2, 14, 8, 7
AGAIN_AFTER = timedelta(hours=1)  # what failed is tried again
NAME = re.compile(r"comity-(\d{4}-\d{2}-\d{2})-\d{6}\.backup")
# Short of its whole days: tonight's run may begin some minutes earlier than that of the week before.
TEST_SLACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Plan:
    """folder: where backups go; None makes none. second: where they are copied. scratch: where one is tried out.

    hour: of the machine's own clock. test_days: from one restore test to the next.
    """

    folder: Path | None
    second: Path | None
    scratch: Path
    hour: int = USUAL_HOUR
    days: int = USUAL_DAYS
    weeks: int = USUAL_WEEKS
    test_days: int = USUAL_TEST_DAYS

    @classmethod
    def of(cls, home: Path) -> "Plan":
        """As the operator set it in the environment. Raises: StoreError for what cannot be read."""
        return cls(
            folder=_folder("COMITY_BACKUP_FOLDER"),
            second=_folder("COMITY_BACKUP_SECOND"),
            scratch=_folder("COMITY_SCRATCH_FOLDER") or home / "scratch",
            hour=_number("COMITY_BACKUP_HOUR", USUAL_HOUR, 0, 23),
            days=_number("COMITY_BACKUP_DAYS", USUAL_DAYS, 1, 366),
            weeks=_number("COMITY_BACKUP_WEEKS", USUAL_WEEKS, 0, 520),
            test_days=_number("COMITY_RESTORE_TEST_DAYS", USUAL_TEST_DAYS, 1, 92),
        )

    def is_due(self, now: datetime, *, last_good: datetime | None, last_tried: datetime | None) -> bool:
        """Must a backup be made now? Found again after an outage: one that was missed is made as soon as we run.

        now, last_good, last_tried: on the machine's own clock.
        """
        if self.folder is None or (last_tried is not None and now - last_tried < AGAIN_AFTER):
            return False
        planned = datetime.combine(now.date(), time(self.hour), tzinfo=now.tzinfo)
        if planned > now:
            planned -= timedelta(days=1)
        return last_good is None or last_good < planned

    def test_is_due(self, now: datetime, last_good: datetime | None) -> bool:
        """Must tonight's backup be tried out?"""
        return last_good is None or now - last_good > timedelta(days=self.test_days) - TEST_SLACK

    def is_late(self, now: datetime, last_good: datetime | None) -> bool:
        """Has a night passed without a backup?"""
        return self.folder is not None and (last_good is None or now - last_good > timedelta(hours=30))

    def outdated(self, names: Iterable[str]) -> set[str]:
        """Which of these backups need not stay: neither the last of a kept day nor the last of a kept week.

        Only names that we give are ever in it.
        """
        found = sorted((each for each in names if NAME.fullmatch(each)), reverse=True)
        return set(found) - _newest(found, self.days, lambda day: day) - _newest(found, self.weeks, _week)


def name_of(now: datetime) -> str:
    """The name of a backup that begins now."""
    return f"comity-{now:%Y-%m-%d-%H%M%S}.backup"


def _newest(names: list[str], count: int, period: Callable[[date], object]) -> set[str]:
    """The newest of each of the newest periods. names: newest first."""
    kept: dict[object, str] = {}
    for name in names:
        found = NAME.fullmatch(name)
        assert found is not None
        kept.setdefault(period(date.fromisoformat(found[1])), name)
    return set(list(kept.values())[:count])


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _folder(name: str) -> Path | None:
    named = os.environ.get(name, "")
    return Path(named).expanduser().absolute() if named else None


def _number(name: str, usual: int, least: int, most: int) -> int:
    text = os.environ.get(name, "") or str(usual)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise StoreError(f"{name} must be a number from {least} to {most}.", code="setting")
    return int(text)
