"""After a move, what was delivered while both bureaus lived on one node is still read and answered, and says so."""

import json
from datetime import datetime, timedelta
from datetime import timezone as zone
from typing import Any

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import ReceiptDue
from comity.messages.levels import LEVEL
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft, State
from tests.actors import AMINA, BRUNO
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import far, hosted, left_for, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("both_here")]
NOTE = {"subject": "A lorry", "text": "Is it yours?", "language": "en"}


@pytest.fixture
def both_here(bureaus: None) -> None:
    Bureau.objects.update(hosted=True)


@pytest.fixture
def note() -> Message:
    """FRA wrote to ITA while one node hosted both."""
    return actions.send(Draft(kind="note", to=("ITA",), body=NOTE), by=AMINA)


class TestAtTheNodeThatReads:
    @pytest.fixture
    def paris(self, note: Message) -> Far:
        """This node is ITA's own now, with what it got before; FRA lives elsewhere."""
        hosted("ITA")
        return far("FRA")

    def test_reading_it_is_said_once_signed_by_the_reader_s_bureau_in_no_mailbox(self, paris, note):
        actions.read(note, by=BRUNO)
        actions.read(note, by=BRUNO)

        ((parcel, kind, letter),) = left_for(paris)
        body = json.loads(letter.body)
        assert (paris.opens(parcel).header.sender, kind) == ("ITA", LEVEL)
        assert (body["message"], body["level"]) == (str(note.pk), "read")
        assert datetime.fromisoformat(body["at"]) == note.deliveries.get().read_at
        assert list(Message.visible_to(BRUNO)) == [note]
        assert not ReceiptDue.objects.exists()

    def test_answering_it_is_said_beside_the_answer(self, paris, note):
        actions.answer(note, NOTE, by=BRUNO, kind="note")
        told = {kind: json.loads(letter.body) for _row, kind, letter in left_for(paris)}
        assert set(told) == {"note", LEVEL}
        assert told[LEVEL]["level"] == "answered"

    def test_of_what_came_in_an_envelope_a_receipt_says_it_and_nothing_else(self, paris):
        assert says(paris, "ITA", "note", NOTE) == ""
        actions.read(Message.objects.get(sender="FRA", function="duty desk"), by=BRUNO)
        assert ReceiptDue.objects.filter(level=int(Level.READ)).exists()
        assert not Message.objects.filter(kind=LEVEL).exists()

    def test_between_bureaus_of_one_node_nothing_is_said(self, note):
        actions.read(note, by=BRUNO)
        assert not Message.objects.filter(kind=LEVEL).exists()


class TestAtTheNodeThatAsked:
    @pytest.fixture
    def rome(self, note: Message) -> Far:
        """This node hosts FRA; ITA has moved to one of its own."""
        hosted("FRA", "DEU")
        return far("ITA")

    def says(self, sender: Far, note: Message, level: str = "read", **more: Any) -> str:
        at = more.pop("at", timezone.now())
        body = {"message": str(more.pop("message", note.pk)), "level": level, "at": at.isoformat()}
        return says(sender, more.pop("to", "FRA"), LEVEL, body, **more)

    def test_the_sender_sees_that_it_was_read_and_then_answered_and_no_level_goes_back(self, rome, note):
        assert self.says(rome, note) == ""
        row = Delivery.objects.get(message=note)
        assert (row.level, row.read_at is not None, row.answered_at) == (State.READ, True, None)
        read_at = row.read_at
        assert self.says(rome, note, "answered") == ""
        assert self.says(rome, note, "read") == ""
        row.refresh_from_db()
        assert (row.level, row.read_at) == (State.ANSWERED, read_at)

    def test_no_moment_lies_ahead_or_before_it_was_delivered(self, rome, note):
        assert self.says(rome, note, at=timezone.now() + timedelta(days=3)) == ""
        assert Delivery.objects.get(message=note).read_at <= timezone.now()
        assert self.says(rome, note, "answered", at=datetime(2001, 1, 1, tzinfo=zone.utc)) == ""
        row = Delivery.objects.get(message=note)
        assert row.answered_at == row.delivered_at

    def test_nobody_speaks_for_another_or_of_what_it_was_not_sent(self, rome, note):
        assert self.says(far("ESP"), note) == "not-found"
        assert self.says(rome, note, to="DEU") == "not-found"
        assert self.says(rome, note, message=new_id()) == "not-found"
        own = actions.send(Draft(kind="note", to=("DEU",), body=NOTE), by=AMINA)
        assert self.says(rome, own) == "not-found"
        assert {each.level for each in Delivery.objects.filter(message__kind="note")} == {State.DELIVERED}

    def test_of_what_has_not_arrived_no_level_is_believed(self, rome):
        sent = actions.send(Draft(kind="note", to=("ITA",), body=NOTE), by=AMINA)
        assert self.says(rome, sent) == "not-found"
        assert Delivery.objects.get(message=sent).level == State.ACCEPTED

    def test_it_asks_nothing_and_belongs_to_no_conversation(self, rome, note):
        assert self.says(rome, note, about="record:x:y") == "body-form"
        assert self.says(rome, note, thread=note.pk) in ("body-form", "not-found", "not-their-thread")
        assert Delivery.objects.get(message=note).level == State.DELIVERED
