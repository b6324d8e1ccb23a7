"""The life of a step and of a trace request: states, events, clocks. One table each; pure, moments are arguments.

A step is one question to one bureau. Each side moves its own copy by this table; messages may cross and come late.
Source: practice 12 (binding): the states of a request, and a clock for each step.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import Refused

Words = str | Promise
# The times are ours: no official figure is public. A node sets the days (COMITY_TRACE_DAYS), an officer others.
LEAST_DAYS, DAYS, MOST_DAYS = 2, 30, 180
HOLDER_KEPT = timedelta(days=180)  # the name of a private holder, from its answer on
KEPT = timedelta(
    days=3652
)  # a request and its steps, from their beginning on: ten years, as firearms are kept
MOST_STEPS = 40


class State(IntEnum):
    """Where a step stands. Closed set: numbers are never reused."""

    SENT = 1
    ACCEPTED = 2
    OVERDUE = 3
    NO_ANSWER = 4
    ANSWERED = 5
    WITHDRAWN = 6
    GIVEN_UP = 7


class Event(IntEnum):
    """What may happen to a step: the asked bureau's, the clock's and the seizing bureau's part."""

    ACCEPT = 1
    ANSWER = 2
    LAPSE = 3
    WITHDRAW = 4
    GIVE_UP = 5
    COME_BACK = 6  # the asked bureau's node did not take the question


MOVES: dict[tuple[State, Event], State] = {
    (State.SENT, Event.ACCEPT): State.ACCEPTED,
    (State.SENT, Event.ANSWER): State.ANSWERED,
    (State.SENT, Event.LAPSE): State.OVERDUE,
    (State.SENT, Event.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Event.ACCEPT): State.ACCEPTED,  # two officers of the asked bureau at once
    (State.ACCEPTED, Event.ANSWER): State.ANSWERED,
    (State.ACCEPTED, Event.LAPSE): State.OVERDUE,
    (State.ACCEPTED, Event.WITHDRAW): State.WITHDRAWN,
    # Accepted late: it is noted, and the step stays as late as it is.
    (State.OVERDUE, Event.ACCEPT): State.OVERDUE,
    (State.OVERDUE, Event.ANSWER): State.ANSWERED,
    (State.OVERDUE, Event.LAPSE): State.NO_ANSWER,
    (State.OVERDUE, Event.WITHDRAW): State.WITHDRAWN,
    (State.NO_ANSWER, Event.ACCEPT): State.NO_ANSWER,
    # A late answer still reaches whoever asked, also where they had given it up or taken it back meanwhile.
    (State.NO_ANSWER, Event.ANSWER): State.ANSWERED,
    (State.NO_ANSWER, Event.WITHDRAW): State.WITHDRAWN,
    (State.NO_ANSWER, Event.GIVE_UP): State.GIVEN_UP,
    (State.GIVEN_UP, Event.ACCEPT): State.GIVEN_UP,
    (State.GIVEN_UP, Event.ANSWER): State.ANSWERED,
    (State.WITHDRAWN, Event.ACCEPT): State.WITHDRAWN,
    (State.WITHDRAWN, Event.ANSWER): State.ANSWERED,
    (State.SENT, Event.COME_BACK): State.NO_ANSWER,
    (State.ACCEPTED, Event.COME_BACK): State.NO_ANSWER,
    (State.OVERDUE, Event.COME_BACK): State.NO_ANSWER,
    (State.ANSWERED, Event.WITHDRAW): State.ANSWERED,  # it crossed the answer
}
STATES: dict[State, Words] = {
    State.SENT: pgettext_lazy("trace", "Sent"),
    State.ACCEPTED: pgettext_lazy("trace", "Accepted"),
    State.OVERDUE: pgettext_lazy("trace", "Overdue, reminded"),
    State.NO_ANSWER: pgettext_lazy("trace", "No answer"),
    State.ANSWERED: pgettext_lazy("trace", "Answered"),
    State.WITHDRAWN: pgettext_lazy("trace", "Taken back"),
    State.GIVEN_UP: pgettext_lazy("trace", "Closed without an answer"),
}
# Which pill a step wears (web/words.py).
PILLS: dict[State, str] = {
    State.SENT: "asked",
    State.ACCEPTED: "accepted",
    State.OVERDUE: "overdue",
    State.NO_ANSWER: "unanswered",
    State.ANSWERED: "answered",
    State.WITHDRAWN: "withdrawn",
    State.GIVEN_UP: "done",
}
OPEN = frozenset({State.SENT, State.ACCEPTED, State.OVERDUE})


def may(state: State, event: Event) -> bool:
    """Is there such a move?"""
    return (state, event) in MOVES


def moved(state: State, event: Event) -> State:
    """Where this leads. Raises: Refused; a second answer has a code of its own."""
    if (state, event) in MOVES:
        return MOVES[state, event]
    if state is State.ANSWERED:
        raise Refused(_("This step has already been answered."), code="already-answered")
    raise Refused(_("This cannot be done now: the step has moved on."), code="wrong-state")


