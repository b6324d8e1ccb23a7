"""Two Latin spellings of one name: what it costs, in bits, to write one for the other.

The operations (`ou` for `u`, `kh` for `k`, a doubled letter) and their costs are learned from names that several
countries
spell differently (tools/names); what no table knows is a slip of the pen or of the keyboard. Cost is -log2 of
the chance that
somebody who means the one writes the other, so it adds to the other terms.
"""

from collections.abc import Mapping
from typing import NamedTuple

LONGEST_PIECE = 3
# -log2 of the chance of one particular slip: one token in twenty has one, at any of its letters.
SLIP, NEAR_SLIP, LOST, ADDED, SWAPPED = 12.0, 9.5, 9.0, 11.0, 9.0
# Nothing dearer than this is one name: two slips at the most.
DEAREST = 25.0
_KEYS = {
    letter: (x, y)
    for y, row in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for x, letter in enumerate(row)
}
NEAR_KEYS = frozenset(
    one + other
    for one, (x, y) in _KEYS.items()
    for other, (x2, y2) in _KEYS.items()
    if one != other and abs(x - x2) <= 1 and abs(y - y2) <= 1
)

Operations = Mapping[str, Mapping[str, float]]
# Cost so far, and how many letters of each side the last piece took.
_Cell = tuple[float, int, int]
_INFINITE = float("inf")
_NONE: Mapping[str, float] = {}


class Spelled(NamedTuple):
    """bits: the cost, 0 for the same spelling. pieces: both sides cut into what stands for what."""

    bits: float
    pieces: tuple[tuple[str, str], ...]


def cost(left: str, right: str, operations: Operations) -> float:
    """The price of the cheapest way to write `right` for `left`; infinite where it is far above DEAREST."""
    start, left_end, right_end = _differing(left, right)
    return _filled(left[start:left_end], right[start:right_end], operations)[-1][-1][0]


def spelled(left: str, right: str, operations: Operations) -> Spelled:
    """As `cost`, with the pieces that explain it; one piece where nothing below DEAREST does.

    Equal pieces next to each other are one piece.
    """
    start, left_end, right_end = _differing(left, right)
    core, other = left[start:left_end], right[start:right_end]
    table = _filled(core, other, operations)
    if table[-1][-1][0] == _INFINITE:
        return Spelled(_INFINITE, ((left, right),))
    pieces = [(left[left_end:], right[right_end:])]
    row, column = len(core), len(other)
    while row or column:
        _, length, width = table[row][column]
        pieces.append((core[row - length : row], other[column - width : column]))
        row, column = row - length, column - width
    pieces.append((left[:start], right[:start]))
    return Spelled(table[-1][-1][0], _merged(pieces[::-1]))


def _differing(left: str, right: str) -> tuple[int, int, int]:
    """Where the two stop being equal, from the front and from behind, less one letter that a piece may need."""
    shorter = min(len(left), len(right))
    front = 0
    while front < shorter and left[front] == right[front]:
        front += 1
    behind = 0
    while behind < shorter - front and left[-1 - behind] == right[-1 - behind]:
        behind += 1
    return max(front - 1, 0), len(left) - max(behind - 1, 0), len(right) - max(behind - 1, 0)


def _filled(left: str, right: str, operations: Operations) -> list[list[_Cell]]:
    """table[i][j]: the cheapest way to write right[:j] for left[:i]. Forward: each cell offers pieces to those
    behind it.

    Long: the innermost loop of the comparison; a call for each cell made it twice as slow.
    """
    rows, columns = len(left), len(right)
    table: list[list[_Cell]] = [[(_INFINITE, 0, 0)] * (columns + 1) for _ in range(rows + 1)]
    table[0][0] = (0.0, 0, 0)
    inserted = operations.get("", _NONE)
    ahead = [
        [(right[j : j + width], width) for width in (1, 2, 3) if j + width <= columns]
        for j in range(columns + 1)
    ]
    for i in range(rows + 1):
        row = table[i]
        known = [
            (pieces, length)
            for length in (1, 2, 3)
            if i + length <= rows and (pieces := operations.get(left[i : i + length]))
        ]
        letter, next_row = left[i : i + 1], table[i + 1] if i < rows else []
        for j in range(columns + 1):
            bits = row[j][0]
            if bits > DEAREST:
                continue
            other = right[j : j + 1]
            if letter and letter == other and bits < next_row[j + 1][0]:
                next_row[j + 1] = (bits, 1, 1)
            for text, width in ahead[j]:
                if text in inserted and bits + inserted[text] < row[j + width][0]:
                    row[j + width] = (bits + inserted[text], 0, width)
            for pieces, length in known:
                target = table[i + length]
                if "" in pieces and bits + pieces[""] < target[j][0]:
                    target[j] = (bits + pieces[""], length, 0)
                for text, width in ahead[j]:
                    if text in pieces and bits + pieces[text] < target[j + width][0]:
                        target[j + width] = (bits + pieces[text], length, width)
            if other and bits + ADDED < row[j + 1][0]:
                row[j + 1] = (bits + ADDED, 0, 1)
            if letter and bits + LOST < next_row[j][0]:
                next_row[j] = (bits + LOST, 1, 0)
            if letter and other:
                slip = bits + (NEAR_SLIP if letter + other in NEAR_KEYS else SLIP)
                if slip < next_row[j + 1][0]:
                    next_row[j + 1] = (slip, 1, 1)
                swapped = i + 2 <= rows and left[i : i + 2] == right[j + 1 : j + 2] + other
                if swapped and bits + SWAPPED < table[i + 2][j + 2][0]:
                    table[i + 2][j + 2] = (bits + SWAPPED, 2, 2)
    return table


def _merged(pieces: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    merged: list[tuple[str, str]] = []
    for one, other in pieces:
        if not one and not other:
            continue
        if one == other and merged and merged[-1][0] == merged[-1][1]:
            merged[-1] = (merged[-1][0] + one, merged[-1][1] + other)
        else:
            merged.append((one, other))
    return tuple(merged)
