"""Countries and other issuers of travel documents: ISO 3166-1, ICAO Doc 9303-3 and former states.

The table is read once, at the first question; every question after that is one look into a dict.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from comity.kit.language import spoken

LANGUAGES = ("ar", "en", "es", "fr")
TABLE = Path(__file__).parent / "data/countries.csv"


class IssuerKind(StrEnum):
    """What a code stands for. Words of countries.csv."""

    STATE = "state"
    TERRITORY = "territory"
    BRITISH = "british"  # the classes of British nationality that have codes of their own
    ORGANISATION = "organisation"
    FORMER = "former"
    PERSON = "person"  # someone without a state to name: a nationality, never an issuer
    SPECIMEN = "specimen"


@dataclass(frozen=True, slots=True)
class Issuer:
    """One row of countries.csv; its columns are described in data/README.md.

    code: what we store. icao: what a machine-readable zone says. valid_from, valid_to: inclusive, None where
    there is no bound.
    """

    code: str
    icao: str
    alpha2: str
    kind: IssuerKind
    state: str
    valid_from: date | None
    valid_to: date | None
    is_member: bool
    city: str
    city_is_assumed: bool
    time_zone: str
    languages: tuple[str, ...]
    names: Mapping[str, str]

    def is_valid(self, on: date) -> bool:
        """Could anything be issued under this code on that day?"""
        return (self.valid_from or on) <= on <= (self.valid_to or on)


def issuer(code: str) -> Issuer | None:
    """The issuer or nationality of this code, in ISO's or ICAO's writing: `DEU` and `D` are one."""
    return _by_code().get(code)


def is_issuer(code: str, on: date | None = None) -> bool:
    """Is or was this the code of someone who issues documents? on: the day of issue, where it is known.

    Source: ICAO Doc 9303-3, section 5. Codes of people without a state are nationalities only.
    """
    found = issuer(code)
    if found is None or found.kind is IssuerKind.PERSON:
        return False
    return on is None or found.is_valid(on)


def is_nationality(code: str) -> bool:
    """May this stand as nationality on a document? Source: ICAO Doc 9303-3, section 5."""
    return issuer(code) is not None


def answers_for(code: str) -> str:
    """Whose bureau answers for papers of this issuer: a state's or an organisation's code, "" for nobody's.

    A territory's papers are its state's, a former state's those of its one successor.
    """
    found = issuer(code)
    return found.state if found else ""


def name(code: str, language: str | None = None) -> str:
    """The name in this language, else the reader's, else English; the code itself where we do not know it."""
    found = issuer(code)
    if found is None:
        return code
    wanted = language.partition("-")[0] if language else spoken()
    return found.names.get(wanted) or found.names["en"]


def issuers() -> tuple[Issuer, ...]:
    """All, by code."""
    return tuple(_table())


def members() -> tuple[Issuer, ...]:
    """The members of the international police organisation (196 in 2023), by code."""
    return tuple(each for each in _table() if each.is_member)


def from_alpha2(code: str) -> Issuer | None:
    """The country of a two-letter code of ISO 3166-1."""
    return _by_alpha2().get(code)


def by_letters(text: str) -> Issuer | None:
    """The country of two letters of ISO 3166-1, or what `issuer` knows of three, in either case."""
    return from_alpha2(text.upper()) or issuer(text.upper())


@cache
def _table() -> list[Issuer]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [_issuer(row) for row in csv.DictReader(file)]


@cache
def _by_code() -> dict[str, Issuer]:
    return {each.icao: each for each in _table()} | {each.code: each for each in _table()}


@cache
def _by_alpha2() -> dict[str, Issuer]:
    return {each.alpha2: each for each in _table() if each.alpha2}


def _issuer(row: dict[str, str]) -> Issuer:
    return Issuer(
        code=row["code"],
        icao=row["icao"],
        alpha2=row["alpha2"],
        kind=IssuerKind(row["kind"]),
        state=row["state"],
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        is_member=bool(row["member"]),
        city=row["city"],
        city_is_assumed=row["city_is"] == "capital",
        time_zone=row["time_zone"],
        languages=tuple(row["languages"].split()),
        names={language: row[language] for language in LANGUAGES},
    )
