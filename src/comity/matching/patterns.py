"""Patterns of document numbers, as alerts about forgeries describe them, and how a question finds them.

`A` is any letter, `9` any digit; what a number begins with stands in quotes, or as a range in brackets:
`"12"AA99999`, `"X"[120-165]A99`. So a pattern is a shape and, within the numbers of that shape, everything from one
number to another: one comparison decides (docs/spec/keys.md, section 8; docs/decisions/0012-advice.md).
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.document_kinds import SLUGS, DocumentKind
from comity.matching.documents import issuer_code
from comity.matching.folding import normalised
from comity.matching.keys import SEPARATOR, Grade, Key, KeyKind, Probe, joined

# Of the numbers a pattern describes, in characters.
SHORTEST, LONGEST = 4, 20

_FORM = re.compile(r'(?:"(?P<literal>[^"]*)")?(?:\[(?P<low>[^]-]*)-(?P<high>[^]-]*)\])?(?P<rest>[A9]*)')
_QUOTES = str.maketrans(dict.fromkeys("“”„«»'‘’", '"'))
_SHAPES = str.maketrans("BCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "A" * 25 + "9" * 10)
_LEAST, _MOST = str.maketrans("A9", "A0"), str.maketrans("A9", "Z9")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as read. text: as records keep it. low, high: the first and last number it describes."""

    text: str
    shape: str
    low: str
    high: str

    def fits(self, number: str) -> bool:
        """Does this normalised number have the pattern? The query's SQL asks the same."""
        return shape_of(number) == self.shape and self.low <= number <= self.high


def shape_of(number: str) -> str:
    """The shape of a normalised number, `AA99`; "" for one that has other signs than Latin letters and digits."""
    shape = number.translate(_SHAPES)
    return shape if shape and not shape.strip("A9") else ""


def parse_pattern(raw: str, *, field: str) -> Pattern:
    """Read a pattern. Raises: Invalid, saying what is wrong with it."""
    text = "".join(raw.translate(_QUOTES).upper().split()).replace("–", "-")
    found = _FORM.fullmatch(text)
    if found is None:
        message = _(
            "Write A for a letter, 9 for a digit, the beginning in quotes or as a range: “X”[120-165]A99."
        )
        raise invalid(field, "pattern-form", message)
    literal, rest = normalised(found["literal"] or ""), found["rest"]
    low, high = normalised(found["low"] or ""), normalised(found["high"] or "")
    if shape_of(low) != shape_of(high) or low > high or (found["low"] is not None and not low):
        message = _(
            "Both ends of a range are written alike, the lower one first, such as [120-165] or [B-F]."
        )
        raise invalid(field, "pattern-range", message)
    shape = shape_of(literal + low) + rest
    if len(shape) != len(literal + low + rest) or not SHORTEST <= len(shape) <= LONGEST:
        words = {"shortest": SHORTEST, "longest": LONGEST}
        message = _("A pattern describes numbers of %(shortest)s to %(longest)s Latin letters and digits.")
        raise invalid(field, "pattern-length", message % words)
    written = (f'"{literal}"' if literal else "") + (f"[{low}-{high}]" if low else "") + rest
    return Pattern(
        written, shape, literal + low + rest.translate(_LEAST), literal + high + rest.translate(_MOST)
    )


def pattern_keys(pattern: str, issuer: str, kind: DocumentKind) -> tuple[Key, ...]:
    """The key of an alert: it gives advice about every number of its pattern. Raises: Invalid."""
    read = parse_pattern(pattern, field="number_pattern")
    value = read.shape + joined(issuer_code(issuer), SLUGS[kind])
    return (Key(KeyKind.PATTERN, value, read.low + SEPARATOR + read.high, Grade.ADVICE),)


def pattern_probes(number: str, issuer: str, *kinds: DocumentKind) -> tuple[Probe, ...]:
    """What the alerts are asked of a document: nothing unless its issuer is known. No kinds: any kind of document.

    A bare number asks nothing: nine digits have the shape of half of all passports.
    """
    plain = normalised(number)
    shape = shape_of(plain)
    if not issuer or not SHORTEST <= len(shape) <= LONGEST:
        return ()
    code = issuer_code(issuer)
    rests = [joined(code, SLUGS[kind]) for kind in kinds] or [joined(code, "")]
    return tuple(
        Probe(KeyKind.PATTERN, shape + rest, plain, Grade.ADVICE, Grade.ADVICE, prefix=not kinds)
        for rest in rests
    )
