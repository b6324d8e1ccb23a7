"""How likely two words are one name written twice: all ways to cut both into segments, summed; and the best way."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from comity.matching.names.letters.scripts import LONGEST_WORD, Script
from comity.matching.names.letters.tables import (
    EMPTY,
    LONGEST_LATIN,
    LONGEST_NATIVE,
    NONE,
    RADIX,
    Floats,
    Table,
    table,
)
from comity.matching.names.remembering import remembered

# Native words times Latin letters scored in one pass; more are several passes: it bounds the memory, 40 bytes for each.
MOST_AT_ONCE = 200_000
# So many Latin letters in a row may stand beside no native one, where words are scored by the hundred.
LONGEST_INSERTION = 2
# How many sightings of a Latin word weigh as much as the model does; the most that they may add or take, in nats.
TRUST, MOST_ADDED, MOST_TAKEN = 2.0, 3.0, 6.0
# The logarithm of what cannot be: keeps sums finite.
IMPOSSIBLE = -700.0

Segment = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """Latin words behind each other, a blank between.

    starts, ends: where each begins and ends. columns: of the segment of each length (0 to 4) that ends before each
    place of the line. margins: natural logarithm of the probability of each word by itself.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    columns: NDArray[np.int16]
    margins: Floats


def evidence(script: Script, natives: Sequence[str], words: tuple[str, ...]) -> Floats:
    """A row for each native word, a column for each Latin one (a to z): natural logarithm of P(both | one name) /
    P(both | by chance).

    All are scored in one pass: the Latin words lie behind each other in one line, and a row of sums for each native
    word moves over the line, once for each native letter.
    """
    columns = max(1, MOST_AT_ONCE // LONGEST_WORD)
    rows = max(1, MOST_AT_ONCE // (LONGEST_WORD * min(len(words), columns)))
    if len(words) <= columns and len(natives) <= rows:
        return _evidence(script, natives, words)
    several = [words[start : start + columns] for start in range(0, len(words), columns)]
    parts = [natives[start : start + rows] for start in range(0, len(natives), rows)]
    return np.vstack([np.hstack([_evidence(script, part, some) for some in several]) for part in parts])


def _evidence(script: Script, natives: Sequence[str], words: tuple[str, ...]) -> Floats:
    learned, line = table(script), line_of(script, words)
    joint = np.log(np.maximum(_summed(learned, natives, line)[:, line.ends], 1e-300))
    margins = np.array([native_margin(script, letters) for letters in natives])
    found: Floats = joint - margins[:, None] - line.margins
    for column, word in enumerate(words):
        if word in learned.seen:
            margin = float(line.margins[column])
            for row, letters in enumerate(natives):
                found[row, column] += _of_the_seen(learned, word, letters, float(joint[row, column]), margin)
    return found


def _of_the_seen(learned: Table, word: str, letters: str, joint: float, margin: float) -> float:
    """What people with this very Latin word add to the model, in nats.

    Seen with these letters: the posterior mean of P(native | Latin) with a prior of weight TRUST around the model's,
    over that. Seen with others alone: the word is as common as it is, and not as rare as its letters would have it;
    so Hussein, which is حسين, says less for حسن. That nobody was seen with these letters says nothing: the pairs have
    one native form for each Latin word, the most usual.
    """
    beside = learned.seen[word]
    people = sum(beside.values())
    if letters in beside:
        known = beside[letters] / max(exp(joint - margin), 1e-12)
        return min(log((TRUST + known) / (TRUST + people)), MOST_ADDED)
    return max(min(margin - log(people / learned.people), 0.0), -MOST_TAKEN)


# The words of fifty candidates are asked once for each native word of the question.
@remembered
def line_of(script: Script, words: tuple[str, ...]) -> Line:
    """The words made ready."""
    learned = table(script)
    text = "`" + "`".join(words) + "`"
    line = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - ord("`")
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    ends = np.cumsum(lengths + 1)
    starts = ends - lengths
    columns = _columns(learned, line)
    return Line(starts, ends, columns, _latin_margins(learned, starts, lengths, columns))


def _columns(learned: Table, line: NDArray[np.int64]) -> NDArray[np.int16]:
    size = len(line) + 1
    found = np.full((LONGEST_LATIN + 1, size), NONE, np.int16)
    found[0] = EMPTY
    value = np.zeros(size, np.int64)
    whole = np.ones(size, bool)
    for length in range(1, LONGEST_LATIN + 1):
        letter = line[: size - length]
        value[length:] += letter * RADIX ** (length - 1)
        whole[length:] &= letter > 0
        found[length, length:] = np.where(whole[length:], learned.codes[value[length:]], NONE)
    return found


def _latin_margins(
    learned: Table, starts: NDArray[np.int64], lengths: NDArray[np.int64], columns: NDArray[np.int16]
) -> Floats:
    sums = np.zeros(columns.shape[1])
    sums[starts] = 1.0
    back = np.arange(1, LONGEST_LATIN + 1)[:, None]
    for length in range(1, int(lengths.max(initial=0)) + 1):
        places = starts[lengths >= length] + length
        # A segment that would begin before its word has no column, and so no weight: what stands there counts nothing.
        sums[places] = (sums[places - back] * learned.latin_margins[columns[1:, places]]).sum(0)
    margins: Floats = np.log(np.maximum(sums[starts + lengths], 1e-300))
    return margins


def _summed(learned: Table, natives: Sequence[str], line: Line) -> Floats:
    """A row for each native word: at the end of each Latin one, the summed probability of all ways to write it so."""
    size, count = line.columns.shape[1], len(natives)
    longest = max(map(len, natives))
    # Row 0 of the weights is nothing: what a word has no segment for adds nothing.
    rows = np.zeros((LONGEST_NATIVE, longest, count), np.int64)
    for number, letters in enumerate(natives):
        for place, length, row in learned.rows(letters):
            rows[length - 1, place, number] = row
    inserted = learned.weights[EMPTY].astype(np.float64)[line.columns[1]]
    sums = np.zeros((longest + 1, count, LONGEST_LATIN + size))
    # The same sums seen from each place as they stand 0, 1, ... 4 Latin letters before it.
    step = sums.strides[2]
    behind = np.lib.stride_tricks.as_strided(
        sums[:, :, LONGEST_LATIN:],
        (longest + 1, count, LONGEST_LATIN + 1, size),
        (*sums.strides[:2], -step, step),
    )
    here = sums[:, :, LONGEST_LATIN:]
    here[0, :, line.starts] = 1.0
    _insert(here[0], inserted)
    for place in range(longest):
        for length in range(1, min(LONGEST_NATIVE, longest - place) + 1):
            likely = learned.weights[rows[length - 1, place]].take(line.columns, axis=1)
            here[place + length] += np.einsum("nls,nls->ns", behind[place], likely)
        _insert(here[place + 1], inserted)
    ends = [len(letters) for letters in natives]
    found: Floats = here[ends, np.arange(count)]
    return found


def _insert(sums: Floats, inserted: Floats) -> None:
    """Latin letters that no native one stands for: vowels of a consonant script, mostly."""
    added = sums
    for _ in range(LONGEST_INSERTION):
        added = np.concatenate((np.zeros((len(added), 1)), added[:, :-1] * inserted[1:]), axis=1)
        sums += added


@remembered
def native_margin(script: Script, letters: str) -> float:
    """Natural logarithm of the probability of the native word by itself."""
    learned = table(script)
    sums = [1.0] + [0.0] * len(letters)
    for place, length, row in learned.rows(letters):
        sums[place + length] += sums[place] * float(learned.native_margins[row])
    return log(max(sums[-1], 1e-300))


def best(script: Script, letters: str, word: str) -> tuple[Segment, ...]:
    """The most likely way to cut both, in reading order. Empty where there is none.

    A native letter without Latin ones, or the other way round, is a segment with an empty side.
    """
    learned = table(script)
    logs = np.full((len(letters) + 1, len(word) + 1), IMPOSSIBLE * LONGEST_WORD)
    came: dict[tuple[int, int], tuple[int, int]] = {}
    logs[0, 0] = 0.0
    columns = {
        (place, length): learned.latin.get(word[place : place + length], NONE)
        for place in range(len(word))
        for length in range(1, min(LONGEST_LATIN, len(word) - place) + 1)
    }
    moves: list[list[tuple[int, int]]] = [[] for _ in range(len(letters) + 1)]
    for place, length, row in learned.rows(letters):
        moves[place].append((length, row))
    for place in range(len(letters) + 1):
        for at in range(len(word) + 1):
            for native, row in [(0, EMPTY), *moves[place]]:
                for latin in range(min(LONGEST_LATIN, len(word) - at) + 1):
                    weight = learned.weights[row, columns[at, latin] if latin else EMPTY]
                    target = place + native, at + latin
                    if weight and logs[place, at] + log(weight) > logs[target]:
                        logs[target] = logs[place, at] + log(weight)
                        came[target] = place, at
    return _traced(came, letters, word)


def _traced(came: dict[tuple[int, int], tuple[int, int]], letters: str, word: str) -> tuple[Segment, ...]:
    place = len(letters), len(word)
    found: list[Segment] = []
    while place != (0, 0):
        before = came.get(place)
        if before is None:
            return ()
        found.append((letters[before[0] : place[0]], word[before[1] : place[1]]))
        place = before
    return tuple(reversed(found))
