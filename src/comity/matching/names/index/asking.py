"""A question to one segment: from its words to the names that have them, and from those to the best records."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index.building import WORD, spread
from comity.matching.names.index.facts import facts
from comity.matching.names.index.places import Place, places_of
from comity.matching.names.index.questions import Asked, Mode, Proposed
from comity.matching.names.index.rarity import Rarity
from comity.matching.names.index.scratch import SCRATCH
from comity.matching.names.index.segment import Segment
from comity.matching.names.index.wording import Wording, plain_number, worded, worded_with_wildcards

# Names looked at closely for each name asked.
MOST_LOOKED_AT = 800
# The rarest words find names; when they have found enough, and the next would bring more than can be looked through,
# it only orders what was found.
LEAST_TOUCHED, MOST_TOUCHED = 300, 40_000
MOST_ASKED_NAMES = 12
# Words that one wildcard may stand for.
MOST_EXPANDED = 200
# What is added to the rank of a name whose words are exactly those asked: it stands before all others.
SAME_WORDS = 1_000.0
# Taken for each word of the record that nothing asked answers; given for an initial that fits a word.
LEFT_OVER, INITIAL = 0.8, 2.0
_ONE_LETTER = len("x\n")

Names = NDArray[np.int64]
Bits = NDArray[np.float32]


class _Runs:
    """The words of some names, behind each other, and what the places of a question give them."""

    def __init__(self, segment: Segment, names: Names) -> None:
        starts = segment.starts[names].astype(np.int64)
        sizes = segment.starts[names + 1].astype(np.int64) - starts
        self.segment, self.names = segment, names
        self.words = segment.stream[spread(starts, sizes)] & WORD
        self.first = np.cumsum(sizes) - sizes

    def best(self, places: Sequence[Place]) -> Bits:
        """A row for each place: what it gives each name, the bits of the best of its words."""
        found = np.zeros((len(places), len(self.names)), np.float32)
        near = np.unique(np.concatenate([place.near[0] for place in places]))
        slots = SCRATCH.numbered(len(self.segment.word), near, self.words)
        fits = np.flatnonzero(slots)
        if len(fits):
            bits = np.zeros((len(places), len(near) + 1), np.float32)
            for row, place in enumerate(places):  # the best of a place come last, and stay
                bits[row, 1 + np.searchsorted(near, place.near[0])] = place.near[1]
            owners = np.searchsorted(self.first, fits, "right") - 1
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            best = np.maximum.reduceat(bits[:, slots[fits]], starts, axis=1)
            found[:, owners[starts]] = best
        for row, place in enumerate(places):
            if len(place.cut[0]):
                cut = SCRATCH.at(self.segment.entries, *place.cut, self.names)
                found[row] = np.maximum(found[row], cut)
        return found


def wordings_of(asked: Asked) -> list[Wording]:
    """The names asked, read."""
    read = worded_with_wildcards if asked.mode is Mode.WIDE else worded
    return [read(name) for name in dict.fromkeys(asked.names[:MOST_ASKED_NAMES])]


class Search:
    """allow: may the asker have records with this mark? today: UTC. replaced: numbers of records that are no more."""

    def __init__(
        self,
        segment: Segment,
        rarity: Rarity,
        asked: Asked,
        wordings: Sequence[Wording],
        *,
        allow: Callable[[Any], bool],
        today: date,
        replaced: NDArray[np.int64] | None = None,
    ) -> None:
        self.segment, self.rarity, self.asked, self.wordings = segment, rarity, asked, wordings
        self.allowed, self.today = segment.answering(allow), today.toordinal()
        self.replaced = replaced
        self.databases = np.array(sorted(asked.databases), np.uint16)

    def proposed(self, most: int) -> list[Proposed]:
        """The best records, best first."""
        found: dict[int, float] = {}
        for wording in self.wordings:
            for record, rank in self._by_name(wording, most).items():
                found[record] = max(rank, found.get(record, rank))
        best = sorted(found.items(), key=lambda each: (-each[1], each[0]))[:most]
        records = np.array([record for record, _rank in best], np.int64)
        halves, database = (
            self.segment.ids[records].tolist(),
            self.segment.arrays["database"][records].tolist(),
        )
        return [
            Proposed(code, UUID(int=high << 64 | low), rank)
            for code, (high, low), (_record, rank) in zip(database, halves, best, strict=True)
        ]

    def _by_name(self, wording: Wording, most: int) -> dict[int, float]:
        if not wording.places or not self.segment.entries:
            return {}
        places = places_of(wording, self.segment, self.rarity, self.asked.mode)
        places = [self._expanded(each) if each.wild else each for each in places]
        names = self._looked_at(places, wording)
        ranks = self._ranks(names, places, wording) if len(names) else np.zeros(0, np.float32)
        order = np.argsort(-ranks, kind="stable")
        order = order[ranks[order] > -np.inf]
        records, first = np.unique(self.segment.of_record[names[order]], return_index=True)
        chosen = np.argsort(first, kind="stable")[:most]
        return dict(zip(records[chosen].tolist(), ranks[order[first[chosen]]].tolist(), strict=True))

    def _expanded(self, place: Place) -> Place:
        """The words of a wildcard that stand in a name the asker may have, so many at most.

        What is closed must not take the place of what is open: it is left out before the words are cut.
        """
        words, bits = place.near
        if not len(words):
            return place
        first = self.segment.first
        sizes = first[words + 1] - first[words]
        words, bits, sizes = words[sizes > 0], bits[sizes > 0], sizes[sizes > 0]
        names = self.segment.names[spread(first[words], sizes)]
        is_open = self.allowed[self.segment.arrays["mark_of_name"][names]]
        keep = np.logical_or.reduceat(is_open, np.cumsum(sizes) - sizes) if len(sizes) else sizes > 0
        return replace(place, near=(words[keep][-MOST_EXPANDED:], bits[keep][-MOST_EXPANDED:]))

    def _looked_at(self, places: list[Place], wording: Wording) -> Names:
        """Names that may be the best, some thousands at most: by the rarest words, and all of the same words."""
        drivers: list[Place] = []
        others: list[Place] = []
        size = 0
        for place in sorted(
            places, key=lambda each: each.size
        ):  # sizes of open names: closed ones turn nothing
            grown = size + place.size
            if drivers and grown > MOST_TOUCHED and size >= LEAST_TOUCHED:
                others.append(place)
                continue
            drivers.append(place)
            size = grown
        names, bits = SCRATCH.summed(self.segment.entries, [self._having(place) for place in drivers])
        names, bits = self._open(names, bits)
        if others and len(names) > MOST_LOOKED_AT:
            names, first = np.unique(names, return_index=True)
            bits = bits[first] + _Runs(self.segment, names).best(others).sum(axis=0)
        return np.unique(np.concatenate([self._same_words(wording), self._most(wording, names, bits)]))

    def _having(self, place: Place) -> tuple[Names, Bits]:
        """The names with one of its words, and the bits of the word; the best words last."""
        words, bits = place.near
        first = self.segment.first
        sizes = first[words + 1] - first[words]
        names = self.segment.names[spread(first[words], sizes)].astype(np.int64)
        return np.concatenate([place.cut[0], names]), np.concatenate([place.cut[1], np.repeat(bits, sizes)])

    def _same_words(self, wording: Wording) -> Names:
        numbers, wanted = self.segment.arrays["plain"], plain_number(wording)
        low, high = np.searchsorted(numbers, wanted, "left"), np.searchsorted(numbers, wanted, "right")
        names = self.segment.arrays["plain_name"][low:high].astype(np.int64)
        return self._most(wording, *self._open(names, np.zeros(len(names), np.float32)))

    def _open(self, names: Names, bits: Bits) -> tuple[Names, Bits]:
        """Without what this asker may not have, and before the best are cut off: it must take nobody's place."""
        keep = self.allowed[self.segment.arrays["mark_of_name"][names]]
        return names[keep], bits[keep]

    def _most(self, wording: Wording, names: Names, bits: Bits) -> Names:
        """Of common names the ones as long as what was asked, whose facts fit."""
        if len(names) <= MOST_LOOKED_AT:
            return names
        lengths = self.segment.arrays["lengths"][names].astype(np.float32)
        bits = (bits - LEFT_OVER * np.abs(lengths - wording.length)).astype(np.float32)
        bits += facts(self.segment, self.segment.of_record[names], self.asked)
        return np.asarray(names[np.argpartition(-bits, MOST_LOOKED_AT)[:MOST_LOOKED_AT]], np.int64)

    def _ranks(self, names: Names, places: list[Place], wording: Wording) -> Bits:
        """Bits of each name; minus infinity for what is no answer."""
        segment, arrays = self.segment, self.segment.arrays
        runs = _Runs(segment, names)
        best = runs.best(places)
        extra = np.array([place.extra for place in places])
        ranks = best.sum(axis=0)
        answered, beside = (best[~extra] > 0).sum(axis=0), (best[extra] > 0).sum(axis=0)
        lengths = arrays["lengths"][names].astype(np.float32)
        ranks *= np.minimum(1.0, lengths / np.maximum(1.0, answered))  # one word answers only one
        ranks -= LEFT_OVER * np.maximum(0.0, lengths - answered - beside)
        ranks += self._initials(wording, runs.words, runs.first)
        records = segment.of_record[names]
        ranks += facts(segment, records, self.asked)
        ranks[arrays["plain_of_name"][names] == plain_number(wording)] += SAME_WORDS
        alive = self._alive(records)
        if self.asked.mode is Mode.STRICT:
            alive &= answered >= len(places)
        return np.where(alive, ranks, -np.inf).astype(np.float32)

    def _initials(self, wording: Wording, words: NDArray[np.uint32], first: Names) -> Bits:
        """A little for a single letter on either side with which a word of the other begins."""
        found = np.zeros(len(first), np.float32)
        single, every = np.flatnonzero(self.segment.single[words]), np.arange(len(words))
        for place in wording.places:
            some = single if len(place[0]) > 1 else every
            head = place[0].encode("utf-8", "surrogatepass")[0]
            fits = some[self.segment.heads[words[some]] == head]
            found[np.unique(np.searchsorted(first, fits, "right") - 1)] += INITIAL
        return found

    def _alive(self, records: NDArray[np.uint32]) -> NDArray[np.bool_]:
        arrays = self.segment.arrays
        alive = (arrays["until"][records] >= self.today) & np.isin(
            arrays["database"][records], self.databases
        )
        if self.replaced is not None and len(self.replaced):
            alive &= ~np.isin(records, self.replaced)
        return np.asarray(alive, np.bool_)
