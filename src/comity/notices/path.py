"""The life of a notice as one table: in which state which verb leads where, who may, under which rule. Pure.

Nothing is visible before review, and what was recalled has no way back. Source: issue 5, item 3; domain facts 2.3.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import Refused
from comity.notices import law
from comity.notices.law import Law

Words = str | Promise


class State(IntEnum):
    """Where a notice stands. Closed set: numbers are never reused."""

    DRAFT = 1
    SUBMITTED = 2
    IN_REVIEW = 3
    MORE_ASKED = 4
    PUBLISHED = 5
    REFUSED = 6
    SUSPENDED = 7
    EXPIRED = 8
    WITHDRAWN = 9
    CANCELLED = 10
    TAKEN_IN = 11

    @property
    def slug(self) -> str:
        """How addresses and the API write it: "in-review"."""
        return self.name.lower().replace("_", "-")


class Verb(Enum):
    """What is done to it; the value names the right and the act: "notices.submit"."""

    CHANGE = "notices.change"
    DROP = "notices.drop"
    SUBMIT = "notices.submit"
    TAKE = "notices.take"
    ASK_MORE = "notices.ask_more"
    ANSWER = "notices.answer"
    APPROVE = "notices.approve"
    PUBLISH = "notices.publish"
    REFUSE = "notices.refuse"
    SUSPEND = "notices.suspend"
    RESUME = "notices.resume"
    EXTEND = "notices.extend"
    AMEND = "notices.amend_listed"
    CORRECT = "notices.correct"
    TAKE_IN = "notices.take_in"
    WITHDRAW = "notices.withdraw"
    CANCEL = "notices.cancel"
    EXPIRE = "notices.expire"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a verb leads, and the rule it rests on. The right that it asks for is the verb's own name."""

    to: State
    law: Law


_S, _V = State, Verb
PATH: dict[tuple[State, Verb], Step] = {
    (_S.DRAFT, _V.CHANGE): Step(_S.DRAFT, law.OWNER),
    (_S.DRAFT, _V.DROP): Step(_S.WITHDRAWN, law.OWNER),
    (_S.DRAFT, _V.SUBMIT): Step(_S.SUBMITTED, law.REVIEW),
    # A diffusion that asks for nobody's arrest, of a bureau in normal standing: rules.waits_for_review.
    (_S.DRAFT, _V.PUBLISH): Step(_S.PUBLISHED, law.DIFFUSIONS),
    # A correction is a request of its own; what it corrects stands until then (docs/decisions/0038-corrections.md).
    (_S.DRAFT, _V.TAKE_IN): Step(_S.TAKEN_IN, law.CORRECTED),
    (_S.SUBMITTED, _V.CHANGE): Step(_S.SUBMITTED, law.OWNER),
    (_S.SUBMITTED, _V.TAKE): Step(_S.IN_REVIEW, law.REVIEW),
    (_S.SUBMITTED, _V.WITHDRAW): Step(_S.WITHDRAWN, law.OWNER),
    # Whoever approved before approved other bytes: the digest has moved.
    (_S.IN_REVIEW, _V.CHANGE): Step(_S.SUBMITTED, law.OWNER),
    (_S.IN_REVIEW, _V.TAKE): Step(_S.IN_REVIEW, law.REVIEW),
    (_S.IN_REVIEW, _V.ASK_MORE): Step(_S.MORE_ASKED, law.REVIEW),
    (_S.IN_REVIEW, _V.APPROVE): Step(_S.IN_REVIEW, law.REVIEW),
    (_S.IN_REVIEW, _V.PUBLISH): Step(_S.PUBLISHED, law.REVIEW),
    (_S.IN_REVIEW, _V.TAKE_IN): Step(_S.TAKEN_IN, law.CORRECTED),
    (_S.IN_REVIEW, _V.REFUSE): Step(_S.REFUSED, law.REVIEW),
    (_S.IN_REVIEW, _V.WITHDRAW): Step(_S.WITHDRAWN, law.OWNER),
    (_S.MORE_ASKED, _V.CHANGE): Step(_S.MORE_ASKED, law.OWNER),
    (_S.MORE_ASKED, _V.ANSWER): Step(_S.SUBMITTED, law.REVIEW),
    (_S.MORE_ASKED, _V.REFUSE): Step(_S.REFUSED, law.REVIEW),
    (_S.MORE_ASKED, _V.WITHDRAW): Step(_S.WITHDRAWN, law.OWNER),
    (_S.PUBLISHED, _V.SUSPEND): Step(_S.SUSPENDED, law.RECALL),
    (_S.PUBLISHED, _V.EXTEND): Step(_S.PUBLISHED, law.KEPT),
    # Its bureau's correction, once it was approved. What does not stand any more is corrected by nobody.
    (_S.PUBLISHED, _V.CORRECT): Step(_S.PUBLISHED, law.CORRECTED),
    # An entry of a public list that changed there.
    (_S.PUBLISHED, _V.AMEND): Step(_S.PUBLISHED, law.SPECIAL),
    (_S.PUBLISHED, _V.WITHDRAW): Step(_S.WITHDRAWN, law.RECALL),
    (_S.PUBLISHED, _V.CANCEL): Step(_S.CANCELLED, law.RECALL),
    (_S.PUBLISHED, _V.EXPIRE): Step(_S.EXPIRED, law.KEPT),
    (_S.SUSPENDED, _V.RESUME): Step(_S.PUBLISHED, law.RECALL),
    (_S.SUSPENDED, _V.WITHDRAW): Step(_S.WITHDRAWN, law.RECALL),
    (_S.SUSPENDED, _V.CANCEL): Step(_S.CANCELLED, law.RECALL),
    (_S.SUSPENDED, _V.EXPIRE): Step(_S.EXPIRED, law.KEPT),
}
STATES: dict[State, Words] = {
    State.DRAFT: pgettext_lazy("notice", "Draft"),
    State.SUBMITTED: pgettext_lazy("notice", "Submitted"),
    State.IN_REVIEW: pgettext_lazy("notice", "In review"),
    State.MORE_ASKED: pgettext_lazy("notice", "More information asked"),
    State.PUBLISHED: pgettext_lazy("notice", "Published"),
    State.REFUSED: pgettext_lazy("notice", "Refused"),
    State.SUSPENDED: pgettext_lazy("notice", "Suspended"),
    State.EXPIRED: pgettext_lazy("notice", "Expired"),
    State.WITHDRAWN: pgettext_lazy("notice", "Withdrawn"),
    State.CANCELLED: pgettext_lazy("notice", "Cancelled"),
    State.TAKEN_IN: pgettext_lazy("notice", "Taken into the notice"),
}
# What was done, as the file of a notice says it.
VERB_WORDS: dict[str, Words] = {
    "notices.draft": _("drafted"),
    "notices.change": _("changed"),
    "notices.submit": _("submitted"),
    "notices.take": _("taken into review"),
    "notices.ask_more": _("more information asked"),
    "notices.answer": _("answered"),
    "notices.approve": _("approved"),
    "notices.publish": _("published"),
    "notices.refuse": _("refused"),
    "notices.suspend": _("suspended"),
    "notices.resume": _("published again"),
    "notices.extend": _("extended"),
    "notices.amend_listed": _("amended"),
    "notices.correct": _("correction begun"),
    "notices.take_in": _("corrected"),
    "notices.withdraw": _("withdrawn"),
    "notices.cancel": _("cancelled"),
    "notices.report_found": _("reported found"),
    "notices.expire": _("expired"),
    "notices.ask_keeper": _("asked of its keeper"),
}
# Which pill a notice wears (web/words.py).
PILLS: dict[State, str] = {
    State.DRAFT: "draft",
    State.SUBMITTED: "asked",
    State.IN_REVIEW: "accepted",
    State.MORE_ASKED: "more-needed",
    State.PUBLISHED: "active",
    State.REFUSED: "refused",
    State.SUSPENDED: "blocked",
    State.EXPIRED: "expired",
    State.WITHDRAWN: "withdrawn",
    State.CANCELLED: "revoked",
    State.TAKEN_IN: "active",
}
BY_SLUG = {state.slug: state for state in State}
OUT = frozenset({State.PUBLISHED})  # what anybody but owner and reviewers may ever see
WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW, State.MORE_ASKED})
ENDED = frozenset({State.REFUSED, State.EXPIRED, State.WITHDRAWN, State.CANCELLED, State.TAKEN_IN})
OPEN = WAITING | {State.DRAFT}  # a notice has one such correction at most
WAS_OUT = frozenset({State.PUBLISHED, State.SUSPENDED})
# How long each step may take. 24 hours: "in principle" (Fair Trials 2013, domain facts 2.3); the others are ours.
CLOCKS: dict[State, timedelta] = {
    State.SUBMITTED: timedelta(hours=24),
    State.IN_REVIEW: timedelta(hours=72),
    State.MORE_ASKED: timedelta(days=30),
}


