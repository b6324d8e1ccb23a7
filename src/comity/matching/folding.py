"""How a number is made comparable: normalising loses nothing, folding loses look-alikes.

Equal after normalising is a hit; equal only after folding is a candidate (docs/decisions/0003-folding.md).
"""

import unicodedata
from functools import cache

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.kit.text import clean_line
from comity.matching.schemes import meant

# Longer is no number of any document or object, nor the name of a maker. In characters, after normalising.
LONGEST_NUMBER = 40
# With all its separators.
LONGEST_TYPED = 160

# Each class holds one letter and one digit, so two numbers of one format (letters here, digits there)
# never collide.
LOOK_ALIKES = {"O": "0", "I": "1", "Z": "2", "A": "4", "S": "5", "G": "6", "T": "7", "B": "8"}

# Letters of other alphabets that look like a Latin one: on the wrong keyboard the eye sees no difference.
_CYRILLIC = dict(zip("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True))
LATIN_TWINS = _CYRILLIC | _GREEK

_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = dict.fromkeys(range(128)) | {ord(c): c for c in _PLAIN} | {ord(c.lower()): c for c in _PLAIN}
# By the scheme in which it came: another folding takes the next number here, and a scheme without one has the former.
FOLDS = {
    1: str.maketrans(LOOK_ALIKES | {twin: LOOK_ALIKES.get(seen, seen) for twin, seen in LATIN_TWINS.items()})
}
_TWINS = str.maketrans(LATIN_TWINS)


def normalised(raw: str) -> str:
    """Upper case, without spaces and separators, digits of every script as ASCII."""
    if raw.isascii():
        upper = raw.upper()
        return upper if upper.isalnum() else upper.translate(_ASCII)
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).upper())
    # Once more at the end: without the separator between them a letter and a loose accent become one.
    return unicodedata.normalize("NFC", "".join(_plain(character) for character in text))


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if category[0] in "LMN" else ""


def folded(number: str) -> str:
    """A normalised number with its look-alikes taken together, as the scheme that is meant does. Length stays."""
    return number.translate(_fold_of(meant()))


@cache
def _fold_of(scheme: int) -> dict[int, str]:
    return FOLDS[max((each for each in FOLDS if each <= scheme), default=min(FOLDS))]


def latin(number: str) -> str:
    """A normalised number with Cyrillic and Greek twins written as the Latin letter they look like."""
    return number if number.isascii() else number.translate(_TWINS)


def part_of(raw: str, *, field: str) -> str:
    """A normalised part of a key, such as a make; "" when nothing is left of it.

    Raises: Invalid when it is longer than any part is, or holds controls that people cannot see.
    """
    if not (raw.isascii() and raw.isprintable()):
        raw = clean_line(raw[: LONGEST_TYPED + 1], field=field, longest=LONGEST_TYPED)
    part = normalised(raw) if len(raw) <= LONGEST_TYPED else raw
    if len(part) > LONGEST_NUMBER:
        message = _("Write at most %(longest)s letters and digits.") % {"longest": LONGEST_NUMBER}
        raise invalid(field, "number-long", message)
    return part


def number_of(raw: str, *, field: str) -> str:
    """A normalised number that may be a key. Raises: Invalid as `part_of`, and when nothing is left of it."""
    number = part_of(raw, field=field)
    if not number:
        raise invalid(field, "number-empty", _("Write the number; separators alone are none."))
    return number
