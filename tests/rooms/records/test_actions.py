"""The life of a record: created, changed, withdrawn; what others see of it at each step."""

import datetime

import pytest

from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Stale
from comity.records import actions, scope
from comity.records.models import RecordVersion, SearchKey
from tests.actors import AMINA, BRUNO, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def seen_by_bruno(record: TravelDocument) -> bool:
    return TravelDocument.visible_to(BRUNO, today=TODAY).filter(pk=record.pk).exists()


def test_a_recorded_document_is_found_and_leaves_an_act() -> None:
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)

    key = SearchKey.objects.get(record=record.id)
    assert key.value.startswith("124834567|FRA")
    act = ActRow.objects.get(verb="records.create")
    assert (act.bureau, act.count, list(act.databases)) == ("FRA", 1, [TravelDocument.code])
    assert seen_by_bruno(record)


def test_only_the_issuer_records_a_travel_document() -> None:
    with pytest.raises(Invalid) as refusal:
        actions.create(TravelDocument, {**TravelDocument.example, "issuer": "ITA"}, by=AMINA)

    assert refusal.value.errors[0].code == "not-the-issuer"
    assert not TravelDocument.objects.exists()
    act = ActRow.objects.get(verb="records.create")
    assert (act.outcome, act.reason) == (2, "invalid")


def test_who_may_not_changes_nothing_and_leaves_an_act() -> None:
    with pytest.raises(NotAllowed):
        actions.create(TravelDocument, TravelDocument.example, by=without(AMINA, "records.create"))

    assert not TravelDocument.objects.exists()
    assert ActRow.objects.get().reason == "role"


def test_a_change_keeps_the_former_state_and_moves_the_keys() -> None:
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    changed = {**TravelDocument.example, "number": "99ZZ00001"}

    after = actions.change(TravelDocument, record.id, changed, seen=1, reason="misread", by=AMINA)

    assert after.version == 2
    assert SearchKey.objects.get(record=record.id).version == 2
    former = RecordVersion.objects.get(record=record.id)
    assert former.version == 1
    assert '"12AB34567"' in former.body


def test_a_change_from_an_old_view_is_refused() -> None:
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    other = {**TravelDocument.example, "number": "X1"}
    actions.change(TravelDocument, record.id, other, seen=1, reason="misread", by=AMINA)

    with pytest.raises(Stale):
        actions.change(TravelDocument, record.id, TravelDocument.example, seen=1, by=AMINA)


def test_another_bureau_cannot_change_and_learns_nothing() -> None:
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)

    with pytest.raises(NotFound):
        actions.withdraw(TravelDocument, record.id, reason="mine", seen=1, by=BRUNO)


def test_a_withdrawn_record_is_found_by_nobody() -> None:
    record = actions.create(Vehicle, Vehicle.example, by=AMINA)
    actions.withdraw(Vehicle, record.id, reason="entered in error", seen=1, by=AMINA)

    assert not SearchKey.objects.filter(record=record.id).exists()


def test_a_recovered_passport_stays_found_and_a_recovered_car_does_not() -> None:
    passport = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    car = actions.create(Vehicle, Vehicle.example, by=AMINA)
    actions.recover(TravelDocument, passport.id, reason="found", seen=1, by=AMINA)
    actions.recover(Vehicle, car.id, reason="found", seen=1, by=AMINA)

    assert SearchKey.objects.get(record=passport.id).visible is None
    assert {tuple(key.visible or "?") for key in SearchKey.objects.filter(record=car.id)} == {("+",)}


@pytest.mark.parametrize(
    ("restriction", "visible"), [("", True), ("all-but ITA", False), ("only DEU", False), ("only ITA", True)]
)
def test_a_restriction_closes_the_record(restriction: str, visible: bool) -> None:
    record = actions.create(TravelDocument, {**TravelDocument.example, "restriction": restriction}, by=AMINA)
    assert seen_by_bruno(record) is visible


def test_an_owner_wide_rule_closes_all_records_at_once() -> None:
    record = actions.create(TravelDocument, TravelDocument.example, by=AMINA)
    actions.close_to("ITA", by=AMINA)
    scope.forget()
    assert not seen_by_bruno(record)


def test_the_own_number_is_taken_once() -> None:
    raw = {**TravelDocument.example, "source_reference": "N-1"}
    actions.create(TravelDocument, raw, by=AMINA)
    with pytest.raises(Invalid) as refusal:
        actions.create(TravelDocument, raw, by=AMINA)
    assert refusal.value.errors[0].code == "already-recorded"
