"""When an owner does not answer: three lapses, doubt, times of a node, and any order of things."""

import json
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import Refused
from comity.messages.models import Delivery, Message
from comity.queries import actions, kinds
from comity.queries.actions.answering import Word
from comity.queries.actions.closing import WasDone
from comity.queries.conversation import State
from comity.queries.models import OWNER, Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.timeliness import answering
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, without
from tests.rooms.queries.conversations import SECOND, YES, hit_by, owners, say, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


def lapse_at(moment: datetime) -> int:
    return actions.lapse_due(moment)


def test_nothing_lapses_a_second_before(asked: Confirmation) -> None:
    assert lapse_at(asked.due_at - SECOND) == 0
    assert lapse_at(asked.due_at) == 2  # both copies
    assert state(asked) is state(asked, OWNER) is State.OVERDUE


def test_the_head_then_the_centre_are_told_and_then_it_is_unanswered(asked: Confirmation) -> None:
    lapse_at(asked.due_at + SECOND)
    assert Delivery.objects.get(message__kind=kinds.REMINDER).bureau == "FRA"
    lapse_at(asked.due_at + asked.length / 2 + SECOND)
    assert Delivery.objects.get(message__kind=kinds.ESCALATION).bureau == "CEN"
    assert "12AB34567" not in Message.objects.get(kind=kinds.ESCALATION).body
    assert state(asked) is State.ESCALATED
    lapse_at(asked.due_at + asked.length - SECOND)
    assert state(asked) is State.ESCALATED
    lapse_at(asked.due_at + asked.length)
    assert state(asked) is state(asked, OWNER) is State.UNANSWERED


def test_after_an_outage_all_is_found_again_and_once(asked: Confirmation) -> None:
    later = asked.due_at + timedelta(days=3)
    assert lapse_at(later) == 2
    assert lapse_at(later) == 0
    assert state(asked) is State.UNANSWERED
    assert Message.objects.filter(kind__in=(kinds.REMINDER, kinds.ESCALATION)).count() == 2


def test_a_late_answer_still_reaches_the_finder_and_opens_the_hit_again(
    asked: Confirmation, hit: Hit
) -> None:
    lapse_at(asked.due_at + timedelta(days=3))
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    assert state(asked) is State.CLOSED_UNANSWERED

    say(asked, Word.CONFIRMED)

    hit.refresh_from_db()
    assert state(asked) is State.CONFIRMED
    assert hit.closed_at is None


def test_three_unanswered_hits_put_the_record_in_doubt(record: TravelDocument) -> None:
    for count in (1, 2, 3):
        asked = actions.ask_confirmation(hit_by(), YES, by=BRUNO)
        lapse_at(asked.due_at + timedelta(days=1))
        record.refresh_from_db()
        assert record.status == (Status.DISPUTED if count == 3 else Status.ACTIVE)


def test_answered_ones_do_not_count_towards_doubt(record: TravelDocument) -> None:
    for _count in range(3):
        asked = actions.ask_confirmation(hit_by(), YES, by=BRUNO)
        lapse_at(asked.due_at + timedelta(days=1))
        say(asked, Word.CONFIRMED)
    record.refresh_from_db()
    assert record.status == Status.ACTIVE


# The clock of a node


def test_a_node_sets_its_own_times(hit: Hit, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("answer_times", "--set", "held", "30", "--bureau", "FRA")
    call_command("answer_times", "--set", "held", "20", "--database", "travel-documents", "--bureau", "FRA")
    call_command("answer_times", "--json")
    times = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (times["travel-documents"]["held"], times["persons"]["held"]) == (20, 30)

    asked = actions.ask_confirmation(hit, YES, by=BRUNO)
    assert asked is not None
    assert asked.length == timedelta(minutes=20)

    for words in (("held", "1"), ("soon", "30")):
        with pytest.raises(CommandError):
            call_command("answer_times", "--set", *words, "--bureau", "FRA")


# Any order of things

STEPS = st.lists(
    st.one_of(
        st.sampled_from([*Word, "more", "back", "close", "open"]),
        st.integers(min_value=1, max_value=200).map(lambda minutes: timedelta(minutes=minutes)),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_the_two_do_the_answer_stands_once(hit: Hit, steps: list) -> None:
    with transaction.atomic():
        asked = actions.ask_confirmation(hit, YES, by=BRUNO)
        assert asked is not None
        clock = asked.asked_at
        for step in steps:
            clock += step if isinstance(step, timedelta) else SECOND
            with suppress(Refused):
                do(step, asked, hit, clock)
        finals = [
            message.content["answer"]
            for message in Message.objects.filter(kind=kinds.ANSWER)
            if message.content["answer"] in ("confirmed", "not-the-same", "withdrawn")
        ]
        assert len(finals) <= 1
        ours, theirs = state(asked), state(asked, OWNER)
        if finals:
            assert ours.name.lower().replace("_", "-") == finals[0] or ours is State.CLOSED
            assert theirs.name.lower().replace("_", "-") == finals[0]
            assert not Confirmation.objects.filter(lapses_at__isnull=False).exists()
        elif ours in (State.OVERDUE, State.ESCALATED, State.UNANSWERED, State.TAKEN_BACK):
            assert theirs is ours
        transaction.set_rollback(True)


def do(step: object, asked: Confirmation, hit: Hit, now: datetime) -> None:
    """One step of either side, or the clock's."""
    match step:
        case timedelta():
            actions.lapse_due(now)
        case Word.MORE_NEEDED:
            say(asked, step, needed=("holder",))
        case Word.NOT_BEFORE:
            say(asked, step, before=timezone.now() + timedelta(hours=5))
        case Word():
            say(asked, step)
        case "more":
            actions.send_more(asked, "words", by=BRUNO)
        case "back":
            actions.take_back(asked, by=BRUNO)
        case "close":
            actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
        case "open":
            actions.view_question(owners(asked), by=AMINA)


def test_the_public_table_counts_each_question_once(record: TravelDocument) -> None:
    in_time, late, never, back = (actions.ask_confirmation(hit_by(), YES, by=BRUNO) for _each in range(4))
    assert in_time
    assert late
    assert never
    assert back
    say(in_time, Word.CONFIRMED)
    actions.take_back(back, by=BRUNO)
    lapse_at(late.due_at + timedelta(hours=5))
    Confirmation.objects.filter(thread=late.thread).update(due_at=timezone.now() - SECOND)
    say(late, Word.CONFIRMED)
    actions.ask_confirmation(hit_by(silent=True), YES, by=without(BRUNO, "queries.disclose"))

    (line,) = answering(timezone.now())

    assert (line.owner, line.asked, line.in_time, line.late) == ("FRA", 3, 1, 1)
    assert (line.unanswered, line.open) == (1, 0)
    assert answering(timezone.now() + timedelta(days=91)) == []
