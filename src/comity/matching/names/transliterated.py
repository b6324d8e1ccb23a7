"""Other scripts as the comparison uses them: the learned tables as bits and pieces, many pairs at once."""

from collections.abc import Iterable, Sequence
from math import log2

from comity.matching.names.letters import Likeness, cjk_likeness, likeness, romanised
from comity.matching.names.letters import prepare as _prepare

__all__ = ["SUREST_BITS", "heard", "heard_whole", "listen", "pieces", "pieces_of_whole", "romanised"]

# A table is never surer than this; 13.3 bits.
SUREST = 0.9999
SUREST_BITS = log2(SUREST / (1 - SUREST))


def heard(native: str, other: str) -> float | None:
    """Bits for the two being one name: log2 of the odds, at most SUREST_BITS either way. None where no table fits."""
    return _bits(likeness(native, other))


def heard_whole(native: str, others: Sequence[str]) -> float | None:
    """As `heard`, of a whole name in Chinese, Japanese or Korean characters and the words of a Latin one."""
    return _bits(cjk_likeness(native, others))


def _bits(found: Likeness | None) -> float | None:
    if found is None:
        return None
    chance = min(max(found.probability, 1 - SUREST), SUREST)
    return log2(chance / (1 - chance))


def pieces(native: str, other: str) -> tuple[tuple[str, str], ...]:
    """Which letters of the one stand for which of the other."""
    found = likeness(native, other)
    return () if found is None else tuple(found.alignment)


def pieces_of_whole(native: str, others: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Which characters stand for which letters."""
    found = cjk_likeness(native, others)
    return () if found is None else tuple(found.alignment)


def listen(natives: Iterable[str], others: Iterable[str]) -> None:
    """Compare all of these at once, so that `heard` answers from memory: 4 us a pair, alone 100 us."""
    _prepare(natives, others)
