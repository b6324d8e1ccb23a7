"""Document numbers: number, issuer and kind together name one document."""

from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.matching.document_kinds import IDENTIFYING, SLUGS, DocumentKind
from comity.matching.folding import folded, number_of
from comity.matching.keys import Grade, Key, KeyKind, Probe, joined, key
from comity.matching.ranges import numbers_in, with_blocks

# Documents write D where ISO 3166 and people write DEU. Source: Doc 9303-3, section 5.
_ISSUER_TWINS = {"D": "DEU"}


@lru_cache(maxsize=1024)  # of each question's document it is asked three times
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

    A kind not known gives a key for each kind that persons carry, an issuer not known one that only a bare number
    finds: both are candidates at most, since another issuer or kind may have used the number.
    """
    plain = number_of(number, field="number")
    code = issuer_code(issuer) if issuer else ""
    grade = Grade.HIT if code and kind is not None else Grade.CANDIDATE
    kinds = (kind,) if kind is not None else IDENTIFYING if code else (DocumentKind.OTHER,)
    fold = folded(plain)
    return tuple(key(KeyKind.DOCUMENT, plain, fold, joined(code, SLUGS[one]), grade) for one in kinds)


def document_range_keys(first: str, last: str, issuer: str, kind: DocumentKind) -> tuple[Key, ...]:
    """Keys of a range of blanks, so that any number inside finds it. Raises: Invalid when it is no such range."""
    rest = joined(issuer_code(issuer), SLUGS[kind])
    return tuple(
        key(KeyKind.DOCUMENT, number, folded(number), rest, Grade.HIT) for number in numbers_in(first, last)
    )


def document_probes(number: str, issuer: str = "", kind: DocumentKind | None = None) -> tuple[Probe, ...]:
    """Questions for a typed number. Without issuer or kind its beginning is asked, and nothing is a hit."""
    plain = number_of(number, field="number")
    if not issuer:
        rest, best, beginning = joined(""), Grade.CANDIDATE, True
    elif kind is None:
        rest, best, beginning = joined(issuer_code(issuer), ""), Grade.CANDIDATE, True
    else:
        rest, best, beginning = joined(issuer_code(issuer), SLUGS[kind]), Grade.HIT, False
    probe = Probe(KeyKind.DOCUMENT, folded(plain) + rest, plain + rest, best, Grade.CANDIDATE, beginning)
    return with_blocks(probe)
