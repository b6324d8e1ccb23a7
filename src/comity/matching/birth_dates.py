"""A birth date as people write it, in three calendars: what was read, and how, so that the answer can say it. Pure.

Nothing is guessed in silence: what can be read in two ways is read in the commoner one and said, or refused with the
two ways to write it.
"""

import calendar
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext_lazy as _

from comity.kit.calendars import (
    FIRST_HIJRI,
    FIRST_PERSIAN,
    LAST_HIJRI,
    LAST_PERSIAN,
    from_hijri,
    from_persian,
)
from comity.kit.dates import PartialDate, Qualifier, parse_partial
from comity.kit.errors import Invalid, invalid
from comity.kit.text import visible
from comity.matching.month_names import MONTH_NAMES, Calendar, folded_letters

LONGEST_DATE = 60
# Nobody born earlier is looked for; and what is written as such a year is mostly a year of another calendar.
EARLIEST_BIRTH = 1850
# Years that may be meant in the Islamic or the Persian calendar by somebody who is alive.
OTHER_CALENDARS = range(1200, 1501)

_ISO = re.compile(r"(~|c\.? ?)?\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})", re.ASCII)
_WORD = re.compile(r"\d+|[^\W\d_]+")
_LETTER_DOT = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_])")
_ISLAMIC = frozenset(
    ["ah", "h", "hijri", "hejri", "hegira", "hegire", "hijra", "ه", "هجري", "هجريه", "ق", "قمري", "هق", "هـ"]
)
_PERSIAN = frozenset(["sh", "ap", "shamsi", "solar", "jalali", "persian", "ش", "شمسي", "هش", "خورشيدي"])
# Stand between the parts and say nothing.
_BETWEEN = frozenset(
    ["of", "de", "del", "the", "th", "st", "nd", "rd", "er", "in", "year", "سنه", "عام", "من"]
)


class Way(Enum):
    """How a date was read."""

    PLAIN = "plain"
    IN_WORDS = "in-words"
    DAY_FIRST = "day-first"
    ZERO = "zero"
    ISLAMIC = "islamic"
    PERSIAN = "persian"


@dataclass(frozen=True, slots=True)
class Birth:
    """date: its `as_written` is the plain form of what was read. typed: what stood there."""

    date: PartialDate
    way: Way
    typed: str


@dataclass(frozen=True, slots=True)
class _Parts:
    """Year, month and day as written; 0 for what is not known."""

    year: int
    month: int
    day: int
    calendar: Calendar | None
    way: Way


def read_birth(text: str, *, today: date, field: str = "born") -> Birth:
    """The date a text says.

    today: UTC; nobody is born after it. Raises: Invalid, saying what cannot be and how to write it.
    """
    if len(text) > LONGEST_DATE:
        raise invalid(
            field, "too-long", _("Write at most %(longest)s characters.") % {"longest": LONGEST_DATE}
        )
    typed = " ".join(text.split())
    plain = _plain(typed)
    if _ISO.fullmatch(plain) and "-00" not in plain:
        return Birth(_checked(_iso(plain, field), today, field), Way.PLAIN, typed)
    parts = _numbers(plain, field) or _words(plain, field)
    if parts is None:
        raise invalid(field, "date-form", _("Write a date as 1987, 1987-03, 1987-03-14, ~1987 or 1980/1985."))
    return Birth(_checked(_read(parts, field), today, field), _way(parts), typed)


def _plain(text: str) -> str:
    """Digits of every script as ours, without marks that nobody sees."""
    seen = visible(unicodedata.normalize("NFKC", text))
    return "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in seen).strip()


def _numbers(text: str, field: str) -> _Parts | None:
    """Three numbers, and perhaps their calendar: 14.03.1987, 1987/3/14, 1400/01/01 AH."""
    found = _NUMBERS.match(text)
    if found is None:
        return None
    marked = _marked(_letters(text[found.end() :]))
    if marked is None and text[found.end() :].strip(" ."):
        return None
    first, second, third = (int(each) for each in found.groups())
    if len(found[1]) == 4:
        return _Parts(first, second, third, marked, Way.ZERO if 0 in (second, third) else Way.PLAIN)
    if len(found[3]) != 4:
        raise invalid(field, "date-year", _("Write the year with four digits."))
    if second > 12 >= first:
        return _Parts(third, first, second, marked, Way.IN_WORDS)
    if 0 in (first, second):
        return _Parts(third, second, first, marked, Way.ZERO)
    is_open = first <= 12 and first != second
    return _Parts(third, second, first, marked, Way.DAY_FIRST if is_open else Way.IN_WORDS)


