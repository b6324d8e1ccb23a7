"""Things without a number, found by how they are described: words and measures that agree. Never more than a candidate.

A clue is one word or one measure. Each recorded clue is a key, and one question asks for several: what agrees in more
than half of them is shown (docs/spec/keys.md, 9).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import invalid
from comity.kit.text import clean_line
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined
from comity.matching.names.exact import LONGEST_NAME, normalised_name

# Words say the same in many forms: "painted", "painting". What stands behind is left out.
STEM = 5
# Shorter words say nothing, or everything; of a year or a number three digits are enough.
LEAST_LETTERS, LEAST_DIGITS, LEAST_SIGNS = 4, 3, 2
MOST_CLUES = 60
# One clue alone fits half a library, and names nothing.
LEAST_ASKED, MOST_ASKED = 2, 12
LONGEST_DESCRIPTION = 300


class Dimension(StrEnum):
    """What was measured, as keys spell it."""

    HEIGHT = "height"
    WIDTH = "width"
    DEPTH = "depth"
    DIAMETER = "diameter"
    LENGTH = "length"
    WEIGHT = "weight"


DIMENSIONS: dict[Dimension, str | Promise] = {
    Dimension.HEIGHT: _("height"),
    Dimension.WIDTH: _("width"),
    Dimension.DEPTH: _("depth"),
    Dimension.DIAMETER: _("diameter"),
    Dimension.LENGTH: pgettext_lazy("measure", "length"),
    Dimension.WEIGHT: _("weight"),
}
# In millimetres; weights in grams.
UNITS = {"millimetre": 1, "centimetre": 10, "metre": 1000, "gram": 1, "kilogram": 1000}
SHORT = {"millimetre": "mm", "centimetre": "cm", "metre": "m", "gram": "g", "kilogram": "kg"}
_UNIT_OF = {short: unit for unit, short in SHORT.items()}
_WEIGHTS = ("gram", "kilogram")
MOST_AMOUNT = 1_000_000_000


def _edges() -> Iterator[int]:
    """Where the steps of measures begin: each is a twenty-fifth wider than the one before, in whole numbers."""
    edge = 1
    while True:
        yield edge
        edge = max(edge + 1, edge * 26 // 25)


_EDGES = list(takewhile(lambda edge: edge <= MOST_AMOUNT, _edges()))


def step_of(amount: int) -> int:
    """The step a measure lies in. amount: in millimetres or grams, at least 1."""
    return bisect_right(_EDGES, amount)


@dataclass(frozen=True, slots=True)
class Measured:
    """One measure. amount: in millimetres or grams. as_written: for people."""

    dimension: Dimension
    amount: int
    as_written: str


def words_of_text(text: str) -> list[str]:
    """The words of a description that may tell one thing from another, each once, without accents, upper case."""
    pieces = [text[start : start + LONGEST_NAME] for start in range(0, len(text), LONGEST_NAME)]
    return list(
        dict.fromkeys(word for piece in pieces for word in normalised_name(piece).split() if _says(word))
    )


def _says(word: str) -> bool:
    if word.isdigit():
        return len(word) >= LEAST_DIGITS
    # Scripts without capitals write short words: two signs of Chinese are a noun.
    return len(word) >= (LEAST_LETTERS if word.lower() != word else LEAST_SIGNS)


def stem(word: str) -> str:
    """What of a word is compared: its beginning, without the S of a plural. Numbers are whole."""
    return word if word.isdigit() else word.removesuffix("S")[:STEM]


def read_measure(text: str, *, field: str, dimension: Dimension) -> Measured:
    """A measure as people write it: 64 cm, 640 mm, 1.2 m, 3 kg. Raises: Invalid."""
    written = " ".join(text.split())
    number = "".join(takewhile(lambda sign: sign.isdigit() or sign in ".,", written))
    unit = _UNIT_OF.get(written[len(number) :].strip().lower(), "")
    if not unit or (unit in _WEIGHTS) != (dimension is Dimension.WEIGHT):
        wanted = "g, kg" if dimension is Dimension.WEIGHT else "mm, cm, m"
        words = _("Write a number and its unit: %(units)s. For example %(example)s.")
        example = "3 kg" if dimension is Dimension.WEIGHT else "64 cm"
        raise invalid(field, "measure", words % {"units": wanted, "example": example})
    whole, _point, rest = number.replace(",", ".").partition(".")
    if (
        not (whole + rest).isascii()
        or not whole.isdigit()
        or (rest and not rest.isdigit())
        or len(number) > 12
    ):
        raise invalid(field, "measure", _("This is no measure: write a number and its unit."))
    amount = round(float(f"{whole}.{rest or '0'}") * UNITS[unit])
    if not 1 <= amount <= MOST_AMOUNT:
        raise invalid(field, "measure", _("This is no measure: write a number and its unit."))
    return Measured(dimension, amount, written)


def description_keys(texts: Iterable[str], measures: Iterable[Measured], kind: str) -> tuple[Key, ...]:
    """Keys of one described thing. kind: what sort of thing it is, a word of its database."""
    measured = [_value(each.dimension, step_of(each.amount)) for each in measures]
    stems = dict.fromkeys(stem(word) for text in texts for word in words_of_text(text))
    clues = dict.fromkeys([*measured, *stems])  # measures first: they are few and say much
    return tuple(
        Key(KeyKind.DESCRIPTION, clue + joined(kind), None, Grade.CANDIDATE)
        for clue in list(clues)[:MOST_CLUES]
    )


def description_probes(
    words: str, measures: Iterable[Measured], kind: str = "", *, least: int = LEAST_ASKED
) -> tuple[Probe, ...]:
    """Questions for a described thing, several for a measure: what lies beside its step is as near.

    `exact` names the clue for people; the statement counts how many different ones agree.
    Raises: Invalid for too few clues or too many.
    """
    text = clean_line(words[: LONGEST_DESCRIPTION + 1], field="words", longest=LONGEST_DESCRIPTION)
    asked = {stem(word): word for word in reversed(words_of_text(text))}
    measured = list(measures)
    if not least <= len(asked) + len(measured) <= MOST_ASKED:
        message = _("Give %(least)s to %(most)s words or measures that tell this thing from its like.")
        raise invalid("words", "clues", message % {"least": least, "most": MOST_ASKED})
    found = list(asked.items())
    found += [
        (_value(each.dimension, step_of(each.amount) + beside), f"{each.dimension} {each.as_written}")
        for each in measured
        for beside in (-1, 0, 1)
    ]
    return tuple(
        Probe(
            KeyKind.DESCRIPTION, value + joined(kind), clue, Grade.CANDIDATE, Grade.CANDIDATE, prefix=not kind
        )
        for value, clue in found
    )


def _value(dimension: Dimension, step: int) -> str:
    """Small letters: no word of a description has any."""
    return f"{dimension}{step}"


def clues_of(words: str, measures: Iterable[Measured]) -> str:
    """What was asked as one text, in an order of its own: for the subject's keyed tag."""
    stems = sorted({stem(word) for word in words_of_text(words)})
    return " ".join((*stems, *sorted(f"{each.dimension}={each.amount}" for each in measures)))
