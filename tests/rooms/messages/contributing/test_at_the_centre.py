"""The centre takes records of a bureau with its own node as that bureau's, and nothing that is not."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.courier.tables import Taken
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft
from comity.records import actions as records
from comity.records.ending.ordered import Ground, order_deletion
from comity.records.life import disputing
from comity.records.models import OwnerRule, RecordVersion, SearchKey
from comity.records.rules import Status
from tests.actors import AnyActor
from tests.rooms.messages.courier.far import Far
from tests.rooms.messages.courier.test_opening import open_all


@pytest.fixture
def rome(bureaus: None) -> Far:
    """This node is the centre's and hosts FRA; ITA has a node of its own."""
    from comity.bureaus.signed.keeping import keep_keys
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.courier.far import NODE

    Bureau.objects.filter(code__in=("CEN", "FRA")).update(hosted=True)
    keep_keys(Bureau.objects.get(kind=BureauKind.CENTRE), timezone.now(), by=NODE)
    DIRECTORY.forget()
    return Far("ITA").listed()


def says(node: Far, kind: str, **body: Any) -> str:
    """The code that goes back, "" for none."""
    document = canonical_json({name: str(each) if name == "record" else each for name, each in body.items()})
    assert node.hands_over(node.seals("CEN", kind=kind, body=document).envelope) == ["have"]
    open_all()
    return Taken.objects.order_by("-seq").first().code


def puts(
    node: Far, record: Any, version: int = 1, *, database=Vehicle, state: str = "active", **fields: Any
) -> str:
    """The code of why this one record was not taken, "" where it was."""
    body = {**database.example, **fields}
    put = {"record": str(record), "version": version, "state": state, "body": body}
    before = Message.objects.filter(kind="record-refused").count()
    refused = says(node, "record-put", database=database.slug, records=[put])
    told = Message.objects.filter(kind="record-refused").order_by("id")[before:]
    return refused or "".join(each.content["records"][0]["code"] for each in told)


def here(record: Any) -> Vehicle | None:
    return Vehicle.objects.filter(pk=record).first()


def found(record: Any) -> bool:
    return SearchKey.objects.filter(record=record).exists()


def test_a_record_is_that_bureaus_here_under_the_same_id_and_says_where_it_comes_from(rome):
    record = new_id()

    assert puts(rome, record) == ""

    there = here(record)
    assert (there.owner, there.home, there.version, there.status) == ("ITA", "ITA", 1, Status.ACTIVE)
    [reference] = there.references
    assert (reference["name"], reference["number"]) == ("ITA home node", str(record))
    assert found(record)
    assert ActRow.objects.get(verb="messages.take_records").bureau == "ITA"


def test_a_change_keeps_the_former_version_and_homes_number(rome):
    record = new_id()
    puts(rome, record)

    assert puts(rome, record, 4, colour="red") == ""

    assert (here(record).version, here(record).colour) == (4, here(record).colour)
    assert RecordVersion.objects.filter(record=record).count() == 1
    assert SearchKey.objects.filter(record=record).values_list("version", flat=True)[0] == 4


@pytest.mark.parametrize("version", [1, 2, 3])
def test_what_is_not_newer_changes_nothing_and_is_no_error(rome, version):
    record = new_id()
    puts(rome, record, 3)
    before = bytes(here(record).sha256)

    assert puts(rome, record, version, make="Other") == ""
    assert (here(record).version, bytes(here(record).sha256)) == (3, before)


def test_what_was_withdrawn_does_not_come_back(rome):
    record = new_id()
    puts(rome, record)
    assert (
        says(rome, "record-withdraw", database="vehicles", record=record, version=2, what="withdrawn") == ""
    )
    assert (here(record).status, found(record)) == (Status.WITHDRAWN, False)

    assert puts(rome, record, 1) == ""
    assert puts(rome, record, 3) != ""
    assert (here(record).status, found(record)) == (Status.WITHDRAWN, False)


