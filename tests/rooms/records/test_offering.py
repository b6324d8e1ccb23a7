"""Transfer: both bureaus sign, and everything that hangs on a record follows it, at once and once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.queries.rules import Outcome
from comity.records import actions
from comity.records.attached.attaching import Sent, attach
from comity.records.attached.attaching import shown as picture_shown
from comity.records.attached.attachments import Attachment
from comity.records.between import answering, offering
from comity.records.between.agreed import Offer, OfferedRecord
from comity.records.between.agreements import Step
from comity.records.between.offering import Chosen
from comity.records.document import body_of, digest
from comity.records.life.withdrawing import list_elsewhere
from comity.records.models import SearchKey
from comity.records.reading import history
from comity.records.record import Record
from comity.records.rules import Status
from comity.records.tasks import settle
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.files import png
from tests.rooms.queries.test_ask import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
CAR = {"vehicle": {"vin": Vehicle.example["vin"]}}
DIETER = AnyActor("DEU", officer=uuid4(), function="desk officer")
DAYS = timedelta(days=14)


def recorded(database: type[Record] = Vehicle, **more: Any) -> Record:
    return actions.create(database, {**database.example, **more}, by=AMINA)


def offered(*records: Record, to: str = "ITA", **more: Any) -> Offer:
    chosen = [Chosen(type(each), each.id, each.version) for each in records or (recorded(),)]
    return offering.offer(chosen, **{"to": to, "reason": "Your courts have the case.", "by": AMINA, **more})


def now(record: Record) -> Record:
    return type(record)._default_manager.get(pk=record.pk)


def step(offer: Offer) -> Step:
    return Step(Offer.objects.get(pk=offer.pk).step)


def later(offer: Offer, by: timedelta) -> None:
    Offer.objects.filter(pk=offer.pk).update(at=offer.at - by, ends_at=offer.ends_at - by)


def refused(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refusal:
        verb()
    return refusal.value.code


def test_when_both_signed_the_record_is_the_other_bureaus_with_its_keys() -> None:
    record = actions.create(Vehicle, Vehicle.example, by=replace(AMINA, unit=uuid4()))
    offer = offered(record)
    assert now(record).owner == "FRA"

    answering.accept_offer(offer.id, by=BRUNO)

    taken = now(record)
    assert (taken.owner, taken.unit, taken.version, taken.status) == ("ITA", None, 2, Status.ACTIVE)
    keys = SearchKey.objects.filter(record=record.id)
    assert set(keys.values_list("owner", "version")) == {("ITA", 2)}
    assert put(CAR, by=DIETER).outcome is Outcome.HIT
    with pytest.raises(NotFound):
        actions.own(Vehicle, record.id, by=AMINA)
    assert actions.own(Vehicle, record.id, by=BRUNO) == record


def test_each_side_leaves_an_act_and_the_former_owner_stays_in_the_history() -> None:
    record = recorded()
    answering.accept_offer(offered(record).id, by=BRUNO)
    acts = {
        row.verb: (row.bureau, list(row.recipients))
        for row in ActRow.objects.filter(about__startswith="offer")
    }
    assert acts == {"records.offer": ("FRA", ["ITA"]), "records.accept_offer": ("ITA", ["FRA"])}
    assert [(state.version, state.owner, state.verb) for state in history(now(record), reader=AMINA)] == [
        (2, "ITA", "records.accept_offer"),
        (1, "FRA", "records.create"),
    ]


def test_both_sides_are_told_and_no_message_says_what_the_record_says() -> None:
    record = recorded()
    offer = offered(record)
    answering.accept_offer(offer.id, by=BRUNO)
    told = Message.objects.filter(kind__startswith="record-offer").order_by("id")
    assert [(each.kind, each.sender) for each in told] == [
        ("record-offer", "FRA"),
        ("record-offer-answer", "ITA"),
    ]
    assert [each.deliveries.get().bureau for each in told] == ["ITA", "FRA"]
    assert not any(record.plate in each.body or record.vin in each.body for each in told)


def test_several_records_go_together_or_none_does() -> None:
    car, person = recorded(), recorded(Person)
    offer = offered(car, person)
    assert (offer.count, offer.databases) == (2, sorted([Vehicle.code, Person.code]))
    actions.change(Person, person.id, {**Person.example, "case": "FRA-2"}, seen=1, by=AMINA)

    assert refused(lambda: answering.accept_offer(offer.id, by=BRUNO)) == "changed-since"

    assert [now(each).owner for each in (car, person)] == ["FRA", "FRA"]
    assert step(offer) is Step.OFFERED
    answering.take_back_offer(offer.id, by=AMINA)
    answering.accept_offer(offered(now(car), now(person)).id, by=BRUNO)
    assert [now(each).owner for each in (car, person)] == ["ITA", "ITA"]


def test_restriction_marking_and_pictures_travel_and_references_stay() -> None:
    references = [{"system": "national-register", "number": "N-1"}]
    record = recorded(
        restriction="only DEU", marking="restricted", references=references, source_reference="F1"
    )
    picture = attach(Vehicle, record.id, Sent(png(), "A dent"), by=AMINA)
    answering.accept_offer(offered(record).id, by=BRUNO)
    taken = now(record)
    body = body_of(taken)
    assert (body["restriction"], body["marking"]) == ("only DEU", "restricted")
    assert ("references" in body, body["source_reference"]) == (False, "F1")
    (left,) = list_elsewhere(by=AMINA)
    assert (left.row.there["number"], left.row.why_slug, list_elsewhere(by=BRUNO)) == (
        "N-1",
        "handed-over",
        [],
    )
    assert all("references" not in state.body for state in history(taken, reader=BRUNO))
    assert bytes(taken.sha256) == digest(body)
    assert Attachment.objects.get(pk=picture.id).owner == "ITA"
    assert put(CAR, by=DIETER).outcome is Outcome.HIT
    assert put(CAR, by=AMINA).outcome is Outcome.NO_HIT  # the former owner is one of the others now


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("all-but ITA", ""),
        ("all-but DEU ITA", "all-but DEU"),
        ("only DEU ITA", "only DEU"),
        ("only ITA", "only ITA"),
    ],
)
def test_a_restriction_that_named_the_new_owner_is_mended(before: str, after: str) -> None:
    record = recorded(restriction=before)
    answering.accept_offer(offered(record).id, by=BRUNO)
    body = body_of(now(record))
    assert body.get("restriction", "") == after
    assert bytes(now(record).sha256) == digest(body)
    dieter_sees = after in ("", "only DEU")
    assert (put(CAR, by=DIETER).outcome is Outcome.HIT) == dieter_sees


def test_from_then_on_the_rules_of_the_new_owner_hold_and_not_the_former_ones() -> None:
    actions.close_to("DEU", by=AMINA)
    actions.close_to("FRA", by=BRUNO)
    record = recorded()
    assert put(CAR, by=DIETER).outcome is Outcome.NO_HIT
    answering.accept_offer(offered(record).id, by=BRUNO)
    assert put(CAR, by=DIETER).outcome is Outcome.HIT
    assert put(CAR, by=AMINA).outcome is Outcome.NO_HIT


def test_what_is_closed_to_the_offered_bureau_is_opened_to_it_by_the_offer_alone() -> None:
    record = recorded(restriction="all-but ITA")
    picture = attach(Vehicle, record.id, Sent(png(), "A dent"), by=AMINA)
    offer = offered(record)

    assert [shown for _row, shown in offering.view_offer(offer.id, by=BRUNO).records] == [record]
    assert picture_shown(picture.id, BRUNO) == picture
    assert put(CAR, by=BRUNO).outcome is Outcome.NO_HIT

    answering.decline_offer(offer.id, reason="Not our case.", by=BRUNO)
    assert [shown for _row, shown in offering.view_offer(offer.id, by=BRUNO).records] == [None]
    with pytest.raises(NotFound):
        picture_shown(picture.id, BRUNO)
    assert put(CAR, by=BRUNO).outcome is Outcome.NO_HIT
    assert now(record).owner == "FRA"


@pytest.mark.parametrize("end", ["declined", "taken-back", "lapsed", "changed", "suspended"])
def test_an_offer_that_stands_no_more_shows_nothing(end: str) -> None:
    record = recorded()
    offer = offered(record)
    match end:
        case "declined":
            answering.decline_offer(offer.id, reason="No.", by=BRUNO)
        case "taken-back":
            answering.take_back_offer(offer.id, by=AMINA)
        case "lapsed":
            later(offer, DAYS)
        case "changed":
            actions.change(Vehicle, record.id, {**Vehicle.example, "case": "X"}, seen=1, by=AMINA)
        case "suspended":
            Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))
    opened = offering.view_offer(offer.id, by=BRUNO)
    assert [shown for _row, shown in opened.records] == [None]
    assert ActRow.objects.filter(verb="records.view_offer").latest("at").count == 0
    assert refused(lambda: answering.accept_offer(offer.id, by=BRUNO)) in (
        "wrong-state",
        "lapsed",
        "changed-since",
        "giver-may-not",
    )
    assert now(record).owner == "FRA"


def test_to_everybody_else_an_offer_does_not_exist() -> None:
    offer = offered()
    for identity in (offer.id, uuid4()):
        for verb in (
            lambda id: offering.view_offer(id, by=DIETER),
            lambda id: answering.accept_offer(id, by=DIETER),
            lambda id: answering.decline_offer(id, reason="No.", by=DIETER),
            lambda id: answering.take_back_offer(id, by=DIETER),
        ):
            with pytest.raises(NotFound):
                verb(identity)
    assert list(Offer.visible_to(DIETER)) == list(OfferedRecord.visible_to(DIETER)) == []


def test_each_side_has_its_own_verbs() -> None:
    offer = offered()
    with pytest.raises(NotFound):
        answering.accept_offer(offer.id, by=AMINA)
    with pytest.raises(NotFound):
        answering.take_back_offer(offer.id, by=BRUNO)
    with pytest.raises(NotAllowed):
        answering.accept_offer(offer.id, by=without(BRUNO, "records.accept_offer"))
    assert step(offer) is Step.OFFERED


def test_clearance_and_scope_hold_for_the_offered_bureau_too() -> None:
    offer = offered(recorded(marking="confidential"), recorded(Person))
    for bruno in (replace(BRUNO, clearance=2), replace(BRUNO, databases=frozenset({Vehicle.code}))):
        assert list(Offer.visible_to(bruno)) == []
        with pytest.raises(NotFound):
            answering.accept_offer(offer.id, by=bruno)


def test_at_a_pre_moderated_bureau_it_waits_for_the_centre() -> None:
    Bureau.objects.filter(code="ITA").update(standing=int(Standing.PRE_MODERATED))
    record = recorded()
    answering.accept_offer(offered(record).id, by=BRUNO)
    assert (now(record).owner, now(record).status) == ("ITA", Status.DRAFT)
    assert put(CAR, by=DIETER).outcome is Outcome.NO_HIT


def test_words_of_a_bureau_that_may_send_none_stay_in_its_own_journal() -> None:
    offer = offered()
    answering.decline_offer(offer.id, reason="Please arrest him.", by=without(BRUNO, "messages.send"))
    told = Message.objects.get(kind="record-offer-answer")
    assert (told.content["decision"], told.content["reason"]) == ("declined", "")
    assert Offer.objects.get().answer == ""
    act = ActRow.objects.get(verb="records.decline_offer")
    assert texts_of([act])[act.id].reason == "Please arrest him."


def test_a_number_of_its_own_that_the_new_owner_uses_refuses_the_transfer() -> None:
    actions.create(Vehicle, {**Vehicle.example, "source_reference": "N-7"}, by=BRUNO)
    record = recorded(source_reference="N-7")
    offer = offered(record)  # the giver learns nothing of the other's numbers
    assert refused(lambda: answering.accept_offer(offer.id, by=BRUNO)) == "already-recorded"
    assert (now(record).owner, step(offer)) == ("FRA", Step.OFFERED)


def test_a_record_is_offered_to_one_at_a_time() -> None:
    record = recorded()
    offer = offered(record)
    assert refused(lambda: offered(record, to="DEU")) == "already-offered"
    answering.take_back_offer(offer.id, by=AMINA)
    assert step(offered(record, to="DEU")) is Step.OFFERED


def test_an_offer_names_what_one_owns_and_saw() -> None:
    theirs = actions.create(Vehicle, Vehicle.example, by=BRUNO)
    mine = recorded()
    for wrong in (theirs, Vehicle(id=uuid4())):
        with pytest.raises(NotFound):
            offering.offer(
                [Chosen(Vehicle, mine.id), Chosen(Vehicle, wrong.id)], to="DEU", reason="x", by=AMINA
            )
    with pytest.raises(Stale):
        offering.offer([Chosen(Vehicle, mine.id, 7)], to="DEU", reason="x", by=AMINA)
    for wrong_words in ({"reason": " "}, {"reason": "x" * 501}):
        with pytest.raises(Invalid):
            offered(mine, **wrong_words)
    with pytest.raises(Invalid):
        offering.offer([], to="DEU", reason="x", by=AMINA)
    with pytest.raises(NotAllowed):
        offered(mine, by=without(AMINA, "records.offer"))


@pytest.mark.parametrize("second", [-1, 0])
def test_an_offer_lapses_to_the_second(second: int) -> None:
    offer = offered()
    assert offer.ends_at - offer.at == DAYS
    later(offer, DAYS + timedelta(seconds=second))
    if second:
        assert settle(0) == 0
        answering.accept_offer(offer.id, by=BRUNO)
        assert step(offer) is Step.ACCEPTED
    else:
        assert refused(lambda: answering.accept_offer(offer.id, by=BRUNO)) == "lapsed"
        assert [settle(0), settle(0)] == [1, 0]
        assert step(offer) is Step.LAPSED


def test_a_lapsed_offer_frees_its_record_and_the_other_side_is_told() -> None:
    record = recorded()
    later(offered(record), DAYS)
    settle(0)
    told = Message.objects.get(kind="record-offer-answer")
    assert (told.sender, told.content["decision"]) == ("FRA", "lapsed")
    assert step(offered(record, to="DEU")) is Step.OFFERED


def test_a_record_comes_back_the_same_way() -> None:
    record = recorded()
    answering.accept_offer(offered(record).id, by=BRUNO)
    back = offering.offer([Chosen(Vehicle, record.id)], to="FRA", reason="Closed here.", by=BRUNO)
    answering.accept_offer(back.id, by=AMINA)
    assert (now(record).owner, now(record).version) == ("FRA", 3)
    assert [state.owner for state in history(now(record), reader=AMINA)] == ["FRA", "ITA", "FRA"]
