"""The kinds of value a field can hold: one pure `clean` each, used by form, API and loader alike.

A value has three forms: *raw* (what a person or a file sent), *canonical* (JSON, as in the record's document) and
*stored* (the database column). `clean` makes canonical of raw, `store` makes stored of canonical.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.kit.errors import invalid
from comity.kit.text import clean_line, clean_text
from comity.matching.patterns import parse_pattern
from comity.records.placeholders import is_placeholder

Words = Mapping[Any, str | Promise]


def slug(member: IntEnum) -> str:
    """How a member of a closed set is written in API and files: IDENTITY_CARD is identity-card."""
    return member.name.lower().replace("_", "-")


def _as_text(raw: object, field: str) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    raise invalid(field, "not-text", _("Write text here."))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. longest: characters. upper: stored in capitals, as identifiers are."""

    longest: int
    upper: bool = False

    def clean(self, raw: object, field: str) -> str:
        text = clean_line(_as_text(raw, field), field=field, longest=self.longest)
        return text.upper() if self.upper else text

    def store(self, canonical: Any) -> str:
        return str(canonical)


@dataclass(frozen=True, slots=True)
class Identifier(Line):
    """A number that names one thing: stored in capitals, never a word for "not known".

    form: makes a right number of what was typed, or raises Invalid saying what a right one is.
    """

    upper: bool = True
    form: Callable[..., str] | None = None

    def clean(self, raw: object, field: str) -> str:
        text = Line.clean(self, raw, field)
        if not text:
            return text
        if is_placeholder(text):
            message = _("Leave the field empty when there is no number or nobody knows it.")
            raise invalid(field, "placeholder", message)
        return self.form(text, field=field) if self.form is not None else text


@dataclass(frozen=True, slots=True)
class Sentence(Line):
    """A line that may be a sentence of the house: kept in English, shown in the reader's language (practice 22)."""


@dataclass(frozen=True, slots=True)
class NumberPattern(Line):
    """A pattern of document numbers (matching.patterns), as it is written there."""

    longest: int = 60
    upper: bool = True

    def clean(self, raw: object, field: str) -> str:
        return parse_pattern(Line.clean(self, raw, field), field=field).text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of several lines. longest: characters."""

    longest: int

    def clean(self, raw: object, field: str) -> str:
        return clean_text(_as_text(raw, field), field=field, longest=self.longest)

    def store(self, canonical: Any) -> str:
        return str(canonical)


@dataclass(frozen=True, eq=False)  # each is itself alone: words have no hash, and caches hold choices
class Choice:
    """A member of a closed set; canonical is its slug, stored its number.

    only: the members that may be chosen here; what was recorded before under another is still read.
    """

    members: type[IntEnum]
    words: Words
    only: tuple[IntEnum, ...] = ()

    def __post_init__(self) -> None:
        allowed = self.only or tuple(self.members)
        object.__setattr__(self, "_numbers", {slug(member): int(member) for member in allowed})

    def clean(self, raw: object, field: str) -> str:
        text = raw.strip().lower() if isinstance(raw, str) else ""
        if text not in self.numbers:
            raise invalid(field, "not-in-list", _("Choose one of the listed values."))
        return text

    def store(self, canonical: Any) -> int:
        return self.numbers[canonical]

    @property
    def numbers(self) -> dict[str, int]:
        numbers: dict[str, int] = self._numbers  # type: ignore[attr-defined]  # frozen: set once above
        return numbers

    def choices(self) -> list[tuple[str, str | Promise]]:
        return [(slug(member), self.words[member]) for member in self.only or self.members]

    def label_of(self, canonical: str) -> str | Promise:
        """The words of a value, also of one that may no longer be chosen."""
        label: str | Promise = self.words[self.members[canonical.replace("-", "_").upper()]]
        return label


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar, ISO 8601. past: it cannot lie ahead."""

    past: bool = False

    def clean(self, raw: object, field: str) -> str:
        try:
            return date.fromisoformat(_as_text(raw, field).strip()).isoformat()
        except ValueError:
            raise invalid(field, "date-form", _("Write the date as 2026-11-23.")) from None

    def store(self, canonical: Any) -> date:
        return date.fromisoformat(canonical)


@dataclass(frozen=True, slots=True)
class PartialDay:
    """A date that may be known only in part: 1987, 1987-03, ~1987, 1980/1985. Stored as it is written.

    past: it cannot lie ahead.
    """

    past: bool = False

    def clean(self, raw: object, field: str) -> str:
        return parse_partial(_as_text(raw, field), field=field).as_written

    def store(self, canonical: Any) -> str:
        return str(canonical)


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""

    def clean(self, raw: object, field: str) -> bool:
        if isinstance(raw, bool):
            return raw
        text = raw.strip().lower() if isinstance(raw, str) else ""
        if text in ("yes", "true", "on", "1"):
            return True
        if text in ("no", "false", "off", "0"):
            return False
        raise invalid(field, "not-yes-or-no", _("Answer yes or no."))

    def store(self, canonical: Any) -> bool:
        return bool(canonical)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between two bounds, both allowed."""

    least: int
    most: int

    def clean(self, raw: object, field: str) -> int:
        text = _as_text(raw, field).strip()
        if not (
            text.isascii() and text.isdigit() and len(text) <= 12 and self.least <= int(text) <= self.most
        ):
            message = _("Write a whole number from %(least)s to %(most)s.")
            raise invalid(field, "not-a-number", message % {"least": self.least, "most": self.most})
        return int(text)

    def store(self, canonical: Any) -> int:
        return int(canonical)


Value = Line | Paragraph | Choice | Day | PartialDay | Flag | Number
