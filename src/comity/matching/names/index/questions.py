"""What is asked of the index, and what it proposes."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from comity.matching.names.index.entries import Sex


class Mode(Enum):
    """How far the officer wants to look.

    STRICT: exactly these words, and facts that disagree exclude. USUAL: what a slip or another hand would write too,
    and facts only rank. WIDE: a star in a name stands for any letters; much of what is found will be somebody else.
    """

    STRICT = "strict"
    USUAL = "usual"
    WIDE = "wide"


@dataclass(frozen=True, slots=True)
class Asked:
    """names: as written, of one person. born: years that the birth date may be, inclusive, for each date.

    databases: their codes. countries: three letters each.
    """

    names: tuple[str, ...]
    databases: frozenset[int]
    born: tuple[tuple[int, int], ...] = ()
    countries: tuple[str, ...] = ()
    sex: Sex = Sex.UNKNOWN
    mode: Mode = Mode.USUAL


@dataclass(frozen=True, slots=True)
class Proposed:
    """A record to look at, and nothing more. rank: bits, to order them; it says nothing of the person."""

    database: int
    record: UUID
    rank: float
