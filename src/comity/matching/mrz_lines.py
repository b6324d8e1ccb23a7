"""From what was pasted or typed to the lines of a machine-readable zone, in every way its spaces can be read."""

import html
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.kit.text import clean_text
from comity.matching.mrz_formats import FILLER

# 90 characters, each perhaps written `&lt;`, with spaces between. In characters.
LONGEST_TEXT = 1000

WHOLE_SIZES = (72, 88, 90)
ALLOWED = re.compile(r"[A-Z][A-Z<][A-Z0-9<]+")
_PRINTED = re.compile(r"[A-Z0-9<]+")
_CHEVRONS = str.maketrans({"‹": "<", "〈": "<", "⟨": "<", "≤": "<", "＜": "<"})


def variants(text: str, *, field: str) -> list[list[str]]:
    """The lines in a text, in every way to read its spaces and chevrons, with those whose last fillers were lost
    made whole; the likeliest first.

    Raises: Invalid where it is too long, or holds what no machine prints.
    """
    if len(text) > LONGEST_TEXT:
        raise invalid(field, "too-long", _("Paste only the machine-readable lines, two or three of them."))
    whole = "".join(text.split())
    if len(whole) in WHOLE_SIZES and ALLOWED.fullmatch(whole):
        return [text.split()]
    plain = html.unescape(clean_text(text, field=field, longest=LONGEST_TEXT)).translate(_CHEVRONS)
    plain = unicodedata.normalize("NFKC", plain).upper()
    found = [lines for chevrons in ("<<", "<") for lines in _spaced(plain.replace("«", chevrons))]
    allowed = [lines for lines in found if _PRINTED.fullmatch("".join(lines))]
    if found and not allowed:
        wrong = _("Machine-readable lines hold only letters, digits and <. Type the number, or swipe again.")
        raise invalid(field, "mrz-character", wrong)
    return list({tuple(lines): lines for lines in allowed}.values())


def _spaced(text: str) -> Iterator[list[str]]:
    """Spaces left out, then standing for fillers; each also with cut fillers put back."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return
    bare = ["".join(line.split()) for line in lines]
    filled = [re.sub(r"\s", FILLER, line) for line in lines]
    for tried in (bare, filled):
        if padded := _padded(tried):
            yield padded
        yield tried


def _padded(lines: list[str]) -> list[str]:
    """Lines whose last fillers were lost. The line with the composite check digit must be whole."""
    sizes = [len(line) for line in lines]
    if len(lines) == 3 and sizes[1] == 30 and max(sizes) == 30:
        return [line.ljust(30, FILLER) for line in lines]
    if len(lines) == 2 and lines[0].startswith("V") and max(sizes) <= 44 and sizes[1] >= 28:
        # Both visas are alike up to there, and their second line may end with fillers.
        return [line.ljust(36 if max(sizes) <= 36 else 44, FILLER) for line in lines]
    if len(lines) == 2 and max(sizes) == sizes[1] and sizes[1] in (36, 44):
        return [lines[0].ljust(sizes[1], FILLER), lines[1]]
    return []
