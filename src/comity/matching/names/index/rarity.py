"""How rare the words of a question are, in bits, by what records open to everyone say (practice 10)."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index.hashing import Letters, word_hash
from comity.matching.names.index.segment import Segment
from comity.matching.names.rarity import Counts

# A small base knows little of what is rare; and no word says nothing.
LEAST_NAMES, LEAST_BITS = 1_000, 0.5


class Written(Counts):
    """How many names of records open to everyone have each word, as written: for how rare names are in answers.

    Looked up in the mapped file, so that no process holds hundreds of thousands of words.
    """

    def __init__(self, base: Segment) -> None:
        self.base, self._counts = base, base.arrays["written"]
        self.total = int(self._counts.sum())

    def __getitem__(self, word: str) -> int:
        (place,) = self.base.numbered(np.array([word_hash(word)], np.uint64)).tolist()
        count = int(self._counts[place]) if place >= 0 else 0
        if not count:
            raise KeyError(word)
        return count

    def many(self, tokens: Sequence[str]) -> list[int]:
        if not tokens or not len(self._counts):
            return [0] * len(tokens)
        places = self.base.numbered(Letters(tokens).whole())
        found: list[int] = np.where(places >= 0, self._counts[places], 0).tolist()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.base.texts(np.flatnonzero(self._counts)))

    def __len__(self) -> int:
        return int(np.count_nonzero(self._counts))


class Rarity:
    """By the base alone: what came since changes no order, and what is closed never does."""

    def __init__(self, base: Segment) -> None:
        self.base = base
        counting = int(base.arrays["counts"][base.of_record].sum()) if base.entries else 0
        self.most = math.log2(counting + LEAST_NAMES)
        bits = self.most - np.log2(base.arrays["open"] + 1.0)
        self._bits = np.maximum(bits, LEAST_BITS).astype(np.float32)

    def size(self, segment: Segment, places: NDArray[np.int64]) -> int:
        """How many open names of the base have one of these words of any segment."""
        if segment is self.base:
            return int(self.base.arrays["open"][places].sum())
        found = self._in_base(segment, places)
        return int(self.base.arrays["open"][found[found >= 0]].sum())

    def of(self, segment: Segment, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Of words of any segment, by their numbers there."""
        if segment is self.base:
            return self._bits[places]
        found = self._in_base(segment, places)
        bits = np.full(len(places), self.most, np.float32)
        bits[found >= 0] = self._bits[found[found >= 0]]
        return bits

    def _in_base(self, segment: Segment, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers that these words have in the base; -1 where it lacks them."""
        if not len(self.base.word):
            return np.full(len(places), -1, np.int64)
        numbers = segment.word[places]
        found = np.minimum(np.searchsorted(self.base.word, numbers), len(self.base.word) - 1)
        return np.where(self.base.word[found] == numbers, found, -1).astype(np.int64)
