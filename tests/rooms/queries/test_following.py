"""A record changes hands while somebody waits for its owner: the new owner answers, and the asker sees who."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.databases.vehicles import Vehicle
from comity.kit.errors import NotFound
from comity.messages.actions import expire_due
from comity.messages.models import Message
from comity.queries import actions, waiting
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.closing import WasDone
from comity.queries.actions.lapsing import lapse_due
from comity.queries.conversation import State
from comity.queries.hit_page import hit_page
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.waiting import Show
from comity.records import actions as records
from comity.records.between import answering, offering
from comity.records.between.offering import Chosen
from tests.actors import AMINA, BRUNO, AnyActor
from tests.rooms.queries.conversations import YES, hit_by, owners, say, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]
DIETER = AnyActor("DEU", officer=uuid4(), function="desk officer")
CAR = {"vehicle": {"vin": Vehicle.example["vin"]}}
MORE = Reply(word=Word.MORE_NEEDED, needed=("plate-and-papers",))


@pytest.fixture
def record(directory: None) -> Vehicle:
    return records.create(Vehicle, Vehicle.example, by=AMINA)


@pytest.fixture
def hit(record: Vehicle) -> Hit:
    return hit_by(BRUNO, subject=CAR)


@pytest.fixture
def asked(hit: Hit) -> Confirmation:
    row = actions.ask_confirmation(hit, YES, by=BRUNO)
    assert row is not None
    return row


def handed_over(record: Vehicle, to: AnyActor = DIETER) -> None:
    chosen = [Chosen(Vehicle, record.id)]
    offer = offering.offer(chosen, to=to.bureau, reason="Your case.", by=AMINA)
    answering.accept_offer(offer.id, by=to)


def test_the_new_owner_has_the_question_with_its_clock_and_the_former_one_no_more(
    record: Vehicle, asked: Confirmation
) -> None:
    due_at = owners(asked).due_at
    handed_over(record)

    (row,) = waiting.questions(DIETER)
    assert (row.bureau, row.other, row.due_at, row.desk) == ("DEU", "ITA", due_at, None)
    assert list(waiting.questions(AMINA)) == []
    (shown,) = waiting.question_rows([row], DIETER)
    assert shown.title == Vehicle.headline(Vehicle.example)
    with pytest.raises(NotFound):
        actions.answer(row, Reply(word=Word.CONFIRMED), by=AMINA)


def test_the_asker_sees_at_once_who_answers_now(record: Vehicle, asked: Confirmation, hit: Hit) -> None:
    handed_over(record)
    row = Confirmation.objects.get(pk=asked.pk)
    hit.refresh_from_db()
    assert (row.other, hit.owner) == ("DEU", "DEU")
    told = Message.objects.get(kind="confirmation-moved")
    assert (told.sender, told.content, told.thread) == ("FRA", {"owner": "DEU"}, asked.thread)
    page = hit_page(hit, BRUNO)
    assert page.owner == "DEU"
    assert page.talk is not None
    assert page.talk.reached is not None
    assert page.talk.reached.bureau == "DEU"
    (listed,) = waiting.hit_rows(waiting.hits(BRUNO, Show.ASKED), BRUNO)
    assert listed.other == "DEU"


def test_the_new_owner_answers_and_the_asker_is_freed(record: Vehicle, asked: Confirmation) -> None:
    handed_over(record)
    actions.view_question(owners(asked), by=DIETER)
    actions.answer(owners(asked), Reply(word=Word.CONFIRMED, text="It stands."), by=DIETER)
    assert [state(asked), state(asked, OWNER)] == [State.CONFIRMED, State.CONFIRMED]
    assert Message.objects.filter(kind="confirmation-answer").get().sender == "DEU"


def test_what_was_said_before_is_read_by_the_new_owner_and_what_the_asker_adds_reaches_it(
    record: Vehicle, asked: Confirmation
) -> None:
    actions.answer(owners(asked), MORE, by=AMINA)
    handed_over(record)
    kinds = [each.kind for each in Message.visible_to(DIETER).filter(thread=asked.thread).order_by("id")]
    assert kinds == ["hit-confirmation", "confirmation-answer"]

    actions.send_more(asked, "Plate as on the paper.", by=BRUNO)

    assert state(asked, OWNER) is State.ASKED
    assert Message.objects.get(kind="confirmation-more").deliveries.get().bureau == "DEU"


def test_the_clock_goes_on_against_the_new_owner(record: Vehicle, asked: Confirmation) -> None:
    handed_over(record)
    lapse_due(timezone.now() + timedelta(minutes=61))
    assert [state(asked), state(asked, OWNER)] == [State.OVERDUE, State.OVERDUE]
    assert Message.objects.get(kind="confirmation-reminder").deliveries.get().bureau == "DEU"
    question = Message.objects.get(pk=asked.thread)
    assert {each.bureau: each.due_at is None for each in question.deliveries.all()} == {
        "FRA": True,
        "DEU": False,
    }
    assert expire_due(by=AMINA) == 0


def test_what_was_answered_stays_with_whoever_answered(record: Vehicle, asked: Confirmation) -> None:
    say(asked, Word.CONFIRMED)
    handed_over(record)
    assert owners(asked).bureau == "FRA"
    assert list(waiting.questions(DIETER, closed=True)) == []
    assert not Message.objects.filter(kind="confirmation-moved").exists()


def test_a_hit_that_nobody_asked_about_asks_the_new_owner_and_no_one_learns_of_it(
    record: Vehicle, hit: Hit
) -> None:
    before = Message.objects.count()
    handed_over(record)
    assert Message.objects.count() - before == 2  # the offer and its answer
    hit.refresh_from_db()
    row = actions.ask_confirmation(hit, YES, by=BRUNO)
    assert row is not None
    assert (row.other, owners(row).bureau) == ("DEU", "DEU")


def test_an_asker_who_becomes_the_owner_waits_for_nobody(
    record: Vehicle, asked: Confirmation, hit: Hit
) -> None:
    handed_over(record, to=BRUNO)
    assert [state(asked), state(asked, OWNER)] == [State.TAKEN_BACK, State.TAKEN_BACK]
    assert list(waiting.questions(BRUNO)) == list(waiting.questions(AMINA)) == []
    assert not Message.objects.filter(kind="confirmation-moved").exists()
    actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
    hit.refresh_from_db()
    assert hit.closed_at is not None


def test_it_goes_on_to_a_third_and_back(record: Vehicle, asked: Confirmation) -> None:
    handed_over(record)
    back = offering.offer([Chosen(Vehicle, record.id)], to="FRA", reason="Yours after all.", by=DIETER)
    answering.accept_offer(back.id, by=AMINA)
    assert (owners(asked).bureau, Confirmation.objects.get(pk=asked.pk, side=ASKER).other) == ("FRA", "FRA")
    say(asked, Word.CONFIRMED)
    assert state(asked) is State.CONFIRMED
