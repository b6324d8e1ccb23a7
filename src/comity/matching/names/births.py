"""Two birth dates, each perhaps partial: of what grade they agree. Missing says nothing; a slip is graded, not
punished.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from itertools import product
from math import log2
from typing import NamedTuple

from comity.kit.dates import PartialDate, Qualifier


class Births(Enum):
    """How two birth dates compare; the words are keys of the weights. Not ordered."""

    SAME_DAY = "same-day"
    SWAPPED = "day-and-month-swapped"
    ONE_DIGIT = "one-digit-differs"
    SAME_YEAR = "same-year"
    NEXT_YEAR = "next-year"
    APART = "apart"
    FAR_APART = "far-apart"
    # One of the two is no full day.
    SAME_YEAR_ONLY = "same-year-only"
    WITHIN = "may-be-the-same"
    NEARLY = "nearly"
    NOT_WITHIN = "cannot-be-the-same"


ABOUT_YEARS = 2
FAR_YEARS = 15
YEAR_DAYS = 366
# Birth dates of those on record lie within about so many years, so an interval of a year is met by one in so many.
SPREAD_YEARS = 55


def is_year_only(born: PartialDate) -> bool:
    """A year, or 1 January: what many registers write where only the year is known."""
    whole = (born.earliest.month, born.earliest.day, born.latest.month, born.latest.day) == (1, 1, 12, 31)
    new_year = born.is_full and (born.earliest.month, born.earliest.day) == (1, 1)
    return (
        born.qualifier is Qualifier.EXACT and born.earliest.year == born.latest.year and (whole or new_year)
    )


def graded(left: PartialDate, right: PartialDate) -> Births:
    """The grade of two dates."""
    if left.is_full and right.is_full:
        return _of_days(left.earliest, right.earliest)
    if is_year_only(left) and is_year_only(right):
        years = abs(left.earliest.year - right.earliest.year)
        return Births.SAME_YEAR_ONLY if years == 0 else Births.NEARLY if years == 1 else Births.NOT_WITHIN
    one, other = _widened(left), _widened(right)
    gap = max((one[0] - other[1]).days, (other[0] - one[1]).days)
    if gap <= 0:
        return Births.WITHIN
    return Births.NEARLY if gap <= YEAR_DAYS else Births.NOT_WITHIN


def _of_days(left: date, right: date) -> Births:
    if left == right:
        return Births.SAME_DAY
    if left.year == right.year and (left.month, left.day) == (right.day, right.month):
        return Births.SWAPPED
    if _one_digit(left.isoformat(), right.isoformat()):
        return Births.ONE_DIGIT
    years = abs(left.year - right.year)
    if years <= 1:
        return Births.NEXT_YEAR if years else Births.SAME_YEAR
    return Births.FAR_APART if years >= FAR_YEARS else Births.APART


def _one_digit(left: str, right: str) -> bool:
    """One digit differs, or two neighbours changed places."""
    places = [place for place in range(len(left)) if left[place] != right[place]]
    if len(places) == 1:
        return True
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return left[first] == right[second] and left[second] == right[first]


def _widened(born: PartialDate) -> tuple[date, date]:
    """The interval; about is two years more on either side. A lone 1 January is its year."""
    first, last = born.earliest, born.latest
    if is_year_only(born):
        last = date(first.year, 12, 31)
    if born.qualifier is Qualifier.APPROXIMATE:
        first = date(max(first.year - ABOUT_YEARS, 1), first.month, min(first.day, 28))
        last = date(min(last.year + ABOUT_YEARS, 9999), last.month, min(last.day, 28))
    return first, last


def width_years(left: PartialDate, right: PartialDate) -> float:
    """How many years both intervals take together: the wider, the less it says that they meet."""
    return sum(((last - first).days + 1) / 365.25 for first, last in (_widened(left), _widened(right)))


def bits_of(grade: Births, left: PartialDate, right: PartialDate, weights: Mapping[str, float]) -> float:
    """What the grade says. Two intervals that meet say the more the narrower they are."""
    bits = weights[grade.value]
    if grade is Births.WITHIN:
        return max(0.0, bits + log2(SPREAD_YEARS / max(width_years(left, right), 0.02)))
    return bits


class Agreed(NamedTuple):
    """The two dates that speak loudest for one person. bits: after the price of having tried several."""

    grade: Births
    bits: float
    left: PartialDate
    right: PartialDate


def best(
    left: tuple[PartialDate, ...], right: tuple[PartialDate, ...], weights: Mapping[str, float]
) -> Agreed | None:
    """None where a side has no date. Of many dates one agrees more easily by chance, so each doubling costs a bit."""
    found = None
    for one, other in product(left, right):
        grade = graded(one, other)
        bits = bits_of(grade, one, other, weights)
        if found is None or bits > found.bits:
            found = Agreed(grade, bits, one, other)
    if found is None or found.bits <= 0:
        return found
    return found._replace(bits=max(0.0, found.bits - log2(len(left) * len(right))))
