"""A record ends, and with it every word that two bureaus wrote when they agreed about it."""

from datetime import date, datetime, timedelta, timezone

import pytest

from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.gate.system import SystemActor, clock_of
from comity.records import actions
from comity.records.between import answering, behalf
from comity.records.between.agreed import Offer, OnBehalf
from comity.records.between.behalf import Request
from comity.records.ending.expire import expire_due
from comity.records.orphans import orphans
from tests.actors import AMINA, BRUNO, CHEN
from tests.databases.canary import CANARY, found_in_tables
from tests.rooms.records.test_offering import offered, recorded, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = datetime.now(timezone.utc).date()


def clock() -> SystemActor:
    return clock_of("FRA", "records.expire", "messages.send")


def test_deleting_a_record_leaves_no_word_of_what_was_agreed_about_it() -> None:
    record = actions.create(Vehicle, {**Vehicle.example, "kept_until": TODAY.isoformat()}, by=AMINA)
    first = offered(record, reason=f"The case of {CANARY}.")
    answering.decline_offer(first.id, reason=f"We have no {CANARY}.", by=BRUNO)
    offered(record, recorded(vin="VF1RFB00X57012346"), reason=f"With {CANARY}.")
    asked = Request("FRA", f"Letter of {CANARY}", TODAY, f"{CANARY} desk")
    body = {**Vehicle.example, "kept_until": TODAY.isoformat(), "vin": "VF1RFB00X57012347"}
    made = behalf.record_for(Vehicle, body, asked, by=CHEN)
    row = OnBehalf.objects.get(record=made.id)
    behalf.reject_recorded(row.id, reason=f"Not our {CANARY}.", by=AMINA)
    assert {
        "messages_message.body",
        "records_offer.reason",
        "records_onbehalf.reference",
    } <= found_in_tables()

    expire_due(
        now=datetime.now(timezone.utc) + timedelta(days=1),
        by=clock_of("FRA", "records.expire", "messages.send"),
    )

    assert found_in_tables() == set()


def test_deleting_the_record_deletes_its_offers() -> None:
    car, other = recorded(), recorded(Person)
    offered(car)
    pair = offered(other, recorded(Vehicle, vin="VF1RFB00X57012346"))
    Vehicle.objects.filter(pk=car.pk).update(kept_until=date(2020, 1, 1))
    Person.objects.filter(pk=other.pk).update(kept_until=date(2020, 1, 1))
    expire_due(now=datetime.now(timezone.utc), by=clock())
    assert list(Offer.objects.all()) == [pair]
    assert orphans() == []
    assert refused(lambda: answering.accept_offer(pair.id, by=BRUNO)) == "changed-since"
