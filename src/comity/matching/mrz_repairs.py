"""What a machine-readable line with a wrong check digit may have meant, and what the index is asked for it.

What is a hit and what only a candidate: docs/decisions/0003-folding.md. A line whose check digits are right
is taken as read.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid
from comity.matching.document_kinds import SLUGS
from comity.matching.documents import issuer_code
from comity.matching.folding import LOOK_ALIKES, folded, normalised
from comity.matching.keys import Grade, KeyKind, Probe, joined
from comity.matching.mrz import Mrz
from comity.matching.mrz_formats import ALPHABET, FILLER, TO_DIGITS, check_digit, composite_text
from comity.matching.ranges import with_blocks

# More readings than this for one damaged line say nothing any more.
MOST_PROBES = 60
# Of the characters of one number, so many may be taken for their look-alike at once.
MOST_SWAPS = 3

_TWIN = LOOK_ALIKES | {digit: letter for letter, digit in LOOK_ALIKES.items()}
# Modulo 10 these look-alikes count the same: G is 16.
_UNSEEN = frozenset("G6")
_PLAIN = ALPHABET.rstrip(FILLER)

WRONG: dict[str, Promise] = {
    "number": _("The check digit of the document number is %(given)s and should be %(computed)s."),
    "birth": _("The check digit of the date of birth is %(given)s and should be %(computed)s."),
    "expiry": _("The check digit of the date of expiry is %(given)s and should be %(computed)s."),
    "optional": _("The check digit of the optional data is %(given)s and should be %(computed)s."),
    "composite": _(
        "The last check digit, made over the whole line, is %(given)s and should be %(computed)s."
    ),
}
OFFER = _("Perhaps it reads %(reading)s.")


@dataclass(frozen=True, slots=True)
class Repair:
    """Another reading of the document number with which its check digit and the composite one agree.

    swapped: only look-alikes were exchanged; else one character was replaced by any other.
    """

    number: str
    whole: str
    swapped: bool


def repairs(mrz: Mrz) -> tuple[Repair, ...]:
    """Readings that mend a wrong check digit of the number: look-alikes first, fewest changes first."""
    check = mrz.check("number")
    if check is None or check.ok:
        return tuple(_others(mrz))
    digit = check.given.translate(TO_DIGITS)
    found: dict[str, Repair] = {}
    for variants, swapped in ((_swapped(mrz.number), True), (_one_edit(mrz.number), False)):
        for number in variants:
            if number not in found and check_digit(number) == digit:
                whole = _with_number(mrz, number, digit)
                if _composite_agrees(mrz, whole):
                    found[number] = Repair(number, whole, swapped)
    found.pop(mrz.number, None)
    return tuple(_others(mrz)) + tuple(found.values())


def _others(mrz: Mrz) -> Iterator[Repair]:
    """What a zone with characters too many or missing may hold as well."""
    for number in mrz.other_numbers:
        yield Repair(number, _with_number(mrz, number, check_digit(number)), swapped=False)


def _unseen(mrz: Mrz) -> Iterator[str]:
    """Numbers with look-alikes that the check digit, where it is right, cannot tell from what was read."""
    check = mrz.check("number")
    if check is None or check.ok:
        yield from islice(_swapped(mrz.number, _UNSEEN), 1, None)


def mrz_probes(mrz: Mrz) -> tuple[Probe, ...]:
    """Questions for a machine-read line, at most MOST_PROBES numbers, each with the blocks of ranges it lies in.

    Number right by its own check digit: as read, and nothing that only looks alike. Wrong: as typed, then the
    repairs. Raises: Invalid when the line holds no number or no issuer.
    """
    loose = Grade.NONE if mrz.is_sure else Grade.CANDIDATE
    rests = [joined(issuer_code(mrz.issuer), SLUGS[kind]) for kind in mrz.document_kinds]
    others = [
        joined(issuer_code(code), SLUGS[kind]) for code in mrz.other_issuers for kind in mrz.document_kinds
    ]
    plain = normalised(mrz.number)
    if not plain:
        raise Invalid([FieldError("mrz", "number-empty", _("These lines hold no document number."))])
    fold = folded(plain)
    best = Grade.CANDIDATE if mrz.mended and not mrz.stood else Grade.HIT
    found = [Probe(KeyKind.DOCUMENT, fold + rest, plain + rest, best, loose) for rest in rests]
    found += [Probe(KeyKind.DOCUMENT, fold + rest, plain + rest, Grade.CANDIDATE, loose) for rest in others]
    # A look-alike that the check digits mend is as good as read; all else must be compared.
    tried = [(number, not mrz.is_sure) for number in _unseen(mrz)]
    tried += [(repair.number, repair.swapped) for repair in repairs(mrz)]
    for reading, is_mended in tried:
        best, number = Grade.HIT if is_mended else Grade.CANDIDATE, normalised(reading)
        fold = folded(number)
        found += [
            Probe(KeyKind.DOCUMENT, fold + rest, number + rest, best, Grade.NONE, repair=number)
            for rest in rests
        ]
    return _in_ranges_too(found[:MOST_PROBES])


def _in_ranges_too(found: list[Probe]) -> tuple[Probe, ...]:
    """Repairs that differ in the last digits alone lie in one block: it is asked once, as the likeliest asks."""
    each: dict[tuple[str, str], Probe] = {}
    for probe in found:
        for asked in with_blocks(probe):
            each.setdefault((asked.value, asked.exact), asked)
    return tuple(each.values())


def check_errors(mrz: Mrz, *, field: str = "mrz") -> tuple[FieldError, ...]:
    """One sentence for each wrong check digit, with the repaired reading where look-alikes give one."""
    return tuple(
        FieldError(field, f"check-{check.field}", _sentence(mrz, check.field, check.given, check.computed))
        for check in mrz.checks
        if not check.ok
    )


def require_right(mrz: Mrz, *, field: str = "mrz") -> Mrz:
    """The same lines. Raises: Invalid naming each check digit that is wrong."""
    if not mrz.is_right:
        raise Invalid(check_errors(mrz, field=field))
    return mrz


def _sentence(mrz: Mrz, field: str, given: str, computed: str) -> str:
    sentence = str(WRONG[field]) % {"given": given, "computed": computed}
    reading = _offered(mrz, field)
    return f"{sentence} {OFFER % {'reading': reading}}" if reading else sentence


def _offered(mrz: Mrz, field: str) -> str:
    """The likeliest other reading of a field, "" when there is none."""
    if field == "number":
        return next((repair.number for repair in repairs(mrz) if repair.swapped), "")
    if field in ("birth", "expiry"):
        layout, whole = mrz.layout, mrz.whole
        text = whole[layout.birth if field == "birth" else layout.expiry]
        given = whole[layout.birth_check if field == "birth" else layout.expiry_check]
        digits = text.translate(TO_DIGITS)
        if digits != text and check_digit(digits) == given.translate(TO_DIGITS):
            return digits
    return ""


def _swapped(number: str, among: Container[str] = _TWIN) -> Iterator[str]:
    """The number itself, then with one, two and three of these characters taken for their look-alikes."""
    yield number
    places = [place for place, character in enumerate(number) if character in among]
    for count in range(1, MOST_SWAPS + 1):
        for chosen in combinations(places, count):
            letters = list(number)
            for place in chosen:
                letters[place] = _TWIN[letters[place]]
            yield "".join(letters)


def _one_edit(number: str) -> Iterator[str]:
    for place, character in product(range(len(number)), _PLAIN):
        if number[place] not in (character, FILLER):
            yield number[:place] + character + number[place + 1 :]


def _with_number(mrz: Mrz, number: str, digit: str) -> str:
    """The joined lines with another number of the same length."""
    layout, whole = mrz.layout, list(mrz.whole)
    head, tail = number[:9].ljust(9, FILLER), number[9:]
    whole[layout.number] = head
    if tail and layout.overflow is not None:
        start = layout.overflow.start
        whole[start : start + len(tail) + 1] = tail + digit
    else:
        whole[layout.number_check] = digit
    return "".join(whole)


def _composite_agrees(mrz: Mrz, whole: str) -> bool:
    place = mrz.layout.composite_check
    if place is None:
        return True
    return check_digit(composite_text(mrz.layout, whole)) == whole[place].translate(TO_DIGITS)
