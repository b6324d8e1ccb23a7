"""Letters as they can be drawn: which the faces have, and text that no reader of the paper can be misled by. Pure.

The paper is drawn with the faces inside the typesetter and our Arabic one, never with the system's: a notice looks
the same on every node. What they lack is written by its number, so that nothing is silently an empty box.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from comity.kit.text import BIDIRECTIONAL_CONTROLS

COVERED = Path(__file__).with_name("covered.txt")
# More marks on one letter than any language writes would paint over the lines above and below.
MOST_MARKS = 4
# A longer word without a place to break would run off the paper.
LONGEST_WORD = 24
BREAK = "\u200b"
_JOINERS = frozenset("\u200c\u200d")  # Persian and Indian languages write with them


def ranges() -> Iterator[tuple[int, int]]:
    """First and last code point of each range that the faces have, ascending (`python -m comity.notices.printing`)."""
    for word in COVERED.read_text("ascii").split():
        first, _dash, last = word.partition("-")
        yield int(first, 16), int(last or first, 16)


@cache
def _bounds() -> tuple[tuple[int, ...], tuple[int, ...]]:
    firsts, lasts = zip(*ranges(), strict=True)
    return firsts, lasts


def is_drawn(character: str) -> bool:
    """Has one of the faces this character?"""
    firsts, lasts = _bounds()
    at = bisect_right(firsts, ord(character)) - 1
    return at >= 0 and ord(character) <= lasts[at]


def drawable(text: str, *, longest_word: int = LONGEST_WORD) -> str:
    """The text as it is printed: no hidden turns of direction, no towers of marks, every letter drawn or numbered.

    longest_word: in characters; a longer one may be broken.
    """
    shown: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind.startswith("M") else 0
        if character == "\n" or (character in _JOINERS and shown):
            shown.append(character)
        elif character == "\t" or kind in ("Zs", "Zl", "Zp"):
            shown.append(" ")
        elif kind == "Cf" or character in BIDIRECTIONAL_CONTROLS or marks > MOST_MARKS:
            continue
        elif kind not in ("Cc", "Co") and is_drawn(character):
            shown.append(character)
        else:
            shown.append(f"[U+{ord(character):04X}]")
    return "\n".join(_breakable(line, longest_word) for line in "".join(shown).split("\n"))


def _breakable(line: str, longest: int) -> str:
    """The line with places to break inside words that are too long."""
    words = line.split(" ")
    return " ".join(word if len(word) <= longest else BREAK.join(_pieces(word, longest)) for word in words)


def _pieces(word: str, longest: int) -> Iterator[str]:
    """Parts of a long word; a mark stays with its letter."""
    start = 0
    for at, character in enumerate(word):
        if at - start >= longest and not unicodedata.combining(character):
            yield word[start:at]
            start = at
    yield word[start:]


def is_right_to_left(text: str) -> bool:
    """Does the text begin, with its first letter that has a direction, from the right? Source: UAX 9, P2 and P3."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
