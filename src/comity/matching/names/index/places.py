"""The words of a question, and what of a segment may answer each, with its bits."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from comity.matching.names import words
from comity.matching.names.index.hashing import Letters
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
    strict, wide = mode is Mode.STRICT, mode is Mode.WIDE
    several = [
        *wording.places,
        *(() if strict else wording.read),
        *(() if strict else ((word,) for word in wording.joined)),
    ]
    wild = [wide and has_wildcard(readings[0]) for readings in several]
    plain = list(
        dict.fromkeys(
            word for readings, is_wild in zip(several, wild, strict=True) if not is_wild for word in readings
        )
    )
    # Neighbours written together are looked for by their letters: what sounds like two words is half the index.
    spoken = {word for readings in (*wording.places, *wording.read) for word in readings}
    heard = sum(word in spoken for word in plain)
    found_near = segment.exact_all(plain) if strict else segment.near_all(plain, heard=heard)
    near = dict(zip(plain, found_near, strict=True))
    known = dict(zip(plain, segment.numbered(Letters(plain).whole()).tolist(), strict=True))
    places = []
    for readings, is_wild in zip(several, wild, strict=True):
        found = [segment.wild(word) if is_wild else near[word] for word in readings]
        itself = [number for word in readings if (number := known.get(word, -1)) >= 0]
        one = found[0] if len(found) == 1 else best_of(found)
        places.append(replace(_weighed(one, itself, segment, rarity), wild=is_wild))
    if strict:
        return places
    count = len(wording.places)
    cuts = _cuts(
        ["" if is_wild else each[0] for each, is_wild in zip(wording.places, wild, strict=False)],
        segment,
        rarity,
    )
    extra = [replace(each, extra=True) for each in places[count:] if len(each.near[0])]
    return [*(replace(each, cut=cut) for each, cut in zip(places, cuts, strict=False)), *extra]


def _weighed(near: Near, itself: list[int], segment: Segment, rarity: Rarity) -> Place:
    """The word itself gives its bits; all that is near it gives a share of what it says to be near it.

    Not the bits of the word that is near: whoever mistyped a common name meant the common one as likely as a rare one.
    """
    numbers, worth = near
    size = rarity.size(segment, numbers)
    around = max(LEAST_BITS, rarity.most - math.log2(size + 1))
    bits = worth * np.float32(around)
    same = np.isin(numbers, itself) & (worth == 1)
    bits[same] = np.maximum(bits[same], rarity.of(segment, numbers[same]))
    order = np.argsort(bits, kind="stable")
    return Place((numbers[order], bits[order].astype(np.float32)), size)


def _cuts(asked: Sequence[str], segment: Segment, rarity: Rarity) -> list[tuple[Names, Bits]]:
    """For each word the names in which it stands as two, a letter for the blank too.

    Every way to cut it: if only the likeliest were taken, words of closed records alone would take others' place.
    """
    ways = [way for row, word in enumerate(asked) for way in _ways(row, word)]
    if not ways:
        return [NOBODY] * len(asked)
    table = np.array(ways, np.int64)
    letters, rows, start = Letters(asked), table[:, 0], np.zeros(len(ways), np.int64)
    first = segment.numbered(letters.part(rows, start, table[:, 1]))
    second = segment.numbered(letters.part(rows, table[:, 2], letters.lengths[rows]))
    found: list[list[tuple[Names, Bits]]] = [[] for _ in asked]
    for (row, cut, begins), *numbers in zip(ways, first.tolist(), second.tolist(), strict=True):
        texts = asked[row][:cut], asked[row][begins:]
        halves = [number for text, number in zip(texts, numbers, strict=True) if text not in words.PARTICLES]
        if halves and -1 not in halves:
            found[row].append(_both(halves, segment, rarity))
    return [
        (np.concatenate([n for n, _ in each]), np.concatenate([b for _, b in each])) if each else NOBODY
        for each in found
    ]


def _ways(row: int, word: str) -> Iterator[tuple[int, int, int]]:
    """The row, where the first half of a word ends, and where the second begins."""
    if len(word) > LONGEST_CUT:
        return
    for cut, lost in product(range(2, len(word) - SHORTEST_HALF + 1), (0, 1)):
        if len(word) - cut - lost < SHORTEST_HALF:
            return
        if cut >= SHORTEST_HALF or word[:cut] in words.PARTICLES:
            yield row, cut, cut + lost


def _both(halves: list[int], segment: Segment, rarity: Rarity) -> tuple[Names, Bits]:
    """The names with both words, and their bits."""
    found = [segment.having(half) for half in halves]
    both = found[0] if len(found) == 1 else np.intersect1d(found[0], found[1], assume_unique=True)
    told = float(rarity.of(segment, np.array(halves, np.int64)).sum())
    return both.astype(np.int64), np.full(len(both), CUT * min(rarity.most, told), np.float32)