def test_entered_in_error_found_again_and_gone_at_home_are_told_apart(rome):
    ids = [new_id() for _each in range(3)]
    for place, record in enumerate(ids):
        puts(rome, record, vin=f"VF1RFB00X5712345{place}")
    says(rome, "record-withdraw", database="vehicles", record=ids[0], version=2, what="entered-in-error")
    assert puts(rome, ids[1], 2, state="recovered", vin="VF1RFB00X57123451") == ""
    says(rome, "record-withdraw", database="vehicles", record=ids[2], version=2, what="deleted")

    assert [here(each).status for each in ids] == [
        Status.ENTERED_IN_ERROR,
        Status.RECOVERED,
        Status.WITHDRAWN,
    ]
    assert here(ids[2]).kept_until < timezone.now().date()


def test_a_restricted_record_keeps_its_restriction_and_stands_in_no_mailbox(rome):
    record = new_id()
    assert puts(rome, record, restriction="all-but FRA CEN", marking="confidential") == ""

    today = timezone.now().date()
    for code, sees in (("FRA", False), ("CEN", False), ("DEU", True), ("ITA", True)):
        actor = AnyActor(bureau=code, epoch=epoch.current())
        assert Vehicle.visible_to(actor, today=today).filter(pk=record).exists() is sees, code
        assert not Message.visible_to(actor).exists()
        assert not Delivery.visible_to(actor).exists()
    assert Message.objects.get().body == ""  # its words stand in the record alone


def test_owner_wide_rules_come_along_and_replace_those_before(rome):
    rules = [{"bureau": "FRA", "database": "vehicles"}, {"bureau": "DEU", "until": "2030-01-01"}]
    assert says(rome, "record-rules", rules=rules) == ""
    assert set(OwnerRule.objects.values_list("owner", "bureau", "database")) == {
        ("ITA", "FRA", Vehicle.code),
        ("ITA", "DEU", None),
    }
    record = new_id()
    puts(rome, record)
    closed = AnyActor(bureau="FRA", epoch=epoch.current())
    assert not Vehicle.visible_to(closed, today=timezone.now().date()).exists()

    assert says(rome, "record-rules", rules=[]) == ""
    assert not OwnerRule.objects.exists()


def test_nobody_puts_or_withdraws_anothers_record_nor_one_that_was_recorded_here(rome):
    amina = AnyActor(bureau="FRA", epoch=epoch.current())
    french = records.create(Vehicle, Vehicle.example, by=amina)
    Bureau.objects.filter(code="ITA").update(hosted=True)
    old = records.create(Vehicle, Vehicle.example, by=AnyActor(bureau="ITA", epoch=epoch.current()))
    Bureau.objects.filter(code="ITA").update(hosted=False)

    for record in (french.id, old.id):
        assert puts(rome, record, 9) == "not-theirs"
        assert (
            says(rome, "record-withdraw", database="vehicles", record=record, version=9, what="withdrawn")
            == "not-theirs"
        )
        assert (here(record).version, here(record).status) == (1, Status.ACTIVE)


def test_what_the_bureau_may_not_feed_is_refused_with_its_reason(rome):
    assert puts(rome, new_id(), database=TravelDocument) == "not-the-issuer"
    assert puts(rome, new_id(), vin="", plate="", engine="") != ""
    assert puts(rome, new_id(), no_such_field="x") == "unknown-field"
    assert (
        says(rome, "record-put", database="notices-of-nobody", records=[one(uuid4())]) == "unknown-database"
    )
    assert not Vehicle.objects.exists()


def test_the_standing_of_the_bureau_decides_and_it_may_always_withdraw(rome):
    first, second = new_id(), new_id()
    puts(rome, first)
    Bureau.objects.filter(code="ITA").update(standing=Standing.SUSPENDED)
    epoch.bump()
    assert puts(rome, second) == "standing"
    assert says(rome, "record-withdraw", database="vehicles", record=first, version=2, what="withdrawn") == ""
    assert here(first).status == Status.WITHDRAWN

    Bureau.objects.filter(code="ITA").update(standing=Standing.PRE_MODERATED)
    epoch.bump()
    third = new_id()
    assert puts(rome, third, vin="VF1RFB00X57123459") == ""
    assert here(third).status == Status.DRAFT


