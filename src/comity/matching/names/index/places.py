"""The words of a question, and what of a segment may answer each, with its bits."""

import math
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from comity.matching.names import words
from comity.matching.names.index.questions import Mode
from comity.matching.names.index.rarity import LEAST_BITS, Rarity
from comity.matching.names.index.segment import Near, Segment, best_of
from comity.matching.names.index.wording import Wording, has_wildcard

# A word is cut in two where both halves are so long; what is longer than any name is not cut.
SHORTEST_HALF, LONGEST_CUT = 3, 24
# What two words written as one, or one as two, are worth beside the same words.
CUT = 0.8

Names = NDArray[np.int64]
Bits = NDArray[np.float32]
NOBODY = (np.zeros(0, np.int64), np.zeros(0, np.float32))


@dataclass(frozen=True, slots=True)
class Place:
    """near: numbers of the words that may answer, and the bits each gives, the best last. size: open names with one.

    cut: names that have the word as two words, and their bits. extra: a reading beside the words of the name, and so no
    part of its length. wild: a wildcard stands for letters of it.
    """

    near: Near
    size: int
    cut: tuple[Names, Bits] = NOBODY
    extra: bool = False
    wild: bool = False


def places_of(wording: Wording, segment: Segment, rarity: Rarity, mode: Mode) -> list[Place]:
    """One place a word; and in a question that is not strict what joins and splits them."""
    if mode is Mode.STRICT:
        return [_place(each, segment, rarity, mode) for each in wording.places]
    places = [
        replace(_place(each, segment, rarity, mode), wild=True)
        if mode is Mode.WIDE and has_wildcard(each[0])
        else replace(_place(each, segment, rarity, mode), cut=_cut(each[0], segment, rarity))
        for each in wording.places
    ]
    extra = [_weighed(segment.near(word), (word,), segment, rarity) for word in wording.joined]
    extra += [_place(each, segment, rarity, mode) for each in wording.read]
    return places + [replace(each, extra=True) for each in extra if len(each.near[0])]


def _place(readings: tuple[str, ...], segment: Segment, rarity: Rarity, mode: Mode) -> Place:
    found = [_near(word, segment, mode) for word in readings]
    return _weighed(found[0] if len(found) == 1 else best_of(found), readings, segment, rarity)


def _near(word: str, segment: Segment, mode: Mode) -> Near:
    if mode is Mode.WIDE and has_wildcard(word):
        return segment.wild(word)
    return segment.exact(word) if mode is Mode.STRICT else segment.near(word)


def _weighed(near: Near, readings: tuple[str, ...], segment: Segment, rarity: Rarity) -> Place:
    """The word itself gives its bits; all that is near it gives a share of what it says to be near it.

    Not the bits of the word that is near: whoever mistyped a common name meant the common one as likely as a rare one.
    """
    numbers, worth = near
    size = rarity.size(segment, numbers)
    around = max(LEAST_BITS, rarity.most - math.log2(size + 1))
    itself = [place for each in readings if (place := segment.place_of(each)) is not None]
    bits = worth * np.float32(around)
    same = np.isin(numbers, itself) & (worth == 1)
    bits[same] = np.maximum(bits[same], rarity.of(segment, numbers[same]))
    order = np.argsort(bits, kind="stable")
    return Place((numbers[order], bits[order].astype(np.float32)), size)


def _cut(word: str, segment: Segment, rarity: Rarity) -> tuple[Names, Bits]:
    """Names in which this word stands as two, a letter for the blank too.

    Every way to cut it: if only the likeliest were taken, words of closed records alone would take others' place.
    """
    names: list[Names] = []
    bits: list[Bits] = []
    for cut, lost in product(range(2, min(len(word), LONGEST_CUT) - SHORTEST_HALF + 1), (0, 1)):
        first, second = word[:cut], word[cut + lost :]
        if len(word) > LONGEST_CUT or len(second) < SHORTEST_HALF:
            break
        if cut < SHORTEST_HALF and first not in words.PARTICLES:
            continue
        halves = [segment.place_of(half) for half in (first, second) if half not in words.PARTICLES]
        if not halves or None in halves:
            continue
        found = [segment.having(half) for half in halves if half is not None]
        both = found[0] if len(found) == 1 else np.intersect1d(found[0], found[1], assume_unique=True)
        told = float(rarity.of(segment, np.array(halves, np.int64)).sum())
        names.append(both.astype(np.int64))
        bits.append(np.full(len(both), CUT * min(rarity.most, told), np.float32))
    return (np.concatenate(names), np.concatenate(bits)) if names else NOBODY
