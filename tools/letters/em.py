"""Expectation and maximisation over segment pairs: what a table is learned by.

The model: a pair of words is made of pairs of segments drawn one by one, each of one or two native letters and none to
four Latin ones, or of one Latin letter alone. Every way to cut counts by its probability. Pairs that are no
transliteration (a Hungarian's given name beside a Japanese family name) lose their weight from the third turn on.
"""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.letters.tables import EMPTY, LONGEST_LATIN, LONGEST_NATIVE, NONE

Floats = NDArray[np.float64]
TURNS = 7
TRUSTED_TURNS = 2
# A pair is believed where it is e^3 times likelier as one name than by chance; half believed there.
BELIEVED_NATS = 3.0
RARE_NATIVE, RARE_LATIN = 40, 60
AT_ONCE = 4000
# A cell that is drawn less often than this is a coincidence: taken off from the third turn on (the posterior mean of a
# sparse Dirichlet prior does about the same). Without it, one wrong pair teaches that مح is "ah".
DISCOUNT = 0.5


@dataclass(frozen=True)
class Bucket:
    """Pairs of the same lengths. rows[pair, place, length], columns[pair, place, length]."""

    members: NDArray[np.int64]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]


@dataclass(frozen=True)
class Learned:
    """weights[row, column]; native and latin: the segment of each row and column from 1 on."""

    weights: Floats
    native: list[str]
    latin: list[str]
    believed: float


def segments(words: Iterable[tuple[str, float]], longest: int, rare: int) -> list[str]:
    """The empty segment, every letter, and every longer segment that is not rare. words: with their weight."""
    seen: dict[str, float] = defaultdict(float)
    for word, weight in words:
        for length in range(1, longest + 1):
            for place in range(len(word) - length + 1):
                seen[word[place : place + length]] += weight
    return ["", *sorted(each for each, count in seen.items() if len(each) == 1 or count >= rare)]


def numbered(words: list[str], known: dict[str, int], longest: int) -> NDArray[np.int32]:
    """The number of the segment of each length at each place of each word; all words are of one length."""
    size = len(words[0])
    found = np.full((len(words), size, longest + 1), NONE, np.int32)
    for row, word in enumerate(words):
        for place in range(size):
            for length in range(1, min(longest, size - place) + 1):
                found[row, place, length] = known.get(word[place : place + length], NONE)
    return found


def learn(pairs: dict[tuple[str, str], float], discount: float, say: Callable[[str], None]) -> Learned:
    """A table from weighted pairs."""
    names = sorted(
        pairs, key=lambda pair: (len(pair[0]), len(pair[1]), zlib.crc32("".join(pair).encode()), pair)
    )
    counts = np.array([pairs[name] for name in names])
    native = segments(((name[0], pairs[name]) for name in names), LONGEST_NATIVE, RARE_NATIVE)
    latin = segments(((name[1], pairs[name]) for name in names), LONGEST_LATIN, RARE_LATIN)
    rows = {segment: place for place, segment in enumerate(native, 1)}
    columns = {segment: place for place, segment in enumerate(latin, 1)}
    buckets = list(_buckets(names, rows, columns))
    weights = _first(native, latin)
    allowed = weights > 0
    trusted = counts.copy()
    for turn in range(TURNS):
        expected, joint = _expected(buckets, weights, trusted)
        if turn >= TRUSTED_TURNS:
            expected = np.maximum(expected - discount, 0.0)
        weights = np.where(allowed, expected + 1e-7, 0.0)
        weights /= weights.sum()
        if turn >= TRUSTED_TURNS:
            chance = _margins([name[0] for name in names], rows, LONGEST_NATIVE, weights.sum(1))
            chance += _margins([name[1] for name in names], columns, LONGEST_LATIN, weights.sum(0))
            trusted = counts / (1 + np.exp(np.clip(BELIEVED_NATS - (joint - chance), -50, 50)))
        say(f"turn {turn + 1}: {(joint * counts).sum() / counts.sum():.3f} nats a pair")
    return Learned(weights, native, latin, float(trusted.sum() / counts.sum()))


def _first(native: list[str], latin: list[str]) -> Floats:
    """All pairs of segments alike, but those that the model does not have."""
    rows = np.array([0, *map(len, native)])
    columns = np.array([0, *map(len, latin)])
    weights = np.ones((len(rows), len(columns)))
    weights[NONE, :] = weights[:, NONE] = 0.0
    weights[EMPTY, columns != 1] = 0.0
    weights[rows != 1, EMPTY] = 0.0
    return weights / weights.sum()


