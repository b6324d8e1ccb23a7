"""A record that others dispute at its owner's own node answers as disputed at the centre too."""

from typing import Any

import pytest
from django.utils import timezone

from comity.databases.vehicles import Vehicle
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages.courier.tables import Taken
from comity.messages.models import Message
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.records.rules import Status
from tests.rooms.messages.contributing.test_at_home import bruno, home, sent, share, vehicle
from tests.rooms.messages.contributing.test_at_the_centre import found, here, one, puts, rome
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_opening import open_all

pytestmark = pytest.mark.django_db
__all__ = ["home", "rome"]


def puts_disputed(rome: Far, record: Any, version: int, state: str) -> str:
    said = {**one(record, version), "state": state}
    document = canonical_json({"database": "vehicles", "records": [said]})
    assert rome.hands_over(rome.seals("CEN", kind="record-put", version=3, body=document).envelope) == [
        "have"
    ]
    open_all()
    return Taken.objects.order_by("-seq").first().code


def test_what_is_disputed_at_home_answers_as_disputed_here_until_home_says_otherwise(rome):
    record = new_id()
    assert puts(rome, record) == ""
    assert puts_disputed(rome, record, 2, "disputed") == ""
    assert here(record).status == Status.DISPUTED
    assert puts_disputed(rome, record, 2, "active") == "", "not newer: changes nothing"
    assert here(record).status == Status.DISPUTED
    assert puts_disputed(rome, record, 3, "active") == ""
    assert (here(record).status, found(record)) == (Status.ACTIVE, True)


def test_one_that_is_disputed_when_it_first_comes_says_so_at_once(rome):
    record = new_id()
    assert puts_disputed(rome, record, 4, "disputed") == ""
    assert (here(record).status, here(record).version) == (Status.DISPUTED, 4)


def test_what_somebody_here_disputes_stays_disputed_whatever_home_s_record_says(rome):
    record = new_id()
    assert puts(rome, record) == ""
    Dispute.objects.create(
        database=Vehicle.code, record=record, owner="ITA", bureau="FRA", seen=b"", at=timezone.now(),
        due_at=timezone.now(),
    )  # fmt: skip
    Vehicle.objects.filter(pk=record).update(status=int(Status.DISPUTED))
    assert puts_disputed(rome, record, 2, "active") == ""
    assert here(record).status == Status.DISPUTED


def test_an_older_form_of_a_put_knows_no_disputes(rome):
    record = new_id()
    assert puts(rome, record, state="disputed") == "body-form"
    assert here(record) is None


def test_from_home_it_leaves_as_disputed_and_again_when_its_owner_has_answered(home):
    share()
    record = vehicle()
    assert sent() == [("record-put", 1)]
    disputing.doubt(record, reason="unanswered", by=bruno())
    assert sent() == [("record-put", 2)]
    told = Message.objects.filter(kind="record-put").latest("id")
    assert (told.schema_version, told.content["records"][0]["state"]) == (3, "disputed")
    disputing.answer_dispute(Dispute.objects.get().id, upheld=False, answer="We were closed.", by=bruno())
    assert sent() == [("record-put", 3)]
    told = Message.objects.filter(kind="record-put").latest("id")
    assert (told.schema_version, told.content["records"][0]["state"]) == (2, "active")
