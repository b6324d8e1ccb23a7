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
    Mark.OURS: _("a rule of this node; no article is known"),
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
PURPOSE = Law("10", Mark.UNCERTAIN, "Otherside 2023, as domain facts 3 have it")
NEUTRALITY = Law("34", Mark.SOURCED, "BSB on 34(4): Articles 2 and 3 of the Constitution, before recording")
STATUS = Law("44", Mark.SOURCED, "index of the RPD; domain facts 3")
PERSONS = Law("37-44", Mark.KNOWN, "domain facts 3: minors, victims, witnesses, sensitive data")
RESTRICTION = Law("58", Mark.KNOWN, "domain facts 3, Art. 45 and 58")
KEPT = Law("49-51", Mark.SOURCED, "NGM on Art. 50: five years, warning at six months, reason to extend")
TRACE = Law("52", Mark.KNOWN, "domain facts 3")
OWNER = Law("7", Mark.KNOWN, "domain facts 3: the owner corrects and withdraws at any time")
RECALL = Law("81", Mark.KNOWN, "domain facts 2.3: suspend, withdraw, cancel at any time")
KINDS = Law("73", Mark.SOURCED, "extraditions.info: kinds are created by the General Assembly alone")
RED = Law("83", Mark.KNOWN, "domain facts 2.2: identity and judicial data")
THRESHOLD = Law("83", Mark.SOURCED, "Red Notice Law Journal; NGM: two years, six months")
EXCLUDED = Law("83", Mark.SOURCED, "NGM: excluded matters")
ASSURANCE = Law("84", Mark.KNOWN, "domain facts 2.2")
REVIEW = Law("86", Mark.KNOWN, "domain facts 2.2: legal review before publication")
BLUE = Law("88", Mark.KNOWN, "domain facts 2.1")
GREEN = Law("89", Mark.KNOWN, "domain facts 2.1")
YELLOW = Law("90", Mark.KNOWN, "domain facts 2.1")
BLACK = Law("91", Mark.KNOWN, "domain facts 2.1")
PURPLE = Law("92", Mark.KNOWN, "domain facts 2.1")
ORANGE = Law("93", Mark.KNOWN, "domain facts 2.1")
WORK_OF_ART = Law("94", Mark.SOURCED, "index of the RPD; domain facts 2.1")
SPECIAL = Law("95", Mark.KNOWN, "domain facts 2.1 and 7.1")
DIFFUSIONS = Law("97-101", Mark.KNOWN, "domain facts 2.4; reviewed first here: domain facts 9")
STANDING = Law("131", Mark.SOURCED, "domain facts 3: corrective measures")
OURS = Law("", Mark.OURS, "no article known; a default of this software")
SILVER = Law(
    "", Mark.UNCERTAIN, "White & Case on the pilot of 2025: a crime of at least four years, never public"
)
REFUGEES = Law("", Mark.SOURCED, "resolution GA-2017-86-RES-09, as practice 2 has it")
