"""What happens to a record that others must know of who once found it. Pure.

Source: practice 21 and 8 (whoever had a hit is told), practice 2 and 10 (who they are, nobody learns);
docs/decisions/0017-life-of-a-record.md.
"""

from collections.abc import Iterable
from datetime import timedelta
from enum import IntEnum, StrEnum

from comity.matching.keys import Key
from comity.records.rules import AfterRecovery, Status

# How long after a hit its finder is told. Our default (practice 8 and 21 say 90 days).
TOLD_WITHIN = timedelta(days=90)


class Turn(IntEnum):
    """Closed set: numbers are never reused. ENDED: deleted, with every word about it; told to other nodes alone."""

    ENTERED_IN_ERROR = 1
    WITHDRAWN = 2
    CORRECTED = 3
    FOUND = 4
    BLOCKED = 5
    DISPUTED = 6
    STANDS = 7
    ENDED = 8


class Told(StrEnum):
    """What a finder is told: the words of the message, fixed. GONE: no more than that its hit stands no longer."""

    ENTERED_IN_ERROR = "entered-in-error"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    FOUND = "found"
    BLOCKED = "blocked"
    DISPUTED = "disputed"
    STANDS = "stands"
    GONE = "gone"


# What a new state means to those who found the record in another.
OF_STATUS = {
    Status.WITHDRAWN: Turn.WITHDRAWN,
    Status.ENTERED_IN_ERROR: Turn.ENTERED_IN_ERROR,
    Status.RECOVERED: Turn.FOUND,
    Status.BLOCKED: Turn.BLOCKED,
    Status.DISPUTED: Turn.DISPUTED,
}
# After these no hit stands as it was.
_ENDS = frozenset({Turn.ENTERED_IN_ERROR, Turn.WITHDRAWN, Turn.CORRECTED, Turn.BLOCKED})


def told_as(happened: Turn, *, is_open: bool, after_recovery: AfterRecovery) -> Told | None:
    """What a finder is told; None for nothing.

    is_open: may the finder still see this owner's record at all? One to which it was closed since learns that its hit
    stands no longer, because somebody may be held on it; of a record that goes on it learns nothing.
    Source: practice 2 and 10.
    """
    if happened is Turn.ENDED:  # whoever found it here reads so on the hit itself
        return None
    if is_open:
        return Told(happened.name.lower().replace("_", "-"))
    gone = happened in _ENDS or (happened is Turn.FOUND and after_recovery is AfterRecovery.NOTHING)
    return Told.GONE if gone else None


def is_corrected(before: Iterable[Key], after: Iterable[Key]) -> bool:
    """Does a change take away something by which the record was found? To add a number takes nothing away.

    Source: practice 21 ("correct": everyone who got a hit is told if an identifier changed).
    """
    return bool(_values(before) - _values(after))


def _values(keys: Iterable[Key]) -> set[tuple[int, str]]:
    return {(int(key.kind), key.exact or key.value) for key in keys}
