"""What is said where the centre did not answer: always that nobody knows, never "no hit". Source: practice 1."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.bureaus.models import Bureau
from comity.queries.answers import Answer, Elsewhere, SubjectAnswer
from comity.queries.forwarding.line import ANSWERED_WITHIN_S
from comity.queries.forwarding.twins import nothing_else
from comity.queries.forwarding.wire import Told, Why
from comity.queries.rules import INSTRUCTIONS, TOO_MANY, Outcome, leading

# Why there is no answer, by code; any other is told as one that was not reached.
SENTENCES: dict[str, str | Promise] = {
    "timed-out": gettext_lazy(
        "%(centre)s did not answer within %(seconds)s seconds. It may have received the question; to ask again is a "
        "new question."
    ),
    "broken-off": gettext_lazy(
        "The line to %(centre)s broke off. It may have received the question; to ask again is a new question."
    ),
    "request-time": gettext_lazy(
        "%(centre)s did not take the question: the clocks of the two nodes differ. Tell your operator."
    ),
    "request-signature": gettext_lazy(
        "%(centre)s did not believe that this node asks (%(code)s). Tell your operator."
    ),
    "tls-pin": gettext_lazy(
        "%(centre)s was not asked: another key answers at its address than the directory names. Tell your operator."
    ),
    "no-sealing-key": gettext_lazy(
        "The directory has no key to seal a question for %(centre)s (%(code)s). Tell your operator."
    ),
}
ALSO = {
    "request-unknown-node": "request-signature",
    "request-unsigned": "request-signature",
    "request-digest": "request-signature",
    "no-own-key": "request-signature",
    "no-private-key": "no-sealing-key",
    "wrap-not-opened": "no-sealing-key",
}
NOT_REACHED = gettext_lazy("%(centre)s could not be reached (%(code)s).")


def not_answered(
    centre: Bureau, code: str, now: datetime, *, within_s: float = ANSWERED_WITHIN_S
) -> Elsewhere:
    """No answer came. code: of the line, or of the other node's door."""
    words = SENTENCES.get(ALSO.get(code, code), NOT_REACHED)
    return _without(
        centre, code, str(words) % {"centre": centre.name, "seconds": int(within_s), "code": code}, now
    )


def said(
    centre: Bureau, answer: Answer, subjects: list[SubjectAnswer], *, whole: bool, twins: bool = False
) -> Elsewhere:
    """The centre's answer. subjects: as this node can show them; whole: all that were asked.

    twins: something in it was found here, too, and was left out.
    """
    outcome = leading([each.outcome for each in subjects]) if whole else Outcome.NOT_ANSWERED
    nothing = twins and outcome is Outcome.NO_HIT
    return Elsewhere(
        node=centre.code,
        name=centre.name,
        outcome=outcome,
        sentence=nothing_else(centre.name) if nothing else answer.sentence,
        instruction=str(INSTRUCTIONS[outcome]) if nothing else answer.instruction,
        at=answer.at,
        act=answer.act,
        subjects=subjects,
        incomplete=answer.incomplete or not whole,
    )


def said_of_many(centre: Bureau, told: Told, found: list[SubjectAnswer]) -> Elsewhere:
    """The centre's answer to many, of which those that found something stand in their lines."""
    outcome = leading([each.outcome for each in found])
    return Elsewhere(
        node=centre.code,
        name=centre.name,
        outcome=outcome,
        sentence=_("%(centre)s answered.") % {"centre": centre.name},
        instruction=str(TOO_MANY) if told.cut else str(INSTRUCTIONS[outcome]),
        at=told.at or timezone.now(),
        act=told.act,
        incomplete=told.cut or any(each.outcome is Outcome.NOT_ANSWERED for each in found),
    )


def refused(centre: Bureau, why: Why, now: datetime) -> Elsewhere:
    """The centre's gate said no: its own sentence, and what would open it."""
    told = {"centre": centre.name, "why": " ".join(filter(None, [why.sentence, why.opens]))}
    return _without(centre, why.code, _("%(centre)s refused the question: %(why)s") % told, now)


def _without(centre: Bureau, code: str, sentence: str, now: datetime) -> Elsewhere:
    instruction = _(
        "Not answered by %(centre)s: ask again. That nothing was found here does not mean that nothing is known."
    )
    return Elsewhere(
        node=centre.code,
        name=centre.name,
        outcome=Outcome.NOT_ANSWERED,
        sentence=sentence,
        instruction=instruction % {"centre": centre.name},
        at=now,
        code=code[:40],
    )
