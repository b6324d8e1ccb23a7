"""Dates that may be partial: an interval with a qualifier, never a guess."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid


class Qualifier(IntEnum):
    """How a date is known. Closed set: numbers are never reused."""

    EXACT = 1
    APPROXIMATE = 2
    BETWEEN = 3


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day known only in part. `earliest` and `latest` are inclusive; the two are equal for a full date.

    as_written: what the source wrote, kept for people, at most 60 characters.
    """

    earliest: date
    latest: date
    qualifier: Qualifier
    as_written: str

    @property
    def is_full(self) -> bool:
        return self.earliest == self.latest and self.qualifier is Qualifier.EXACT

    def overlaps(self, other: "PartialDate") -> bool:
        return self.earliest <= other.latest and other.earliest <= self.latest


_PARTIAL = re.compile(
    r"(?P<about>~|c\.? ?)?(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?", re.ASCII
)


def parse_partial(raw: str, *, field: str) -> PartialDate:
    """`1987`, `1987-03`, `1987-03-14`, `~1987` (approximately) or `1980/1985` (between).

    Raises: Invalid when it is none of these, or no day of the calendar.
    """
    text = raw.strip()
    first, slash, last = text.partition("/")
    if slash:
        low, high = _one(first, field), _one(last, field)
        if low.earliest > high.latest:
            raise invalid(field, "date-order", _("The first date must not be after the last."))
        return PartialDate(low.earliest, high.latest, Qualifier.BETWEEN, text)
    return _one(text, field)


def _one(text: str, field: str) -> PartialDate:
    found = _PARTIAL.fullmatch(text.strip())
    if found is None:
        raise invalid(field, "date-form", _("Write a date as 1987, 1987-03, 1987-03-14, ~1987 or 1980/1985."))
    year, qualifier = int(found["year"]), Qualifier.APPROXIMATE if found["about"] else Qualifier.EXACT
    first_month, last_month = (int(found["month"]),) * 2 if found["month"] else (1, 12)
    try:
        last_day = int(found["day"]) if found["day"] else calendar.monthrange(year, last_month)[1]
        earliest = date(year, first_month, int(found["day"] or 1))
        latest = date(year, last_month, last_day)
    except ValueError:
        raise invalid(field, "date-none", _("This day is not in the calendar.")) from None
    return PartialDate(earliest, latest, qualifier, text.strip())
