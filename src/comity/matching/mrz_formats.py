"""The five layouts of a machine-readable zone, as places in its joined lines, and their check digits.

Source: ICAO Doc 9303 parts 3 (check digits), 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas).
"""

from dataclasses import dataclass
from operator import mul

from comity.matching.folding import LOOK_ALIKES

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
FILLER = "<"
# Codes of states hold no digits and dates no letters: where one stands, the look-alike was meant.
TO_DIGITS = str.maketrans(LOOK_ALIKES)
TO_LETTERS = str.maketrans({digit: letter for letter, digit in LOOK_ALIKES.items()})

_VALUES = bytes.maketrans(ALPHABET.encode(), bytes([*range(36), 0]))
_WEIGHTS = (7, 3, 1) * 20


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands in the lines joined to one text; lines are `width` characters long.

    overflow: where a document number longer than nine characters goes on, None where none may.
    composite: the parts the last check digit is made over, () where there is none (visas).
    """

    name: str
    lines: int
    width: int
    names: slice
    number: slice
    number_check: int
    nationality: slice
    birth: slice
    birth_check: int
    sex: int
    expiry: slice
    expiry_check: int
    optional: tuple[slice, ...]
    optional_check: int | None = None
    overflow: slice | None = None
    composite: tuple[slice, ...] = ()
    composite_check: int | None = None


def _two_lines(name: str, width: int, *, optional: int, composite: bool, own_check: bool = False) -> Layout:
    """A layout of two lines; optional: how many characters of optional data the second line has."""
    second = width
    end = second + 28 + optional
    last = end + (1 if own_check else 0)
    return Layout(
        name=name,
        lines=2,
        width=width,
        names=slice(5, width),
        number=slice(second, second + 9),
        number_check=second + 9,
        nationality=slice(second + 10, second + 13),
        birth=slice(second + 13, second + 19),
        birth_check=second + 19,
        sex=second + 20,
        expiry=slice(second + 21, second + 27),
        expiry_check=second + 27,
        optional=(slice(second + 28, end),),
        optional_check=end if own_check else None,
        overflow=slice(second + 28, end) if name == "TD2" else None,
        composite=_composite(second, last) if composite else (),
        composite_check=last if composite else None,
    )


def _composite(second: int, last: int) -> tuple[slice, ...]:
    return (slice(second, second + 10), slice(second + 13, second + 20), slice(second + 21, last))


TD1 = Layout(
    name="TD1",
    lines=3,
    width=30,
    names=slice(60, 90),
    number=slice(5, 14),
    number_check=14,
    nationality=slice(45, 48),
    birth=slice(30, 36),
    birth_check=36,
    sex=37,
    expiry=slice(38, 44),
    expiry_check=44,
    optional=(slice(15, 30), slice(48, 59)),
    overflow=slice(15, 30),
    composite=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    composite_check=59,
)
TD2 = _two_lines("TD2", 36, optional=7, composite=True)
TD3 = _two_lines("TD3", 44, optional=14, composite=True, own_check=True)
MRV_A = _two_lines("MRV-A", 44, optional=16, composite=False)
MRV_B = _two_lines("MRV-B", 36, optional=8, composite=False)


def layout_of(whole: str) -> Layout | None:
    """The layout of lines joined to one text, told by its length and, for visas, its first letter."""
    size, is_visa = len(whole), whole[:1] == "V"
    if size == 88:
        return MRV_A if is_visa else TD3
    if size == 72:
        return MRV_B if is_visa else TD2
    return TD1 if size == 90 else None


def check_digit(text: str) -> str:
    """The check digit of a text of letters, digits and fillers, at most 60 characters.

    Weights 7, 3, 1; a letter counts 10 to 35, a filler 0; modulo 10. Source: Doc 9303-3, 4.9.
    """
    return "0123456789"[sum(map(mul, text.encode().translate(_VALUES), _WEIGHTS)) % 10]


def composite_text(layout: Layout, whole: str) -> str:
    """What the composite check digit is made over; "" where the layout has none."""
    return "".join([whole[part] for part in layout.composite])
