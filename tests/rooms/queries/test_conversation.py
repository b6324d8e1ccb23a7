"""The table of a conversation, walked from both sides with messages that cross and come late."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from comity.kit.errors import Refused
from comity.queries import clocks
from comity.queries.clocks import Urgency, next_lapse, time_to_answer
from comity.queries.conversation import (
    ANSWERED,
    FINAL,
    MOVES,
    OPEN,
    PILLS,
    STATES,
    Event,
    State,
    may,
    moved,
    seen,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def test_every_state_has_words_and_a_pill():
    assert set(STATES) == set(PILLS) == set(State)


def test_a_final_answer_is_taken_from_every_state_without_one():
    for state in State:
        for event in FINAL:
            assert may(state, event) == (state not in ANSWERED | {State.CLOSED, State.RECORD_ENDED})


def test_nothing_lapses_once_it_is_answered_or_waits_for_the_asker():
    for state in State:
        runs = next_lapse(state, NOON, HOUR) is not None
        assert runs == may(state, Event.LAPSE)


def test_the_three_lapses_come_at_their_moments():
    assert next_lapse(State.OPENED, NOON, HOUR) == NOON
    assert next_lapse(State.OVERDUE, NOON, HOUR) == NOON + HOUR / 2
    assert next_lapse(State.ESCALATED, NOON, HOUR) == NOON + HOUR
    assert next_lapse(State.UNANSWERED, NOON, HOUR) is None


def test_a_second_answer_is_refused_with_its_own_code():
    with pytest.raises(Refused) as refusal:
        moved(State.CONFIRMED, Event.DENY)
    assert (refusal.value.code, refusal.value.status) == ("already-answered", 409)


def test_receipts_show_only_where_nothing_else_happened():
    assert seen(State.ASKED, delivered=True, opened=False) is State.DELIVERED
    assert seen(State.ASKED, delivered=True, opened=True) is State.OPENED
    assert seen(State.OVERDUE, delivered=True, opened=True) is State.OVERDUE


def test_times_are_ours_unless_the_node_set_others():
    assert time_to_answer(Urgency.HELD) == HOUR
    assert time_to_answer(Urgency.HELD, {Urgency.HELD: 30}) == HOUR / 2
    assert set(clocks.MINUTES) == set(Urgency)


@dataclass
class Side:
    """One bureau's copy and what is on its way to it."""

    state: State
    coming: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.state = moved(self.state, event)


class TwoSides(RuleBasedStateMachine):
    """Asker and owner act as they please; messages keep their order in each direction and arrive some time."""

    def __init__(self) -> None:
        super().__init__()
        self.asker, self.owner = Side(State.ASKED), Side(State.DELIVERED)
        self.said: list[Event] = []
        self.postponed = False

    @precondition(lambda self: may(self.owner.state, Event.CONFIRM))
    @rule()
    def the_owner_confirms(self) -> None:
        self._owner(Event.CONFIRM)

    @precondition(lambda self: may(self.owner.state, Event.DENY))
    @rule()
    def the_owner_says_not_the_same(self) -> None:
        self._owner(Event.DENY)

    @precondition(lambda self: may(self.owner.state, Event.ASK_MORE))
    @rule()
    def the_owner_needs_more(self) -> None:
        self._owner(Event.ASK_MORE)

    @precondition(lambda self: may(self.owner.state, Event.POSTPONE) and not self.postponed)
    @rule()
    def the_owner_puts_it_off(self) -> None:
        self.postponed = True
        self._owner(Event.POSTPONE)

    @precondition(lambda self: may(self.asker.state, Event.SEND_MORE))
    @rule()
    def the_asker_adds_something(self) -> None:
        self.asker.take(Event.SEND_MORE)
        self.owner.coming.append(Event.SEND_MORE)

    @precondition(lambda self: self.asker.state in OPEN)
    @rule()
    def the_asker_takes_it_back(self) -> None:
        self.asker.take(Event.TAKE_BACK)
        self.owner.coming.append(Event.TAKE_BACK)

    @precondition(lambda self: may(self.asker.state, Event.CLOSE))
    @rule()
    def the_asker_closes(self) -> None:
        self.asker.take(Event.CLOSE)

    @precondition(lambda self: may(self.asker.state, Event.LAPSE))
    @rule()
    def the_asker_s_clock_lapses(self) -> None:
        self.asker.take(Event.LAPSE)

    @precondition(lambda self: may(self.owner.state, Event.LAPSE))
    @rule()
    def the_owner_s_clock_lapses(self) -> None:
        self.owner.take(Event.LAPSE)

    @precondition(lambda self: self.asker.coming)
    @rule()
    def the_asker_hears(self) -> None:
        self.asker.take(self.asker.coming.pop(0))  # must never be refused: see `_table`

    @precondition(lambda self: self.owner.coming)
    @rule()
    def the_owner_hears(self) -> None:
        event = self.owner.coming.pop(0)
        if may(self.owner.state, event):
            self.owner.take(event)

    @rule()
    def nobody_does_anything(self) -> None:
        """So that there is always a next step."""

    def _owner(self, event: Event) -> None:
        self.owner.take(event)
        self.asker.coming.append(event)
        self.said.append(event)

    @invariant()
    def the_owner_answers_at_most_once(self) -> None:
        assert sum(event in FINAL for event in self.said) <= 1

    @invariant()
    def an_answer_that_arrived_stands_at_the_asker(self) -> None:
        final = next((event for event in self.said if event in FINAL), None)
        if final is not None and final not in self.asker.coming:
            assert self.asker.state in (FINAL[final], State.CLOSED)

    @invariant()
    def the_owner_s_answer_is_never_lost_at_the_owner(self) -> None:
        final = next((event for event in self.said if event in FINAL), None)
        if final is not None:
            assert self.owner.state is FINAL[final]


TestTwoSides = TwoSides.TestCase
TestTwoSides.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)


def test_every_state_but_closed_leads_somewhere():
    assert {state for state, _event in MOVES} == set(State) - {State.CLOSED}
