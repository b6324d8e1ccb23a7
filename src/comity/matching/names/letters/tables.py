"""The learned tables: how likely a segment of native letters stands beside a segment of Latin ones.

One file a script in `data/`, made by tools/letters/train.py; docs/spec/letters.md says what is in it.
"""

from dataclasses import dataclass
from functools import lru_cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from comity.matching.names.letters.files import read
from comity.matching.names.letters.scripts import Script

LONGEST_NATIVE, LONGEST_LATIN = 2, 4
# Column and row 0 stand for a segment that the table lacks, 1 for the empty one.
NONE, EMPTY = 0, 1
# A letter of one side beside any letter of the other, against their meeting by chance: what a slip of the pen costs.
SLIP = 0.01
RADIX = 27

Floats = NDArray[np.float64]
Ids = NDArray[np.int16]
# Constant, weight of the evidence in nats, weight of the evidence for each letter.
Calibration = tuple[float, float, float]


class About(msgspec.Struct, frozen=True):
    """Where a table comes from."""

    source: str
    licence: str
    made: str
    made_by: str
    pairs: int


class File(msgspec.Struct, frozen=True):
    """The file as it is written. cells: row, column, minus the natural logarithm times 100, one after the other.

    seen: Latin words that several people have, and how often each stands beside which native letters. people: of how
    many in all.
    calibration: constant, weight of the evidence, weight of the evidence per letter.
    """

    about: About
    native: list[str]
    latin: list[str]
    cells: list[int]
    calibration: Calibration
    seen: dict[str, dict[str, int]] = {}
    people: int = 1


@dataclass(frozen=True)
class Table:
    """weights: rows of native segments, columns of Latin ones, joint probabilities; the last row is of unknown letters.

    native_margins, latin_margins: the probability of the segment of a row, or a column, by itself. codes: the column of
    a Latin segment by its `code`.
    """

    weights: NDArray[np.float32]
    native: dict[str, int]
    latin: dict[str, int]
    native_margins: Floats
    latin_margins: Floats
    codes: Ids
    calibration: Calibration
    seen: dict[str, dict[str, int]]
    people: int

    def rows(self, letters: str) -> list[tuple[int, int, int]]:
        """(place, length, row) of each segment of these letters; a letter that the table lacks has the row of any."""
        found = []
        for place in range(len(letters)):
            for length in range(1, LONGEST_NATIVE + 1):
                row = self.native.get(letters[place : place + length])
                if row is None and length == 1:
                    row = len(self.weights) - 1
                if row is not None and place + length <= len(letters):
                    found.append((place, length, row))
        return found


def code(letters: str) -> int:
    """A number for one to four Latin letters, different for each."""
    value = 0
    for letter in letters:
        value = value * RADIX + ord(letter) - 96
    return value


@lru_cache(maxsize=len(Script))
def table(script: Script) -> Table:
    """The table of a script, read once: about five milliseconds and a few megabytes."""
    file = read(f"{script.value}.json.gz", File)
    cells = np.array(file.cells, np.int32).reshape(-1, 3)
    weights = np.zeros((len(file.native) + 3, len(file.latin) + 2))
    weights[cells[:, 0], cells[:, 1]] = np.exp(cells[:, 2] / -100)
    return _built(weights, ["", *file.native], ["", *file.latin], file)


def _built(weights: Floats, native: list[str], latin: list[str], file: File) -> Table:
    """A table of learned weights, with a way through it for letters that were never seen together.

    native, latin: the segments from row and column 1 on. The last row of weights is free: it is for unknown letters.
    """
    weights = weights / weights.sum()
    by_row, by_column = weights.sum(1), weights.sum(0)
    columns = [place for place, segment in enumerate(latin, 1) if len(segment) <= 1]
    rows = [place for place, segment in enumerate(native, 1) if len(segment) <= 1]
    singles = np.ix_(rows, columns)
    weights[singles] = np.maximum(weights[singles], SLIP * np.outer(by_row[rows], by_column[columns]))
    weights[EMPTY, EMPTY] = 0.0
    # A letter nobody has seen says nothing for or against: it stands beside each Latin letter as often as that occurs.
    rare = float(by_row[by_row > 0].min())
    weights[-1, columns] = rare * by_column[columns] / by_column[columns].sum()
    by_row[-1] = rare
    places = {segment: place for place, segment in enumerate(latin, 1)}
    numbers = {segment: place for place, segment in enumerate(native, 1)}
    codes = np.zeros(RADIX**LONGEST_LATIN, np.int16)
    for segment, place in places.items():
        codes[code(segment)] = place if segment else NONE
    return Table(
        weights.astype(np.float32),
        numbers,
        places,
        by_row,
        by_column,
        codes,
        file.calibration,
        file.seen,
        file.people,
    )
