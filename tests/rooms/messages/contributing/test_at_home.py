"""What a bureau's own node shares goes to the centre once, in order; what the centre said stands beside the record."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.canonical import canonical_json
from comity.kit.errors import Refused
from comity.kit.ids import new_id
from comity.messages.contributing.kinds import MOST_AT_ONCE
from comity.messages.contributing.looking import COMPARED_EVERY
from comity.messages.contributing.outcome import came_back, got_there, refusals_arrive
from comity.messages.contributing.sending import choose, compare_again, contribute_due
from comity.messages.contributing.tables import Contribution, Standing
from comity.messages.models import Delivery, Message
from comity.records import actions as records
from comity.records.ending.expire import expire_due
from comity.records.rules import Status
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
    return [(row.kind, version) for row in rows for version in versions(row)]


def versions(message: Message) -> list[int]:
    """Of each record of a message; of one without any, its own."""
    said = message.content
    return [each["version"] for each in said.get("records", [said | {"version": said.get("version", 0)}])]


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
    [told] = Message.objects.get(kind="record-put").content["records"]
    body = told["body"]
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


def held(record: Vehicle, status: Status) -> None:
    """As a verb would leave it: another state, one version more."""
    row = Vehicle.objects.get(pk=record.pk)
    row.status, row.version = int(status), row.version + 1
    row.save()


def test_what_is_held_here_is_held_there_and_comes_back_under_its_id(home):
    share()
    record = vehicle()
    sent()
    held(record, Status.BLOCKED)
    assert sent() == [("record-withdraw", 2)]
    assert Message.objects.filter(kind="record-withdraw").get().content["what"] == "held"
    assert Contribution.objects.get().state == Standing.HELD
    held(record, Status.ACTIVE)
    assert sent() == [("record-put", 3)]


def test_what_was_held_and_then_ends_is_withdrawn_for_good(home):
    share()
    record = vehicle()
    sent()
    held(record, Status.BLOCKED)
    sent()
    records.withdraw(Vehicle, record.id, reason="found", seen=2, by=bruno())
    assert sent() == [("record-withdraw", 3)]
    assert Message.objects.order_by("-id")[0].content["what"] == "withdrawn"


def test_many_records_go_in_few_messages_each_beside_its_own_outcome(home):
    share()
    ids = [vehicle(vin=f"VF1RFB00X57{number:06}").id for number in range(MOST_AT_ONCE + 5)]
    assert len(sent()) == len(ids)
    first, second = Message.objects.filter(kind="record-put").order_by("id")
    assert [len(each.content["records"]) for each in (first, second)] == [MOST_AT_ONCE, 5]

    wrong = Contribution.objects.get(record=ids[1])
    refused = {"record": str(ids[1]), "version": wrong.version, "code": "not-the-issuer"}
    says_refused("CEN", refused)
    got_there(first, "CEN", timezone.now())

    states = Contribution.objects.values_list("state", flat=True)
    assert (list(states).count(Standing.THERE), list(states).count(Standing.REFUSED)) == (99, 1)
    assert reference(Vehicle.objects.get(pk=ids[1]))["note"] == "not-the-issuer"
    assert reference(Vehicle.objects.get(pk=ids[0]))["state"] == "recorded"


def says_refused(sender: str, *refused: dict) -> None:
    """A message of refusals as another node brought it."""
    body = canonical_json({"database": "vehicles", "records": list(refused)})
    now = timezone.now()
    message = Message(
        id=new_id(), kind="record-refused", schema_version=1, sender=sender, body=body, created_at=now
    )
    message.thread = message.id
    message.save()
    refusals_arrive(message, Delivery(message=message, bureau="ITA", accepted_at=now))


def test_a_refusal_is_the_centres_alone_and_of_the_version_that_was_sent(home):
    share()
    record = vehicle()
    sent()
    told = {"record": str(record.id), "version": 1, "code": "x"}
    with pytest.raises(Refused):
        says_refused("FRA", told)
    says_refused("CEN", told | {"version": 7})
    says_refused("CEN", told | {"record": str(new_id())})
    assert Contribution.objects.get().state == Standing.SENT


def read_rows() -> int:
    """How many rows this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


def test_a_minute_in_which_nothing_happened_reads_no_records(home, record_property):
    share()
    for number in range(250):
        vehicle(vin=f"VF1RFB00X57{number:06}")
    contribute_due(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE messages_contribution")
        cursor.execute("ANALYZE records_recordchange")
    before = read_rows()

    assert contribute_due(timezone.now()) == 0

    idle = read_rows() - before
    record_property("figures", f"an idle minute of sharing reads {idle} rows")
    assert idle < 60  # the bureaus of this node, its places; none of 250 records or of what is known of them


def test_all_is_compared_each_day_and_when_somebody_asks(home):
    share()
    record = vehicle()
    sent()
    Contribution.objects.update(version=0)  # as if the row had been lost with a disk
    assert sent() == []
    compare_again(by=bruno())
    assert sent() == [("record-put", 1)]

    Contribution.objects.all().delete()
    now = timezone.now()
    assert contribute_due(now + COMPARED_EVERY - timedelta(minutes=5)) == 0
    assert contribute_due(now + COMPARED_EVERY + timedelta(minutes=5)) == 1
    assert Contribution.objects.get().record == record.id


def test_after_a_restore_the_feed_is_not_believed_and_all_is_compared(home):
    share()
    vehicle()
    sent()
    Contribution.objects.update(version=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT after_restore()")
    assert sent() == [("record-put", 1)]


def test_a_deleted_record_leaves_the_message_that_waits_and_the_others_go_again(home):
    share()
    first, second = vehicle(), vehicle(vin="VF1RFB00X57123459")
    sent()
    Vehicle.objects.filter(pk=first.pk).update(kept_until=timezone.now().date() - timedelta(days=1))

    assert expire_due(now=timezone.now(), by=bruno()) == 1

    message = Message.objects.filter(kind="record-put").order_by("id")[0]
    assert (message.body, bytes(message.sha256)) == ("", b"")
    assert sorted(sent()) == [("record-put", 1), ("record-withdraw", 2)]
    assert Contribution.objects.get(record=second.id).state == Standing.SENT


def test_a_node_that_hosts_the_centre_shares_with_nobody(bureaus):
    Bureau.objects.update(hosted=True)
    with pytest.raises(Refused):
        share()
    assert contribute_due(timezone.now()) == 0
