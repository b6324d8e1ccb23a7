"""From what was pasted or typed to the joined lines of a machine-readable zone, where that is unambiguous."""

import html
import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Invalid, invalid
from comity.kit.text import clean_text
from comity.matching.mrz_formats import FILLER

# 90 characters, each perhaps written `&lt;`, with spaces between. In characters.
LONGEST_TEXT = 1000

_WHOLE_SIZES = (72, 88, 90)
_ALLOWED = re.compile(r"[A-Z][A-Z<][A-Z0-9<]+")
_CHEVRONS = str.maketrans({"‹": "<", "〈": "<", "⟨": "<", "≤": "<", "＜": "<"})


def readings(text: str, *, field: str) -> list[str]:
    """Every way to read the text as joined lines of 90, 88 or 72 characters, the likeliest first.

    Raises: Invalid when there is none.
    """
    if len(text) > LONGEST_TEXT:
        raise invalid(field, "too-long", _("Paste only the machine-readable lines, two or three of them."))
    whole = "".join(text.split())
    if len(whole) in _WHOLE_SIZES and _ALLOWED.fullmatch(whole):
        return [whole]
    plain = html.unescape(clean_text(text, field=field, longest=LONGEST_TEXT)).translate(_CHEVRONS)
    plain = unicodedata.normalize("NFKC", plain).upper()
    found = dict.fromkeys(
        whole for chevrons in ("<<", "<") for whole in _wholes(plain.replace("«", chevrons))
    )
    allowed = [whole for whole in found if _ALLOWED.fullmatch(whole)]
    if not allowed:
        raise _unreadable(plain, field, seen=bool(found))
    return allowed


def _wholes(text: str) -> Iterator[str]:
    """Joined lines of the right size: spaces left out, or standing for fillers, and cut fillers put back."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = ["".join(line.split()) for line in lines]
    filled = [re.sub(r"\s", FILLER, line) for line in lines]
    for tried in (bare, filled):
        whole = "".join(tried)
        if len(whole) in _WHOLE_SIZES:
            yield whole
        padded = _padded(tried)
        if padded:
            yield padded


def _padded(lines: list[str]) -> str:
    """Lines whose last fillers were lost. The line with the composite check digit must be whole."""
    sizes = [len(line) for line in lines]
    if len(lines) == 3 and sizes[1] == 30 and max(sizes) == 30:
        return "".join(line.ljust(30, FILLER) for line in lines)
    if len(lines) == 2 and lines[0].startswith("V") and max(sizes) <= 44 and sizes[1] >= 28:
        # Both visas are alike up to there, and their second line may end with fillers.
        return "".join(line.ljust(36 if max(sizes) <= 36 else 44, FILLER) for line in lines)
    if len(lines) == 2 and max(sizes) == sizes[1] and sizes[1] in (36, 44):
        return lines[0].ljust(sizes[1], FILLER) + lines[1]
    return ""


def _unreadable(text: str, field: str, *, seen: bool) -> Invalid:
    if seen:
        wrong = _("Machine-readable lines hold only letters, digits and <, and begin with a letter.")
        return invalid(field, "mrz-character", wrong)
    sizes = ", ".join(str(len("".join(line.split()))) for line in text.splitlines()[:4]) or "0"
    wanted = _("Machine-readable lines are 2 of 44, 2 of 36 or 3 of 30 characters; these have %(sizes)s.")
    return invalid(field, "mrz-length", wanted % {"sizes": sizes})
