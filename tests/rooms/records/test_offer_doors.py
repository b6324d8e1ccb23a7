"""The doors of a transfer: pages of both bureaus, the home page's count, and the API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.kit.errors import NotAllowed, NotFound, Refused
from comity.kit.figures import count
from comity.records import actions
from comity.records.attached.attaching import Sent, attach, shown
from comity.records.between import between_lists, offering
from comity.records.between.agreed import Offer, OfferedRecord
from comity.records.between.agreements import Step
from comity.records.registry import databases
from tests.actors import AMINA, BRUNO, without
from tests.files import png
from tests.rooms.records.pages import opened
from tests.rooms.records.programs import actor_for, called
from tests.rooms.records.test_offering import DAYS, DIETER, later, now, offered, recorded, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TITLE = Vehicle.headline(Vehicle.example)
SENT = {"to": "ITA", "reason": "Your courts have the case.", "seen": "1"}


def page(actor: Any, name: str, *args: Any, **more: Any) -> str:
    return " ".join(opened(actor, name, *args, **more).content.decode().split())


def between(who: str, method: str, path: str, body: Any = None) -> HttpResponse:
    return called(who, method, path, body, under="between")


def test_an_offer_shows_neither_to_whom_its_record_is_closed_nor_where_else_it_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", actor_for)
    offer = offered(recorded(restriction="only CEN", references=[{"system": "court", "number": "N-77"}]))
    for who, actor, sees in (("amina", AMINA, True), ("bruno", BRUNO, False)):
        for text in (
            page(actor, "offer-page", offer.id),
            between(who, "get", f"/offers/{offer.id}").content.decode(),
        ):
            assert ("only CEN" in text, "N-77" in text) == (sees, sees), who


def test_an_owner_offers_from_the_records_page_and_sees_that_it_waits() -> None:
    record = recorded()
    assert f"/records/vehicles/{record.id}/offer/" in page(AMINA, "page", "vehicles", record.id)
    assert "owner-wide restrictions do not go" not in page(AMINA, "offer", "vehicles", record.id)
    actions.close_to("DEU", by=AMINA)
    assert "owner-wide restrictions do not go" in page(AMINA, "offer", "vehicles", record.id)

    for wrong in ({"to": ""}, {"reason": ""}, {"more": "nonsense"}, {"more": str(uuid4())}):
        refused = opened(AMINA, "offer", "vehicles", record.id, data={**SENT, **wrong}, post=True)
        assert refused.status_code == 422, wrong
        assert "Your courts" in refused.content.decode() or not wrong.get("reason", True)
    assert not Offer.objects.exists()

    done = opened(AMINA, "offer", "vehicles", record.id, data=SENT, post=True)

    assert done.status_code == 302
    shown = page(AMINA, "page", "vehicles", record.id)
    assert "A change makes the offer void" in shown
    assert f"/records/vehicles/{record.id}/offer/" not in shown
    assert "Your courts have the case." in page(AMINA, "between")


def test_a_stale_page_offers_nothing() -> None:
    record = recorded()
    with pytest.raises(Refused):
        opened(AMINA, "offer", "vehicles", record.id, data={**SENT, "seen": "2"}, post=True)


def test_the_records_of_one_case_and_named_ones_go_together() -> None:
    record, other = recorded(case="FRA-7"), recorded(Person, case="FRA-7")
    third = recorded(vin="VF1RFB00X57012346")
    recorded(Person, case="FRA-8")
    assert "1 more record." in page(AMINA, "offer", "vehicles", record.id)
    assert "1 more record." not in page(AMINA, "offer", "vehicles", third.id)
    sent = {**SENT, "case": "on", "more": f"{third.id}\n{third.id}"}
    assert opened(AMINA, "offer", "vehicles", record.id, data=sent, post=True).status_code == 302
    assert set(OfferedRecord.objects.values_list("record", flat=True)) == {record.id, other.id, third.id}


def test_the_other_bureau_looks_and_accepts() -> None:
    record = recorded()
    attach(Vehicle, record.id, Sent(png(), "A dent"), by=AMINA)
    offer = offered(record)
    assert count(*between_lists.waits_here(BRUNO)) == 1
    assert "Your courts have the case." in page(BRUNO, "between")
    shown = page(BRUNO, "offer-page", offer.id)
    assert TITLE in shown
    assert "A dent" in shown
    assert 'name="accept"' in shown

    done = opened(BRUNO, "offer-page", offer.id, data={"accept": ""}, post=True)

    assert done.status_code == 302
    assert now(record).owner == "ITA"
    assert count(*between_lists.waits_here(BRUNO)) == 0
    assert f"/records/vehicles/{record.id}/" in page(BRUNO, "offer-page", offer.id)
    assert "Owner then: <bdi" in page(BRUNO, "page", "vehicles", record.id)
    assert TITLE not in page(AMINA, "offer-page", offer.id)


def test_it_declines_with_a_reason_and_then_sees_nothing() -> None:
    offer = offered()
    empty = opened(BRUNO, "offer-page", offer.id, data={"decline": ""}, post=True)
    assert empty.status_code == 422
    opened(BRUNO, "offer-page", offer.id, data={"decline": "", "reason": "Not ours."}, post=True)
    assert step(offer) is Step.DECLINED
    assert TITLE not in page(BRUNO, "offer-page", offer.id)
    assert "Not ours." in page(AMINA, "offer-page", offer.id)


def test_the_giver_takes_it_back_on_the_same_page() -> None:
    offer = offered()
    assert 'name="take-back"' in page(AMINA, "offer-page", offer.id)
    assert 'name="take-back"' not in page(BRUNO, "offer-page", offer.id)
    opened(AMINA, "offer-page", offer.id, data={"take-back": ""}, post=True)
    assert step(offer) is Step.TAKEN_BACK


def test_a_lapsed_offer_has_no_buttons_even_before_the_clock_came() -> None:
    offer = offered()
    later(offer, DAYS + timedelta(seconds=1))
    shown = page(BRUNO, "offer-page", offer.id)
    assert "Lapsed" in shown
    assert "<button" not in shown.partition("<main")[2].partition("</main")[0]
    assert "Lapsed" in page(AMINA, "between")


def test_others_have_no_such_page() -> None:
    offer = offered()
    for identity in (offer.id, uuid4()):
        with pytest.raises(NotFound):
            opened(DIETER, "offer-page", identity)
    assert "Your courts" not in page(DIETER, "between")
    record = recorded()
    with pytest.raises(NotFound):
        opened(BRUNO, "offer", "vehicles", record.id)
    with pytest.raises(NotAllowed):
        opened(without(AMINA, "records.offer"), "offer", "vehicles", record.id)


def test_programs_offer_read_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", actor_for)
    record = recorded()
    sent = {
        "to": "ITA",
        "reason": "Your courts have the case.",
        "records": [{"database": "vehicles", "id": str(record.id), "version": 1}],
    }
    made = between("amina", "post", "/offers", sent)
    assert (made.status_code, made.json()["state"]) == (201, "offered")
    assert between("amina", "post", "/offers", sent).status_code == 409
    assert between("amina", "post", "/offers", {**sent, "records": []}).status_code == 422
    address = f"/offers/{made.json()['id']}"
    assert between("chen", "get", address).status_code == 404
    assert between("chen", "get", "/offers").json() == []
    (listed,) = between("bruno", "get", "/offers").json()
    assert listed["count"] == 1
    (shown,) = between("bruno", "get", address).json()["records"]
    assert shown["document"]["vin"] == Vehicle.example["vin"]
    assert between("bruno", "post", f"{address}/take-back").status_code == 404
    assert between("bruno", "post", f"{address}/decline", {"reason": ""}).status_code == 422

    assert between("bruno", "post", f"{address}/accept").json()["state"] == "accepted"

    assert now(record).owner == "ITA"
    assert between("amina", "get", address).json()["records"][0]["document"] is None
    history = called("bruno", "get", f"/vehicles/{record.id}/history").json()
    assert [each["owner"] for each in history] == ["ITA", "FRA"]


def test_a_program_declines_and_one_takes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.access.api.actor_for", actor_for)
    first = offered()
    done = between("bruno", "post", f"/offers/{first.id}/decline", {"reason": "Not ours."})
    assert (done.json()["state"], done.json()["answer"]) == ("declined", "Not ours.")
    second = offering.offer(
        [offering.Chosen(Vehicle, actions.create(Vehicle, Vehicle.example, by=AMINA).id)],
        to="DEU",
        reason="x",
        by=AMINA,
    )
    assert between("amina", "post", f"/offers/{second.id}/take-back").json()["state"] == "taken-back"


def test_a_picture_closed_to_a_bureau_takes_no_more_work_than_one_that_is_not_there() -> None:
    first = databases()[0]
    record = actions.create(first, {**first.example, "restriction": "all-but ITA"}, by=AMINA)
    picture = attach(first, record.id, Sent(png(), "A dent"), by=AMINA)
    asked = []
    for identity in (uuid4(), picture.id, uuid4()):  # the first one fills what a process remembers
        with CaptureQueriesContext(connection) as queries, pytest.raises(NotFound):
            shown(identity, BRUNO)
        asked.append([each["sql"].partition("WHERE")[0] for each in queries])
    assert asked[1] == asked[2]
