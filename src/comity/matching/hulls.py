"""Hull numbers of boats: 12 characters in America (HIN), 14 elsewhere (CIN), the country before the same twelve.

Source: 33 CFR 181.25 and 181.35 (United States); ISO 10087 as Directive 2013/53/EU asks for it (country, maker,
serial, month and year of building, model year), both read as general knowledge.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.folding import folded, latin, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key

AMERICAN, EUROPEAN = 12, 14
# American numbers may be written with their country in front; the country is then none of the number's own.
_AMERICAN_COUNTRY = "US"

# Behind maker (3) and serial (5): month and year built with the model year; until 1984 also the
# model year with its month (M75H), or month and year alone (0975).
_DATED = re.compile(r"[A-L][0-9]{3}|M[0-9]{2}[A-L]|(?:0[1-9]|1[0-2])[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Hull:
    """number: the twelve characters, normalised. country: two letters, "" for an American number."""

    number: str
    country: str

    def written(self) -> str:
        """As people write it."""
        return f"{self.country}-{self.number}" if self.country else self.number


def read_hull(raw: str, *, field: str = "hull") -> Hull:
    """A hull number in its parts. Raises: Invalid, saying what a hull number is, for anything else."""
    plain = latin(number_of(raw, field=field))
    if len(plain) not in (AMERICAN, EUROPEAN):
        length = _(
            "This has %(length)s characters. A hull number has 12 (American) or 14 (the country's two letters "
            "first, then the same twelve). Write any other number under the other marks."
        )
        raise invalid(field, "hull-length", length % {"length": len(plain)})
    country, number = plain[:-AMERICAN], plain[-AMERICAN:]
    if not number.isascii() or not _DATED.fullmatch(number[8:]) or (country and not _is_country(country)):
        form = _(
            "This is no hull number: maker (3 characters), serial (5), month as a letter from A to L, year (1 digit) "
            "and model year (2 digits), such as ABC12345D404 or FR-ABC12345D404."
        )
        raise invalid(field, "hull-form", form)
    return Hull(number, "" if country == _AMERICAN_COUNTRY else country)


def hull_text(raw: str, *, field: str) -> str:
    """A hull number as records keep it. Raises: Invalid as `read_hull`."""
    return read_hull(raw, field=field).written()


def hull_keys(raw: str) -> tuple[Key, ...]:
    """Key of a recorded hull number."""
    hull = read_hull(raw)
    return (key(KeyKind.HULL, hull.number, folded(hull.number), joined(hull.country), Grade.HIT),)


def hull_probes(raw: str) -> tuple[Probe, ...]:
    """Questions for a hull number: number and country equal are a hit, another country's a candidate."""
    hull = read_hull(raw)
    return (_probe(hull, joined(hull.country), Grade.HIT), _probe(hull, joined(""), Grade.CANDIDATE))


def _probe(hull: Hull, rest: str, best: Grade) -> Probe:
    value, exact = folded(hull.number) + rest, hull.number + rest
    return Probe(KeyKind.HULL, value, exact, best, Grade.CANDIDATE, prefix=best is Grade.CANDIDATE)


def _is_country(letters: str) -> bool:
    return letters.isascii() and letters.isalpha()
