"""Numbers of which only a part is known: `*123456` ends so, `VF1RFB*` begins so, `AB?23CD` has one unknown character.

What fits is a candidate and never more (docs/spec/keys.md, 7).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.folding import LONGEST_TYPED, folded, latin, normalised
from comity.matching.keys import SEPARATOR, Fixed, Grade, KeyKind, Probe
from comity.matching.vins import REPAIR

ANY, ONE = "*", "?"
# Fewer characters fit thousands of numbers: the answer would be nobody's, and its making a way to list records.
LEAST_AT_AN_END = 5
LEAST_AROUND = 4
MOST_UNKNOWN = 2

# What one unknown character may be, folded: letters that look like a digit are that digit.
_UNKNOWN = sorted({folded(each) for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
# The letters of another alphabet are tried only where the rest of the number is written in it.
_ALPHABETS = ((0x0410, 0x042F), (0x0531, 0x0556), (0x05D0, 0x05EA), (0x0621, 0x064A), (0x10D0, 0x10F0))

FORM: Promise = _(
    "Write ? for one unknown character, or one * at the beginning or end for all that is not known there; not both."
)
TOO_SHORT: Promise = _(
    "Give more characters: with * at least %(end)s in a row at the other end, with ? at least %(around)s."
)
IS_PART: Promise = _(
    "With ? or * only a part of a number is asked. Say that you need a partial search, with its case and reason."
)


def is_part(text: str) -> bool:
    """Does somebody ask for a number by a part of it?"""
    return ANY in text or ONE in text


def whole(text: str, *, field: str) -> str:
    """The same text. Raises: Invalid for a part of a number where a whole one is asked for."""
    if is_part(text):
        raise invalid(field, "partial", IS_PART)
    return text


@dataclass(frozen=True, slots=True)
class PartialSubject:
    """An object by a part of one of its numbers, which may be of each of these kinds.

    rest: what stands behind the number and is known, such as the country of a plate or the make of an engine.
    """

    number: str
    kinds: tuple[KeyKind, ...]
    rest: str = ""
    field: str = "number"

    def probes(self) -> tuple[Probe, ...]:
        return tuple(probe for kind in self.kinds for probe in self._of_kind(kind))

    def what(self) -> str:
        kinds = "+".join(kind.name.lower() for kind in self.kinds)
        return SEPARATOR.join(("partial", kinds, self.pattern(), self.rest))

    def pattern(self) -> str:
        """The number normalised, its wildcards kept. Raises: Invalid where its form or length does not fit."""
        text = self.number.strip()
        if len(text) > LONGEST_TYPED:
            raise invalid(self.field, "partial-form", FORM)
        found = "".join(each if each in (ANY, ONE) else latin(normalised(each)) for each in _split(text))
        anys, ones, fixed = found.count(ANY), found.count(ONE), found.replace(ANY, "").replace(ONE, "")
        if anys + ones == 0 or (anys and (ones or anys > 1 or ANY not in (found[0], found[-1]))):
            raise invalid(self.field, "partial-form", FORM)
        if ones > MOST_UNKNOWN:
            most = _("At most %(most)s characters may be unknown.") % {"most": MOST_UNKNOWN}
            raise invalid(self.field, "partial-form", most)
        if len(fixed) < (LEAST_AT_AN_END if anys else LEAST_AROUND):
            words = TOO_SHORT % {"end": LEAST_AT_AN_END, "around": LEAST_AROUND}
            raise invalid(self.field, "partial-short", words)
        return found

    def _of_kind(self, kind: KeyKind) -> Iterator[Probe]:
        pattern = self.pattern()
        if kind is KeyKind.VIN:
            pattern = pattern.translate(REPAIR)
        like = pattern.replace(ANY, "%").replace(ONE, "_") + SEPARATOR + self.rest
        fixed = Fixed.TAIL if pattern.startswith(ANY) else Fixed.HEAD
        for value in _values(folded(pattern)):
            low = value[::-1] if fixed is Fixed.TAIL else value
            whole = ANY not in pattern and kind is KeyKind.VIN
            ended = low + SEPARATOR if ANY not in pattern and kind is not KeyKind.VIN else low
            yield Probe(kind, ended, like, Grade.CANDIDATE, Grade.CANDIDATE, not whole, fixed=fixed)


def _split(text: str) -> Iterator[str]:
    """The stretches between wildcards, and the wildcards."""
    stretch = ""
    for character in text:
        if character in (ANY, ONE):
            yield from (stretch, character)
            stretch = ""
        else:
            stretch += character
    yield stretch


def _values(pattern: str) -> Iterable[str]:
    """What the folded number, or its known end, may be."""
    if ANY in pattern:
        return [pattern.replace(ANY, "")]
    parts, letters = pattern.split(ONE), _letters(pattern)
    return [
        "".join(part + each for part, each in zip(parts, (*chosen, ""), strict=True))
        for chosen in product(letters, repeat=len(parts) - 1)
    ]


def _letters(pattern: str) -> list[str]:
    codes = {
        code
        for first, last in _ALPHABETS
        if any(first <= ord(character) <= last for character in pattern)
        for code in range(first, last + 1)
    }
    return sorted({*_UNKNOWN, *(folded(latin(chr(code))) for code in codes)})
