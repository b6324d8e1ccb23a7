"""Three letters after each other, as numbers that belong to one bureau. Pure.

The bureau stands in each number: who looks for a word reads nothing of other bureaus' mail, not even how much there is
of it (practice 10). A number may stand for two things; the words decide.
"""

from collections.abc import Iterable
from unicodedata import normalize
from zlib import crc32

LETTERS = 3


def grams(bureau: str, texts: Iterable[str]) -> list[int]:
    """The numbers of these texts for this bureau, each once: signed, of 32 bits. Shorter texts have none."""
    start = crc32(bureau.encode() + b"\0")
    found: set[str] = set()
    for each in texts:
        text = in_capitals(each)
        found.update(map("".join, zip(text, text[1:], text[2:], strict=False)))
    return sorted({_signed(crc32(each.encode(), start)) for each in found})


def in_capitals(text: str) -> str:
    """As the store compares letters; one that would become two stays as it is."""
    return "".join(big if len(big := each.upper()) == 1 else each for each in normalize("NFC", text))


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number
