"""How rare the words of a question are, in bits, by what records open to everyone say (practice 10)."""

import math

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index.segment import Segment

# A small base knows little of what is rare; and no word says nothing.
LEAST_NAMES, LEAST_BITS = 1_000, 0.5


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
