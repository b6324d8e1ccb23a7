"""The model rules that notices follow: an article, where our facts have it from, and how sure of it we are.

"Model rules, after INTERPOL's RPD": in force nowhere until a body adopts them. Nothing is cited here that is not in the
domain facts; what no article is known for is a rule of ours and says so. Source: practice 11 (binding).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Mark(StrEnum):
    """How sure we are of a rule. The words travel: never reused."""

    SOURCED = "sourced"
    KNOWN = "known"
    UNCERTAIN = "uncertain"
    OURS = "ours"


MARKS: dict[Mark, str | Promise] = {
    Mark.SOURCED: _("seen in a public source"),
    Mark.KNOWN: _("general knowledge, not read again in the text"),
    Mark.UNCERTAIN: _("uncertain: the operator may set another value"),
    Mark.OURS: _("no article is known"),
}


@dataclass(frozen=True, slots=True)
class Law:
    """article: of the model rules, "" for a rule of ours. source: where our facts have it from."""

    article: str
    mark: Mark
    source: str

    @property
    def label(self) -> str | Promise:
        """How pages name it, with its source beside."""
        if not self.article:
            return _("Rule of this node")
        return _("Model rule %(article)s") % {"article": self.article}

    @property
    def certainty(self) -> str | Promise:
        return MARKS[self.mark]


# Each article once, with the mark that domain facts 2 and 3 give it.
PURPOSE = Law("10", Mark.UNCERTAIN, "Otherside 2023 on Art. 10")
NEUTRALITY = Law(
    "34", Mark.SOURCED, "BSB on Art. 34(4): Articles 2 and 3 of the Constitution, before recording"
)
STATUS = Law("44", Mark.SOURCED, "published index of the RPD")
PERSONS = Law("37-44", Mark.KNOWN, "RPD Art. 37 to 44 as commonly described: minors, victims, witnesses")
RESTRICTION = Law("58", Mark.KNOWN, "RPD Art. 45 and 58 as commonly described")
KEPT = Law("49-51", Mark.SOURCED, "NGM on Art. 50: five years, warning at six months, reason to extend")
TRACE = Law("52", Mark.KNOWN, "RPD Art. 52 as commonly described")
OWNER = Law("7", Mark.KNOWN, "RPD Art. 7 as commonly described: the owner corrects and withdraws")
CORRECTED = Law("46", Mark.KNOWN, "RPD Art. 46 as commonly described: the owner corrects at once")
RECALL = Law("81", Mark.KNOWN, "RPD Art. 81 as commonly described")
KINDS = Law("73", Mark.SOURCED, "extraditions.info: kinds are created by the General Assembly alone")
RED = Law("83", Mark.KNOWN, "RPD Art. 83 as commonly described: identity and judicial data")
THRESHOLD = Law("83", Mark.SOURCED, "Red Notice Law Journal; NGM: two years, six months")
EXCLUDED = Law("83", Mark.SOURCED, "NGM: excluded matters")
ASSURANCE = Law("84", Mark.KNOWN, "RPD Art. 84 as commonly described")
REVIEW = Law("86", Mark.KNOWN, "RPD Art. 86 as commonly described: legal review before publication")
BLUE = Law("88", Mark.KNOWN, "RPD Art. 88 as commonly described")
GREEN = Law("89", Mark.KNOWN, "RPD Art. 89 as commonly described")
YELLOW = Law("90", Mark.KNOWN, "RPD Art. 90 as commonly described")
BLACK = Law("91", Mark.KNOWN, "RPD Art. 91 as commonly described")
PURPLE = Law("92", Mark.KNOWN, "RPD Art. 92 as commonly described")
ORANGE = Law("93", Mark.KNOWN, "RPD Art. 93 as commonly described")
WORK_OF_ART = Law("94", Mark.SOURCED, "published index of the RPD")
SPECIAL = Law("95", Mark.KNOWN, "RPD Art. 95 as commonly described")
DIFFUSIONS = Law("97-101", Mark.KNOWN, "RPD Art. 97 to 101 as commonly described; reviewed first here")
STANDING = Law("131", Mark.SOURCED, "published cases of corrective measures")
OURS = Law("", Mark.OURS, "no article known; a default of this software")
SILVER = Law(
    "", Mark.UNCERTAIN, "White & Case on the pilot of 2025: a crime of at least four years, never public"
)
REFUGEES = Law("", Mark.SOURCED, "INTERPOL resolution GA-2017-86-RES-09")
