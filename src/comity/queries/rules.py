"""What an answer says: outcomes, sentences and the next step, from states and grades alone. Pure.

Source: practice 1 (the table of states and the words on the screen, binding here).
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.matching.keys import Grade
from comity.records.rules import Status


class Outcome(StrEnum):
    """What one database answers. The words are fixed, in API, page and CLI alike."""

    HIT = "hit"
    CANDIDATE = "candidate"
    NO_HIT = "no-hit"
    ADVICE = "advice"
    NOT_ALLOWED = "not-allowed"
    PENDING = "pending"
    NOT_ANSWERED = "not-answered"


OUTCOMES: dict[Outcome, str | Promise] = {
    Outcome.HIT: _("Hit"),
    Outcome.CANDIDATE: _("Candidate"),
    Outcome.NO_HIT: _("No hit"),
    Outcome.ADVICE: _("Advice"),
    Outcome.NOT_ALLOWED: _("Not allowed"),
    Outcome.PENDING: _("Pending"),
    Outcome.NOT_ANSWERED: _("Not answered"),
}
INSTRUCTIONS: dict[Outcome, str | Promise] = {
    Outcome.HIT: _(
        "This is a question, not a finding. Compare, then ask the owner. Do not arrest, refuse or keep anything "
        "on this answer alone, unless your national law says so."
    ),
    Outcome.CANDIDATE: _("Similar, not the same. Compare before you say anything to the person."),
    Outcome.NO_HIT: _(
        "Nothing recorded in these databases. This does not prove that the document, person or object is in order."
    ),
    Outcome.ADVICE: _("Read the advice. It concerns a kind of document or object, not this one."),
    Outcome.NOT_ALLOWED: _("Your unit may not ask this database. Ask your bureau."),
    Outcome.PENDING: _("The answer is not there yet. It comes by itself."),
    Outcome.NOT_ANSWERED: _("We do not know. Ask again, or call the bureau."),
}
TOO_MANY: str | Promise = _(
    "More is similar than can be shown, so this answer is incomplete. Give the issuer, the kind or the country."
)
TOO_MANY_LIKE_IT: str | Promise = _(
    "More numbers fit than can be shown; these are the most similar. Give more characters."
)
TOO_MANY_LOOK_SO: str | Promise = _(
    "More things look so than can be shown; these agree most. Give more words or a measure."
)
NAMES_BEHIND: str | Promise = _(
    "Names are being read anew, and somebody may be missed. Ask again in a minute, or ask by document."
)
# The worst news leads; a missing answer is never hidden behind a "no hit".
ORDER = (
    Outcome.HIT,
    Outcome.CANDIDATE,
    Outcome.NOT_ANSWERED,
    Outcome.PENDING,
    Outcome.ADVICE,
    Outcome.NO_HIT,
    Outcome.NOT_ALLOWED,
)
_RANK = {outcome: place for place, outcome in enumerate(ORDER)}
GRADE_OUTCOMES = {
    Grade.ADVICE: Outcome.ADVICE,
    Grade.CANDIDATE: Outcome.CANDIDATE,
    Grade.HIT: Outcome.HIT,
}

REMARKS: dict[Status, str | Promise] = {
    Status.DISPUTED: _("The owner's data are disputed."),
    Status.BLOCKED: _("Blocked. Only your own bureau sees this."),
    Status.SUSPENDED: _("Suspended. Only your own bureau sees this."),
    Status.DRAFT: _("It waits for the centre. Only your own bureau finds it."),
    Status.PREPARED: _("Being prepared. Only your own bureau finds it."),
    Status.IN_CHECK: _("In quality check. Only your own bureau finds it."),
    Status.SENT_BACK: _("The centre sent it back. Only your own bureau finds it."),
    Status.WAITS_FOR_OWNER: _("It waits for its owner, and nobody finds it."),
}
# In place of all that a record of such a database says.
SPECIALISTS_ONLY = _(
    "Only units to which this database was granted by name read more than this: ask such a unit."
)


def place_in_order(outcome: Outcome) -> int:
    """How far ahead this outcome stands; 0 leads."""
    return _RANK[outcome]


def leading(outcomes: list[Outcome]) -> Outcome:
    """The outcome that heads a whole answer."""
    return min(outcomes, key=_RANK.__getitem__, default=Outcome.NO_HIT)
