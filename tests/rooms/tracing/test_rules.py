"""The tables of a step and of a request, walked from both sides with messages that cross and come late."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import product

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from comity.kit.errors import Refused
from comity.tracing.rules import (
    DAYS,
    LEAST_DAYS,
    MOST_DAYS,
    MOST_STEPS,
    OPEN,
    PILLS,
    STAGE_PILLS,
    STAGES,
    STATES,
    Clock,
    Event,
    Stage,
    State,
    days_given,
    may,
    may_ask,
    moved,
    stage_of,
)
from comity.web.words import STATES as PILL_WORDS

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def directory() -> None:
    """Nothing here reads the store."""


def test_every_state_has_words_and_a_pill_that_the_look_knows():
    assert set(STATES) == set(PILLS) == set(State)
    assert set(STAGES) == set(STAGE_PILLS) == set(Stage)
    assert {*PILLS.values(), *STAGE_PILLS.values()} <= set(PILL_WORDS)


def test_an_answer_is_taken_once_from_every_state():
    for state in State:
        assert may(state, Event.ANSWER) == (state is not State.ANSWERED)
    with pytest.raises(Refused) as refusal:
        moved(State.ANSWERED, Event.ANSWER)
    assert (refusal.value.code, refusal.value.status) == ("already-answered", 409)


def test_only_what_is_open_can_lapse_or_be_taken_back_and_only_no_answer_is_given_up():
    for state in State:
        assert may(state, Event.LAPSE) == (state in OPEN)
        assert may(state, Event.GIVE_UP) == (state is State.NO_ANSWER)
    with pytest.raises(Refused, match="moved on"):
        moved(State.GIVEN_UP, Event.WITHDRAW)


def test_the_clock_reminds_at_half_the_time_and_ends_half_as_long_after_it():
    clock, reminded = Clock(NOON, MONTH, 0), Clock(NOON, MONTH, 1)
    assert clock.next_at(State.SENT) == NOON + MONTH / 2
    assert clock.only_reminds(State.ACCEPTED)
    assert reminded.next_at(State.ACCEPTED) == NOON + MONTH
    assert not reminded.only_reminds(State.ACCEPTED)
    assert reminded.next_at(State.OVERDUE) == NOON + MONTH * 1.5
    for state in set(State) - OPEN:
        assert reminded.next_at(state) is None


def test_days_have_bounds_and_a_default():
    assert days_given(None, DAYS) == DAYS
    assert days_given(LEAST_DAYS, DAYS) == LEAST_DAYS
    assert days_given(MOST_DAYS, DAYS) == MOST_DAYS
    for wrong in (LEAST_DAYS - 1, MOST_DAYS + 1, 0, -3):
        with pytest.raises(Refused):
            days_given(wrong, DAYS)


def test_the_stage_of_a_request_says_what_its_steps_say():
    def stage(*states: State, accepted: bool = False, leads_on: bool = False, closed: bool = False) -> Stage:
        return stage_of(states, accepted=accepted, leads_on=leads_on, closed=closed)

    assert stage() is Stage.DRAFT
    assert stage(State.SENT) is Stage.SENT
    assert stage(State.NO_ANSWER) is Stage.SENT
    assert stage(State.ACCEPTED, accepted=True) is Stage.IN_PROGRESS
    assert stage(State.OVERDUE, accepted=True) is Stage.IN_PROGRESS
    assert stage(State.ANSWERED, leads_on=True) is Stage.PART_ANSWERED
    assert stage(State.ANSWERED, State.SENT) is Stage.PART_ANSWERED
    assert stage(State.ANSWERED, State.WITHDRAWN) is Stage.ANSWERED
    assert stage(State.ANSWERED, State.SENT, closed=True) is Stage.CLOSED


def test_no_row_of_the_table_is_missing():
    for states in product([State.SENT, State.ANSWERED, State.GIVEN_UP], repeat=2):
        for accepted, leads_on in product([False, True], repeat=2):
            found = stage_of(states, accepted=accepted, leads_on=leads_on, closed=False)
            assert (found in (Stage.PART_ANSWERED, Stage.ANSWERED)) == (State.ANSWERED in states)


def test_the_same_bureau_is_not_asked_twice_at_once_and_never_oneself():
    for state in State:
        if state in OPEN:
            with pytest.raises(Refused, match="time still runs"):
                may_ask("ITA", "FRA", [("ITA", state)])
        else:
            may_ask("ITA", "FRA", [("ITA", state)])
    with pytest.raises(Refused, match="own registers"):
        may_ask("FRA", "FRA", [])
    with pytest.raises(Refused, match="steps"):
        may_ask("ITA", "FRA", [("DEU", State.ANSWERED)] * MOST_STEPS)


@dataclass
class Side:
    """One bureau's copy and what is on its way to it."""

    state: State = State.SENT
    coming: list[Event] = field(default_factory=list)


