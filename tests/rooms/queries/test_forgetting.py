"""When a record ends, hits keep that they were, questions end with a sentence, and no word about it stays."""

import datetime
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, Refused
from comity.messages.models import Message
from comity.queries import actions
from comity.queries.actions.answering import Word
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.conversation import State
from comity.queries.hit_page import hit_page
from comity.queries.lists import PassengerLine, PassengerList
from comity.queries.manifest import Means
from comity.queries.models import OWNER, Confirmation, HandOver, Hit
from comity.queries.outcomes import Done
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.ending import forgetting
from comity.records.ending.expire import expire_due
from comity.records.life import disputing
from comity.records.models import RecordTrace, SearchKey
from tests import people
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.conversations import owners, say, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


def ended(record: TravelDocument) -> datetime.datetime:
    """The day after its last has come, and the clock with it."""
    now = datetime.datetime.combine(
        record.kept_until + timedelta(days=1), datetime.time(0, 5), datetime.timezone.utc
    )
    assert expire_due(now=now, by=AMINA) == 1
    return now


def test_an_open_question_ends_with_a_sentence_on_both_sides(record: Any, asked: Confirmation) -> None:
    ended(record)

    assert (state(asked), state(asked, OWNER)) == (State.RECORD_ENDED, State.RECORD_ENDED)
    page = hit_page(Hit.objects.get(), BRUNO)
    assert "Nobody can confirm it any more" in str(page.step.lead)
    assert [each.message.kind for each in page.talk.thread] == [
        "hit-confirmation",
        "confirmation-record-ended",
    ]
    assert not Confirmation.objects.exclude(lapses_at=None).exists()


def test_whoever_answers_after_the_end_is_told_that_it_is_over(record: Any, asked: Confirmation) -> None:
    ended(record)

    with pytest.raises(Refused):
        say(asked, Word.CONFIRMED)
    with pytest.raises(Refused):
        actions.send_more(asked, "The same again.", by=BRUNO)
    actions.record_outcome(asked.hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    assert state(asked) is State.CLOSED


def test_an_answer_given_before_stays_as_it_was(record: Any, asked: Confirmation) -> None:
    say(asked, Word.CONFIRMED, text="It is ours.")
    ended(record)

    assert (state(asked), owners(asked).standing) == (State.CONFIRMED, State.CONFIRMED)
    assert Hit.objects.get().closed_at is None  # the finder still says what was done


def test_a_hit_keeps_when_whose_and_what_was_done_and_nothing_else(record: Any, hit: Hit) -> None:
    actions.ask_confirmation(hit, Question(telling=Telling.NO, reason="She fled from there."), by=BRUNO)
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, note="She went on to her aunt."), by=BRUNO)
    actions.hand_over(note="Look at the aunt.", by=BRUNO)
    day = ended(record).date()

    kept = Hit.objects.get()
    assert (kept.at, kept.owner, kept.done, kept.ended_on) == (hit.at, "FRA", Done.LET_GO, day)
    assert (kept.asked, kept.exact, kept.done_note) == ({}, "", "")
    assert (kept.reason_key, bytes(kept.reason_words)) == (None, b"")
    assert kept.closed_at is not None
    assert HandOver.objects.get().note == ""


def test_nobody_writes_about_it_again(record: Any, hit: Hit) -> None:
    ended(record)

    with pytest.raises(Invalid) as refusal:
        actions.record_outcome(hit, WasDone(done=Done.LET_GO, note="She was it."), by=BRUNO)
    assert [each.code for each in refusal.value.errors] == ["record-ended"]
    with pytest.raises(Refused):
        actions.ask_confirmation(hit, Question(telling=Telling.NO, reason="She fled."), by=BRUNO)


def test_who_could_not_see_the_record_any_more_is_not_told_when_it_ended(record: Any, hit: Hit) -> None:
    raw = {**TravelDocument.example, "restriction": "all-but ITA"}
    records.change(TravelDocument, record.id, raw, seen=1, by=AMINA)
    record.refresh_from_db()
    ended(record)

    kept = Hit.objects.get()
    assert (kept.is_emptied, kept.ended_on) == (True, None)


def test_a_conversation_stays_without_its_words(record: Any, asked: Confirmation) -> None:
    day = ended(record).date()

    question = Message.objects.get(kind="hit-confirmation")
    assert (question.body, bytes(question.sha256), question.emptied_on) == ("", b"", day)
    assert Message.objects.get(kind="confirmation-record-ended").emptied_on is None


def test_what_was_written_in_acts_opens_no_more(record: Any) -> None:
    disputing.doubt(record, reason="The bearer called.", by=AMINA)
    act = ActRow.objects.get(verb="records.doubt")
    assert (act.reason, texts_of([act])[act.id].reason) == ("", "The bearer called.")
    record.refresh_from_db()
    ended(record)

    told = texts_of([act])[act.id]
    assert (told.reason, told.gone) == ("", True)


def test_a_traveller_kept_for_this_hit_alone_goes_with_it(hit: Hit, record: Any) -> None:
    now = timezone.now()
    journey = PassengerList.objects.create(
        bureau="ITA",
        means=int(Means.FLIGHT),
        departs_at=now,
        arrives_at=now,
        created_at=now,
        changed_at=now,
        ends_at=now,
        ended_at=now,
    )
    other = str(uuid4())
    for place, hits in enumerate(([str(hit.id)], [str(hit.id), other])):
        PassengerLine.objects.create(
            passenger_list=journey, place=place, word_key=uuid4(), words=b"sealed", hits=hits
        )
    ended(record)

    assert PassengerLine.objects.get().hits == [other]


def test_when_one_step_fails_nothing_is_gone(
    record: Any, asked: Confirmation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_gone: object) -> None:
        raise ConnectionError("killed")

    monkeypatch.setattr(forgetting, "FORGET", [*forgetting.FORGET, killed])
    with pytest.raises(ConnectionError):
        ended(record)

    assert TravelDocument.objects.exists()
    assert SearchKey.objects.exists()
    assert Hit.objects.get().asked
    assert state(asked) is not State.RECORD_ENDED
    assert not RecordTrace.objects.exists()


def test_the_page_of_the_hit_says_on_which_day_it_ended(client: Client, record: Any, hit: Hit) -> None:
    ended(record)
    bruno = people.acting("bruno", Role.DESK_OFFICER, code="ITA")
    client.cookies["sessionid"] = people.session(people.Officer.objects.get(pk=bruno.officer))

    page = client.get(f"/hits/{hit.id}/").content.decode()

    assert "The record was deleted" in page
    assert "What was asked and written about it went with it" in page
