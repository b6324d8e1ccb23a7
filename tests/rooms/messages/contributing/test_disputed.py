"""A record that others dispute at its owner's own node answers as disputed at the centre too."""

import pytest
from django.utils import timezone

from comity.databases.vehicles import Vehicle
from comity.kit.ids import new_id
from comity.messages.models import Message
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.records.rules import Status
from tests.rooms.messages.contributing.test_at_home import bruno, home, sent, share, vehicle
from tests.rooms.messages.contributing.test_at_the_centre import found, here, puts, rome

pytestmark = pytest.mark.django_db
__all__ = ["home", "rome"]


def test_what_is_disputed_at_home_answers_as_disputed_here_until_home_says_otherwise(rome):
    record = new_id()
    assert puts(rome, record) == ""
    assert puts(rome, record, 2, state="disputed") == ""
    assert here(record).status == Status.DISPUTED
    assert puts(rome, record, 2, state="active") == "", "not newer: changes nothing"
    assert here(record).status == Status.DISPUTED
    assert puts(rome, record, 3, state="active") == ""
    assert (here(record).status, found(record)) == (Status.ACTIVE, True)


def test_one_that_is_disputed_when_it_first_comes_says_so_at_once(rome):
    record = new_id()
    assert puts(rome, record, 4, state="disputed") == ""
    assert (here(record).status, here(record).version) == (Status.DISPUTED, 4)


def test_what_somebody_here_disputes_stays_disputed_whatever_home_s_record_says(rome):
    record = new_id()
    assert puts(rome, record) == ""
    Dispute.objects.create(
        database=Vehicle.code, record=record, owner="ITA", bureau="FRA", seen=b"", at=timezone.now(),
        due_at=timezone.now(),
    )  # fmt: skip
    Vehicle.objects.filter(pk=record).update(status=int(Status.DISPUTED))
    assert puts(rome, record, 2, state="active") == ""
    assert here(record).status == Status.DISPUTED


def test_from_home_it_leaves_as_disputed_and_again_when_its_owner_has_answered(home):
    share()
    record = vehicle()
    assert sent() == [("record-put", 1)]
    disputing.doubt(record, reason="unanswered", by=bruno())
    assert sent() == [("record-put", 2)]
    told = Message.objects.filter(kind="record-put").latest("id")
    assert told.content["records"][0]["state"] == "disputed"
    disputing.answer_dispute(Dispute.objects.get().id, upheld=False, answer="We were closed.", by=bruno())
    assert sent() == [("record-put", 3)]
    told = Message.objects.filter(kind="record-put").latest("id")
    assert told.content["records"][0]["state"] == "active"
