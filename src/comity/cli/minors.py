"""Which minor release of PostgreSQL must be out by a day. Pure.

Source: PostgreSQL's release roadmap: a minor release in February, May, August and November, on the second Thursday
(the second week; we wait for its end). A major of the year 2007 + N is N; its first minor comes in November of that
year. Releases out of turn only make the number larger, so what this says is the least that must be out.
"""

from calendar import monthrange
from datetime import date, timedelta

MONTHS = (2, 5, 8, 11)
FIRST_MAJOR_YEAR = 2007
LAST_DAY_OF_SECOND_WEEK = 15


def least_minor(major: int, today: date) -> int:
    """The number of scheduled minor releases of this major until that day."""
    year = FIRST_MAJOR_YEAR + major
    days = [date(year, 11, LAST_DAY_OF_SECOND_WEEK)]
    while days[-1] <= today:
        days.append(_next(days[-1]))
    return len(days) - 1


def _next(day: date) -> date:
    later = day
    for _month in range(3):
        later += timedelta(days=monthrange(later.year, later.month)[1])
    return later.replace(day=LAST_DAY_OF_SECOND_WEEK)
