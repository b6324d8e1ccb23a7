"""Days of two other calendars as days of ours. Pure arithmetic and tables; nothing of people.

The Islamic calendar is seen, not reckoned: two countries may begin a month a day apart. So a day of it is one of three
of ours.
"""

from datetime import date, timedelta

from hijridate import Hijri

# The years that the tables of Umm al-Qura know.
FIRST_HIJRI, LAST_HIJRI = 1343, 1500
# The years for which one rule of leap years is that of the Iranian calendar itself.
FIRST_PERSIAN, LAST_PERSIAN = 1178, 1501
MONTHS = 12
# Of a month that is seen. The table has one of 28 days here and there.
_SHORTEST_HIJRI, _LONGEST_HIJRI = 29, 30
# The first day of the Persian year 1, counted as `date.toordinal` counts, less one day.
_BEFORE_PERSIAN = 226_894
_SIGHTING = timedelta(days=1)


def from_hijri(year: int, month: int = 0, day: int = 0) -> tuple[date, date]:
    """The first and last day that it may be, give or take a day. month, day: 0 where not known.

    Source: the Umm al-Qura calendar, by the package hijridate. Months that are sighted may have a 29th or 30th day
    that the table lacks; days are counted on from the first.
    Raises: ValueError for a day that no such month has, or a year outside 1343-1500.
    """
    if not FIRST_HIJRI <= year <= LAST_HIJRI or not 0 <= month <= MONTHS or not 0 <= day <= _LONGEST_HIJRI:
        raise ValueError("no day of the Islamic calendar that is known")
    first = _first_of(year, month or 1) + timedelta(days=max(day, 1) - 1)
    if day:
        return first - _SIGHTING, first + _SIGHTING
    last_month = month or MONTHS
    length = max(_SHORTEST_HIJRI, Hijri(year, last_month, 1).month_length())
    return first - _SIGHTING, _first_of(year, last_month) + timedelta(days=length - 1) + _SIGHTING


def _first_of(year: int, month: int) -> date:
    found = Hijri(year, month, 1).to_gregorian()
    return date(found.year, found.month, found.day)


def from_persian(year: int, month: int = 0, day: int = 0) -> tuple[date, date]:
    """The first and last day that it is; one day where all three are known. month, day: 0 where not known.

    Source: the arithmetic of 33 years, 8 of them leap, as the Unicode consortium's ICU4X has it (persian.rs of
    `calendrical_calculations`); for these years it agrees with the table of the calendar authority of Iran.
    Raises: ValueError for a day that the calendar lacks, or a year outside 1178-1501.
    """
    if not FIRST_PERSIAN <= year <= LAST_PERSIAN or not 0 <= month <= MONTHS:
        raise ValueError("no day of the Persian calendar that is known")
    last_month = month or MONTHS
    if not 0 <= day <= persian_month_length(year, last_month):
        raise ValueError("this month is shorter")
    first = _persian(year, month or 1, day or 1)
    return first, first if day else _persian(year, last_month, persian_month_length(year, last_month))


def is_persian_leap(year: int) -> bool:
    """Has the last month 30 days?"""
    return (25 * year + 11) % 33 < 8


def persian_month_length(year: int, month: int) -> int:
    """Six months of 31 days, five of 30, one of 29 or 30."""
    if month < MONTHS:
        return 31 if month <= 6 else 30
    return 30 if is_persian_leap(year) else 29


def _persian(year: int, month: int, day: int) -> date:
    in_year = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return date.fromordinal(_BEFORE_PERSIAN + 365 * (year - 1) + (8 * year + 21) // 33 + in_year + day)
