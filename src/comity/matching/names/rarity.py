"""How rare a token of a name is, in bits: -log2 of the part of all written tokens that it is.

A prior is shipped (data/rarity.txt, from public lists). A node lays its own counts over it, from unrestricted
records only.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import exp2, log2
from pathlib import Path

from comity.matching.names.remembering import kept_by

DATA = Path(__file__).parent / "data"
# A token that no list has. A made-up one looks as rare, so it must not count for more than a very rare name.
UNSEEN = 17.0
# How many tokens a deployment needs before its own counts weigh as much as the prior.
PRIOR_TOKENS = 200_000


class Counts(Mapping[str, int]):
    """Counts that are looked up many at once in less time than one by one."""

    @abstractmethod
    def many(self, tokens: Sequence[str]) -> list[int]:
        """Of each token; 0 for one that is not counted."""


class Rarity:
    """Bits of each token. Immutable; `over` makes another one."""

    __slots__ = ("_bits", "_counts", "_lists", "_share", "_total")

    def __init__(
        self,
        bits: Mapping[str, float],
        counts: Mapping[str, int] | None = None,
        lists: Mapping[str, int] | None = None,
        total: int | None = None,
    ) -> None:
        self._bits, self._counts, self._lists = bits, counts or {}, lists or {}
        self._total = max(1, sum(self._counts.values()) if total is None else total)
        self._share = self._total / (self._total + PRIOR_TOKENS) if self._counts else 0.0

    def bits(self, token: str) -> float:
        """Of a plain token; UNSEEN for one that no list has."""
        bits = self._bits.get(token, UNSEEN)
        if not self._share:
            return bits
        kept: dict[str, float] = kept_by(self)
        if token not in kept:
            kept[token] = self._with_count(token, self._counts.get(token, 0))
        return kept[token]

    def look_up(self, tokens: Iterable[str]) -> None:
        """Many at once: `bits` has them at hand while the question lasts."""
        if isinstance(self._counts, Counts) and self._share:
            kept: dict[str, float] = kept_by(self)
            new = [token for token in dict.fromkeys(tokens) if token not in kept]
            for token, count in zip(new, self._counts.many(new), strict=True):
                kept[token] = self._with_count(token, count)

    def _with_count(self, token: str, count: int) -> float:
        shipped = exp2(-self._bits.get(token, UNSEEN))
        chance = self._share * count / self._total + (1 - self._share) * shipped
        return min(UNSEEN, -log2(max(chance, shipped)))

    def names(self) -> Iterable[str]:
        """All tokens that the lists have."""
        return self._bits.keys()

    def knows(self, token: str) -> bool:
        """Is this token a name that people bear, as far as any list says?"""
        return token in self._bits or token in self._counts

    def lists_with_both(self, one: str, other: str) -> int:
        """In how many lists both stand. Each list knows its spellings: what it does not join there are two names."""
        return (self._lists.get(one, 0) & self._lists.get(other, 0)).bit_count()

    def over(self, counts: Mapping[str, int], total: int | None = None) -> "Rarity":
        """The same prior with a deployment's own counts of plain tokens laid over it. total: their sum, where known.

        The more tokens are counted, the less the prior says; a token that is only in the counts is known from then on.
        Counts make a name commoner and never rarer: what stands here in two words (Abd al-Rahman) would look unheard of
        as one, and a name that seems rarer than it is would make hits.
        """
        return Rarity(self._bits, counts, self._lists, total)


@cache
def prior() -> Rarity:
    """The shipped one. data/rarity.txt: bits, the lists as a number, a colon, and the tokens of that rarity."""
    table: dict[str, float] = {}
    lists: dict[str, int] = {}
    for line in (DATA / "rarity.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            head, _, tail = line.partition(":")
            bits, number = head.split()
            tokens = tail.split()
            table.update(dict.fromkeys(tokens, float(bits)))
            if number != "0":
                lists.update(dict.fromkeys(tokens, int(number)))
    return Rarity(table, lists=lists)
