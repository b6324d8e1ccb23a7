"""From entries, or from segments that exist, to the arrays of one segment (docs/spec/names-index.md)."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index import hashing
from comity.matching.names.index.entries import MOST_COUNTRIES, MOST_NAMES, NO_YEAR, Entry, country_number
from comity.matching.names.index.sections import Arrays
from comity.matching.names.index.wording import Alternatives, Wording, alternatives_of, skeleton, worded
from comity.matching.names.remembering import remembering

# Set in the number of a word where it is not written so, but read from it: a romanisation, a reading.
READ_SO = np.uint32(1 << 31)
WORD = np.uint32((1 << 31) - 1)
# Names whose words are turned into numbers together, so that millions of them do not stand in memory.
HASHED_AT_ONCE = 50_000
# Words whose forms are remembered while names are read: those of another script take milliseconds each.
KEPT_WORDS = 1 << 18
_KEY = np.uint64(0xD6E8FEB86659FD93)


@dataclass(slots=True)
class Rows:
    """Records, names and words as columns; the words by their place in `words`.

    starts: where the words of each name begin, and the end of the last. of_record: the record of each name.
    lengths: how many words each name has, whatever else they may be read as. plain: a number for its words in order.
    """

    words: list[str]
    marks: list[Any]
    ids: NDArray[np.uint64]
    database: NDArray[np.uint16]
    until: NDArray[np.int32]
    mark: NDArray[np.uint32]
    born: NDArray[np.int16]
    countries: NDArray[np.uint16]
    sex: NDArray[np.uint8]
    counts: NDArray[np.uint8]
    of_record: NDArray[np.uint32]
    lengths: NDArray[np.uint8]
    plain: NDArray[np.uint64]
    starts: NDArray[np.int64]
    stream: NDArray[np.uint32]


def record_keys(ids: NDArray[np.uint64], database: NDArray[np.uint16]) -> NDArray[np.uint64]:
    """One number for each (database, record)."""
    mixed = (ids[:, 0] * _KEY) ^ ids[:, 1] ^ (database.astype(np.uint64) << np.uint64(40))
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _KEY
    return np.asarray(mixed ^ (mixed >> np.uint64(29)), np.uint64)


def halves(record: UUID) -> tuple[int, int]:
    """An id as two numbers."""
    return record.int >> 64, record.int & (2**64 - 1)


def ids_of(records: Iterable[tuple[int, UUID]]) -> NDArray[np.uint64]:
    """The ids of (database, record), a row each."""
    return np.array([halves(record) for _database, record in records], np.uint64).reshape(-1, 2)


@dataclass(slots=True)
class Collector:
    """Takes entries one by one and keeps them as columns: some 60 bytes a record and 4 a word."""

    words: dict[str, int] = field(default_factory=dict)
    marks: dict[Any, int] = field(default_factory=dict)
    records: "array[int]" = field(default_factory=lambda: array("Q"))
    facts: "array[int]" = field(default_factory=lambda: array("q"))
    names: "array[int]" = field(default_factory=lambda: array("q"))
    plain: list[str] = field(default_factory=list)
    numbers: list[NDArray[np.uint64]] = field(default_factory=list)
    stream: "array[int]" = field(default_factory=lambda: array("I"))
    alternatives: Alternatives = field(default_factory=lambda: lru_cache(maxsize=KEPT_WORDS)(alternatives_of))
    count: int = 0

    def add(self, entry: Entry) -> None:
        """One more record; one without a letter in its names is kept too, and never found."""
        self.records.extend(halves(entry.record))
        years = [year for both in entry.born for year in both]
        low, high = (min(years), max(years)) if years else (NO_YEAR, NO_YEAR)
        countries = [number for each in entry.countries if (number := country_number(each))]
        mark = self.marks.setdefault(entry.mark, len(self.marks))
        padded = (countries + [0] * MOST_COUNTRIES)[:MOST_COUNTRIES]
        self.facts.extend(
            (entry.database, entry.until.toordinal(), mark, low, high, entry.sex, entry.counts, *padded)
        )
        for name in dict.fromkeys(entry.names[:MOST_NAMES]):
            self._add_name(worded(name, self.alternatives))
        self.count += 1

    def _add_name(self, wording: Wording) -> None:
        if not wording.places:
            return
        self.names.extend((self.count, wording.length, len(self.stream)))
        self.plain.append(wording.plain)
        if len(self.plain) >= HASHED_AT_ONCE:
            self._hash()
        words = self.words
        for place in wording.places:
            self.stream.append(words.setdefault(place[0], len(words)))
            self.stream.extend(
                words.setdefault(other, len(words)) | int(READ_SO) for other in dict.fromkeys(place[1:])
            )
        for place in wording.read:
            self.stream.extend(words.setdefault(other, len(words)) | int(READ_SO) for other in place)

    def _hash(self) -> None:
        self.numbers.append(hashing.word_hashes(self.plain))
        self.plain = []

    def rows(self) -> Rows:
        """All that was added."""
        self._hash()
        facts = np.array(self.facts, np.int64).reshape(-1, 7 + MOST_COUNTRIES)
        names = np.array(self.names, np.int64).reshape(-1, 3)
        return Rows(
            words=list(self.words),
            marks=[list(mark) for mark in self.marks],
            ids=np.array(self.records, np.uint64).reshape(-1, 2),
            database=facts[:, 0].astype(np.uint16),
            until=facts[:, 1].astype(np.int32),
            mark=facts[:, 2].astype(np.uint32),
            born=facts[:, 3:5].astype(np.int16),
            sex=facts[:, 5].astype(np.uint8),
            counts=facts[:, 6].astype(np.uint8),
            countries=facts[:, 7:].astype(np.uint16),
            of_record=names[:, 0].astype(np.uint32),
            lengths=names[:, 1].astype(np.uint8),
            plain=np.concatenate(self.numbers),
            starts=np.append(names[:, 2], len(self.stream)),
            stream=np.array(self.stream, np.uint32),
        )


def collected(entries: Iterable[Entry]) -> Rows:
    """The entries as columns."""
    collector = Collector()
    with remembering():
        for entry in entries:
            collector.add(entry)
    return collector.rows()


def arranged(rows: Rows) -> tuple[Arrays, list[Any]]:
    """The arrays of a segment, sorted as they are searched; and the marks."""
    rows = _by_key(rows)
    used = np.unique(rows.stream & WORD)
    words = [rows.words[place] for place in used]
    numbers = hashing.word_hashes(words)
    order = np.argsort(numbers, kind="stable")
    words, numbers = [words[place] for place in order], numbers[order]
    renumbered = np.zeros(len(rows.words), np.uint32)
    renumbered[used[order]] = np.arange(len(order), dtype=np.uint32)
    stream = renumbered[rows.stream & WORD] | (rows.stream & READ_SO)
    by_plain = np.argsort(rows.plain, kind="stable").astype(np.uint32)
    arrays: Arrays = {
        "key": record_keys(rows.ids, rows.database),
        "ids": rows.ids.ravel(),
        "database": rows.database,
        "until": rows.until,
        "mark": rows.mark,
        "born": rows.born.ravel(),
        "countries": rows.countries.ravel(),
        "sex": rows.sex,
        "counts": rows.counts,
        "of_record": rows.of_record,
        "mark_of_name": rows.mark[rows.of_record],
        "lengths": rows.lengths,
        "plain": rows.plain[by_plain],
        "plain_name": by_plain,
        "plain_of_name": rows.plain,
        "starts": rows.starts.astype(np.uint32),
        "stream": stream,
        "word": numbers,
        **_texts(words),
        **_postings(stream, rows, len(words)),
        **_neighbours(words),
    }
    return arrays, rows.marks


def _by_key(rows: Rows) -> Rows:
    """The records in the order of their keys, their names with them."""
    order = np.argsort(record_keys(rows.ids, rows.database), kind="stable")
    place = np.empty(len(order), np.uint32)
    place[order] = np.arange(len(order), dtype=np.uint32)
    owners = place[rows.of_record] if len(rows.of_record) else rows.of_record
    names = np.argsort(owners, kind="stable")
    stream, starts = taken(rows.stream, rows.starts, names)
    return Rows(
        words=rows.words, marks=rows.marks, ids=rows.ids[order], database=rows.database[order],
        until=rows.until[order], mark=rows.mark[order], born=rows.born[order], countries=rows.countries[order],
        sex=rows.sex[order], counts=rows.counts[order], of_record=owners[names], lengths=rows.lengths[names],
        plain=rows.plain[names], starts=starts, stream=stream,
    )  # fmt: skip


def taken(
    stream: NDArray[np.uint32], starts: NDArray[np.int64], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The runs of these names behind each other, and where each begins."""
    wide = starts.astype(np.int64)
    sizes = wide[chosen + 1] - wide[chosen]
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return stream[spread(wide[chosen], sizes)], ends


