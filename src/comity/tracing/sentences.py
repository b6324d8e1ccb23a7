"""The one sentence and next step that lead a page of a trace. Pure. tone: of the style sheet's flash."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.tracing.proposing import Then
from comity.tracing.rules import OPEN, Stage, State

GOOD, WARN, BAD = "good", "warn", "bad"


class Lead(NamedTuple):
    """lead: what is so. then: what to do next."""

    tone: str
    lead: str | Promise
    then: str | Promise


_WAIT = Lead(WARN, _("Bureaus are asked and still have time."), _("You may ask others meanwhile."))
_DRAFT = Lead(WARN, _("This is a draft. Nothing has left your bureau."), _("Ask the first bureau."))
_UNFINISHED = Lead(
    WARN, _("This is a draft, and something is still missing."), _("Fill it in, then ask the first bureau.")
)
_NO_ANSWER = Lead(
    BAD,
    _("A bureau did not answer in time."),
    _("Send it again, close that step, or ask another bureau. A late answer still reaches you."),
)
_CLOSED = Lead(
    GOOD, _("This request is closed."), _("The chain stays here to read. A late answer opens it again.")
)
BY_PROPOSAL: dict[Then, Lead] = {
    Then.ASK: Lead(WARN, _("The chain goes on."), _("Ask the next bureau, as proposed below.")),
    Then.WAIT: _WAIT,
    Then.OWN: Lead(
        WARN, _("The chain leads into your own country."), _("Look in your own registers, then close it.")
    ),
    Then.FOUND: Lead(
        GOOD, _("The chain ends here: the weapon was sold."), _("Read the last answer, then close it.")
    ),
    Then.NOBODY: Lead(
        WARN,
        _("Nobody is left to ask by what is known."),
        _("Look again for marks of proof or import and add them, ask another bureau, or close it."),
    ),
}


def lead_of_request(stage: Stage, states: Sequence[State], then: Then, *, missing: bool) -> Lead:
    """The sentence on the seizing bureau's page. states: of the steps. missing: does a draft lack something?"""
    if stage is Stage.CLOSED:
        return _CLOSED
    if stage is Stage.DRAFT:
        return _UNFINISHED if missing else _DRAFT
    if State.NO_ANSWER in states:
        return _NO_ANSWER
    if then is Then.NOBODY and OPEN & set(states):
        return _WAIT
    return BY_PROPOSAL[then]


FOR_ASKED: dict[State, Lead] = {
    State.SENT: Lead(
        WARN,
        _("Another bureau seized this firearm and asks where it went."),
        _("Accept it when somebody works on it, and answer when you know."),
    ),
    State.ACCEPTED: Lead(WARN, _("Your bureau works on this trace."), _("Answer before the time is over.")),
    State.OVERDUE: Lead(
        BAD, _("Your time is over."), _("A late answer still reaches the bureau that asked.")
    ),
    State.NO_ANSWER: Lead(
        BAD, _("This counts as no answer."), _("A late answer still reaches the bureau that asked.")
    ),
    State.ANSWERED: Lead(GOOD, _("You answered. The bureau that asked was told."), ""),
    State.WITHDRAWN: Lead(GOOD, _("The bureau took its question back."), _("Nothing is left to do here.")),
}