def _words(text: str, field: str) -> _Parts | None:
    """A year with its calendar, or a month by its name: 1359 SH, 14 March 1987, 1 Muharram 1400."""
    numbers = [each for each in _WORD.findall(text) if each.isdecimal()]
    letters = _letters(text)
    marked = _marked(letters)
    name = "".join(each for each in letters if each not in _ISLAMIC | _PERSIAN | _BETWEEN)
    found = MONTH_NAMES.get(name) or MONTH_NAMES.get("".join(letters))
    years = [each for each in numbers if len(each) == 4]
    if len(years) != 1 or len(numbers) > 2 or (name and found is None):
        return None
    day = next((int(each) for each in numbers if len(each) < 3), 0)
    if found is None:
        return None if marked is None or day else _Parts(int(years[0]), 0, 0, marked, Way.IN_WORDS)
    calendar_, month = found
    if marked is not None and marked is not calendar_:
        raise invalid(field, "date-calendar", _("This month is not one of that calendar."))
    return _Parts(int(years[0]), month, day, calendar_, Way.IN_WORDS)


def _letters(text: str) -> list[str]:
    words = _WORD.findall(_LETTER_DOT.sub("", text))
    return [folded for each in words if not each.isdecimal() and (folded := folded_letters(each))]


def _marked(letters: list[str]) -> Calendar | None:
    """The calendar that stands behind a year; Persian years are called Hijri too, but solar."""
    if _PERSIAN & set(letters):
        return Calendar.PERSIAN
    return Calendar.ISLAMIC if _ISLAMIC & set(letters) else None


def _way(parts: _Parts) -> Way:
    return {Calendar.ISLAMIC: Way.ISLAMIC, Calendar.PERSIAN: Way.PERSIAN}.get(
        parts.calendar or Calendar.GREGORIAN, parts.way
    )


def _iso(text: str, field: str) -> PartialDate:
    try:
        return parse_partial(text, field=field)
    except Invalid as refusal:
        if refusal.errors[0].code != "date-none":
            raise
        raise _no_day(text[:7], field) from None


def _read(parts: _Parts, field: str) -> PartialDate:
    if parts.calendar is Calendar.ISLAMIC:
        return _converted(parts, from_hijri, (FIRST_HIJRI, LAST_HIJRI), field)
    if parts.calendar is Calendar.PERSIAN:
        return _converted(parts, from_persian, (FIRST_PERSIAN, LAST_PERSIAN), field)
    if not parts.month:  # a day without its month says nothing
        return parse_partial(f"{parts.year:04}", field=field)
    if not 1 <= parts.month <= 12:
        raise invalid(field, "date-none", _("A year has twelve months."))
    month = f"{parts.year:04}-{parts.month:02}"
    if parts.year and parts.day > calendar.monthrange(parts.year, parts.month)[1]:
        raise _no_day(month, field)
    return parse_partial(f"{month}-{parts.day:02}" if parts.day else month, field=field)


def _converted(
    parts: _Parts,
    convert: Callable[[int, int, int], tuple[date, date]],
    years: tuple[int, int],
    field: str,
) -> PartialDate:
    if not years[0] <= parts.year <= years[1]:
        words = _("Of this calendar the years %(first)s to %(last)s are read.")
        raise invalid(field, "date-years", words % {"first": years[0], "last": years[1]})
    try:
        first, last = convert(parts.year, parts.month, parts.day if parts.month else 0)
    except ValueError:
        raise invalid(field, "date-none", _("This day is not in that calendar.")) from None
    if first == last:
        return PartialDate(first, last, Qualifier.EXACT, first.isoformat())
    return PartialDate(first, last, Qualifier.BETWEEN, f"{first.isoformat()}/{last.isoformat()}")


def _no_day(month: str, field: str) -> Invalid:
    words = _("This day is not in the calendar. Write %(month)s if the day is not known.") % {"month": month}
    return invalid(field, "date-none", words)


def _checked(born: PartialDate, today: date, field: str) -> PartialDate:
    """Could somebody alive or long remembered be born then?"""
    if born.earliest > today:
        raise invalid(field, "date-future", _("This birth lies in the future."))
    if born.latest.year in OTHER_CALENDARS:
        words = _(
            "Nobody born in %(year)s is looked for. Write the calendar behind the year: %(year)s AH (Islamic) or "
            "%(year)s SH (Persian)."
        )
        raise invalid(field, "date-calendar", words % {"year": born.latest.year})
    if born.latest.year < EARLIEST_BIRTH:
        words = _("Nobody born before %(year)s is looked for: check the year.")
        raise invalid(field, "date-past", words % {"year": EARLIEST_BIRTH})
    return born
