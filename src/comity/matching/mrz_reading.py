"""From what was pasted, typed or swiped to a machine-readable zone: decided by structure and check digits.

Lines that have the form of a document are taken as they stand. Others are laid upon every layout; where the check
digits leave one document, that is read, and said beside the answer. Where they leave none, nothing is asked: a text
that could not be read is never "no hit".
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.kit.errors import FieldError, Invalid
from comity.matching.mrz import Mrz, read
from comity.matching.mrz_alignment import MOST_NUMBERS, alignments
from comity.matching.mrz_formats import FILLER
from comity.matching.mrz_lines import ALLOWED, WHOLE_SIZES, variants

# Of a text that could not be read, so many characters are shown again.
MOST_SHOWN = 120
UNREAD = _("These machine-readable lines could not be read. Type the number, or swipe again.")
# A name holds no digits; a reader takes a letter for one now and then.
MOST_DIGITS_IN_NAMES = 3
_SEXES = frozenset("MFX<")


def parse_mrz(text: str, *, today: date, field: str = "mrz") -> Mrz:
    """The machine-readable zone in a text, with wrong check digits marked but not refused.

    today: the reader's day; births lie before it. Raises: Invalid (`mrz-unread`) when no document can be read.
    """
    found = variants(text, field=field)
    exact = [
        read(whole, today)
        for lines in found
        if len(whole := "".join(lines)) in WHOLE_SIZES and ALLOWED.fullmatch(whole) and _is_even(lines)
    ]
    formed = [mrz for mrz in exact if _has_form(mrz)]
    sure = [mrz for mrz in formed if _is_settled(mrz)]
    if sure:
        # Where spaces can be read in two ways, the check digits decide.
        return max(sure, key=_right)
    laid = list(_laid(found, today))
    best = _one_of([mrz for mrz in laid if _is_settled(mrz)])
    if best is not None:
        return best
    doubtful = [replace(mrz, stood=False) for mrz in formed] or laid
    if not doubtful:
        raise _unread(found, field)
    first = max(doubtful, key=_right)
    others = {mrz.number for mrz in doubtful} | {each for mrz in doubtful for each in mrz.other_numbers}
    issuers = {mrz.issuer for mrz in doubtful} | {each for mrz in doubtful for each in mrz.other_issuers}
    return replace(
        first,
        stood=False,
        other_numbers=tuple(sorted(others - {first.number, ""}))[:MOST_NUMBERS],
        other_issuers=tuple(sorted(issuers - {first.issuer}))[:3],
    )


def _is_even(lines: list[str]) -> bool:
    """Are all lines equally long, or in one? Where they are not, what stands where is for the check digits to say."""
    return len({len(line) for line in lines}) == 1


def _unread(lines: list[list[str]], field: str) -> Invalid:
    """The refusal, with the reading."""
    shown = " ".join(lines[0])[:MOST_SHOWN] if lines else ""
    reading = _("Read as: %(lines)s (%(size)s characters)") % {
        "lines": shown,
        "size": sum(map(len, lines[0])) if lines else 0,
    }
    return Invalid([FieldError(field, "mrz-unread", UNREAD), FieldError(field, "mrz-reading", reading)])


def _laid(found: list[list[str]], today: date) -> Iterator[Mrz]:
    least = None
    for lines in found:
        for each in sorted(alignments(lines), key=lambda one: (not one.stood, one.edits)):
            if least is not None and each.stood and each.edits > least:
                continue
            mrz = read(each.whole, today, each.layout)
            mended = replace(
                mrz,
                mended=each.edits > 0,
                stood=each.stood,
                other_numbers=each.numbers,
                other_issuers=each.issuers,
            )
            if _has_form(mended):
                if _is_settled(mended):
                    least = each.edits if least is None else min(least, each.edits)
                yield mended


def _has_form(mrz: Mrz) -> bool:
    """Is every field what its place demands, and one date at least right by its check digit?"""
    layout, whole = mrz.layout, mrz.whole
    dates = [check.ok and check.given != FILLER for check in mrz.checks if check.field in ("birth", "expiry")]
    return (
        whole[0] in "PACIV"
        and (whole[0] == "V") == layout.name.startswith("MRV")
        and whole[layout.names.start].isalnum()
        and sum(map(str.isdecimal, whole[layout.names])) <= MOST_DIGITS_IN_NAMES
        and countries.is_issuer(mrz.issuer)
        and bool(mrz.number)
        and whole[layout.sex] in _SEXES
        and any(dates)
    )


def _is_settled(mrz: Mrz) -> bool:
    return (
        mrz.is_sure
        and FILLER not in mrz.number
        and (_right(mrz)[1] >= 3 or countries.is_nationality(mrz.nationality))
    )


def _right(mrz: Mrz) -> tuple[bool, int]:
    """All check digits right, and how many: a visa has fewer than a passport."""
    return mrz.is_right, sum(check.ok for check in mrz.checks)


def _one_of(settled: list[Mrz]) -> Mrz | None:
    """The one document that the readings with the most right check digits agree on; None where they name several."""
    if not settled:
        return None
    most = max(map(_right, settled))
    best = [mrz for mrz in settled if _right(mrz) == most]
    if len({(mrz.number, mrz.issuer, mrz.document_kinds) for mrz in best}) > 1:
        return None
    return best[0]
