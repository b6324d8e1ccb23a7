"""Document numbers: number, issuer and kind together name one document."""

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.document_kinds import SLUGS, DocumentKind
from comity.matching.folding import folded, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key

# Numbers in one recorded range of blanks.
MOST_IN_RANGE = 10_000

_DIGITS = "0123456789"
# Documents write D where ISO 3166 and people write DEU. Source: Doc 9303-3, section 5.
_ISSUER_TWINS = {"D": "DEU"}


def issuer_code(raw: str, *, field: str = "issuer") -> str:
    """The issuer as keys write it: one to three Latin letters. Whether it exists is the directory's question.

    Raises: Invalid when it is no code.
    """
    code = raw.strip().strip("<").upper()
    if not (1 <= len(code) <= 3 and code.isascii() and code.isalpha()):
        raise invalid(field, "issuer-form", _("Write the issuer as its code, such as FRA."))
    return _ISSUER_TWINS.get(code, code)


def document_keys(number: str, issuer: str, kind: DocumentKind | None) -> tuple[Key, ...]:
    """Keys of a recorded document. issuer "" and kind None where the source does not say.

    A kind not known gives a key for each kind, an issuer not known one that only a bare number finds:
    both are candidates at most, since another issuer or kind may have used the number.
    """
    plain = number_of(number, field="number")
    code = issuer_code(issuer) if issuer else ""
    grade = Grade.HIT if code and kind is not None else Grade.CANDIDATE
    kinds = (kind,) if kind is not None else tuple(DocumentKind) if code else (DocumentKind.OTHER,)
    fold = folded(plain)
    return tuple(key(KeyKind.DOCUMENT, plain, fold, joined(code, SLUGS[one]), grade) for one in kinds)


def document_range_keys(first: str, last: str, issuer: str, kind: DocumentKind) -> tuple[Key, ...]:
    """Keys of a range of blanks: one for each number from first to last, so that any number inside finds it.

    Both have the same length and differ only in the digits at their end. A key each costs nothing when asking;
    more than MOST_IN_RANGE numbers are several records. Raises: Invalid when it is no such range.
    """
    low, high = number_of(first, field="number"), number_of(last, field="last_number")
    start = len(low.rstrip(_DIGITS))
    if len(low) != len(high) or low[:start] != high[:start] or not high[start:].isdecimal() or low > high:
        form = _(
            "First and last number of a range differ only in the digits at their end, the lower one first."
        )
        raise invalid("last_number", "range-form", form)
    begin, end, width = int(low[start:]), int(high[start:]), len(low) - start
    if end - begin >= MOST_IN_RANGE:
        many = _("A range has at most %(most)s numbers. Record several ranges.") % {"most": MOST_IN_RANGE}
        raise invalid("last_number", "range-long", many)
    numbers = (f"{low[:start]}{number:0{width}}" for number in range(begin, end + 1))
    rest = joined(issuer_code(issuer), SLUGS[kind])
    return tuple(key(KeyKind.DOCUMENT, number, folded(number), rest, Grade.HIT) for number in numbers)


def document_probes(number: str, issuer: str = "", kind: DocumentKind | None = None) -> tuple[Probe, ...]:
    """Questions for a typed number. Without issuer or kind its beginning is asked, and nothing is a hit."""
    plain = number_of(number, field="number")
    fold = folded(plain)
    if not issuer:
        return (_beginning(plain, fold, joined("")),)
    code = issuer_code(issuer)
    if kind is None:
        return (_beginning(plain, fold, joined(code, "")),)
    rest = joined(code, SLUGS[kind])
    return (Probe(KeyKind.DOCUMENT, fold + rest, plain + rest, Grade.HIT, Grade.CANDIDATE),)


def _beginning(plain: str, fold: str, rest: str) -> Probe:
    return Probe(KeyKind.DOCUMENT, fold + rest, plain + rest, Grade.CANDIDATE, Grade.CANDIDATE, prefix=True)
