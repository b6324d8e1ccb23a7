"""Why two people may be one, in words: the terms of the comparison with their bits, for page, API and command alike."""

from collections.abc import Iterable

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from comity.matching.names import PersonComparison, Reason, Term

TERMS: dict[Term, str | Promise] = {
    Term.START: gettext_lazy("Starting point"),
    Term.RARITY: gettext_lazy("Words that agree, by how rare they are"),
    Term.SPELLING: gettext_lazy("Spelled a little differently"),
    Term.NEAR: gettext_lazy("Another name, spelled alike"),
    Term.VARIANT: gettext_lazy("Another form of the name"),
    Term.NICKNAME: gettext_lazy("Short name of the same name"),
    Term.GENDERED: gettext_lazy("The form of the other sex"),
    Term.SHORTENED: gettext_lazy("Shortened"),
    Term.INITIAL: gettext_lazy("An initial"),
    Term.JOINED: gettext_lazy("Written together or apart"),
    Term.TRANSLITERATED: gettext_lazy("The same in another script"),
    Term.FIRST_APART: gettext_lazy("The first names differ"),
    Term.MIDDLE_APART: gettext_lazy("Middle names differ"),
    Term.LAST_APART: gettext_lazy("The last names differ"),
    Term.MORE_APART: gettext_lazy("More names differ"),
    Term.NOTHING: gettext_lazy("No name agrees"),
    Term.LEFT_OUT: gettext_lazy("Names that only one side has"),
    Term.FIRST_LEFT_OUT: gettext_lazy("The first name stands on one side only"),
    Term.ONE_WORD: gettext_lazy("One word only"),
    Term.ROTATED: gettext_lazy("Family name first or last"),
    Term.CROSSED: gettext_lazy("In another order"),
    Term.EXCHANGED: gettext_lazy("Father and child exchanged"),
    Term.GENERATION: gettext_lazy("Another generation (junior, senior)"),
    Term.SEX: gettext_lazy("A title of the other sex"),
    Term.WHOLE: gettext_lazy("How alike the whole names are"),
    Term.NOT_READ: gettext_lazy("A part that could not be read"),
    Term.BORN: gettext_lazy("Born"),
    Term.NATIONALITY: gettext_lazy("Nationality"),
    Term.SEX_OF_PERSON: pgettext_lazy("of a person", "Sex"),
    Term.PLACE: gettext_lazy("Place of birth"),
    Term.DOCUMENT: gettext_lazy("Document"),
    Term.NAMES_TRIED: gettext_lazy("Several names were tried"),
    Term.WILDCARD: gettext_lazy("Letters that a wildcard left open"),
}
# Fewer than this many people share nothing worth saying.
LEAST_SAID = 2


class Why(msgspec.Struct, omit_defaults=True):
    """One reason. bits: for (positive) or against. letters: pairs of aligned letters, where scripts differ."""

    term: str
    label: str
    bits: float
    asked: str = ""
    recorded: str = ""
    letters: list[tuple[str, str]] = []


class Likeness(msgspec.Struct):
    """How alike a person asked and one recorded are. bits: log2 odds, the sum of all reasons; score: as a chance.

    one_in: about one in so many people would match this well by name and birth date.
    """

    tier: str
    score: float
    bits: float
    one_in: int
    sentence: str
    reasons: list[Why]


def likeness_of(compared: PersonComparison) -> Likeness:
    """The comparison in the reader's language: where the sum begins, then the strongest reasons first."""
    said = sorted(_said(compared.reasons), key=lambda why: (why.term != Term.START.value, -abs(why.bits)))
    return Likeness(
        tier=compared.tier.value,
        score=round(compared.score, 3),
        bits=round(compared.bits, 1),
        one_in=compared.alike_by_chance,
        sentence=_sentence(compared.alike_by_chance),
        reasons=said,
    )


def _said(reasons: Iterable[Reason]) -> Iterable[Why]:
    for each in reasons:
        yield Why(
            each.term.value,
            str(TERMS[each.term]),
            round(each.bits, 1),
            each.left,
            each.right,
            list(each.pieces),
        )


def _sentence(one_in: int) -> str:
    if one_in < LEAST_SAID:
        return _("Nothing here tells one person from another.")
    words = ngettext(
        "About 1 in %(count)s person would match this well by chance.",
        "About 1 in %(count)s people would match this well by chance.",
        one_in,
    )
    return words % {"count": f"{_rounded(one_in):,}".replace(",", " ")}  # a narrow space in every language


def _rounded(number: int) -> int:
    """Two digits say all that is known."""
    places = max(0, len(str(number)) - 2)
    return int(round(number, -places))
