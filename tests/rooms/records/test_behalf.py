"""Recording on behalf of a bureau without staff: it owns the record, is told at once, and may reject in its days."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages.models import Message
from comity.queries.rules import Outcome
from comity.records import actions
from comity.records.between import behalf
from comity.records.between.agreed import OnBehalf
from comity.records.between.agreements import Behalf
from comity.records.between.behalf import Request
from comity.records.between.between_lists import recorded_for_us
from comity.records.ending.expire import expire_due
from comity.records.models import RecordVersion, SearchKey
from comity.records.orphans import orphans
from comity.records.reading import history
from comity.records.record import Record
from comity.records.reindex import reindex
from comity.records.rules import ONLY, Status
from comity.records.tasks import settle
from comity.records.watching import reviewing
from tests.actors import AMINA, BRUNO, CHEN, AnyActor, without
from tests.rooms.queries.test_ask import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
DESK = replace(CHEN, function="desk officer")
ASKED = Request("FRA", "Letter 2026/118", date(2026, 11, 20), "head of the bureau")
PASSPORT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
NAME = {"text": Person.example["names"][0]["text"]}
DAYS = timedelta(days=7)


def recorded(database: type[Record] = Person, request: Request = ASKED, **more: Any) -> OnBehalf:
    record = behalf.record_for(database, {**database.example, **more}, request, by=DESK)
    return OnBehalf.objects.get(record=record.id)


def record_of(row: OnBehalf, database: type[Record] = Person) -> Record:
    return database._default_manager.get(pk=row.record)


def keys_of(row: OnBehalf) -> int:
    return SearchKey.objects.filter(record=row.record).count()


def later(row: OnBehalf, by: timedelta) -> None:
    """Let its days end so much sooner."""
    OnBehalf.objects.filter(pk=row.pk).update(at=row.at - by, ends_at=row.ends_at - by)


def settled(row: OnBehalf) -> Behalf:
    return Behalf(OnBehalf.objects.get(pk=row.pk).step)


def test_a_persons_record_is_the_owners_and_nobody_finds_it_before_its_word() -> None:
    row = recorded()
    record = record_of(row)
    assert (record.owner, record.unit, record.status) == ("FRA", None, Status.WAITS_FOR_OWNER)
    assert keys_of(row) == 0
    for asker in (BRUNO, AMINA, DESK):
        assert put(NAME, by=asker).outcome is Outcome.NO_HIT

    behalf.accept_recorded(row.id, by=AMINA)

    assert put(NAME).outcome is not Outcome.NO_HIT
    assert settled(row) is Behalf.ACCEPTED
    made = [(state.verb, state.status) for state in history(record_of(row), reader=AMINA)]
    assert made == [
        ("records.accept_recorded", Status.ACTIVE),
        ("records.record_for", Status.WAITS_FOR_OWNER),
    ]


def test_an_objects_record_answers_at_once_and_is_withdrawn_when_rejected() -> None:
    row = recorded(TravelDocument)
    assert put(PASSPORT).outcome is Outcome.HIT

    behalf.reject_recorded(row.id, reason="Found yesterday.", by=AMINA)

    assert put(PASSPORT).outcome is Outcome.NO_HIT
    assert keys_of(row) == 0
    assert record_of(row, TravelDocument).status == Status.WITHDRAWN
    assert history(record_of(row, TravelDocument), reader=AMINA)[0].reason == "Found yesterday."
    assert settled(row) is Behalf.REJECTED


def test_both_sides_are_told_by_coded_messages() -> None:
    row = recorded()
    told = Message.objects.get(kind="recorded-on-behalf")
    assert (told.sender, told.content["reference"], told.content["answers"]) == (
        "CEN",
        "Letter 2026/118",
        False,
    )
    assert list(told.deliveries.values_list("bureau", flat=True)) == ["FRA"]

    behalf.reject_recorded(row.id, reason="Not ours.", by=AMINA)

    answer = Message.objects.get(kind="on-behalf-answer")
    assert (answer.sender, answer.content["decision"], answer.content["reason"]) == (
        "FRA",
        "rejected",
        "Not ours.",
    )
    assert list(answer.deliveries.values_list("bureau", flat=True)) == ["CEN"]


def test_nobody_but_the_centre_records_for_others() -> None:
    with pytest.raises(NotAllowed) as refusal:
        behalf.record_for(Vehicle, Vehicle.example, replace(ASKED, owner="ITA"), by=AMINA)
    assert refusal.value.code == "centre-only"
    with pytest.raises(NotAllowed):
        behalf.record_for(Vehicle, Vehicle.example, ASKED, by=without(DESK, "records.record_for"))
    assert Vehicle.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"owner": "CEN"}, "request.owner"),
        ({"owner": "XYZ"}, "request.owner"),
        ({"reference": " "}, "request.reference"),
        ({"asked_by": ""}, "request.asked_by"),
        ({"requested_on": date(2100, 1, 1)}, "request.requested_on"),
    ],
)
def test_a_request_is_named_whole(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        recorded(Vehicle, replace(ASKED, **changed))
    assert [error.field for error in refusal.value.errors] == [field]
    assert Vehicle.objects.count() == OnBehalf.objects.count() == 0


def test_one_with_a_node_of_its_own_records_there() -> None:
    Bureau.objects.filter(code="FRA").update(hosted=False)
    with pytest.raises(Invalid) as refusal:
        recorded()
    assert [(each.field, each.code) for each in refusal.value.errors] == [("request.owner", "own-node")]
    assert not OnBehalf.objects.exists()


def test_the_rules_of_feeders_hold_as_for_the_owner() -> None:
    with pytest.raises(Invalid) as refusal:
        recorded(TravelDocument, replace(ASKED, owner="ITA"))
    assert refusal.value.errors[0].code == "not-the-issuer"
    assert TravelDocument.objects.count() == 0


@pytest.mark.parametrize("standing", [Standing.SUSPENDED, Standing.READ_ONLY])
def test_nobody_records_for_a_bureau_that_may_not_record(standing: Standing) -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(standing))
    with pytest.raises(Refused) as refusal:
        recorded(Vehicle)
    assert refusal.value.code == "owner-may-not"


def test_nor_for_one_whose_mandate_ended() -> None:
    Bureau.objects.filter(code="FRA").update(mandate_ends=date(2020, 1, 1))
    with pytest.raises(Refused):
        recorded(Vehicle)


def test_what_a_pre_moderated_bureau_would_record_waits_for_the_centre() -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.PRE_MODERATED))
    thing, person = recorded(Vehicle), recorded()
    assert record_of(thing, Vehicle).status == Status.DRAFT
    assert record_of(person).status == Status.WAITS_FOR_OWNER

    behalf.accept_recorded(person.id, by=AMINA)

    assert record_of(person).status == Status.DRAFT
    assert put(NAME).outcome is Outcome.NO_HIT
    reviewing.release(Person, person.record, seen=2, by=CHEN)
    assert put(NAME).outcome is not Outcome.NO_HIT


@pytest.mark.parametrize("second", [-1, 0])
def test_its_days_end_to_the_second(second: int) -> None:
    """Source: practice 21, seven days."""
    row = recorded()
    assert row.ends_at - row.at == DAYS
    later(row, DAYS + timedelta(seconds=second))
    if second:
        assert settle(0) == 0
        behalf.reject_recorded(row.id, reason="Not ours.", by=AMINA)
        assert settled(row) is Behalf.REJECTED
    else:
        with pytest.raises(Refused) as refusal:
            behalf.reject_recorded(row.id, reason="Not ours.", by=AMINA)
        assert refusal.value.code == "lapsed"
        assert settle(0) == 1
        assert settled(row) is Behalf.FINAL
        assert put(NAME).outcome is not Outcome.NO_HIT


def test_the_clock_makes_final_what_nobody_spoke_of_and_runs_again_without_harm() -> None:
    rows = [recorded(), recorded(Vehicle)]
    for row in rows:
        later(row, timedelta(days=6, hours=23))
    assert settle(0) == 0
    assert keys_of(rows[0]) == 0
    for row in rows:
        later(row, DAYS)

    assert [settle(0), settle(0)] == [2, 0]

    assert [settled(row) for row in rows] == [Behalf.FINAL, Behalf.FINAL]
    assert [record_of(rows[0]).status, record_of(rows[1], Vehicle).status] == [Status.ACTIVE, Status.ACTIVE]
    assert Message.objects.filter(kind="on-behalf-answer").count() == 2
    assert ActRow.objects.get(verb="records.settle_recorded").function == "clock"


def test_what_its_owner_withdrew_itself_is_ended_by_the_clock() -> None:
    row = recorded()
    actions.withdraw(Person, row.record, reason="Not ours.", seen=1, by=AMINA)
    assert recorded_for_us(AMINA) == []
    with pytest.raises(Refused):
        behalf.accept_recorded(row.id, by=AMINA)
    later(row, DAYS)
    assert settle(0) == 1
    assert settled(row) is Behalf.ENDED
    assert record_of(row).status == Status.WITHDRAWN
    assert keys_of(row) == 0


def test_an_owner_that_may_record_nothing_by_then_lets_nothing_out() -> None:
    row = recorded()
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.READ_ONLY))
    later(row, DAYS)
    settle(0)
    assert record_of(row).status == Status.DRAFT
    assert put(NAME).outcome is Outcome.NO_HIT


def test_a_suspended_owner_may_reject_and_the_centre_hears_of_it() -> None:
    row = recorded()
    amina = without(AMINA, "messages.send")
    behalf.reject_recorded(row.id, reason="Not ours.", by=amina)
    told = Message.objects.get(kind="on-behalf-answer")
    assert (told.sender, told.function) == ("FRA", "desk officer")


def test_it_is_decided_once() -> None:
    row = recorded()
    behalf.accept_recorded(row.id, by=AMINA)
    for again in (
        lambda: behalf.accept_recorded(row.id, by=AMINA),
        lambda: behalf.reject_recorded(row.id, reason="Not ours.", by=AMINA),
    ):
        with pytest.raises(Refused) as refusal:
            again()
        assert refusal.value.code == "wrong-state"
    assert record_of(row).status == Status.ACTIVE


def test_a_rejection_needs_its_reason() -> None:
    row = recorded()
    with pytest.raises(Invalid):
        behalf.reject_recorded(row.id, reason=" ", by=AMINA)
    assert settled(row) is Behalf.WAITING


def test_nobody_but_the_owner_decides_and_others_learn_nothing() -> None:
    row = recorded()
    for actor in (BRUNO, DESK, AnyActor("DEU")):
        for identity in (row.id, uuid4()):
            with pytest.raises(NotFound):
                behalf.accept_recorded(identity, by=actor)
    assert list(OnBehalf.visible_to(BRUNO)) == []
    assert list(OnBehalf.visible_to(DESK)) == [row]


def test_clearance_and_scope_hold_for_both_sides() -> None:
    row = recorded(marking="confidential")
    for actor in (replace(AMINA, clearance=2), replace(AMINA, databases=frozenset({Vehicle.code}))):
        assert list(OnBehalf.visible_to(actor)) == recorded_for_us(actor) == []
        with pytest.raises(NotFound):
            behalf.accept_recorded(row.id, by=actor)
    assert list(OnBehalf.visible_to(replace(DESK, clearance=2))) == []


def test_until_then_its_owner_may_correct_it_and_still_nobody_finds_it() -> None:
    row = recorded()
    changed = {**Person.example, "case": "FRA-9"}
    actions.change(Person, row.record, changed, seen=1, by=AMINA)
    assert record_of(row).status == Status.WAITS_FOR_OWNER
    reindex(by=clock_of("FRA", "records.reindex"), again=True, share=1)
    assert keys_of(row) == 0
    with pytest.raises(Refused):
        actions.recover(Person, row.record, reason="Found.", seen=2, by=AMINA)
    behalf.accept_recorded(row.id, by=AMINA)
    assert keys_of(row) > 0


def test_a_restriction_holds_from_the_first_answer_on() -> None:
    row = recorded(restriction="only DEU")
    behalf.accept_recorded(row.id, by=AMINA)
    assert put(NAME).outcome is Outcome.NO_HIT
    assert set(SearchKey.objects.filter(record=row.record).values_list("visible__0", flat=True)) == {ONLY}


def test_deleting_the_record_deletes_the_request_with_its_words() -> None:
    row = recorded()
    Person.objects.filter(pk=row.record).update(kept_until=date(2020, 1, 1))
    expire_due(now=datetime.now(timezone.utc), by=clock_of("FRA", "records.expire"))
    assert not OnBehalf.objects.exists()
    assert not RecordVersion.objects.filter(record=row.record).exists()
    assert orphans() == []
