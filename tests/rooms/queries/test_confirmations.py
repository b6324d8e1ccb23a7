"""A hit and its owner: what is sent, what comes back, what is done afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages.models import Delivery, Message
from comity.messages.rules import State as Level
from comity.queries import actions, kinds
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.clocks import Urgency
from comity.queries.conversation import State
from comity.queries.models import OWNER, Confirmation, HandOver, Hit
from comity.queries.outcomes import Done
from comity.queries.telling import Telling
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.queries.conversations import SECOND, YES, hit_by, owners, say, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


# What goes out


def test_a_yes_sends_database_time_and_what_was_compared_and_nothing_else(asked: Confirmation) -> None:
    message = Message.objects.get(pk=asked.thread)
    assert (message.sender, message.case, message.content["urgency"]) == ("ITA", "", "held")
    assert {one["fact"]: one["result"] for one in message.content["compared"]} == {
        "issuer": "equal",
        "kind": "equal",
        "number": "equal",
    }
    assert "place" not in message.content
    assert "itinerary" not in message.content
    assert state(asked) is State.ASKED
    assert state(asked, OWNER) is State.DELIVERED


def test_place_and_route_go_only_when_the_officer_writes_them(hit: Hit) -> None:
    actions.ask_confirmation(hit, replace(YES, place="Rivera, bridge"), by=BRUNO)
    content = Message.objects.get(kind=kinds.QUESTION).content
    assert content["place"] == "Rivera, bridge"
    assert "itinerary" not in content


def test_nothing_is_sent_before_the_question_is_answered(hit: Hit) -> None:
    with pytest.raises(Invalid):
        actions.ask_confirmation(hit, Question(), by=BRUNO)
    assert not Message.objects.exists()


def test_a_no_needs_a_reason_and_seals_it(hit: Hit) -> None:
    with pytest.raises(Invalid):
        actions.ask_confirmation(hit, Question(telling=Telling.NO), by=BRUNO)

    sent = actions.ask_confirmation(hit, Question(telling=Telling.NO, reason="asks for asylum"), by=BRUNO)

    hit.refresh_from_db()
    assert (sent, hit.telling, hit.desk) == (None, Telling.NO, None)
    assert b"asylum" not in bytes(hit.reason_words)
    assert actions.open_reason(hit, by=BRUNO) == "asks for asylum"
    assert not Message.objects.exists()
    assert not Confirmation.objects.exists()
    assert not ActRow.objects.filter(bureau="FRA").exclude(verb="records.create").exists()


def test_the_sealed_reason_is_for_no_other_bureau(hit: Hit) -> None:
    actions.ask_confirmation(hit, Question(telling=Telling.NO, reason="asks for asylum"), by=BRUNO)
    with pytest.raises(NotFound):
        actions.open_reason(hit, by=without(AMINA, "queries.view_all_hits"))


def test_the_desk_alone_discloses_after_a_no(hit: Hit) -> None:
    guard = without(BRUNO, "queries.disclose")
    actions.ask_confirmation(hit, Question(telling=Telling.BUREAU_DECIDES), by=guard)
    with pytest.raises(NotAllowed):
        actions.ask_confirmation(hit, YES, by=guard)
    assert not Message.objects.exists()

    assert actions.ask_confirmation(hit, YES, by=BRUNO) is not None
    hit.refresh_from_db()
    assert hit.disclosed_at is not None


def test_a_guard_s_yes_to_a_silent_question_waits_for_the_desk(record: TravelDocument) -> None:
    silent = hit_by(silent=True)
    assert actions.ask_confirmation(silent, YES, by=without(BRUNO, "queries.disclose")) is None
    assert not Message.objects.exists()
    assert actions.ask_confirmation(silent, YES, by=BRUNO) is not None


def test_a_refugee_s_document_is_for_the_bureau_to_decide() -> None:
    kind = {"kind": "refugee-travel-document", "number": "RT445566"}
    records.create(TravelDocument, TravelDocument.example | kind, by=AMINA)
    found = hit_by(subject={"document": {"issuer": "FRA", **kind}})

    assert actions.ask_confirmation(found, Question(urgency=Urgency.HELD), by=BRUNO) is None

    found.refresh_from_db()
    assert found.telling == Telling.BUREAU_DECIDES
    assert not Message.objects.exists()


def test_the_owner_is_asked_once(asked: Confirmation, hit: Hit) -> None:
    with pytest.raises(Refused) as refusal:
        actions.ask_confirmation(hit, YES, by=BRUNO)
    assert refusal.value.code == "already-asked"


# What comes back


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Word.CONFIRMED, State.CONFIRMED),
        (Word.NOT_THE_SAME, State.NOT_THE_SAME),
        (Word.WITHDRAWN, State.WITHDRAWN),
    ],
)
def test_an_answer_reaches_the_asker_and_stops_both_clocks(
    asked: Confirmation, word: Word, expected: State
) -> None:
    say(asked, word)
    assert state(asked) is state(asked, OWNER) is expected
    assert not Confirmation.objects.filter(lapses_at__isnull=False).exists()
    assert Delivery.objects.get(message=asked.thread).level is Level.ANSWERED


def test_a_second_answer_is_refused_and_changes_nothing(asked: Confirmation) -> None:
    say(asked, Word.CONFIRMED)
    before = Message.objects.count()
    with pytest.raises(Refused) as refusal:
        say(asked, Word.NOT_THE_SAME)
    assert (refusal.value.status, refusal.value.code) == (409, "already-answered")
    assert Message.objects.count() == before
    assert state(asked) is State.CONFIRMED


def test_more_is_asked_and_sent_and_the_time_begins_again(asked: Confirmation) -> None:
    say(asked, Word.MORE_NEEDED, needed=("perforated-number",))
    assert state(asked) is State.MORE_NEEDED
    assert Confirmation.objects.filter(lapses_at__isnull=False).count() == 0

    actions.send_more(asked, "Page 7 reads the same.", by=BRUNO)

    assert state(asked) is state(asked, OWNER) is State.ASKED
    assert owners(asked).due_at > asked.due_at
    say(asked, Word.CONFIRMED)
    assert state(asked) is State.CONFIRMED


def test_more_needed_without_saying_what_is_refused(asked: Confirmation) -> None:
    with pytest.raises(Invalid):
        say(asked, Word.MORE_NEEDED)


def test_it_is_put_off_once_and_not_for_ever(asked: Confirmation) -> None:
    now = timezone.now()
    for moment in (now - SECOND, now + timedelta(days=8), None):
        with pytest.raises(Invalid):
            say(asked, Word.NOT_BEFORE, before=moment)

    say(asked, Word.NOT_BEFORE, before=now + timedelta(hours=6))

    assert state(asked) is State.POSTPONED
    assert owners(asked).lapses_at == now + timedelta(hours=6)
    with pytest.raises(Refused):
        say(asked, Word.NOT_BEFORE, before=now + timedelta(hours=9))


def test_a_question_taken_back_is_over_for_the_owner_too(asked: Confirmation) -> None:
    actions.take_back(asked, by=BRUNO)
    assert state(asked, OWNER) is State.TAKEN_BACK


def test_no_other_bureau_reaches_the_conversation(asked: Confirmation, hit: Hit) -> None:
    reply = Reply(word=Word.CONFIRMED)
    for attempt in (
        lambda: actions.answer(owners(asked), reply, by=CHEN),
        lambda: actions.answer(owners(asked), reply, by=BRUNO),
        lambda: actions.answer(asked, reply, by=AMINA),
        lambda: actions.send_more(asked, "words", by=AMINA),
        lambda: actions.take_back(asked, by=CHEN),
        lambda: actions.record_outcome(hit, WasDone(done=Done.LET_GO), by=AMINA),
        lambda: actions.take(hit, by=AMINA),
        lambda: actions.view_question(owners(asked), by=CHEN),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_the_asker_sees_which_function_opened_it(asked: Confirmation) -> None:
    actions.view_question(owners(asked), by=AMINA)
    delivery = Delivery.objects.get(message=asked.thread)
    assert (delivery.level, delivery.read_function) == (Level.READ, "desk officer")


# Afterwards


def test_a_hit_is_closed_only_when_no_answer_is_awaited(asked: Confirmation, hit: Hit) -> None:
    with pytest.raises(Refused):
        actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    say(asked, Word.NOT_THE_SAME)
    closed = actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    assert closed.closed_at is not None
    assert state(asked) is State.CLOSED


def test_a_person_held_is_held_since_a_moment(hit: Hit) -> None:
    now = timezone.now()
    for since in (None, now + timedelta(minutes=5)):
        with pytest.raises(Invalid):
            actions.record_outcome(hit, WasDone(done=Done.PERSON_HELD, held_since=since), by=BRUNO)
    done = actions.record_outcome(hit, WasDone(done=Done.PERSON_HELD, held_since=now), by=BRUNO)
    assert done.held_since == now


def test_a_shift_is_handed_over_and_signed_by_another(asked: Confirmation) -> None:
    row = actions.hand_over("Wait for the answer.", by=AMINA)
    assert row.confirmations == [str(owners(asked).pk)]
    with pytest.raises(Refused):
        actions.sign_hand_over(row, by=AMINA)
    with pytest.raises(NotFound):
        actions.sign_hand_over(row, by=BRUNO)
    actions.sign_hand_over(row, by=replace(AMINA, officer=CHEN.officer))
    assert HandOver.objects.get().signed_at is not None
