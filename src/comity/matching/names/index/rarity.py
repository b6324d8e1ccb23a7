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

    def bits(self, word: str) -> float:
        """Of one word. What only closed records have is as rare as what nobody has."""
        place = self.base.place_of(word)
        return self.most if place is None else float(self._bits[place])

    def of(self, segment: Segment, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """Of words of any segment, by their numbers there."""
        if segment is self.base:
            return self._bits[places]
        bits = np.full(len(places), self.most, np.float32)
        if len(self.base.word):
            numbers = segment.word[places]
            found = np.minimum(np.searchsorted(self.base.word, numbers), len(self.base.word) - 1)
            same = self.base.word[found] == numbers
            bits[same] = self._bits[found[same]]
        return bits
