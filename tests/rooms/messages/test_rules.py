"""How far a message may come, and when its time has run out."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from comity.kit.errors import Refused
from comity.messages.rules import MOST_ADDRESSEES, MOVES, OPEN, Draft, State, faults, is_due, moved

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


class ADelivery(RuleBasedStateMachine):
    """Whatever comes in whatever order, nothing is undone and nothing is skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State.ACCEPTED
        self.past = [State.ACCEPTED]

    @rule(to=st.sampled_from(State))
    def told_to_move(self, to: State) -> None:
        before = self.state
        try:
            self.state = moved(before, to)
        except Refused:
            assert to not in MOVES[before]
            assert to > before
            return
        if self.state is not before:
            self.past.append(self.state)

    @rule()
    def the_same_again(self) -> None:
        assert moved(self.state, self.state) is self.state

    @invariant()
    def each_step_once(self) -> None:
        assert len(self.past) == len(set(self.past))

    @invariant()
    def nothing_happens_before_it_is_delivered_but_expiry(self) -> None:
        if self.state in (State.READ,):
            assert State.DELIVERED in self.past

    @invariant()
    def answered_is_the_end(self) -> None:
        assert State.ANSWERED not in self.past[:-1]


TestADelivery = ADelivery.TestCase


def test_a_message_that_has_not_arrived_can_be_neither_read_nor_answered():
    for to in (State.READ, State.ANSWERED):
        with pytest.raises(Refused) as refusal:
            moved(State.ACCEPTED, to)
        assert refusal.value.code == "wrong-state"


def test_a_late_answer_still_counts_and_a_late_look_changes_nothing():
    assert moved(State.EXPIRED, State.ANSWERED) is State.ANSWERED
    assert moved(State.EXPIRED, State.READ) is State.EXPIRED


def test_what_is_answered_does_not_expire():
    with pytest.raises(Refused):
        moved(State.ANSWERED, State.EXPIRED)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_time_runs_out_at_the_moment_itself(state):
    assert not is_due(NOON, state, NOON - timedelta(microseconds=1))
    assert is_due(NOON, state, NOON)
    assert is_due(NOON, state, NOON + timedelta(microseconds=1))


@pytest.mark.parametrize("state", [State.ANSWERED, State.EXPIRED])
def test_what_is_closed_is_never_due(state):
    assert not is_due(NOON, state, NOON + timedelta(days=1))


def test_what_has_no_clock_is_never_due():
    assert not is_due(None, State.DELIVERED, NOON)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ((), "required"),
        (("ITA", "ITA"), "repeated"),
        (tuple(map(str, range(MOST_ADDRESSEES + 1))), "too-many"),
    ],
)
def test_a_draft_names_its_addressees_once(to, code):
    assert [fault.code for fault in faults(Draft(kind="note", to=to, body={}), NOON)] == [code]


@given(seconds=st.integers(-3, 3))
def test_a_draft_gives_time_to_answer(seconds):
    draft = Draft(kind="note", to=("ITA",), body={}, expires_at=NOON + timedelta(seconds=seconds))
    assert bool(faults(draft, NOON)) == (seconds <= 0)
