"""Whom machine-readable lines name: the person who is asked about beside the document. Pure."""

from comity.kit.errors import Invalid
from comity.matching.asked_names import seen_name
from comity.matching.documents import issuer_code
from comity.matching.mrz import Mrz
from comity.matching.subjects import MrzSubject, PersonSubject

SEXES = {"F": "female", "M": "male"}
# Stateless people, refugees and officials of organisations have codes that are no nationality (Doc 9303-3, section 5).
NO_NATION = ("X", "UN", "EU")


def with_holder(mrz: Mrz) -> MrzSubject:
    """The document and its holder."""
    return MrzSubject(mrz, holder_of(mrz))


def holder_of(mrz: Mrz) -> PersonSubject | None:
    """The person as the lines have it; None where no name can be read.

    A birth date whose check digit is wrong is not known: it would speak against the right person.
    """
    try:
        name = seen_name(f"{mrz.given_names} {mrz.surname}")
    except Invalid:
        return None
    is_read = all(check.ok for check in mrz.checks if check.field == "birth")
    return PersonSubject(name, mrz.birth if is_read else None, _nation(mrz), SEXES.get(mrz.sex, ""))


def _nation(mrz: Mrz) -> str:
    try:
        code = issuer_code(mrz.nationality, field="nationality") if mrz.nationality else ""
    except Invalid:
        return ""
    return "" if code.startswith(NO_NATION) else code
