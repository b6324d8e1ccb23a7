"""One segment of the index: its arrays, the words near a word, and its records by id."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from comity.matching.names.index import hashing
from comity.matching.names.index.building import ids_of, record_keys
from comity.matching.names.index.wording import skeleton

# What a word is worth that is not the one asked for, as a share of it: by edits, and by sound alone.
ONE_EDIT, TWO_EDITS, SHORT_EDIT = 0.82, 0.68, 0.6
MOST_EDITS, LONG_FROM = 2, 5
# By row short and long words, by column edits.
_WORTH = np.array([[1, SHORT_EDIT, SHORT_EDIT, 0], [1, ONE_EDIT, TWO_EDITS, 0]], np.float32)
HEARD_LEAST, HEARD_MOST = 0.55, 0.9
LEAST_ALIKE = 0.6
Near = tuple[NDArray[np.int64], NDArray[np.float32]]

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
        self.view = memoryview(arrays["text"].data)

    @property
    def records(self) -> int:
        return len(self.key)

    @property
    def entries(self) -> int:
        """How many names."""
        return len(self.of_record)

    def texts(self, places: NDArray[Any]) -> list[str]:
        """The words of these numbers."""
        lines, view = self.arrays["line"], self.view
        ends = zip(lines[places].tolist(), lines[places + 1].tolist(), strict=True)
        return [str(view[start : end - 1], "utf-8", "surrogatepass") for start, end in ends]

    def place_of(self, word: str) -> int | None:
        """The number of exactly this word."""
        wanted = np.uint64(hashing.word_hash(word))
        place = int(np.searchsorted(self.word, wanted))
        return place if place < len(self.word) and self.word[place] == wanted else None

    def having(self, place: int) -> NDArray[np.uint32]:
        """The names with this word, in order."""
        return np.asarray(self.names[self.first[place] : self.first[place + 1]], np.uint32)

    def exact(self, word: str) -> Near:
        """That word alone, as `near` gives it."""
        place = self.place_of(word)
        found = [] if place is None else [place]
        return np.array(found, np.int64), np.ones(len(found), np.float32)

    def near(self, word: str) -> Near:
        """Numbers of the words within the edits allowed or of the same sound; how much each is worth, 1 the same.

        Nothing is remembered from question to question: its time would tell what others asked (practice 2).
        """
        found = [self._within_edits(word)]
        if bones := skeleton(word):
            found.append(self._heard(word, bones))
        if (place := self.place_of(word)) is not None:
            found.append((np.array([place], np.int64), np.ones(1, np.float32)))
        return best_of(found)

    def _within_edits(self, word: str) -> Near:
        places = _equal(self.arrays["near"], hashing.left_out_of(word), self.arrays["near_word"])
        texts = self.texts(places)
        distances = _all(OSA.distance, word, texts, np.uint8, MOST_EDITS)
        lengths = np.fromiter(map(len, texts), np.int64, len(texts))
        longer = np.maximum(lengths, len(word))
        allowed = (longer >= hashing.ONE_EDIT_FROM).astype(np.int64) + (longer >= hashing.TWO_EDITS_FROM)
        keep = distances <= allowed
        return places[keep], _WORTH[int(len(word) >= LONG_FROM), distances[keep]]

    def _heard(self, word: str, bones: str) -> Near:
        places = _equal(self.arrays["heard"], hashing.skeleton_hashes([bones]), self.arrays["heard_word"])
        alike = _all(JaroWinkler.normalized_similarity, word, self.texts(places), np.float32, LEAST_ALIKE)
        keep = alike >= LEAST_ALIKE
        share = (alike[keep] - LEAST_ALIKE) / (1 - LEAST_ALIKE)
        return places[keep], (HEARD_LEAST + (HEARD_MOST - HEARD_LEAST) * share).astype(np.float32)

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


def _all(scorer: Any, word: str, texts: list[str], kind: Any, cutoff: float) -> NDArray[Any]:
    """One word against many, in one call."""
    if not texts:
        return np.zeros(0, kind)
    return np.asarray(process.cdist([word], texts, scorer=scorer, dtype=kind, score_cutoff=cutoff)[0])


def _equal(
    sorted_numbers: NDArray[Any], wanted: NDArray[Any], owners: NDArray[np.uint32]
) -> NDArray[np.int64]:
    """The owners of all entries of a sorted array that equal one of the wanted, each once, in order."""
    low = np.searchsorted(sorted_numbers, wanted, "left")
    high = np.searchsorted(sorted_numbers, wanted, "right")
    runs = [owners[start:end] for start, end in zip(low.tolist(), high.tolist(), strict=True) if end > start]
    return np.unique(np.concatenate(runs)).astype(np.int64) if runs else np.zeros(0, np.int64)
