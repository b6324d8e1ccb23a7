"""One segment of the index: its arrays, the words near a word, and its records by id."""

import re
from collections.abc import Callable, Collection, Mapping
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
ONE_EDIT, TWO_EDITS = 0.82, 0.68
SHORT_EDIT = 0.6
HEARD_LEAST, HEARD_MOST = 0.55, 0.9
LEAST_ALIKE = 0.6
Near = tuple[NDArray[np.int64], NDArray[np.float32]]


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

    def exact(self, word: str) -> Near:
        """That word alone, as `near` gives it."""
        place = self.place_of(word)
        found = [] if place is None else [place]
        return np.array(found, np.int64), np.ones(len(found), np.float32)

    def near(self, word: str) -> Near:
        """Numbers of the words within the edits allowed or of the same sound; how much each is worth, 1 the same.

        Nothing is remembered from question to question: its time would tell what others asked (practice 2).
        """
        worth = self._within_edits(word)
        if bones := skeleton(word):
            self._add_heard(word, bones, worth)
        if (place := self.place_of(word)) is not None:
            worth[place] = 1.0
        return np.fromiter(worth, np.int64, len(worth)), np.fromiter(worth.values(), np.float32, len(worth))

    def _within_edits(self, word: str) -> dict[int, float]:
        wanted = hashing.left_out_of(word)
        places = _equal(self.arrays["near"], wanted, self.arrays["near_word"])
        texts = self.texts(places)
        worth: dict[int, float] = {}
        for _text, distance, index in _distances(word, texts):
            most = hashing.edits_of(max(len(word), len(texts[index])))
            if distance <= most:
                worth[int(places[index])] = _worth(distance, len(word))
        return worth

    def _add_heard(self, word: str, bones: str, worth: dict[int, float]) -> None:
        places = _equal(self.arrays["heard"], hashing.skeleton_hashes([bones]), self.arrays["heard_word"])
        texts = self.texts(places)
        for _text, alike, index in process.extract_iter(
            word, texts, scorer=JaroWinkler.normalized_similarity, score_cutoff=LEAST_ALIKE
        ):
            share = HEARD_LEAST + (HEARD_MOST - HEARD_LEAST) * (alike - LEAST_ALIKE) / (1 - LEAST_ALIKE)
            place = int(places[index])
            worth[place] = max(worth.get(place, 0.0), share)

    def wild(self, pattern: str) -> Near:
        """Words of a pattern with stars, as the line of each says. Only where the officer consents (Mode.WIDE)."""
        letters = [".*" if each == "*" else re.escape(each) for each in pattern]
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


def _worth(distance: int, length: int) -> float:
    if distance == 0:
        return 1.0
    if length < 5:
        return SHORT_EDIT
    return ONE_EDIT if distance == 1 else TWO_EDITS


def _distances(word: str, texts: list[str]) -> Any:
    return process.extract_iter(word, texts, scorer=OSA.distance, score_cutoff=2)


def _equal(
    sorted_numbers: NDArray[Any], wanted: NDArray[Any], owners: NDArray[np.uint32]
) -> NDArray[np.int64]:
    """The owners of all entries of a sorted array that equal one of the wanted, each once, in order."""
    low = np.searchsorted(sorted_numbers, wanted, "left")
    high = np.searchsorted(sorted_numbers, wanted, "right")
    runs = [owners[start:end] for start, end in zip(low.tolist(), high.tolist(), strict=True) if end > start]
    return np.unique(np.concatenate(runs)).astype(np.int64) if runs else np.zeros(0, np.int64)
