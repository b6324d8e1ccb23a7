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


@remembered
def left_out_of(word: str) -> Words32:
    """As `left_out`, of one word: all its shortened forms in a few passes."""
    word = word[:MOST_LETTERS]
    length, edits = len(word), edits_of(len(word))
    if not length:
        return np.zeros(0, np.uint32)
    sums = _prefixes(np.array([[*map(ord, word)]], np.uint32))[0]
    back, twice = np.uint64(_INVERSE), np.uint64(_INVERSE**2 & _MASK)
    found = [_mixed(sums[-1:], length)]
    if edits:
        found.append(_mixed(sums[:-1] + (sums[-1] - sums[1:]) * back, length - 1))
    if edits > 1:
        one, other = _PAIRS[length]
        between = (sums[other] - sums[one + 1]) * back
        found.append(_mixed(sums[one] + between + (sums[-1] - sums[other + 1]) * twice, length - 2))
    return np.unique((np.concatenate(found) >> np.uint64(32)).astype(np.uint32))


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


def _prefixes(letters: NDArray[np.uint32]) -> Words64:
    """Sums of the letters before each place, each times a power that says where it stands."""
    rows, length = letters.shape
    powers = np.array([pow(_BASE, place, 2**64) for place in range(length)], np.uint64)
    wide = letters.astype(np.uint64)
    terms = ((wide * np.uint64(_BASE)) ^ wide) * powers
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


def _mixed(sums: Words64, length: int) -> Words64:
    """The finish of splitmix64: every bit of a sum moves every bit of the number."""
    number = sums + np.uint64(length * _BASE & _MASK)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def _mixed_one(total: int, length: int) -> int:
    number = (total + length * _BASE) & _MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & _MASK
    return number ^ (number >> 31)
