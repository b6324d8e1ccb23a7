"""The clock of a step: reminders, overdue, no answer; late, twice, and after an outage."""

from datetime import timedelta

import pytest

from comity.messages.models import Message
from comity.tracing import actions
from comity.tracing.models import TraceRequest, TraceStep
from comity.tracing.pages import request_page
from comity.tracing.rules import Stage, State
from comity.tracing.sentences import BAD
from comity.tracing.waiting import our_turn
from tests.actors import AMINA, BRUNO
from tests.rooms.tracing.traces import TO_ITALY, answered, due, ours, sent, theirs

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def reminders() -> list[Message]:
    return list(Message.objects.filter(kind="trace-reminder").order_by("id"))


def half(step: TraceStep) -> timedelta:
    return (step.due_at - step.sent_at) / 2


def test_at_half_the_time_the_asked_bureau_is_reminded_once():
    step = sent()
    middle = step.sent_at + half(step)
    assert actions.lapse_due(middle - SECOND) == 0
    assert actions.lapse_due(middle) == 2  # each copy by itself
    assert actions.lapse_due(middle) == 0
    (reminder,) = reminders()
    assert (reminder.content["overdue"], reminder.thread) == (False, step.thread)
    assert ours(step).standing is theirs(step).standing is State.SENT


def test_at_its_end_it_is_overdue_and_half_as_long_later_it_counts_as_no_answer():
    step = sent()
    actions.lapse_due(step.sent_at + half(step))
    actions.lapse_due(due(step) - SECOND)
    assert ours(step).standing is State.SENT
    actions.lapse_due(due(step))
    assert ours(step).standing is theirs(step).standing is State.OVERDUE
    assert [each.content["overdue"] for each in reminders()] == [False, True]
    actions.lapse_due(due(step) + half(step) - SECOND)
    assert ours(step).standing is State.OVERDUE
    actions.lapse_due(due(step) + half(step))
    assert ours(step).standing is theirs(step).standing is State.NO_ANSWER
    assert list(our_turn(AMINA)) == [step.request]
    assert request_page(TraceRequest.objects.get(), AMINA).lead.tone == BAD


def test_after_a_long_outage_all_of_it_happens_at_once():
    step = sent()
    actions.accept(theirs(step), by=BRUNO)
    actions.lapse_due(due(step) + timedelta(days=400))
    assert ours(step).standing is State.NO_ANSWER
    assert len(reminders()) == 2
    assert TraceRequest.objects.get().standing is Stage.IN_PROGRESS


def test_nothing_reminds_about_what_is_answered_or_taken_back():
    step = answered(sent())
    other = sent(TO_ITALY)
    actions.withdraw_step(other, by=AMINA)
    assert actions.lapse_due(due(step) + timedelta(days=400)) == 0
    assert reminders() == []


def test_a_step_without_an_answer_is_closed_or_sent_again_and_a_late_answer_is_taken():
    step = sent()
    actions.lapse_due(due(step) + half(step))
    again = sent(TO_ITALY, step.request)
    assert ours(step).standing is State.GIVEN_UP
    actions.lapse_due(due(again) + half(again))
    actions.give_up(again, by=AMINA)
    assert ours(again).standing is State.GIVEN_UP
    assert answered(step).standing is State.ANSWERED
