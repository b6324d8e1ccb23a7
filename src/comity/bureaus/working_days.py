"""Working days of a bureau. Pure: the day and the days of rest are arguments; public holidays are not known here."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Days of rest where a bureau says nothing: Saturday and Sunday, counted from Monday = 1 as ISO 8601 does.
WEEKEND = (6, 7)
DAYS_OF_A_WEEK = 7


def working_days_after(day: date, count: int, weekend: Collection[int]) -> date:
    """The last of so many working days; the day itself does not count. weekend: 1 is Monday; never the whole week.

    Source: practice 21 (ten working days to answer a dispute).
    """
    if set(range(1, DAYS_OF_A_WEEK + 1)) <= set(weekend):
        raise ValueError("a bureau that never works has no working days")
    while count > 0:
        day += timedelta(days=1)
        count -= day.isoweekday() not in weekend
    return day


def due_after(now: datetime, count: int, weekend: Collection[int], time_zone: str) -> datetime:
    """The moment at which so many working days are over: the midnight that ends the last one, in the bureau's own time.

    now: aware. The answer is aware, in that time zone.
    """
    zone = ZoneInfo(time_zone)
    last = working_days_after(now.astimezone(zone).date(), count, weekend)
    return datetime.combine(last + timedelta(days=1), time(), zone)
