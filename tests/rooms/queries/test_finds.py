"""A bureau that had a hit reports that it has the thing; the owner accepts; what was found stays what its kind says."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comity.access import middleware
from comity.access.roles import Role
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.gate.action import ActDraft
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.queries import actions as queries
from comity.queries.models import Confirmation, Hit
from comity.queries.record_word import RECORD_WORD
from comity.records import actions
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.life import blocking, disputes, disputing, finding, finds
from comity.records.life.finds import Find, FindState
from comity.records.life.happened import Turn
from comity.records.life.happenings import Happening
from comity.records.life.matters import list_matters
from comity.records.models import SearchKey
from comity.records.reading import history
from comity.records.registry import databases
from comity.records.rules import Status
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, AnyActor
from tests.rooms.queries.conversations import YES, hit_by

pytestmark = pytest.mark.usefixtures("directory")
REPORT = {"where": "Fiumicino, lost property", "found_on": "2026-05-04", "document": "kept"}
CAR = {"where": "Bari, harbour", "found_on": "2026-05-04", "condition": "damaged", "keys": "no"}
CLARA = AnyActor(bureau="DEU", function="desk officer")


def report(raw: dict[str, Any] | None = None, *, by: AnyActor = BRUNO, **more: Any) -> Find:
    record = TravelDocument.objects.get()
    seen = more.get("seen", record.version)
    actor = replace(by, epoch=epoch.current())
    return finding.report_found(TravelDocument, record.id, raw or REPORT, seen=seen, by=actor)


def accept(row: Find, *, answer: str = "", by: AnyActor = AMINA) -> None:
    finding.answer_found(row.id, accept=True, answer=answer, by=by)


def status() -> Status:
    return Status(TravelDocument.objects.get().status)


def said() -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=RECORD_WORD).order_by("id")
    return [(row.sender, row.content["what"]) for row in rows]


def test_a_report_changes_nothing_before_its_owner_accepts(asked: Confirmation) -> None:
    row = report()

    assert status() is Status.ACTIVE
    assert (row.bureau, row.function, row.body) == ("ITA", "border guard", REPORT)
    assert [each.row for each in list_matters(by=AMINA).finds] == [row]
    assert said() == [("ITA", "found-reported")]

    accept(row, answer="Send it to Paris.")

    assert status() is Status.RECOVERED
    assert SearchKey.objects.filter(visible=None).exists(), "recovered, still invalid"
    assert said()[-1] == ("FRA", "found-accepted")
    assert [each.happened for each in Happening.of(TravelDocument.objects.get())] == [Turn.FOUND]
    state = history(TravelDocument.objects.get(), reader=AMINA)[0]
    assert (state.code, state.reason) == ("by-another-bureau", "Send it to Paris.")
    assert list_matters(by=AMINA).finds == []


def test_a_found_document_is_valid_again_only_when_it_was_entered_in_error(asked: Confirmation) -> None:
    accept(report())

    actions.mark_error(TravelDocument, asked.record, reason="never stolen", seen=2, by=AMINA)

    assert not SearchKey.objects.exists()


def test_a_found_car_leaves_no_hit(record: TravelDocument) -> None:
    car = actions.create(Vehicle, Vehicle.example, by=AMINA)
    hit = hit_by(subject={"vehicle": {"vin": Vehicle.example["vin"]}})
    queries.ask_confirmation(hit, YES, by=BRUNO)
    row = finding.report_found(Vehicle, car.id, CAR, seen=1, by=replace(BRUNO, epoch=epoch.current()))
    assert row.body == {**CAR, "keys": False}

    accept(row)

    assert not SearchKey.objects.filter(database=Vehicle.code, visible=None).exists()


def test_the_owner_does_not_accept_and_says_why(asked: Confirmation) -> None:
    row = report()
    with pytest.raises(Invalid):
        finding.answer_found(row.id, accept=False, answer=" ", by=AMINA)

    finding.answer_found(row.id, accept=False, answer="Another booklet of that number.", by=AMINA)

    assert status() is Status.ACTIVE
    assert said()[-1] == ("FRA", "found-rejected")
    with pytest.raises(Refused) as refusal:
        accept(row)
    assert refusal.value.code == "already-answered"
    report()


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"where": " "}, "where", "required"),
        ({"found_on": "yesterday"}, "found_on", "date-form"),
        ({"found_on": "2999-01-01"}, "found_on", "date-ahead"),
        ({"document": "eaten"}, "document", "not-in-list"),
        ({"keys": "no"}, "keys", "unknown-field"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    asked: Confirmation, change: dict[str, str], field: str, code: str
) -> None:
    raw = {name: value for name, value in {**REPORT, **change}.items() if value.strip()}
    with pytest.raises(Invalid) as refusal:
        report(raw)
    assert [(each.field, each.code) for each in refusal.value.errors] == [(field, code)]
    assert not Find.visible_to(AMINA).exists()


def test_only_a_finder_whose_hit_may_be_told_reports(record: TravelDocument) -> None:
    with pytest.raises(NotFound):
        report()
    hit_by()
    with pytest.raises(Refused) as refusal:
        report()
    assert refusal.value.code == "telling-first"
    with pytest.raises(Refused):
        report(by=AMINA)
    assert said() == []


def test_twice_stale_and_closed_are_refused(asked: Confirmation) -> None:
    with pytest.raises(Stale):
        report(seen=7)
    report()
    with pytest.raises(Refused) as refusal:
        report()
    assert refusal.value.code == "already-reported"
    body = {**TravelDocument.example, "restriction": "all-but ITA"}
    actions.change(TravelDocument, asked.record, body, seen=1, by=AMINA)
    with pytest.raises(NotFound):
        report()


def test_persons_are_never_reported_found(record: TravelDocument) -> None:
    assert not Person.found_asks
    person = actions.create(Person, Person.example, by=AMINA)
    Hit.objects.create(
        act=person.id,
        at=timezone.now(),
        bureau="ITA",
        purpose="border-control",
        asked={},
        database=Person.code,
        record=person.id,
        seen=1,
        owner="FRA",
        grade=1,
        kind=6,
        exact="",
    )
    with pytest.raises(NotFound):
        finding.report_found(Person, person.id, REPORT, seen=1, by=BRUNO)


@pytest.mark.parametrize("database", [each for each in databases() if each.found_asks])
def test_whatever_is_asked_of_a_finder_has_its_place_and_day(database: Any) -> None:
    names = [each.name for each in database.found_asks if each.required]
    assert {"where", "found_on"} <= set(names)


def test_what_is_disputed_or_blocked_is_not_recovered_by_accepting(asked: Confirmation) -> None:
    row = report()
    disputed = disputing.dispute(
        TravelDocument, asked.record, evidence="not his", seen=1, by=replace(BRUNO, epoch=epoch.current())
    )
    with pytest.raises(Refused):
        accept(row)
    disputing.answer_dispute(disputed.id, upheld=False, answer="no", by=AMINA)
    blocking.block(TravelDocument, asked.record, reason="wait", seen=3, by=CHEN)
    with pytest.raises(Refused):
        accept(row)
    assert status() is Status.BLOCKED


@pytest.mark.parametrize("verb", [actions.recover, actions.withdraw, actions.mark_error])
def test_what_the_owner_does_itself_overtakes_a_report(asked: Confirmation, verb: Any) -> None:
    row = report()

    verb(TravelDocument, asked.record, reason="known already", seen=1, by=AMINA)

    row.refresh_from_db()
    assert FindState(row.state) is FindState.OVERTAKEN
    with pytest.raises(Refused):
        accept(row)


def test_two_bureaus_that_both_have_it_wait_for_one_word(asked: Confirmation) -> None:
    first = report()
    queries.ask_confirmation(hit_by(CLARA), YES, by=CLARA)
    second = report(by=CLARA)

    accept(second)

    first.refresh_from_db()
    assert FindState(first.state) is FindState.OVERTAKEN


def test_nobody_else_sees_or_answers_a_report(asked: Confirmation) -> None:
    row = report()
    for actor in (BRUNO, CLARA):
        with pytest.raises(NotFound):
            accept(row, by=actor)
    assert list_matters(by=CLARA).ours == list_matters(by=CLARA).finds == []
    TravelDocument.objects.update(marking=3)
    with pytest.raises(NotFound):
        accept(row, by=replace(AMINA, clearance=1))


def test_what_was_reported_goes_with_the_record(asked: Confirmation) -> None:
    report()
    delete(ActDraft(), TravelDocument.objects.get(), timezone.now(), Ending.WITHDRAWN, by=AMINA)
    assert not Find.visible_to(AMINA).exists()


def test_the_pages_from_the_hit_to_the_answer(asked: Confirmation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "had_second_factor", lambda request: True)
    guard = people.officer("gina", Role.BORDER_GUARD, place=people.unit("ITA"))
    desk = people.officer("amina", Role.DESK_OFFICER, place=people.unit("FRA"))
    Hit.objects.update(unit=people.unit("ITA").id)
    base = f"/records/travel-documents/{asked.record}"

    def page(person: Any, path: str, **posted: str) -> tuple[int, str]:
        client = Client()
        client.force_login(person)
        response = client.post(path, posted) if posted else client.get(path)
        return response.status_code, response.content.decode()

    assert f"{base}/found/" in page(guard, f"/hits/{asked.hit_id}/")[1]
    assert page(guard, f"{base}/found/", where="", seen="1")[0] == 422
    assert page(guard, f"{base}/found/", seen="1", **REPORT)[0] == 302
    row = Find.visible_to(AMINA).get()
    address = f"/records/matters/finds/{row.pk}/"
    assert address in page(desk, f"{base}/")[1]
    assert address in page(desk, "/records/matters/")[1]
    assert address in page(desk, "/")[1]
    assert "Fiumicino" in page(desk, address)[1]
    assert page(desk, address, accept="yes", answer="")[0] == 302
    assert "Accepted" in page(guard, address)[1]
    stranger = people.officer("clara", Role.DESK_OFFICER, place=people.unit("DEU"))
    assert page(stranger, address)[0] == page(stranger, f"{base}/found/")[0] == 404


def test_a_new_owner_answers_what_was_said_before(asked: Confirmation) -> None:
    row = report()
    theirs = disputing.dispute(
        TravelDocument, asked.record, evidence="not his", seen=1, by=replace(BRUNO, epoch=epoch.current())
    )
    record = TravelDocument.objects.get()
    record.owner = "DEU"
    record.save()

    disputes.follow(record)
    finds.follow(record, timezone.now())

    assert [each.row for each in list_matters(by=CLARA).disputes] == [theirs]
    assert [each.row for each in list_matters(by=CLARA).finds] == [row]
    assert list_matters(by=AMINA).disputes == list_matters(by=AMINA).finds == []


def test_what_the_new_owner_said_itself_is_settled(asked: Confirmation) -> None:
    row = report()
    record = TravelDocument.objects.get()
    record.owner = "ITA"
    record.save()

    finds.follow(record, timezone.now())

    row.refresh_from_db()
    assert FindState(row.state) is FindState.OVERTAKEN