class TwoSides(RuleBasedStateMachine):
    """Seizing and asked bureau act as they please; messages keep their order each way and arrive some time."""

    def __init__(self) -> None:
        super().__init__()
        self.seizer, self.asked = Side(), Side()
        self.answers = 0
        self.accepted = False

    def _do(self, side: Side, event: Event, tell: Side | None = None) -> None:
        side.state = moved(side.state, event)
        if tell is not None:
            tell.coming.append(event)

    @rule()
    def nothing_happens(self) -> None:
        """Once it is answered and read there is nothing left to do."""

    @precondition(lambda self: may(self.asked.state, Event.ACCEPT))
    @rule()
    def the_asked_bureau_accepts(self) -> None:
        self._do(self.asked, Event.ACCEPT, self.seizer)

    @precondition(lambda self: may(self.asked.state, Event.ANSWER))
    @rule()
    def the_asked_bureau_answers(self) -> None:
        self.answers += 1
        self._do(self.asked, Event.ANSWER, self.seizer)

    @precondition(lambda self: self.seizer.state in OPEN | {State.NO_ANSWER})
    @rule()
    def the_seizing_bureau_takes_it_back(self) -> None:
        self._do(self.seizer, Event.WITHDRAW, self.asked)

    @precondition(lambda self: may(self.seizer.state, Event.GIVE_UP))
    @rule()
    def the_seizing_bureau_gives_it_up(self) -> None:
        self._do(self.seizer, Event.GIVE_UP)

    @precondition(lambda self: may(self.seizer.state, Event.LAPSE))
    @rule()
    def time_passes_for_the_seizing_bureau(self) -> None:
        self._do(self.seizer, Event.LAPSE)

    @precondition(lambda self: may(self.asked.state, Event.LAPSE))
    @rule()
    def time_passes_for_the_asked_bureau(self) -> None:
        self._do(self.asked, Event.LAPSE)

    @precondition(lambda self: self.seizer.coming)
    @rule()
    def a_word_reaches_the_seizing_bureau(self) -> None:
        event = self.seizer.coming.pop(0)
        if event is Event.ANSWER or may(self.seizer.state, event):
            self.accepted |= event is Event.ACCEPT
            self._do(self.seizer, event)

    @precondition(lambda self: self.asked.coming)
    @rule()
    def a_word_reaches_the_asked_bureau(self) -> None:
        event = self.asked.coming.pop(0)
        if may(self.asked.state, event):
            self._do(self.asked, event)

    @invariant()
    def an_answer_is_given_once_and_never_lost(self) -> None:
        assert self.answers <= 1
        on_its_way = Event.ANSWER in self.seizer.coming
        assert (self.seizer.state is State.ANSWERED) == (self.answers == 1 and not on_its_way)

    @invariant()
    def the_request_is_answered_when_its_step_is(self) -> None:
        found = stage_of([self.seizer.state], accepted=self.accepted, leads_on=False, closed=False)
        if self.seizer.state is State.ANSWERED:
            assert found is Stage.ANSWERED
        else:
            assert found is (Stage.IN_PROGRESS if self.accepted else Stage.SENT)


TestTwoSides = TwoSides.TestCase
TestTwoSides.settings = settings(max_examples=80, stateful_step_count=14, deadline=None)
