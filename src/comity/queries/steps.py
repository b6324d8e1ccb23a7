"""The one sentence and next step that lead the page of a hit, on either side. Pure.

Source: practice 1 and 7 (the words), look/README: "Not confirmed yet" stands on the hit itself.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.queries.conversation import State
from comity.queries.telling import Telling

GOOD, WARN, BAD = "good", "warn", "bad"


class Step(NamedTuple):
    """tone: of the style sheet's flash. lead: what is so. then: what to do next."""

    tone: str
    lead: str | Promise
    then: str | Promise


_DO_NOT_ACT = _("Do not act on this hit yet.")
_WAIT = _("It is the owner's to confirm. Keep the person informed and the document or object in view.")
BEFORE_ASKING: dict[Telling, Step] = {
    Telling.NOT_SAID: Step(
        WARN, _DO_NOT_ACT, _("Compare. Then say whether the owner may be told, and ask it to confirm.")
    ),
    Telling.YES: Step(WARN, _DO_NOT_ACT, _("Compare. Then ask the owner to confirm.")),
    Telling.BUREAU_DECIDES: Step(
        WARN,
        _("The desk of your bureau decides whether the owner is told."),
        _("Nothing has left your bureau. Do not act on this hit meanwhile."),
    ),
    Telling.NO: Step(
        WARN,
        _("The owner is not told."),
        _("Nothing has left your bureau. This hit is not confirmed and gives no ground to act."),
    ),
}
_OVERDUE = _("The owner's time is over. The head of its bureau was told.")
FOR_ASKER: dict[State, Step] = {
    State.ASKED: Step(WARN, _DO_NOT_ACT, _WAIT),
    State.DELIVERED: Step(WARN, _DO_NOT_ACT, _WAIT),
    State.OPENED: Step(WARN, _DO_NOT_ACT, _WAIT),
    State.MORE_NEEDED: Step(
        WARN, _("The owner needs more before it can say."), _("Its clock stands still until you send it.")
    ),
    State.POSTPONED: Step(
        WARN,
        _("The owner cannot answer before the time it gives."),
        _("Decide meanwhile under your own law."),
    ),
    State.OVERDUE: Step(BAD, _OVERDUE, _("Call its duty desk.")),
    State.ESCALATED: Step(BAD, _OVERDUE, _("The centre's duty desk was told too. Call either.")),
    State.UNANSWERED: Step(
        BAD,
        _("The owner did not confirm."),
        _("This answer gives you no ground to hold; decide under your own law."),
    ),
    State.CONFIRMED: Step(
        GOOD,
        _("The owner confirmed: the record stands and this is it."),
        _("Act under your own law, then record what was done."),
    ),
    State.NOT_THE_SAME: Step(
        GOOD,
        _("The owner says: not the same."),
        _("Nothing recorded here concerns this person, document or object. End what rests on this hit."),
    ),
    State.WITHDRAWN: Step(
        GOOD,
        _("The owner withdrew its record: it was wrong."),
        _("End what rests on this hit, then record what was done."),
    ),
    State.TAKEN_BACK: Step(
        WARN, _("You took the question back."), _("This hit is not confirmed and gives no ground to act.")
    ),
    State.CLOSED: Step(GOOD, _("This hit is closed."), _("The conversation stays here to read.")),
    State.CLOSED_UNANSWERED: Step(
        WARN,
        _("This hit was closed without the owner's word."),
        _("If it still answers, the hit opens again on your desk."),
    ),
    State.RECORD_ENDED: Step(
        BAD,
        _("The record reached its end and was deleted. Nobody can confirm it any more."),
        _("This hit gives no ground to act. End what rests on it, then record what was done."),
    ),
    State.NOT_TAKEN: Step(
        BAD,
        _("The owner's node did not take the question: nobody there has seen it."),
        _("This answer gives you no ground to hold; decide under your own law. Call the owner's duty desk."),
    ),
}
_ANSWER = _("Look at what was compared, look at your record, answer before the time is over.")
_LATE = _("A late answer still reaches the finder. Answer now.")
FOR_OWNER: dict[State, Step] = {
    State.ASKED: Step(WARN, _("Somebody waits for your word on this record."), _ANSWER),
    State.DELIVERED: Step(WARN, _("Somebody waits for your word on this record."), _ANSWER),
    State.OPENED: Step(WARN, _("Somebody waits for your word on this record."), _ANSWER),
    State.MORE_NEEDED: Step(
        WARN, _("You asked for more."), _("Your clock stands still until it comes. You may answer before.")
    ),
    State.POSTPONED: Step(
        WARN, _("You said that you cannot answer before a certain time."), _("It cannot be put off again.")
    ),
    State.OVERDUE: Step(BAD, _("Your time is over. The head of your bureau was told."), _LATE),
    State.ESCALATED: Step(BAD, _("Your time is over. Your head and the centre were told."), _LATE),
    State.UNANSWERED: Step(
        BAD, _("This counts as unanswered. Three of these put the record in doubt."), _LATE
    ),
    State.CONFIRMED: Step(
        GOOD,
        _("You confirmed."),
        _("The finder was told. If the record changes, withdraw or correct it at once."),
    ),
    State.NOT_THE_SAME: Step(
        GOOD,
        _("You said: not the same. The finder was told."),
        _("Mend your record: better identifiers keep it from stopping others."),
    ),
    State.WITHDRAWN: Step(
        GOOD,
        _("You said: withdrawn. The finder was told."),
        _("Mend your record now, so that it stops nobody else."),
    ),
    State.TAKEN_BACK: Step(GOOD, _("The asker took its question back."), _("Nothing is left to do here.")),
    State.RECORD_ENDED: Step(
        GOOD,
        _("Your record reached its end and was deleted. The asker was told."),
        _("Nothing is left to do here."),
    ),
}
_OVER = Step(GOOD, _("This is over."), _("The conversation stays here to read."))
_WITHOUT_QUESTION = Step(GOOD, _("This hit is closed."), _("What was done is recorded below."))


@dataclass(frozen=True, slots=True)
class Situation:
    """What the sentence depends on. state: None where the owner was not asked."""

    state: State | None
    telling: Telling = Telling.NOT_SAID
    closed: bool = False


def step_for_asker(here: Situation) -> Step:
    """The sentence on the finder's page."""
    if here.state is not None:
        return FOR_ASKER[here.state]
    return _WITHOUT_QUESTION if here.closed else BEFORE_ASKING[here.telling]


def step_for_owner(state: State) -> Step:
    """The sentence on the owner's page."""
    return FOR_OWNER.get(state, _OVER)
