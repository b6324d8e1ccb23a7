"""One segment of the index: its arrays, the words near a word, and its records by id."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from comity.matching.names.index import hashing
from comity.matching.names.index.building import ids_of, record_keys, spread
from comity.matching.names.index.wording import skeleton

# What a word is worth that is not the one asked for, as a share of it: by edits, and by sound alone.
ONE_EDIT, TWO_EDITS, SHORT_EDIT = 0.82, 0.68, 0.6
MOST_EDITS, LONG_FROM = 2, 5
# By row short and long words, by column edits.
_WORTH = np.array([[1, SHORT_EDIT, SHORT_EDIT, 0], [1, ONE_EDIT, TWO_EDITS, 0]], np.float32)
HEARD_LEAST, HEARD_MOST = 0.55, 0.9
LEAST_ALIKE = 0.6
Near = tuple[NDArray[np.int64], NDArray[np.float32]]
# Rows of a question, numbers of words, and what each is worth.
_Pairs = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]

# Any letters of a line; one letter, which may be several bytes.
_WILD = {"*": ".*", "?": r"(?:[^\n\x80-\xff]|[\xc0-\xff][\x80-\xbf]+)"}


class Segment:
    """Arrays of one file, or of memory. marks: what the entries were marked with, by number."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], marks: list[Any]) -> None:
        self.arrays, self.marks = arrays, marks
        self.key, self.ids = arrays["key"], arrays["ids"].reshape(-1, 2)
        self.born, self.countries = arrays["born"].reshape(-1, 2), arrays["countries"].reshape(-1, 3)
        self.word, self.first, self.names = arrays["word"], arrays["first"], arrays["names"]
        self.of_record, self.starts, self.stream = arrays["of_record"], arrays["starts"], arrays["stream"]

    @property
    def records(self) -> int:
        return len(self.key)

    @property
    def entries(self) -> int:
        """How many names."""
        return len(self.of_record)

    @cached_property
    def heads(self) -> NDArray[np.uint8]:
        """The first byte of each word."""
        return np.asarray(self.arrays["text"][self.arrays["line"][:-1]], np.uint8)

    @cached_property
    def single(self) -> NDArray[np.bool_]:
        """Is the word one letter?"""
        return np.asarray(np.diff(self.arrays["line"]) == len("x\n"), np.bool_)

    def texts(self, places: NDArray[Any]) -> list[str]:
        """The words of these numbers."""
        if not len(places):
            return []
        starts = self.arrays["line"][places].astype(np.int64)
        sizes = self.arrays["line"][places + 1].astype(np.int64) - starts
        lines = self.arrays["text"][spread(starts, sizes)].tobytes()
        return lines.decode("utf-8", "surrogatepass").split("\n")[:-1]

    def having(self, place: int) -> NDArray[np.uint32]:
        """The names with this word, in order."""
        return np.asarray(self.names[self.first[place] : self.first[place + 1]], np.uint32)

    def exact_all(self, words: Sequence[str]) -> list[Near]:
        """Each word alone, as `near_all` gives it."""
        found, places = self._whole(hashing.Letters(words))
        return [
            (places[found == row], np.ones(int((found == row).sum()), np.float32))
            for row in range(len(words))
        ]

    def near_all(self, words: Sequence[str], *, heard: int) -> list[Near]:
        """For each word the numbers of those within the edits allowed or, of the first so many words, of the same
        sound; how much each is worth, 1 the same.

        Nothing is remembered from question to question: its time would tell what others asked (practice 2).
        """
        letters = hashing.Letters(words)
        rows, places = self._whole(letters)
        found = [(rows, places, np.ones(len(rows), np.float32))]
        found.append(self._within_edits(words, letters))
        found.append(self._heard(words[:heard]))
        rows, places, worth = (np.concatenate([each[part] for each in found]) for part in range(3))
        order = np.lexsort((-worth, places, rows))
        rows, places, worth = rows[order], places[order], worth[order]
        keep = np.ones(len(rows), bool)
        keep[1:] = (rows[1:] != rows[:-1]) | (places[1:] != places[:-1])
        rows, places, worth = rows[keep], places[keep], worth[keep].astype(np.float32)
        borders = np.searchsorted(rows, np.arange(len(words) + 1)).tolist()
        return [(places[start:end], worth[start:end]) for start, end in pairwise(borders)]

    def _whole(self, letters: hashing.Letters) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows that are words here, and their numbers."""
        places = self.numbered(letters.whole())
        rows = np.flatnonzero(places >= 0)
        return rows, places[rows]

    def numbered(self, hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The numbers of the words with these hashes; -1 for what is not here."""
        if not len(self.word):
            return np.full(len(hashes), -1, np.int64)
        places = np.minimum(np.searchsorted(self.word, hashes), len(self.word) - 1)
        return np.where(self.word[places] == hashes, places, -1)

    def _within_edits(self, words: Sequence[str], letters: hashing.Letters) -> _Pairs:
        rows, places = _equal(self.arrays["near"], *letters.left_out(), self.arrays["near_word"])
        texts = self.texts(places)
        distances = _each(OSA.distance, words, rows, texts, np.uint8, MOST_EDITS)
        longer = np.maximum(np.fromiter(map(len, texts), np.int64, len(texts)), letters.lengths[rows])
        allowed = (longer >= hashing.ONE_EDIT_FROM).astype(np.int64) + (longer >= hashing.TWO_EDITS_FROM)
        keep = distances <= allowed
        rows = rows[keep]
        return (
            rows,
            places[keep],
            _WORTH[(letters.lengths[rows] >= LONG_FROM).astype(np.int64), distances[keep]],
        )

    def _heard(self, words: Sequence[str]) -> _Pairs:
        boned = [(row, bones) for row, word in enumerate(words) if (bones := skeleton(word))]
        numbers = hashing.skeleton_hashes([bones for _row, bones in boned])
        owners = np.array([row for row, _bones in boned], np.int64)
        rows, places = _equal(self.arrays["heard"], numbers, owners, self.arrays["heard_word"])
        similarity = JaroWinkler.normalized_similarity
        alike = _each(similarity, words, rows, self.texts(places), np.float32, LEAST_ALIKE)
        keep = alike >= LEAST_ALIKE
        share = (alike[keep] - LEAST_ALIKE) / (1 - LEAST_ALIKE)
        worth = (HEARD_LEAST + (HEARD_MOST - HEARD_LEAST) * share).astype(np.float32)
        return rows[keep], places[keep], worth

    def wild(self, pattern: str) -> Near:
        """Words of a pattern with wildcards, as the line of each says. Only where the officer consents (Mode.WIDE)."""
        letters = [_WILD.get(each) or re.escape(each) for each in pattern]
        expression = re.compile(("^" + "".join(letters) + "$").encode(), re.MULTILINE)
        starts = [found.start() for found in expression.finditer(self.arrays["text"].data)]
        places = np.searchsorted(self.arrays["line"], np.array(starts, np.int64))
        return places.astype(np.int64), np.full(len(places), ONE_EDIT, np.float32)

    def places(self, keys: NDArray[np.uint64], ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The records with these keys and ids, by number; those that are not here are left out."""
        found = np.searchsorted(self.key, keys)
        inside = found < len(self.key)
        found, ids = found[inside], ids[inside]
        return np.asarray(found[(self.ids[found] == ids).all(axis=1)], np.int64)

    def places_of(self, records: Collection[tuple[int, UUID]]) -> NDArray[np.int64]:
        """The same by (database, id)."""
        ids, database = ids_of(records), np.array([code for code, _record in records], np.uint16)
        return self.places(record_keys(ids, database), ids)

    def answering(self, allow: Callable[[Any], bool]) -> NDArray[np.bool_]:
        """For each mark: may the asker have it?"""
        return np.fromiter((allow(mark) for mark in self.marks), bool, len(self.marks))


def best_of(found: Sequence[Near]) -> Near:
    """Several findings as one: each word at its best."""
    numbers = np.concatenate([each[0] for each in found])
    worth = np.concatenate([each[1] for each in found])
    order = np.lexsort((-worth, numbers))
    numbers, worth = numbers[order], worth[order]
    keep = np.ones(len(numbers), bool)
    keep[1:] = numbers[1:] != numbers[:-1]
    return numbers[keep], worth[keep]


def _each(
    scorer: Any, words: Sequence[str], rows: NDArray[np.int64], texts: list[str], kind: Any, cutoff: float
) -> NDArray[Any]:
    """The word of each row against the text beside it, in one call."""
    if not texts:
        return np.zeros(0, kind)
    asked = [words[row] for row in rows.tolist()]
    return np.asarray(process.cpdist(asked, texts, scorer=scorer, dtype=kind, score_cutoff=cutoff))


def _equal(
    sorted_numbers: NDArray[Any],
    wanted: NDArray[np.uint32],
    rows: NDArray[np.int64],
    owners: NDArray[np.uint32],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each row the owners of all entries of a sorted array that equal one it wants, each once, in order."""
    low = np.searchsorted(sorted_numbers, wanted, "left")
    sizes = np.searchsorted(sorted_numbers, wanted, "right") - low
    found = owners[spread(low, sizes)].astype(np.int64)
    pairs = np.unique(np.repeat(rows, sizes) << 32 | found)
    return pairs >> 32, pairs & 0xFFFFFFFF