def spread(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """All places of runs, given where each begins and how long it is."""
    if not len(starts):
        return np.zeros(0, np.int64)
    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()), dtype=np.int64)


def _texts(words: Sequence[str]) -> Arrays:
    """The words in UTF-8, a line each, and where each line begins."""
    lines = [word.encode("utf-8", "surrogatepass") for word in words]
    sizes = np.fromiter(map(len, lines), np.int64, len(lines)) + 1
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]).astype(np.uint32)
    return {"text": np.frombuffer(b"".join(line + b"\n" for line in lines), np.uint8), "line": ends}


def _postings(stream: NDArray[np.uint32], rows: Rows, count: int) -> Arrays:
    """For each word its names, and how many names that teach rarity have it: at all, and written so."""
    sizes = (rows.starts[1:] - rows.starts[:-1]).astype(np.int64)
    names = np.repeat(np.arange(len(sizes), dtype=np.uint32), sizes)
    pairs = np.unique(((stream & WORD).astype(np.uint64) << np.uint64(32)) | names)
    words, names = (pairs >> np.uint64(32)).astype(np.int64), pairs.astype(np.uint32)
    counting = rows.counts[rows.of_record[names]].astype(bool) if len(names) else np.zeros(0, bool)
    written = stream[(stream & READ_SO) == 0]
    of_written = np.repeat(rows.of_record, sizes)[(stream & READ_SO) == 0]
    teaches = rows.counts[of_written].astype(bool) if len(of_written) else np.zeros(0, bool)
    return {
        "names": names,
        "first": np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(words, minlength=count))]),
        "open": np.bincount(words[counting], minlength=count).astype(np.uint32),
        "written": np.bincount(written[teaches], minlength=count).astype(np.uint32),
    }


def _neighbours(words: Sequence[str]) -> Arrays:
    """Numbers of shortened words and of skeletons, sorted, each with its word."""
    numbers, owners = hashing.left_out(words)
    boned = [(skeleton(word), place) for place, word in enumerate(words)]
    bones = [(bone, place) for bone, place in boned if bone]
    near = np.argsort(numbers, kind="stable")
    heard = hashing.skeleton_hashes([bone for bone, _place in bones])
    order = np.argsort(heard, kind="stable")
    places = np.fromiter((place for _bone, place in bones), np.uint32, len(bones))
    return {
        "near": numbers[near],
        "near_word": owners[near].astype(np.uint32),
        "heard": heard[order],
        "heard_word": places[order],
    }