@dataclass(frozen=True, slots=True)
class Clock:
    """When a step moves or reminds by itself. begins: when it was sent. length: the time given. reminded: how often."""

    begins: datetime
    length: timedelta
    reminded: int

    @property
    def due_at(self) -> datetime:
        return self.begins + self.length

    def next_at(self, state: State) -> datetime | None:
        """The next moment at which something happens by itself; None when nothing runs.

        Half the time: a reminder. The whole: overdue, a second reminder, and the duty telephone is shown. Half as long
        again: no answer.
        """
        if state in (State.SENT, State.ACCEPTED):
            return self.begins + self.length / 2 if not self.reminded else self.due_at
        return self.due_at + self.length / 2 if state is State.OVERDUE else None

    def only_reminds(self, state: State) -> bool:
        """Is the next moment a reminder and no lapse?"""
        return state in (State.SENT, State.ACCEPTED) and not self.reminded


def days_given(days: int | None, default: int) -> int:
    """The days of a step. default: the node's own. Raises: Refused out of bounds."""
    chosen = default if days is None else days
    if not LEAST_DAYS <= chosen <= MOST_DAYS:
        message = _("Give from %(least)s to %(most)s days.") % {"least": LEAST_DAYS, "most": MOST_DAYS}
        raise Refused(message, code="days")
    return chosen


class Stage(IntEnum):
    """Where a request stands. Closed set: numbers are never reused. Source: practice 12."""

    DRAFT = 1
    SENT = 2
    IN_PROGRESS = 3
    PART_ANSWERED = 4
    ANSWERED = 5
    CLOSED = 6

    @property
    def slug(self) -> str:
        """How addresses and the API write it: "part-answered"."""
        return self.name.lower().replace("_", "-")


STAGES: dict[Stage, Words] = {
    Stage.DRAFT: pgettext_lazy("trace", "Draft"),
    Stage.SENT: pgettext_lazy("trace", "Sent"),
    Stage.IN_PROGRESS: pgettext_lazy("trace", "In progress"),
    Stage.PART_ANSWERED: pgettext_lazy("trace", "Part answered"),
    Stage.ANSWERED: pgettext_lazy("trace", "Answered"),
    Stage.CLOSED: pgettext_lazy("trace", "Closed"),
}
STAGE_PILLS: dict[Stage, str] = {
    Stage.DRAFT: "draft",
    Stage.SENT: "asked",
    Stage.IN_PROGRESS: "accepted",
    Stage.PART_ANSWERED: "more-needed",
    Stage.ANSWERED: "answered",
    Stage.CLOSED: "done",
}
BY_SLUG = {stage.slug: stage for stage in Stage}

# (answered at all, accepted at all, somebody is still to answer, the last answer leads on): the stage of a request of
# which something was sent. Written out: a lawyer reads it, and the test walks every row.
_STAGES: dict[tuple[bool, bool, bool, bool], Stage] = {
    (False, False, False, False): Stage.SENT,  # nobody answered, and no time runs any more: the desk decides
    (False, False, False, True): Stage.SENT,
    (False, False, True, False): Stage.SENT,
    (False, False, True, True): Stage.SENT,
    (False, True, False, False): Stage.IN_PROGRESS,
    (False, True, False, True): Stage.IN_PROGRESS,
    (False, True, True, False): Stage.IN_PROGRESS,
    (False, True, True, True): Stage.IN_PROGRESS,
    (True, False, False, False): Stage.ANSWERED,
    (True, False, False, True): Stage.PART_ANSWERED,
    (True, False, True, False): Stage.PART_ANSWERED,
    (True, False, True, True): Stage.PART_ANSWERED,
    (True, True, False, False): Stage.ANSWERED,
    (True, True, False, True): Stage.PART_ANSWERED,
    (True, True, True, False): Stage.PART_ANSWERED,
    (True, True, True, True): Stage.PART_ANSWERED,
}


def stage_of(states: Sequence[State], *, accepted: bool, leads_on: bool, closed: bool) -> Stage:
    """Where a request stands. states: of its steps. accepted: did any bureau accept? leads_on: is there a country that
    the last answer points to and nobody asked yet? Source: practice 12.
    """
    if closed:
        return Stage.CLOSED
    if not states:
        return Stage.DRAFT
    answered = State.ANSWERED in states
    return _STAGES[answered, accepted, bool(OPEN & set(states)), answered and leads_on]


def may_ask(bureau: str, own: str, asked: Collection[tuple[str, State]]) -> None:
    """May the chain go to this bureau now? own: who seized. asked: whom, and how each step stands. Raises: Refused."""
    if bureau == own:
        raise Refused(_("This is your own bureau: look in your own registers."), code="own-bureau")
    if any(code == bureau and state in OPEN for code, state in asked):
        raise Refused(_("This bureau was asked already, and its time still runs."), code="already-asked")
    if len(asked) >= MOST_STEPS:
        message = _("This chain has %(most)s steps. Close it and begin another.") % {"most": MOST_STEPS}
        raise Refused(message, code="too-many-steps")
