"""The words of a question and the words of a segment that may answer each, with their bits."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from comity.matching.names import words
from comity.matching.names.index.questions import Mode
from comity.matching.names.index.rarity import Rarity
from comity.matching.names.index.segment import Near, Segment
from comity.matching.names.index.wording import Wording

# A word is cut in two where both halves are so long; what is longer than any name is not cut.
SHORTEST_HALF, LONGEST_CUT = 3, 24


@dataclass(frozen=True, slots=True)
class Place:
    """near: numbers of the words that may answer, and the bits each gives, the best last. best: bits of the word asked.

    extra: a joined or split reading beside the words of the name, and so no part of its length.
    """

    near: Near
    best: float
    extra: bool = False


def places_of(wording: Wording, segment: Segment, rarity: Rarity, mode: Mode) -> list[Place]:
    """One place a word; and in a question that is not strict what joins and splits them."""
    places = [_place(each, segment, rarity, mode) for each in wording.places]
    if mode is Mode.STRICT:
        return places
    extra = [_weighed(segment.near(word), rarity.bits(word), segment, rarity) for word in wording.joined]
    extra += [_place(each, segment, rarity, mode) for each in wording.read]
    extra += [half for each in wording.places for half in _halves(each[0], segment, rarity)]
    return places + [Place(each.near, each.best, extra=True) for each in extra if len(each.near[0])]


def _place(readings: tuple[str, ...], segment: Segment, rarity: Rarity, mode: Mode) -> Place:
    found = [_near(word, segment, mode) for word in readings]
    near = found[0] if len(found) == 1 else _best_of(found)
    return _weighed(near, rarity.bits(readings[0]), segment, rarity)


def _near(word: str, segment: Segment, mode: Mode) -> Near:
    if "*" in word:
        return segment.wild(word)
    return segment.exact(word) if mode is Mode.STRICT else segment.near(word)


def _weighed(near: Near, most: float, segment: Segment, rarity: Rarity) -> Place:
    """A word gives its share of its own bits, and never more than the word that was asked: a rare slip of a common
    name must not outweigh the name.
    """
    numbers, worth = near
    bits = worth * np.minimum(rarity.of(segment, numbers), most)
    order = np.argsort(bits, kind="stable")
    return Place((numbers[order], bits[order].astype(np.float32)), most)


def _halves(word: str, segment: Segment, rarity: Rarity) -> list[Place]:
    """One word read as two: every way to cut it into words that are there, a letter for a blank too.

    Every one: if only the rarest were taken, a word that closed records alone have would take the place of another.
    """
    halves: list[Place] = []
    if len(word) > LONGEST_CUT:
        return halves
    for cut, lost in product(range(2, len(word) - SHORTEST_HALF + 1), (0, 1)):
        first, second = word[:cut], word[cut + lost :]
        if (cut < SHORTEST_HALF and first not in words.PARTICLES) or len(second) < SHORTEST_HALF:
            continue
        found = [segment.exact(half) for half in (first, second) if half not in words.PARTICLES]
        if all(len(numbers) for numbers, _worth in found):
            halves += [_weighed(near, rarity.most, segment, rarity) for near in found]
    return halves


def _best_of(found: list[Near]) -> Near:
    """Several readings of one word as one: each word near any of them, at its best."""
    numbers = np.concatenate([each[0] for each in found])
    worth = np.concatenate([each[1] for each in found])
    order = np.lexsort((-worth, numbers))
    numbers, worth = numbers[order], worth[order]
    keep = np.ones(len(numbers), bool)
    keep[1:] = numbers[1:] != numbers[:-1]
    return numbers[keep], worth[keep]
