"""A bureau of another node asks about a record of ours: what it may, and what it may not say."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.messages.levels import LEVEL
from comity.messages.models import Delivery, Message
from comity.queries import actions, kinds
from comity.queries.actions import admitting
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.lapsing import lapse_due
from comity.queries.conversation import State
from comity.queries.models import OWNER, Confirmation
from comity.records import actions as records
from comity.records.between import answering, offering
from comity.records.between.offering import Chosen
from comity.records.models import OwnerRule
from comity.records.rules import ALL_BUT, Status
from tests.actors import AMINA, AnyActor
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import asks, far, hosted, left_for, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("directory")]


@pytest.fixture
def rome(record: TravelDocument) -> Far:
    """ITA keeps a node of its own and found a passport of ours."""
    hosted("FRA", "DEU", "CEN")
    return far("ITA")


def asked() -> Confirmation:
    return Confirmation.objects.get(side=OWNER)


def test_the_question_stands_at_our_desk_with_its_clock(rome, record):
    assert asks(rome, record, body={"text": "In hand. Does it stand?"}) == ""

    row = asked()
    assert (row.bureau, row.other, row.standing) == ("FRA", "ITA", State.DELIVERED)
    assert (row.record, row.seen) == (record.id, record.version)
    assert row.due_at - row.asked_at == timedelta(hours=1)


def test_our_answer_leaves_as_urgent_as_the_question_was(rome, record):
    asks(rome, record)
    actions.answer(asked(), Reply(word=Word.CONFIRMED), by=AMINA)

    ((parcel, kind, letter),) = left_for(rome)

    assert (kind, parcel.precedence) == (kinds.ANSWER, 3)
    assert (letter.thread, letter.reply_to) == (asked().thread, asked().thread)
    assert json.loads(letter.body)["answer"] == "confirmed"


def _unknown(record):
    record.id = Message().id


def _of_another_bureau(record):
    TravelDocument.objects.filter(pk=record.pk).update(owner="DEU")


def _closed_to_it(record):
    TravelDocument.objects.filter(pk=record.pk).update(restriction=[ALL_BUT, "ITA"])


def _closed_by_a_rule(_record):
    OwnerRule.objects.create(owner="FRA", bureau="ITA", database=None)


def _in_a_state(state):
    return lambda record: TravelDocument.objects.filter(pk=record.pk).update(status=int(state))


@pytest.mark.parametrize(
    "hide",
    [
        _unknown,
        _of_another_bureau,
        _closed_to_it,
        _closed_by_a_rule,
        _in_a_state(Status.DRAFT),
        _in_a_state(Status.WITHDRAWN),
        _in_a_state(Status.BLOCKED),
    ],
)
def test_what_it_may_not_see_is_not_there(rome, record, hide):
    """One code for all: nobody learns by asking which records there are."""
    hide(record)
    epoch.bump()

    assert asks(rome, record) == "unknown-record"

    assert not Confirmation.objects.exists()
    assert not Message.objects.exists()


def test_a_database_that_nobody_knows_holds_no_record(rome, record):
    assert asks(rome, record, body={"database": "unheard-of"}) == "unknown-record"


def test_a_question_asked_twice_stands_once(rome, record):
    same = Message().id
    assert asks(rome, record, message=same, thread=same) == ""

    assert asks(rome, record, message=same, thread=same, now=asked().asked_at) == ""

    assert Confirmation.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.MANDATE_ENDED])
def test_who_may_not_ask_does_not_ask_from_afar(rome, record, standing):
    Bureau.objects.filter(pk="ITA").update(standing=int(standing))

    assert asks(rome, record) == "standing"

    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("field", ["text", "place", "itinerary"])
def test_a_pre_moderated_bureau_asks_without_words(rome, record, field):
    Bureau.objects.filter(pk="ITA").update(standing=int(Standing.PRE_MODERATED))

    assert asks(rome, record, body={field: "Please arrest him."}) == "words-wait"
    assert not Message.objects.exists()
    assert asks(rome, record) == ""


@pytest.mark.parametrize(
    "letter",
    [
        {"about": "record:travel-documents:00000000-0000-0000-0000-000000000001"},
        {"about": ""},
        {"answer_by": 0},
        {"thread": Message().id},
        {"raw": "[]"},
        {"raw": "{}"},
        {"raw": '{"database": "travel-documents"}'},
        {"raw": "[" * 100_000},
        {"created_at": timezone.now() + timedelta(hours=1)},
        {"case": "A\u202eB"},
    ],
)
def test_what_is_not_in_form_is_refused(rome, record, letter):
    assert asks(rome, record, **letter) in {"body-form", "no-clock"}
    assert not Confirmation.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": 2**31},
        {"minutes": 0},
        {"asked_at": "2026-11-01T10:00:00"},
        {"checked": ["please arrest him"]},
        {"unheard": 1},
    ],
)
def test_a_body_that_another_node_made_up_is_refused(rome, record, change):
    good = {
        "asked_at": "2026-11-01T10:00:00Z",
        "database": "travel-documents",
        "grade": "hit",
        "minutes": 60,
        "record": str(record.id),
        "urgency": "held",
        "version": 1,
    }
    raw = json.dumps(dict(sorted((good | change).items())), separators=(",", ":"))

    assert asks(rome, record, raw=raw) == "body-form"


def test_it_asks_so_much_and_no_more(rome, record, monkeypatch):
    monkeypatch.setattr(admitting, "MOST_WAITING", 1)
    assert asks(rome, record) == ""

    assert asks(rome, record) == "too-many-open"

    actions.answer(asked(), Reply(word=Word.CONFIRMED), by=AMINA)
    assert asks(rome, record) == ""


def test_questions_that_came_too_late_put_no_record_in_doubt(rome, record):
    """Nobody can answer what is not there yet: a sender that dates back, or a slow link, harms no owner."""
    long_ago = timezone.now() - timedelta(days=1)
    for _each in range(3):
        assert asks(rome, record, created_at=long_ago, now=timezone.now()) == ""

    lapse_due(timezone.now())

    record.refresh_from_db()
    assert {each.standing for each in Confirmation.objects.all()} == {State.UNANSWERED}
    assert record.status == Status.ACTIVE


def test_questions_with_no_time_put_no_record_in_doubt(rome, record):
    for _each in range(3):
        assert asks(rome, record, body={"minutes": 1}) == ""

    lapse_due(timezone.now() + timedelta(minutes=10))

    record.refresh_from_db()
    assert record.status == Status.ACTIVE


def test_three_that_nobody_answers_put_it_in_doubt_from_afar_too(rome, record):
    for _each in range(3):
        asks(rome, record)

    lapse_due(timezone.now() + timedelta(hours=3))

    record.refresh_from_db()
    assert record.status == Status.DISPUTED


def test_the_asker_adds_takes_back_and_nobody_else_does(rome, record):
    asks(rome, record)
    thread = asked().thread
    actions.answer(asked(), Reply(word=Word.MORE_NEEDED, needed=("holder",)), by=AMINA)
    reply = {"thread": thread, "reply_to": thread}

    madrid = far("ESP")
    assert says(madrid, "FRA", kinds.MORE, {"text": "It is ours."}, **reply) == "not-their-thread"
    assert says(madrid, "FRA", kinds.TAKEN_BACK, {}, **reply) == "not-their-thread"
    assert says(rome, "DEU", kinds.TAKEN_BACK, {}, **reply) == "not-their-thread"
    assert says(rome, "FRA", kinds.TAKEN_BACK, {}, thread=Message().id) == "not-found"
    assert asked().standing is State.MORE_NEEDED

    long_ago = timezone.now() - timedelta(days=1)
    assert says(rome, "FRA", kinds.MORE, {"text": "Born 1990."}, created_at=long_ago, **reply) == ""
    assert asked().standing is State.ASKED
    assert asked().due_at > timezone.now()  # the whole time again, from when it is here

    assert says(rome, "FRA", kinds.TAKEN_BACK, {}, **reply) == ""
    assert asked().standing is State.TAKEN_BACK


def test_a_reminder_comes_from_who_asked_alone(rome, record):
    asks(rome, record)
    body = {"due_at": asked().due_at.isoformat(), "urgency": "held"}
    thread = asked().thread

    assert says(rome, "FRA", kinds.REMINDER, body, thread=thread, reply_to=thread) == ""
    assert says(rome, "FRA", kinds.REMINDER, body) == "not-found"


def test_only_the_centre_is_told_that_an_owner_does_not_answer(rome, record):
    at = timezone.now()
    body = {
        "owner": "FRA",
        "database": "travel-documents",
        "asked_at": (at - timedelta(hours=2)).isoformat(),
        "due_at": (at - timedelta(hours=1)).isoformat(),
        "urgency": "held",
    }

    assert says(rome, "CEN", kinds.ESCALATION, body) == ""
    assert says(rome, "DEU", kinds.ESCALATION, body) == "not-found"
    for wrong in ({"owner": "ITA"}, {"owner": "XXA"}, {"owner": "CEN"}, {"database": "unheard-of"}):
        assert says(rome, "CEN", kinds.ESCALATION, body | wrong) == "not-found"
    assert says(rome, "CEN", kinds.ESCALATION, body | {"due_at": body["asked_at"]}) == "body-form"


def test_nobody_hands_our_conversation_to_another(rome, record):
    """Who asked says nothing of who answers."""
    asks(rome, record)
    thread = {"thread": asked().thread, "reply_to": asked().thread}

    assert says(rome, "FRA", kinds.MOVED, {"owner": "DEU"}, **thread) == "not-found"
    assert (asked().bureau, asked().other) == ("FRA", "ITA")


def test_where_it_was_handed_over_the_asker_s_node_is_told_and_the_new_owner_answers(rome):
    record = records.create(Vehicle, Vehicle.example, by=AMINA)
    assert asks(rome, record, body={"database": "vehicles"}) == ""
    thread = asked().thread
    dieter = AnyActor("DEU", function="desk officer")
    offer = offering.offer([Chosen(Vehicle, record.id)], to="DEU", reason="Your case.", by=AMINA)
    answering.accept_offer(offer.id, by=dieter)

    ((_parcel, kind, letter),) = left_for(rome)
    assert (kind, letter.thread, json.loads(letter.body)) == (kinds.MOVED, thread, {"owner": "DEU"})
    assert (asked().bureau, asked().other) == ("DEU", "ITA")
    reply = {"thread": thread, "reply_to": thread}
    assert says(rome, "FRA", kinds.MORE, {"text": "Born 1990."}, **reply) == "not-found"
    assert says(rome, "DEU", kinds.MORE, {"text": "Born 1990."}, **reply) == ""
    actions.answer(asked(), Reply(word=Word.CONFIRMED), by=dieter)
    said = [kind for _parcel, kind, _letter in left_for(rome)]
    assert set(said[1:]) == {kinds.ANSWER, LEVEL}  # the new owner got the question without an envelope


def test_its_first_reader_is_told_to_the_asker(rome, record):
    asks(rome, record)

    actions.view_question(asked(), by=AMINA)

    assert Delivery.objects.get(bureau="FRA").read_function == AMINA.function
    assert not Message.visible_to(AnyActor(bureau="DEU")).exists()
