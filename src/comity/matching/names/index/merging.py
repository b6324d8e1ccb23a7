"""Segments into one, without reading a name again: what was replaced or deleted is in the new one nowhere."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from comity.matching.names.index.building import READ_SO, WORD, Rows, taken
from comity.matching.names.index.segment import Segment

# A segment, and its records that are left out, by number.
Part = tuple[Segment, NDArray[np.int64]]


def merged(parts: Sequence[Part], *, teaches: Callable[[Any], bool] | None = None) -> Rows:
    """The rows of all parts. teaches: which marks count for rarity now; as they did where it is left out."""
    words: dict[str, int] = {}
    marks: dict[bytes, tuple[int, Any]] = {}
    rows = [_rows(segment, without, words, marks) for segment, without in parts]
    before = np.cumsum([0, *(len(each.ids) for each in rows)])
    offsets = np.cumsum([0, *(len(each.stream) for each in rows)])
    of_mark = np.concatenate([each.mark for each in rows])
    counts = np.concatenate([each.counts for each in rows])
    if teaches is not None:
        counts = np.array([teaches(mark) for _number, mark in marks.values()], np.uint8)[of_mark]
    return Rows(
        words=list(words),
        marks=[mark for _number, mark in marks.values()],
        ids=np.concatenate([each.ids for each in rows]),
        database=np.concatenate([each.database for each in rows]),
        until=np.concatenate([each.until for each in rows]),
        mark=of_mark,
        born=np.concatenate([each.born for each in rows]),
        countries=np.concatenate([each.countries for each in rows]),
        sex=np.concatenate([each.sex for each in rows]),
        counts=counts,
        of_record=np.concatenate(
            [each.of_record + np.uint32(start) for each, start in zip(rows, before, strict=False)]
        ),
        lengths=np.concatenate([each.lengths for each in rows]),
        plain=np.concatenate([each.plain for each in rows]),
        starts=np.concatenate(
            [
                *(each.starts[:-1] + start for each, start in zip(rows, offsets, strict=False)),
                offsets[-1:],
            ]
        ),
        stream=np.concatenate([each.stream for each in rows]),
    )


def _rows(
    segment: Segment, without: NDArray[np.int64], words: dict[str, int], marks: dict[bytes, tuple[int, Any]]
) -> Rows:
    arrays = segment.arrays
    keep = np.ones(segment.records, bool)
    keep[without] = False
    place = np.cumsum(keep, dtype=np.int64) - 1
    names = np.flatnonzero(keep[segment.of_record])
    stream, starts = taken(segment.stream, segment.starts.astype(np.int64), names)
    used = np.unique(stream & WORD)
    numbers = np.zeros(len(segment.word), np.uint32)
    numbers[used] = [words.setdefault(word, len(words)) for word in segment.texts(used)]
    of_mark = arrays["mark"][keep]
    marked = np.zeros(len(segment.marks), np.uint32)
    for each in np.unique(of_mark):
        mark = segment.marks[each]
        marked[each] = marks.setdefault(msgspec.json.encode(mark), (len(marks), mark))[0]
    return Rows(
        words=[], marks=[], ids=segment.ids[keep], database=arrays["database"][keep],
        until=arrays["until"][keep], mark=marked[of_mark], born=segment.born[keep],
        countries=segment.countries[keep], sex=arrays["sex"][keep], counts=arrays["counts"][keep],
        of_record=place[segment.of_record[names]].astype(np.uint32), lengths=arrays["lengths"][names],
        plain=arrays["plain_of_name"][names], starts=starts,
        stream=numbers[stream & WORD] | (stream & READ_SO),
    )  # fmt: skip