def _buckets(names: list[tuple[str, str]], rows: dict[str, int], columns: dict[str, int]) -> Iterable[Bucket]:
    by_size: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (native, latin) in enumerate(names):
        by_size[len(native), len(latin)].append(number)
    for members in by_size.values():
        for first in range(0, len(members), AT_ONCE):
            some = members[first : first + AT_ONCE]
            yield Bucket(
                np.array(some),
                numbered([names[one][0] for one in some], rows, LONGEST_NATIVE),
                numbered([names[one][1] for one in some], columns, LONGEST_LATIN),
            )


Moves = dict[tuple[int, int, int], tuple[NDArray[np.int64], Floats]]


def _moves(bucket: Bucket, weights: Floats) -> Moves:
    """(native place, native length, Latin length): cells of the table for each pair and Latin place; their weights."""
    size, width = bucket.columns.shape[1], weights.shape[1]
    flat = weights.ravel()
    found: Moves = {}
    for place in range(bucket.rows.shape[1]):
        for length in range(1, min(LONGEST_NATIVE, bucket.rows.shape[1] - place) + 1):
            base = bucket.rows[:, place, length].astype(np.int64)[:, None] * width
            if not base.any():
                continue
            if length == 1:
                cells = np.repeat(base + EMPTY, size + 1, axis=1)
                found[place, length, 0] = cells, flat[cells]
            for latin in range(1, min(LONGEST_LATIN, size) + 1):
                cells = base + bucket.columns[:, : size + 1 - latin, latin]
                found[place, length, latin] = cells, flat[cells]
    return found


def _expected(buckets: list[Bucket], weights: Floats, trusted: Floats) -> tuple[Floats, Floats]:
    """How often each cell is expected to have been drawn, and the logarithm of each pair's probability."""
    counted, joint = np.zeros(weights.size), np.zeros(len(trusted))
    width = weights.shape[1]
    for bucket in buckets:
        native, latin = bucket.rows.shape[1], bucket.columns.shape[1]
        moves = _moves(bucket, weights)
        alone = EMPTY * width + bucket.columns[:, :, 1].astype(np.int64)
        inserted = weights.ravel()[alone]
        before, behind = _forward(moves, inserted, native, latin), _backward(moves, inserted, native, latin)
        total = np.maximum(before[native][:, latin], 1e-300)
        joint[bucket.members] = np.log(total)
        scale = (trusted[bucket.members] / total)[:, None]
        for (place, length, other), (cells, likely) in moves.items():
            drawn = before[place][:, : latin + 1 - other] * likely * behind[place + length][:, other:] * scale
            np.add.at(counted, cells.ravel(), drawn.ravel())
        for place in range(native + 1):
            drawn = before[place][:, :latin] * inserted * behind[place][:, 1:] * scale
            np.add.at(counted, alone.ravel(), drawn.ravel())
    return counted.reshape(weights.shape), joint


def _forward(moves: Moves, inserted: Floats, native: int, latin: int) -> Floats:
    sums = np.zeros((native + 1, len(inserted), latin + 1))
    sums[0, :, 0] = 1.0
    for place in range(native + 1):
        for at in range(latin):
            sums[place, :, at + 1] += sums[place, :, at] * inserted[:, at]
        for length in range(1, LONGEST_NATIVE + 1):
            for other in range(LONGEST_LATIN + 1):
                if (place, length, other) in moves:
                    likely = moves[place, length, other][1]
                    sums[place + length][:, other:] += sums[place][:, : latin + 1 - other] * likely
    return sums


def _backward(moves: Moves, inserted: Floats, native: int, latin: int) -> Floats:
    sums = np.zeros((native + 1, len(inserted), latin + 1))
    sums[native, :, latin] = 1.0
    for place in range(native, -1, -1):
        for length in range(1, LONGEST_NATIVE + 1):
            for other in range(LONGEST_LATIN + 1):
                if (place, length, other) in moves:
                    likely = moves[place, length, other][1]
                    sums[place][:, : latin + 1 - other] += sums[place + length][:, other:] * likely
        for at in range(latin - 1, -1, -1):
            sums[place, :, at] += sums[place, :, at + 1] * inserted[:, at]
    return sums


def _margins(words: list[str], known: dict[str, int], longest: int, margin: Floats) -> Floats:
    """Logarithm of the probability of each word by itself."""
    found = []
    by_word: dict[str, float] = {}
    likely = {segment: float(margin[number]) for segment, number in known.items()}
    for word in words:
        if word not in by_word:
            sums = [1.0] + [0.0] * len(word)
            for place in range(len(word)):
                for length in range(1, min(longest, len(word) - place) + 1):
                    sums[place + length] += sums[place] * likely.get(word[place : place + length], 0.0)
            by_word[word] = float(np.log(max(sums[-1], 1e-300)))
        found.append(by_word[word])
    return np.array(found)