def may(state: State, verb: Verb) -> bool:
    """Is there such a step?"""
    return (state, verb) in PATH


def moved(state: State, verb: Verb) -> State:
    """Where this leads. Raises: Refused, with the sentence that fits."""
    step = PATH.get((state, verb))
    if step is not None:
        return step.to
    if state in ENDED:
        raise Refused(_("This notice has ended. It never comes back; ask anew."), code="ended")
    words = {"state": STATES[state]}
    raise Refused(
        _("This cannot be done now: the notice is in the state “%(state)s”.") % words, code="wrong-state"
    )


class Ground(IntEnum):
    """Why a request is refused, or a notice cancelled. Closed set: numbers are never reused. For public figures.

    Source: domain facts 8: coded grounds, since 88 % of refusals were "other grounds".
    """

    ARTICLE_2 = 1
    ARTICLE_3 = 2
    REFUGEE = 3
    ALREADY_JUDGED = 4
    THRESHOLD = 5
    INCOMPLETE = 6
    IDENTITY = 7
    NO_VALID_WARRANT = 8
    EXCLUDED_MATTER = 9
    PURPOSE = 10
    ORDERED = 11
    FOUND = 12
    LOCATED_SAFE = 13
    OTHER = 99

    @property
    def slug(self) -> str:
        return self.name.lower().replace("_", "-")


GROUNDS: dict[Ground, Words] = {
    Ground.ARTICLE_2: _("Human rights (Article 2)"),
    Ground.ARTICLE_3: _("Political, military, religious or racial character (Article 3)"),
    Ground.REFUGEE: _("The person is protected"),
    Ground.ALREADY_JUDGED: _("Already judged for the same facts"),
    Ground.THRESHOLD: _("Below the threshold of penalty"),
    Ground.INCOMPLETE: _("Facts not told well enough"),
    Ground.IDENTITY: _("The person cannot be told from others"),
    Ground.NO_VALID_WARRANT: _("No valid warrant or judgment"),
    Ground.EXCLUDED_MATTER: _("An excluded matter"),
    Ground.PURPOSE: _("Another kind or means serves better"),
    Ground.ORDERED: _("A court or the commission ordered it"),
    Ground.FOUND: _("The person or thing was found"),
    Ground.LOCATED_SAFE: _("Located and safe; does not want contact"),
    Ground.OTHER: pgettext_lazy("ground of a refusal", "Another ground"),
}
GROUND_BY_SLUG = {ground.slug: ground for ground in Ground}
