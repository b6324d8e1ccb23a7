"""The machine-readable zone of passports, cards and visas: reading it, with every check digit compared.

`mrz_reading` decides what lines are a zone; `mrz_repairs` offers what a wrong number may have been meant to be.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from comity.kit.dates import PartialDate, Qualifier
from comity.matching.document_kinds import DocumentKind, kinds_of_line
from comity.matching.mrz_formats import (
    FILLER,
    TO_LETTERS,
    Layout,
    check_digit,
    composite_text,
    layout_of,
)

# A two-digit year of expiry lies in the hundred years that begin this many years ago.
EXPIRED_AT_MOST_YEARS = 25


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit: field is number, birth, expiry, optional or composite."""

    field: str
    given: str
    computed: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the lines say, as read. whole: the lines joined.

    document_kinds: what it may be recorded as, likeliest first. number: without fillers at its end.
    sex: M, F, X (not stated) or "" (unreadable). birth, expiry: None where no day can be read.
    mended: the lines had not the form of any document and were put right. stood: number and check digit stood side by
    side as read, and agree. other_numbers, other_issuers: what a damaged zone may hold as well.
    """

    layout: Layout
    whole: str
    code: str
    document_kinds: tuple[DocumentKind, ...]
    issuer: str
    number: str
    surname: str
    given_names: str
    nationality: str
    birth: PartialDate | None
    sex: str
    expiry: PartialDate | None
    optional: str
    checks: tuple[Check, ...]
    mended: bool = False
    stood: bool = True
    other_numbers: tuple[str, ...] = ()
    other_issuers: tuple[str, ...] = ()

    @property
    def format(self) -> str:
        return self.layout.name

    @property
    def document_kind(self) -> DocumentKind:
        return self.document_kinds[0]

    @property
    def lines(self) -> tuple[str, ...]:
        width = self.layout.width
        return tuple(self.whole[start : start + width] for start in range(0, len(self.whole), width))

    @property
    def is_sure(self) -> bool:
        """May "no hit" be said of it? Only where the number was read as it stands, and its check digit agrees."""
        check = self.check("number")
        return self.stood and (check is None or check.ok)

    @property
    def is_right(self) -> bool:
        return all(check.ok for check in self.checks)

    def check(self, field: str) -> Check | None:
        """The check digit of this name; None where the layout has none."""
        return next((check for check in self.checks if check.field == field), None)


def read(whole: str, today: date, layout: Layout | None = None) -> Mrz:
    """The fields of joined lines of a right size, of the letters A to Z, digits and fillers."""
    layout = layout or layout_of(whole)
    assert layout is not None, "readings() yields right sizes only"
    number, digit, rest = split_number(layout, whole)
    code = whole[:2].rstrip(FILLER)
    issuer = whole[2:5].rstrip(FILLER).translate(TO_LETTERS)
    nationality = whole[layout.nationality].rstrip(FILLER).translate(TO_LETTERS)
    surname, _, given = whole[layout.names].rstrip(FILLER).partition(FILLER + FILLER)
    return Mrz(
        layout=layout,
        whole=whole,
        code=code,
        document_kinds=kinds_of_line(code, issuer, nationality),
        issuer=issuer,
        number=number,
        surname=_words(surname),
        given_names=_words(given),
        nationality=nationality,
        birth=_date(whole[layout.birth], today.year - 99, today),
        sex={"M": "M", "F": "F", "X": "X", FILLER: "X"}.get(whole[layout.sex], ""),
        expiry=_date(whole[layout.expiry], today.year - EXPIRED_AT_MOST_YEARS),
        optional=_words(rest),
        checks=_checks(layout, whole, number, digit),
    )


def split_number(layout: Layout, whole: str) -> tuple[str, str, str]:
    """Document number, its check digit and the optional data.

    A number longer than nine characters has a filler for its check digit and goes on in the optional data up
    to a filler, the check digit last. Source: Doc 9303 parts 5 and 6, on long document numbers.
    """
    head, digit = whole[layout.number], whole[layout.number_check]
    optional = FILLER.join([whole[part] for part in layout.optional])
    if digit == FILLER and layout.overflow is not None:
        tail, _, rest = optional.partition(FILLER)
        if tail:
            return head + tail[:-1], tail[-1], rest
    return head.rstrip(FILLER), digit, optional


def _checks(layout: Layout, whole: str, number: str, digit: str) -> tuple[Check, ...]:
    found = [
        _check("number", number, digit),
        _check("birth", whole[layout.birth], whole[layout.birth_check]),
        _check("expiry", whole[layout.expiry], whole[layout.expiry_check]),
    ]
    if layout.optional_check is not None:
        found.append(_check("optional", whole[layout.optional[0]], whole[layout.optional_check]))
    if layout.composite_check is not None:
        found.append(_check("composite", composite_text(layout, whole), whole[layout.composite_check]))
    return tuple(found)


def _check(field: str, text: str, given: str) -> Check:
    computed = check_digit(text)
    # A field left empty may leave its check digit empty too (Doc 9303-4, 4.2.2 for the personal number).
    return Check(field, given, computed, given == computed or (given == FILLER and not text.strip(FILLER)))


def _words(text: str) -> str:
    return " ".join(text.replace(FILLER, " ").split())


def _date(text: str, first_year: int, today: date | None = None) -> PartialDate | None:
    """A day written YYMMDD, month and day perhaps fillers, in the hundred years from `first_year`.

    today: the day it cannot be after, so that one more hundred years are gone; None where it can.
    """
    known = text.rstrip(FILLER)
    if len(known) not in (2, 4, 6) or not known.isdecimal():
        return None
    year, month, day = int(known[:2]), int(known[2:4] or 0), int(known[4:] or 0)
    year = first_year + (year - first_year) % 100
    try:
        earliest = date(year, month or 1, day or 1)
        if today is not None and earliest > today:
            earliest = date(year - 100, month or 1, day or 1)
    except ValueError:
        return None
    latest = earliest if day else _last_day(earliest, month)
    return PartialDate(earliest, latest, Qualifier.EXACT, text)


def _last_day(earliest: date, month: int) -> date:
    last_month = month or 12
    return date(earliest.year, last_month, monthrange(earliest.year, last_month)[1])