def test_a_bureau_hosted_here_and_one_that_writes_to_no_centre_share_nothing_so(rome):
    from comity.bureaus.signed.keeping import keep_keys
    from comity.kit.errors import Refused
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.courier.far import NODE

    body = {"database": "vehicles", "records": [one(new_id())]}
    draft = Draft(kind="record-put", to=("CEN",), body=body)
    with pytest.raises(Refused):
        actions.send(draft, by=AnyActor(bureau="FRA", epoch=epoch.current()))

    keep_keys(Bureau.objects.get(code="FRA"), timezone.now() + timedelta(0), by=NODE)
    DIRECTORY.forget()
    document = canonical_json(json.loads(json.dumps(body)))
    rome.hands_over(rome.seals("FRA", kind="record-put", body=document).envelope)
    open_all()
    assert Taken.objects.get(bureau="FRA").code == "not-the-centre"
    assert not Vehicle.objects.exists()


def test_what_was_done_to_it_here_outdates_nothing_that_home_says_later(rome):
    """A dispute moved the number here. Home's next version is new all the same, and so is its withdrawal."""
    record = new_id()
    puts(rome, record)
    disputing.doubt(here(record), reason="unanswered", by=AnyActor(bureau="ITA"))
    assert here(record).version == 2

    assert puts(rome, record, 2, make="Other") == ""
    assert (here(record).make, here(record).status, here(record).version) == ("Other", Status.DISPUTED, 3)
    assert puts(rome, record, 2, make="Third") == ""
    assert here(record).make == "Other"

    assert (
        says(rome, "record-withdraw", database="vehicles", record=record, version=3, what="withdrawn") == ""
    )
    assert (here(record).status, found(record)) == (Status.WITHDRAWN, False)


def test_what_was_found_again_at_home_is_so_here_once(rome):
    record = new_id()
    puts(rome, record)
    for _time in range(2):
        assert puts(rome, record, 2, state="recovered") == ""
    assert (here(record).status, here(record).version) == (Status.RECOVERED, 2)
    assert puts(rome, record, 1) == ""
    assert here(record).status == Status.RECOVERED


def test_what_the_commission_had_deleted_does_not_come_back(rome):
    record = new_id()
    puts(rome, record)
    order_deletion(Vehicle, record, ground=Ground.NOT_TRUE, decision="CDP 2026/14", by=AnyActor(bureau="CEN"))

    assert puts(rome, record, 2) == "deletion-ordered"

    assert here(record) is None
    assert not found(record)


def puts_many(node: Far, *told: dict[str, Any]) -> str:
    return says(node, "record-put", database="vehicles", records=list(told))


def one(record: Any, version: int = 1, **fields: Any) -> dict[str, Any]:
    body = {**Vehicle.example, **fields}
    return {"record": str(record), "version": version, "state": "active", "body": body}


def test_of_many_each_is_taken_by_itself_and_the_refused_are_named(rome):
    ids = [new_id() for _each in range(3)]
    good = one(ids[0], vin="VF1RFB00X57123451")
    bad = one(ids[1], vin="VF1RFB00X57123452", no_such_field="x")
    again = one(ids[2], vin="VF1RFB00X57123453")

    assert puts_many(rome, good, bad, again) == ""

    assert [here(each) is not None for each in ids] == [True, False, True]
    told = Message.objects.get(kind="record-refused")
    assert (told.sender, told.content["records"]) == (
        "CEN",
        [{"record": str(ids[1]), "version": 1, "code": "unknown-field"}],
    )
    assert list(Delivery.objects.filter(message=told).values_list("bureau", flat=True)) == ["ITA"]
    assert ActRow.objects.filter(verb="messages.take_records").count() == 1
    assert Message.objects.get(kind="record-put").body == ""
    assert not Message.visible_to(AnyActor(bureau="CEN", epoch=epoch.current())).exists()


def test_what_is_held_at_home_is_found_by_nobody_and_lives_again(rome):
    record = new_id()
    puts(rome, record)

    assert says(rome, "record-withdraw", database="vehicles", record=record, version=2, what="held") == ""
    paris = AnyActor(bureau="FRA", epoch=epoch.current())
    today = timezone.now().date()
    assert here(record).status == Status.SUSPENDED
    assert not Vehicle.visible_to(paris, today=today).exists()
    assert puts(rome, record, 2) == ""
    assert here(record).status == Status.SUSPENDED

    assert puts(rome, record, 3) == ""

    assert (here(record).status, here(record).version) == (Status.ACTIVE, 3)
    assert Vehicle.visible_to(paris, today=today).exists()
    assert SearchKey.objects.filter(record=record, visible=None).exists()
