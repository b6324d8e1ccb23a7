"""Whoever had a hit is told what became of the record; the owner never learns that there was somebody to tell."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.gate.action import ActDraft
from comity.gate.acts import visible_acts
from comity.messages.models import Delivery, Message
from comity.queries import actions
from comity.queries.hit_page import hit_page
from comity.queries.models import Hit
from comity.queries.news import STEPS
from comity.queries.record_changed import RECORD_CHANGED
from comity.records import actions as records
from comity.records.ending.deleting import ask_deletion
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.ending.ordered import Ground, order_deletion
from comity.records.life import disputing
from comity.records.life.happened import TOLD_WITHIN, Told
from comity.records.life.happenings import Happening
from comity.records.life.states import Cause
from comity.records.models import RecordVersion
from comity.records.record import Record
from comity.records.tasks import delete_asked
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.rooms.queries.conversations import hit_by
from tests.rooms.queries.reach import everything, undone
from tests.rooms.records.uploads import recorded, table, uploaded
from tests.rooms.records.uploads import undone as undone_import

pytestmark = pytest.mark.usefixtures("directory")
EXAMPLE = TravelDocument.example
OTHER_NUMBER = {**EXAMPLE, "number": "12AB34568"}
LITERALS = re.compile(r"'[^']*'|_x\d+|\b\d+\b")
CAR = {"vehicle": {"vin": Vehicle.example["vin"]}}


def withdraw(record: Record) -> None:
    records.withdraw(type(record), record.id, reason="a mistake", seen=_version(record), by=AMINA)


def recover(record: Record) -> None:
    records.recover(type(record), record.id, reason="at home", seen=_version(record), by=AMINA)


def correct(record: Record) -> None:
    seen = _version(record)
    records.change(TravelDocument, record.id, OTHER_NUMBER, seen=seen, reason="misread", by=AMINA)


def dispute(record: Record) -> None:
    disputing.doubt(type(record).objects.get(pk=record.pk), reason="unanswered", by=AMINA)


def close_to_italy(record: Record) -> None:
    body = {**type(record).example, "restriction": "all-but ITA"}
    records.change(type(record), record.id, body, seen=_version(record), by=AMINA)


def mark_error(record: Record) -> None:
    records.mark_error(type(record), record.id, reason="never stolen", seen=_version(record), by=AMINA)


def delete_it(record: Record) -> None:
    ask_deletion(type(record), record.id, cause=Cause.NOT_TRUE, seen=_version(record), by=AMINA)


def _version(record: Record) -> int:
    return int(type(record).objects.get(pk=record.pk).version)


def told(bureau: str = "ITA") -> list[str]:
    """What the node has told this bureau, oldest first."""
    actions.inform_due(timezone.now())
    rows = Delivery.objects.filter(bureau=bureau, message__kind=RECORD_CHANGED).order_by("message")
    return [row.message.content["what"] for row in rows.select_related("message")]


def later(hit: Hit, **ago: int) -> None:
    Hit.objects.filter(pk=hit.pk).update(at=timezone.now() - TOLD_WITHIN + timedelta(**ago))


@pytest.mark.parametrize(
    ("verb", "word"),
    [
        (withdraw, "withdrawn"),
        (mark_error, "entered-in-error"),
        (delete_it, "withdrawn"),
        (recover, "found"),
        (correct, "corrected"),
        (dispute, "disputed"),
    ],
)
def test_whoever_had_a_hit_is_told(
    verb: Callable[[Record], None], word: str, record: TravelDocument, hit: Hit
) -> None:
    verb(record)

    assert told() == [word]
    message = Message.objects.get(kind=RECORD_CHANGED)
    assert (message.sender, message.function, message.content["hits"]) == ("", "node", [str(hit.id)])
    assert str(record.id) not in message.body + message.about
    assert told("FRA") == told("DEU") == []


def test_the_page_of_the_hit_leads_with_it_at_once(record: TravelDocument, hit: Hit) -> None:
    before = hit_page(hit, BRUNO)
    withdraw(record)

    page = hit_page(hit, BRUNO)

    assert before.news == []
    assert page.step == STEPS[Told.WITHDRAWN]
    assert page.stamp != before.stamp


def test_what_was_disputed_still_waits_for_the_owner(record: TravelDocument, hit: Hit) -> None:
    dispute(record)

    page = hit_page(hit, BRUNO)

    assert [each.told for each in page.news] == [Told.DISPUTED]
    assert page.step == hit_page(hit, BRUNO).step != STEPS[Told.DISPUTED]


def test_a_hit_is_told_of_for_ninety_days(record: TravelDocument, hit: Hit) -> None:
    later(hit, minutes=1)
    withdraw(record)
    assert told() == ["withdrawn"]


def test_and_not_a_day_longer(record: TravelDocument, hit: Hit) -> None:
    later(hit, minutes=-1)
    withdraw(record)
    assert told() == []


def test_a_change_that_leaves_the_number_tells_nobody(record: TravelDocument, hit: Hit) -> None:
    body = {**EXAMPLE, "case": "2026/17"}
    records.change(TravelDocument, record.id, body, seen=1, by=AMINA)

    assert told() == []
    assert hit_page(hit, BRUNO).news == []


def test_who_found_it_after_the_change_knows_already(record: TravelDocument, hit: Hit) -> None:
    dispute(record)
    second = hit_by()

    assert told() == ["disputed"]
    assert Message.objects.get(kind=RECORD_CHANGED).content["hits"] == [str(hit.id)]
    assert hit_page(second, BRUNO).news == []


def test_many_hits_of_one_desk_are_one_message_and_another_desk_has_its_own(
    record: TravelDocument, hit: Hit
) -> None:
    second, third = hit_by(), hit_by()
    desk = people.unit("ITA", "Airport")
    Hit.objects.filter(pk=third.pk).update(desk=desk.id)
    withdraw(record)

    assert told() == ["withdrawn", "withdrawn"]
    bodies = [row.content for row in Message.objects.filter(kind=RECORD_CHANGED).order_by("id")]
    assert {body.get("desk"): body["hits"] for body in bodies} == {
        None: [str(second.id), str(hit.id)],
        str(desk.id): [str(third.id)],
    }


def test_nothing_is_told_twice(record: TravelDocument, hit: Hit) -> None:
    withdraw(record)

    assert actions.inform_due(timezone.now()) == 1
    assert actions.inform_due(timezone.now()) == 0
    assert told() == ["withdrawn"]


def test_one_to_whom_it_was_closed_learns_only_that_its_hit_stands_no_longer(
    record: TravelDocument, hit: Hit
) -> None:
    close_to_italy(record)
    recover(record)
    assert told() == []
    assert hit_page(hit, BRUNO).news == []

    withdraw(record)

    assert told() == ["gone"]
    assert [each.told for each in hit_page(hit, BRUNO).news] == [Told.GONE]


def test_an_owners_rule_closes_it_too(record: TravelDocument, hit: Hit) -> None:
    records.close_to("ITA", by=AMINA)
    dispute(record)
    withdraw(record)

    assert told() == ["gone"]
    bruno = replace(BRUNO, epoch=epoch.current())
    assert [each.told for each in hit_page(hit, bruno).news] == [Told.GONE]


def test_a_unit_without_the_clearance_learns_no_more_than_that(record: TravelDocument, hit: Hit) -> None:
    low = people.unit("ITA", "Gate", clearance=1)
    Hit.objects.filter(pk=hit.pk).update(unit=low.id)
    body = {**EXAMPLE, "marking": "confidential"}
    records.change(TravelDocument, record.id, body, seen=1, by=AMINA)
    dispute(record)
    withdraw(record)

    assert told() == ["gone"]
    assert [each.told for each in hit_page(hit, replace(BRUNO, clearance=1)).news] == [Told.GONE]


def test_a_car_that_was_found_leaves_nothing_of_the_hit(record: TravelDocument) -> None:
    car = records.create(Vehicle, Vehicle.example, by=AMINA)
    hit = hit_by(subject=CAR)
    recover(car)

    assert told() == ["found"]
    assert hit_page(hit, BRUNO).step == STEPS[Told.FOUND]


def test_what_a_deleted_record_still_had_to_tell_is_told(record: TravelDocument, hit: Hit) -> None:
    withdraw(record)
    delete(ActDraft(), TravelDocument.objects.get(), timezone.now(), Ending.WITHDRAWN, by=AMINA)

    assert told() == ["gone"]
    assert not Happening._default_manager.exists()
    assert not RecordVersion.objects.exists()


def test_what_was_told_goes_with_the_record(record: TravelDocument, hit: Hit) -> None:
    withdraw(record)
    told()
    assert Happening._default_manager.count() == 1

    delete(ActDraft(), TravelDocument.objects.get(), timezone.now(), Ending.WITHDRAWN, by=AMINA)

    assert not Happening._default_manager.exists()


def test_what_its_owner_deleted_on_purpose_is_told_before_and_after_it_has_gone(
    record: TravelDocument, hit: Hit
) -> None:
    delete_it(record)
    assert delete_asked(0) == 1

    assert told() == ["gone"]
    assert not Happening._default_manager.exists()


def test_what_the_commission_orders_to_be_deleted_is_told_to_who_found_its_last_version(
    record: TravelDocument, hit: Hit
) -> None:
    assert hit.seen == record.version
    order_deletion(TravelDocument, record.id, ground=Ground.NOT_TRUE, decision="CDP 2026/14", by=CHEN)

    assert told() == ["gone"]
    assert not Happening._default_manager.exists()


def test_who_found_what_an_import_recorded_is_told_when_it_is_undone(directory: None) -> None:
    text = table(TravelDocument, {"number": "12AB34567", "source_reference": "N-1"})
    upload = recorded(uploaded(text, TravelDocument))
    hit = hit_by()
    assert hit.seen == TravelDocument.objects.get().version
    undone_import(upload)

    assert not TravelDocument.objects.exists()
    assert told() == ["gone"]


def test_the_owner_reaches_the_same_with_and_without_a_hit(
    record: TravelDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    roles = (Role.DESK_OFFICER, Role.BUREAU_HEAD, Role.SECURITY_OFFICER, Role.REVIEWER)
    person = people.officer("amina", *roles, place=people.unit("FRA"))
    owner, client = people.actor(person), Client()
    client.force_login(person)
    worlds, works = [], []
    for found in (False, True):
        with undone():
            for telling in (True, False) if found else ():
                hit_by(silent=telling)
            with CaptureQueriesContext(connection) as work:
                for verb in (correct, recover, delete_it):
                    verb(record)
            actions.inform_due(timezone.now())
            works.append([LITERALS.sub("…", each["sql"]) for each in work])
            worlds.append(everything(client, owner))
            assert Message.objects.filter(kind=RECORD_CHANGED).exists() == found
    assert len(worlds[0]) > 15, "the walk found the pages"
    assert works[0] == works[1], "the same work takes the same time"
    assert worlds[0] == worlds[1]


def test_nor_does_the_centre_where_it_is_the_owner(record: TravelDocument, hit: Hit) -> None:
    TravelDocument.objects.update(owner="CEN")
    Hit.objects.update(owner="CEN")
    records.withdraw(TravelDocument, record.id, reason="a mistake", seen=1, by=CHEN)
    before = [Message.visible_to(CHEN).count(), Delivery.visible_to(CHEN).count()]
    acts = visible_acts(without(CHEN, "journal.read_all")).count()

    assert told() == ["withdrawn"]

    assert [Message.visible_to(CHEN).count(), Delivery.visible_to(CHEN).count()] == before
    assert visible_acts(without(CHEN, "journal.read_all")).count() == acts


def test_the_finder_reads_it_in_the_mailbox_and_goes_to_the_hit(record: TravelDocument, hit: Hit) -> None:
    person = people.officer("bruno", Role.DESK_OFFICER, place=people.unit("ITA"))
    client = Client()
    client.force_login(person)
    withdraw(record)
    told()
    message = Message.objects.get(kind=RECORD_CHANGED)

    mailbox, page = client.get("/messages/"), client.get(f"/messages/{message.pk}/")

    assert b"This node" in mailbox.content
    assert "The owner withdrew this record." in page.content.decode()
    assert f"/hits/{hit.pk}/" in page.content.decode()
    assert "The owner withdrew this record." in client.get(f"/hits/{hit.pk}/").content.decode()
