"""What goes into the index: one entry a record, with all its names; and the marks by which rights are told apart."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from uuid import UUID

# More names of one record are not indexed: a source with so many lists aliases.
MOST_NAMES = 100
# Countries kept of a record: they rank, and three say enough.
MOST_COUNTRIES = 3
NO_YEAR = 0

# Whatever decides who may see a record, as the caller likes it; equal ones are kept once. JSON: lists, words, numbers.
Mark = tuple[object, ...]


class Sex(IntEnum):
    """As the index keeps it."""

    UNKNOWN = 0
    FEMALE = 1
    MALE = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the index needs it.

    names: as written, in any script. born: the years that each birth date may be, inclusive. until: the last day on
    which it answers, UTC. mark: see Mark. counts: may what it says teach how rare names are? Only of records open to
    everyone (practice 10).
    """

    database: int
    record: UUID
    names: tuple[str, ...]
    until: date
    mark: Mark
    born: tuple[tuple[int, int], ...] = ()
    countries: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    counts: bool = False


def country_number(code: str) -> int:
    """Three letters as a number from 1 on; 0 for what is no code."""
    if len(code) != 3 or not (code.isascii() and code.isalpha()):
        return 0
    number = 0
    for letter in code.upper():
        number = number * 26 + ord(letter) - ord("A")
    return number + 1
