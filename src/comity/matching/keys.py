"""What the one index holds and what a query sends to it.

The contract is `docs/spec/keys.md` with the vectors `tests/vectors/keys.json`: nodes and copies must agree.
A new kind of key takes a new number and a new folding is a new SCHEME; a used number never changes.
"""

from enum import IntEnum
from uuid import UUID

import msgspec

# The version of normalising and folding. A change of either is a new scheme; queries ask both until all is
# rewritten.
SCHEME = 1

# Between the parts of a value. Never part of a normalised one, and no wildcard of LIKE.
SEPARATOR = "|"


class KeyKind(IntEnum):
    """What a value is. Closed set: numbers are never reused."""

    DOCUMENT = 1
    PLATE = 2
    VIN = 3
    ENGINE = 4
    SERIAL = 5
    NAME = 6
    REGISTRATION = 7
    IMO = 8
    HULL = 9
    MMSI = 10
    CALL_SIGN = 11
    TELEPHONE = 12
    ACCOUNT = 13
    PATTERN = 14
    # 15 parts: kept free.
    INVENTORY = 16
    MODEL = 17
    DESCRIPTION = 18


class Grade(IntEnum):
    """How much an agreement says. NONE is never shown, a CANDIDATE must be compared by a person.

    ADVICE comes from a reference library and speaks of a kind of thing, not of this one. It stands below all others, so
    that a key of a library says advice whatever the question would make of it.
    """

    ADVICE = -1
    NONE = 0
    CANDIDATE = 1
    HIT = 2


class Fixed(IntEnum):
    """Which end of a number is known where only a part of it is asked."""

    NONE = 0
    HEAD = 1
    TAIL = 2


class Key(msgspec.Struct, frozen=True):
    """One row of the index.

    value: number first, folded, then the parts that qualify it, so that a number alone is found by prefix.
    exact: the same before folding; None when folding changed nothing. Of advice about a range of numbers: "from|to",
    both inclusive; the question's number must lie between them.
    grade: the most that this key can ever say.
    """

    kind: KeyKind
    value: str
    exact: str | None
    grade: Grade


class Probe(msgspec.Struct, frozen=True):
    """One question to the index.

    Found by `value`. Where `exact` is equal too, it says min(exact_grade, grade of the key), else fold_grade.
    prefix: `value` and `exact` are beginnings, ending with the separator.
    repair: the reading that was tried instead of what was typed; "" where nothing was repaired.
    record: one record is asked for by its id, because its names were compared and it is worth reading again; then the
    kind is NAME, and `exact_grade` is what comparing found, whatever the key says. None for all else.
    fixed: a part of a number is asked. Then `value` is the known end, folded, a tail backwards; and `exact` is what
    the number is like, in the language of LIKE, with the known part behind it.
    """

    kind: KeyKind
    value: str
    exact: str
    exact_grade: Grade
    fold_grade: Grade
    prefix: bool = False
    repair: str = ""
    fixed: Fixed = Fixed.NONE
    record: UUID | None = None


def key(kind: KeyKind, number: str, folded: str, rest: str, grade: Grade) -> Key:
    """A key from a normalised number, its folding and what stands behind it, separator first."""
    value = folded + rest
    return Key(kind, value, None if folded == number else number + rest, grade)


def joined(*parts: str) -> str:
    """The parts that stand behind a number, each with the separator before it."""
    return SEPARATOR + SEPARATOR.join(parts)
