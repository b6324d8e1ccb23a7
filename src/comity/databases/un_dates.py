"""Dates as the list writes them: in elements, and in words inside a note. Partial ones stay partial."""

import re

from comity.kit.dates import PartialDate, parse_partial

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>[A-Za-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b",
        rf"(?P<day>\d{{1,2}})\s*{_MONTH},?\s*(?P<year>\d{{4}})\b",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}}),\s*(?P<year>\d{{4}})\b",
        rf"{_MONTH},?\s+(?P<year>\d{{4}})\b",
        r"(?P<year>\d{4})\b(?![-/])",
    )
)
_BETWEEN_MONTHS = re.compile(
    r"between (?P<first>[a-z]{3,9})\.? and (?P<last>[a-z]{3,9})\.? (?P<year>\d{4})", re.I | re.ASCII
)
_EXPIRY = re.compile(
    r"\b(?:expir(?:es|ed|ing|ation date|y date)|date of expir(?:y|ation)|expiry|exp\.|valid until)"
    r"(?:[\s:]|on\b|of\b)*",
    re.I,
)
_ISSUE = re.compile(r"\b(?:issued|date of issue)(?:[\s:]|on\b|in\b)*", re.I)


def birth_date(part: dict[str, str]) -> PartialDate | None:
    """The date of one INDIVIDUAL_DATE_OF_BIRTH, given its elements; None where there is none to be read.

    A date that stands only in the note is read there ("Nov. 1973"); an age or another calendar is not.
    Raises: Invalid for a day that no calendar has.
    """
    note = part.get("NOTE", "")
    text = _span(part) or _element_date(part, note) or _in_words(note)
    if not text:
        return None
    is_about = part.get("TYPE_OF_DATE", "").upper().startswith("APPROX") and "/" not in text
    return parse_partial(f"~{text}" if is_about else text, field="DATE_OF_BIRTH")


def element_date(text: str, field: str) -> PartialDate | None:
    """A date element: a day, or a year alone; a time zone behind the day is left out. Raises: Invalid."""
    return parse_partial(text[:10], field=field) if text else None


def expiry_in(note: str) -> PartialDate | None:
    """The day on which a note says that the paper ends."""
    return _behind(_EXPIRY, note)


def issue_in(note: str) -> PartialDate | None:
    """The day on which a note says that the paper was issued."""
    return _behind(_ISSUE, note)


def date_at(text: str) -> str:
    """The date with which a text begins, as 1973, 1973-11 or 1973-11-28; "" where it begins with none."""
    for form in _FORMS:
        found = form.match(text)
        if found is None:
            continue
        parts = found.groupdict()
        month = parts.get("number") or _month_number(parts.get("month") or "")
        if parts.get("month") and not month:
            continue
        day = f"{int(parts['day']):02}" if parts.get("day") else ""
        return "-".join(filter(None, (parts["year"], month, day)))
    return ""


def _span(part: dict[str, str]) -> str:
    first, last = part.get("FROM_YEAR", ""), part.get("TO_YEAR", "")
    return f"{first or last}/{last or first}" if first or last else ""


def _element_date(part: dict[str, str], note: str) -> str:
    if date := part.get("DATE", ""):
        return date[:10]
    year = part.get("YEAR", "")
    month = _month_number(part.get("MONTH", "")) or (_month_number(note) if year else "")
    day = part.get("DAY", "")
    return "-".join(filter(None, (year, month, f"{int(day):02}" if month and day.isdecimal() else "")))


def _in_words(note: str) -> str:
    if between := _BETWEEN_MONTHS.fullmatch(note):
        first, last = _month_number(between["first"]), _month_number(between["last"])
        return f"{between['year']}-{first}/{between['year']}-{last}" if first and last else ""
    return date_at(note)


def _behind(words: re.Pattern[str], note: str) -> PartialDate | None:
    for found in words.finditer(note):
        if text := date_at(note[found.end() :]):
            return parse_partial(text, field="NOTE")
    return None


def _month_number(word: str) -> str:
    """ "Sep." and "9" are "09"; what is no month is ""."""
    if word.isdecimal():
        return f"{int(word):02}" if 1 <= int(word) <= 12 else ""
    short = word.strip(". ").lower()
    if len(short) < 3 or not short.isalpha() or short[:3] not in MONTHS:
        return ""
    return f"{MONTHS.index(short[:3]) + 1:02}"
