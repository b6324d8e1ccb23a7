"""Numbers for words: one for each word, and one for each way of leaving letters out of it, a million at a time.

Two words within one edit of each other share a word that is left when at most one letter is taken from either. So the
words near a word are found by equality, in a sorted array, and checked afterwards: numbers may collide, answers do not.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.remembering import remembered

Words64 = NDArray[np.uint64]
Words32 = NDArray[np.uint32]

# Of longer words the first letters are enough to find them.
MOST_LETTERS = 16
# From so many letters on two edits are forgiven, below it one; words of two letters must be the same.
TWO_EDITS_FROM, ONE_EDIT_FROM = 8, 3
_BASE = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1
_INVERSE = pow(_BASE, -1, 2**64)
_SKELETON = 0x5851F42D4C957F2D


def edits_of(length: int) -> int:
    """How many letters may be taken from a word of so many."""
    if length < ONE_EDIT_FROM:
        return 0
    return 2 if length >= TWO_EDITS_FROM else 1


def word_hashes(words: Sequence[str]) -> Words64:
    """One number for each word, letters in order; the whole of it, however long."""
    found = np.zeros(len(words), np.uint64)
    for places, letters in _by_length(words, most=None):
        found[places] = _mixed(_prefixes(letters)[:, -1], letters.shape[1])
    return found


@remembered
def word_hash(word: str) -> int:
    """As `word_hashes`, of one."""
    total = 0
    for place, letter in enumerate(map(ord, word)):
        total += (letter * _BASE ^ letter) * pow(_BASE, place, 2**64)
    return _mixed_one(total, len(word))


def left_out(words: Sequence[str]) -> tuple[Words32, NDArray[np.int64]]:
    """All numbers of these words with no, one or two letters left out, and the place of the word of each."""
    numbers: list[Words32] = []
    owners: list[NDArray[np.int64]] = []
    for places, letters in _by_length(words, most=MOST_LETTERS):
        for column in _left_out(letters):
            numbers.append((column >> np.uint64(32)).astype(np.uint32))
            owners.append(places)
    if not numbers:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    return np.concatenate(numbers), np.concatenate(owners)


class Letters:
    """Some words of a question, a row each: their numbers and those of their parts, in a few passes for all."""

    def __init__(self, words: Sequence[str]) -> None:
        self.lengths = np.fromiter(map(len, words), np.int64, len(words))
        letters = np.zeros((len(words), int(self.lengths.max(initial=1))), np.uint32)
        for row, word in enumerate(words):
            letters[row, : len(word)] = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.sums = _prefixes(letters)  # no letter adds nothing

    def whole(self) -> Words64:
        """As `word_hashes`."""
        return _mixed(self.sums[:, -1], self.lengths)

    def part(self, rows: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Words64:
        """As `word_hashes` of the letters from a start to an end of these rows."""
        sums = (self.sums[rows, ends] - self.sums[rows, starts]) * _inverses(self.sums.shape[1])[starts]
        return _mixed(sums, ends - starts)

    def left_out(self) -> tuple[Words32, NDArray[np.int64]]:
        """As `hashing.left_out`, of each row."""
        lengths = np.minimum(self.lengths, MOST_LETTERS)
        rows = np.arange(len(lengths))
        longest = int(lengths.max(initial=0))
        sums, total = self.sums[:, : longest + 1], self.sums[rows, lengths]
        found = [_mixed(total, lengths)]
        owners = [rows]
        for number, enough in ((1, ONE_EDIT_FROM), (2, TWO_EDITS_FROM)):
            some = rows[lengths >= enough]
            if len(some):
                here, left = sums[some], total[some, None]
                mixed, last = _less(here, left, longest, number)
                keep = last[None, :] < lengths[some, None]
                found.append(_mixed(mixed, lengths[some, None] - number)[keep])
                owners.append(np.broadcast_to(some[:, None], keep.shape)[keep])
        kept = np.concatenate([number >> np.uint64(32) for number in found]).astype(np.uint32)
        several = np.unique(np.concatenate(owners).astype(np.uint64) << np.uint64(32) | kept)
        keep_rows = (several >> np.uint64(32)).astype(np.int64)
        inside = self.lengths[keep_rows] > 0
        return several.astype(np.uint32)[inside], keep_rows[inside]


def _less(sums: Words64, total: Words64, longest: int, number: int) -> tuple[Words64, NDArray[np.int64]]:
    """The sums without each letter, or without each two; and the last place that is left out."""
    back, twice = np.uint64(_INVERSE), np.uint64(_INVERSE**2 & _MASK)
    if number == 1:
        return sums[:, :-1] + (total - sums[:, 1:]) * back, np.arange(longest)
    one, other = _PAIRS[longest]
    between = (sums[:, other] - sums[:, one + 1]) * back
    return sums[:, one] + between + (total - sums[:, other + 1]) * twice, other


# For each length of a word every two places of it, the first first.
_PAIRS = [np.triu_indices(length, 1) for length in range(MOST_LETTERS + 1)]


def skeleton_hashes(skeletons: Sequence[str]) -> Words32:
    """One number for each skeleton, apart from those of words."""
    return ((word_hashes(skeletons) * np.uint64(_SKELETON)) >> np.uint64(32)).astype(np.uint32)


def _by_length(
    words: Sequence[str], *, most: int | None
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
    """Places of the words of one length, and their letters as rows."""
    lengths = np.fromiter((min(len(word), most or len(word)) for word in words), np.int64, len(words))
    for length in np.unique(lengths):
        places = np.flatnonzero(lengths == length)
        if length:
            text = "".join(words[int(place)][:length] for place in places)
            letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
            yield places, letters.reshape(len(places), int(length))


def _powers(length: int) -> Words64:
    return _POWERS[:length] if length <= len(_POWERS) else _power_table(_BASE, length)


def _inverses(length: int) -> Words64:
    return _INVERSES[:length] if length <= len(_INVERSES) else _power_table(_INVERSE, length)


def _power_table(base: int, length: int) -> Words64:
    return np.array([pow(base, place, 2**64) for place in range(length)], np.uint64)


# More letters than any word that is asked has.
_POWERS, _INVERSES = _power_table(_BASE, 64), _power_table(_INVERSE, 64)


def _prefixes(letters: NDArray[np.uint32]) -> Words64:
    """Sums of the letters before each place, each times a power that says where it stands."""
    rows, length = letters.shape
    wide = letters.astype(np.uint64)
    terms = ((wide * np.uint64(_BASE)) ^ wide) * _powers(length)
    sums = np.zeros((rows, length + 1), np.uint64)
    np.cumsum(terms, axis=1, out=sums[:, 1:])
    return sums


def _left_out(letters: NDArray[np.uint32]) -> Iterator[Words64]:
    length = letters.shape[1]
    sums, edits = _prefixes(letters), edits_of(length)
    total, back, twice = sums[:, -1], np.uint64(_INVERSE), np.uint64(_INVERSE**2 & _MASK)
    yield _mixed(total, length)
    if not edits:
        return
    for one in range(length):
        yield _mixed(sums[:, one] + (total - sums[:, one + 1]) * back, length - 1)
    for one in range(length if edits > 1 else 0):
        for other in range(one + 1, length):
            between = (sums[:, other] - sums[:, one + 1]) * back
            yield _mixed(sums[:, one] + between + (total - sums[:, other + 1]) * twice, length - 2)


def _mixed(sums: Words64, length: "int | NDArray[np.int64]") -> Words64:
    """The finish of splitmix64: every bit of a sum moves every bit of the number."""
    number: Words64 = sums + np.atleast_1d(np.asarray(length, np.uint64)) * np.uint64(_BASE)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def _mixed_one(total: int, length: int) -> int:
    number = (total + length * _BASE) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)
