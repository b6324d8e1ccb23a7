"""Ranges of blank documents: one record, found by any number inside, without a key for each number.

A range is the union of single numbers and aligned blocks, a block written with its last 3 or 5 digits open:
`12AB34???`. Whoever asks for a number asks for the two blocks that hold it too (docs/decisions/0010-ranges.md).
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from comity.kit.errors import invalid
from comity.matching.folding import number_of
from comity.matching.keys import SEPARATOR, Probe

# Numbers in one recorded range. The thefts known to us count hundreds of thousands (practice 8).
MOST_IN_RANGE = 10_000_000
# How many digits at the end a block leaves open. Part of the scheme: docs/spec/keys.md, 6.
OPEN_DIGITS = (3, 5)
OPEN = "?"
_DIGITS = "0123456789"
_BLOCKS = tuple((10**count, count) for count in sorted(OPEN_DIGITS, reverse=True))


def numbers_in(first: str, last: str) -> Iterator[str]:
    """The normalised numbers and blocks that make up a range, in order; at most some 2,300.

    first, last: of the same length; they differ only in the digits at their end. Raises: Invalid.
    """
    low, high = number_of(first, field="number"), number_of(last, field="last_number")
    head = low.rstrip(_DIGITS)
    width = len(low) - len(head)
    if len(low) != len(high) or not high.startswith(head) or not _are_digits(high[len(head) :]) or low > high:
        form = _(
            "First and last number of a range differ only in the digits at their end, the lower one first."
        )
        raise invalid("last_number", "range-form", form)
    begin, end = int(low[len(head) :]), int(high[len(head) :])
    if end - begin >= MOST_IN_RANGE:
        many = _("A range has at most %(most)s numbers. Record several ranges.") % {"most": MOST_IN_RANGE}
        raise invalid("last_number", "range-long", many)
    return _pieces(head, begin, end, width)


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _pieces(head: str, begin: int, end: int, width: int) -> Iterator[str]:
    while begin <= end:
        for size, count in _BLOCKS:
            if begin % size == 0 and begin + size - 1 <= end:
                yield f"{head}{begin:0{width}}"[:-count] + OPEN * count
                begin += size
                break
        else:
            yield f"{head}{begin:0{width}}"
            begin += 1


def with_blocks(probe: Probe) -> tuple[Probe, ...]:
    """A question for a document number, and the same for each block that holds it.

    A number that ends with a letter which only looks like a digit lies in a block by its folding alone, and so is
    a candidate there at most.
    """
    value, exact, found = probe.value, probe.exact, [probe]
    digits = value.index(SEPARATOR)
    for count in OPEN_DIGITS:
        start = digits - count
        if start < 0 or not _are_digits(value[start:digits]):
            break
        hidden = OPEN * count
        same = (
            exact[:start] + hidden + exact[digits:] if exact[start:digits] == value[start:digits] else exact
        )
        block = value[:start] + hidden + value[digits:]
        found.append(replace(probe, value=block, exact=same))
    return tuple(found)


def is_block(value: str) -> bool:
    """Does this key stand for a block of numbers?"""
    return OPEN + SEPARATOR in value
