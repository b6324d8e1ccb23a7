"""What a bureau's own node shares goes to the centre once, in order; what the centre said stands beside the record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.errors import Refused
from comity.messages.contributing.sending import came_back, choose, contribute_due, got_there
from comity.messages.contributing.tables import Contribution, Standing
from comity.messages.models import Delivery, Message
from comity.records import actions as records
from tests.actors import AnyActor


@pytest.fixture
def home(bureaus: None) -> None:
    Bureau.objects.filter(code="ITA").update(hosted=True)


def bruno() -> AnyActor:
    return AnyActor(bureau="ITA", epoch=epoch.current())


def vehicle(**more) -> Vehicle:
    return records.create(Vehicle, Vehicle.example | more, by=bruno())


def share(*, shared: bool = True) -> None:
    choose(Vehicle, shared=shared, by=bruno())


def sent() -> list[tuple[str, int]]:
    """Kind and version of what goes out now, in order; a second look finds nothing more."""
    before = set(Message.objects.values_list("id", flat=True))
    contribute_due(timezone.now())
    rows = list(Message.objects.exclude(id__in=before).order_by("id"))
    assert contribute_due(timezone.now()) == 0
    return [(row.kind, row.content.get("version", 0)) for row in rows]


def reference(record: Vehicle) -> dict:
    return next(
        each for each in Vehicle.objects.get(pk=record.pk).references if "centre" in each.get("name", "")
    )


def test_nothing_leaves_before_the_bureau_shares_the_database(home):
    vehicle()
    assert sent() == []
    share()
    assert sent() == [("record-put", 1)]


def test_create_change_and_withdraw_go_in_order_each_once(home):
    share()
    record = vehicle()
    assert sent() == [("record-put", 1)]
    records.change(
        Vehicle, record.id, Vehicle.example | {"make": "Other"}, seen=1, reason="typing", by=bruno()
    )
    assert sent() == [("record-put", 2)]
    records.withdraw(Vehicle, record.id, reason="found", seen=2, by=bruno())
    assert sent() == [("record-withdraw", 3)]
    assert Delivery.objects.filter(bureau="CEN").count() == 3  # queued, whether or not the line is up


def test_what_leaves_holds_the_restriction_and_no_other_references(home):
    share()
    vehicle(restriction="all-but FRA", references=[{"system": "sis", "number": "S-1"}])
    contribute_due(timezone.now())
    body = Message.objects.get(kind="record-put").content["body"]
    assert (body["restriction"], "references" in body) == ("all-but FRA", False)


def test_receipt_and_refusal_stand_beside_the_record_and_move_no_version(home):
    share()
    record = vehicle(references=[{"system": "sis", "number": "S-1"}])
    contribute_due(timezone.now())
    assert reference(record)["state"] == "sent"

    message = Message.objects.get(kind="record-put")
    got_there(message, "CEN", timezone.now())
    assert (reference(record)["state"], Contribution.objects.get().state) == ("recorded", Standing.THERE)
    assert Message.objects.get(pk=message.pk).body == ""

    came_back(message, "CEN", "not-the-issuer")
    assert (reference(record)["state"], reference(record)["note"]) == ("refused", "not-the-issuer")
    kept = Vehicle.objects.get(pk=record.pk)
    assert (kept.version, len(kept.references)) == (1, 2)
    assert sent() == []  # a refused version is not tried again as it is


def test_sharing_ends_with_a_withdrawal_of_all(home):
    share()
    vehicle()
    contribute_due(timezone.now())
    share(shared=False)
    assert sent() == [("record-withdraw", 2)]


def test_a_record_that_was_deleted_at_home_is_taken_back(home):
    share()
    record = vehicle()
    contribute_due(timezone.now())
    Vehicle.objects.filter(pk=record.pk).delete()
    assert sent() == [("record-withdraw", 2)]
    assert Message.objects.filter(kind="record-withdraw").get().content["what"] == "deleted"


def test_owner_wide_rules_go_before_the_records_and_again_when_they_change(home):
    share()
    rule = records.close_to(
        "FRA", database=Vehicle.code, until=timezone.now() + timedelta(days=9), by=bruno()
    )
    vehicle()
    assert sent() == [("record-rules", 0), ("record-put", 1)]
    records.open_to(rule.id, by=bruno())
    assert sent() == [("record-rules", 0)]


def test_a_node_that_hosts_the_centre_shares_with_nobody(bureaus):
    Bureau.objects.update(hosted=True)
    with pytest.raises(Refused):
        share()
    assert contribute_due(timezone.now()) == 0
