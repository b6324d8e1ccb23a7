"""What cannot be handed over, and to whom nothing is."""

from datetime import date, datetime, timedelta, timezone

import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.document_alerts import DocumentAlert
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.kit.errors import Invalid
from comity.records.between import answering, behalf
from comity.records.between.agreed import Offer, OnBehalf
from comity.records.between.behalf import Request
from comity.records.record import Record
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, CHEN
from tests.rooms.records.test_offering import now, offered, recorded, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.READ_ONLY])
def test_nothing_is_offered_to_a_bureau_that_may_not_record(standing: Standing) -> None:
    Bureau.objects.filter(code="ITA").update(standing=int(standing))
    assert refused(offered) == "taker-may-not"


def test_nor_to_one_whose_mandate_ended() -> None:
    Bureau.objects.filter(code="ITA").update(mandate_ends=date(2020, 1, 1))
    assert refused(offered) == "taker-may-not"


@pytest.mark.parametrize(
    ("to", "code"), [("FRA", "own-bureau"), ("XYZ", "unknown-bureau"), ("", "unknown-bureau")]
)
def test_nor_to_oneself_or_nobody(to: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        offered(to=to)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("to", code)]


def test_nor_to_one_with_a_node_of_its_own() -> None:
    Bureau.objects.filter(code="ITA").update(hosted=False)
    with pytest.raises(Invalid) as refusal:
        offered()
    assert [(error.field, error.code) for error in refusal.value.errors] == [("to", "own-node")]
    assert not Offer.objects.exists()


def test_nor_to_a_bureau_that_may_not_feed_the_database() -> None:
    record = recorded(TravelDocument)
    assert refused(lambda: offered(record)) == "not-the-feeder"
    assert refused(lambda: offered(record, to="CEN")) == "not-the-feeder"


def _as(status: Status) -> Record:
    record = recorded()
    Vehicle.objects.filter(pk=record.pk).update(status=int(status))
    return now(record)


@pytest.mark.parametrize(
    "status",
    sorted(set(Status) - {Status.ACTIVE, Status.DISPUTED, Status.RECOVERED, Status.PREPARED}),
)
def test_what_waits_is_blocked_or_has_ended_stays_where_it_is(status: Status) -> None:
    assert refused(lambda: offered(_as(status))) == "wrong-state"
    assert not Offer.objects.exists()


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.DISPUTED, Status.RECOVERED])
def test_a_record_keeps_its_state(status: Status) -> None:
    record = _as(status)
    answering.accept_offer(offered(record).id, by=BRUNO)
    assert now(record).status == status


def test_a_prepared_alert_goes_to_another_bureau_of_the_same_issuer_only() -> None:
    alert = recorded(DocumentAlert)
    assert alert.status == Status.PREPARED
    answering.accept_offer(offered(alert).id, by=BRUNO)
    assert (now(alert).owner, now(alert).status) == ("ITA", Status.PREPARED)


def test_the_last_day_still_belongs_to_a_record_and_the_day_after_does_not() -> None:
    record, today = recorded(), datetime.now(timezone.utc).date()
    Vehicle.objects.filter(pk=record.pk).update(kept_until=today)
    offer = offered(record)
    Vehicle.objects.filter(pk=record.pk).update(kept_until=today - timedelta(days=1))
    assert refused(lambda: answering.accept_offer(offer.id, by=BRUNO)) == "wrong-state"


def test_what_the_centre_recorded_is_accepted_first() -> None:
    asked = Request("FRA", "Letter 1", date(2026, 1, 1), "head")
    record = behalf.record_for(Vehicle, Vehicle.example, asked, by=CHEN)
    assert refused(lambda: offered(record)) == "not-accepted"
    behalf.accept_recorded(OnBehalf.objects.get().id, by=AMINA)
    answering.accept_offer(offered(record).id, by=BRUNO)
    assert now(record).owner == "ITA"
