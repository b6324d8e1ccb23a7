"""Records of a pre-moderated bureau wait for the centre: who sees them, what the reviewer and the owner may do."""

import io
import json
from dataclasses import replace

import pytest
from django.http import HttpResponse
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.models import ActRecord, ActRow
from comity.journal.texts import texts_of
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.messages.models import Message
from comity.records import actions, scope
from comity.records.document import body_of
from comity.records.life import disputing
from comity.records.loading import releasing
from comity.records.loading.load import load
from comity.records.models import Load, SearchKey
from comity.records.reading import history
from comity.records.record import Record
from comity.records.rules import Status
from comity.records.watching import reviewing
from tests.actors import AMINA, BRUNO, CHEN, AnyActor, without
from tests.databases.test_visibility import found_by_key
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = timezone.now().date()
CHANGED = {**TravelDocument.example, "case": "C-1"}


@pytest.fixture
def watched(bureaus: None) -> None:
    """FRA is pre-moderated."""
    stand(Standing.PRE_MODERATED)


def stand(standing: Standing) -> None:
    Bureau.objects.filter(code="FRA").update(standing=int(standing))
    scope.forget()


def recorded(database: type[Record] = TravelDocument, **more: object) -> Record:
    return actions.create(database, {**database.example, **more}, by=AMINA)


def release(record: Record, **more: object) -> Record:
    return reviewing.release(type(record), record.id, seen=record.version, by=CHEN, **more)


def found_by(actor: AnyActor, database: type[Record] = TravelDocument) -> set[object]:
    """What a query finds for the example, which must be what may be shown."""
    now = replace(actor, epoch=epoch.current())
    found = found_by_key(database, now)
    assert found <= set(database.visible_to(now, today=TODAY).values_list("id", flat=True))
    return found


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("database", [TravelDocument, Person, Vehicle])
def test_what_a_pre_moderated_bureau_records_is_found_by_its_owner_alone(database: type[Record]) -> None:
    record = recorded(database)

    assert record.status == Status.DRAFT
    assert {tuple(key.visible or "?") for key in SearchKey.objects.all()} == {("+",)}
    assert found_by(AMINA, database) == {record.id}
    assert found_by(BRUNO, database) == found_by(CHEN, database) == set()
    assert not database.visible_to(CHEN, today=TODAY).exists()
    assert database.waiting_for(CHEN, today=TODAY).get() == record


@pytest.mark.usefixtures("watched")
def test_nobody_but_the_centres_reviewer_sees_what_waits() -> None:
    record = recorded()
    for actor in (AMINA, BRUNO, without(CHEN, "records.review")):
        assert not TravelDocument.waiting_for(actor, today=TODAY).exists()
        with pytest.raises(NotFound):
            reviewing.release(TravelDocument, record.id, seen=1, by=actor)
    assert not TravelDocument.waiting_for(replace(CHEN, clearance=0), today=TODAY).exists()
    assert reviewing.list_waiting(by=BRUNO).records == []


@pytest.mark.usefixtures("watched")
def test_a_released_record_answers_and_its_owner_is_told() -> None:
    record = recorded()
    assert reviewing.list_waiting(by=CHEN).records == [record]

    release(record, reason="Checked with the issuer.")

    assert found_by(BRUNO) == {record.id}
    assert reviewing.list_waiting(by=CHEN).count == 0
    act = ActRow.objects.get(verb="records.release")
    assert (act.bureau, act.recipients) == ("CEN", ["FRA"])
    assert texts_of([act])[act.id].reason == "Checked with the issuer."
    assert act.purpose == body_of(record)["purpose"]
    assert ActRecord.objects.get(act=act.id).version == 2
    message = Message.objects.get()
    assert (message.kind, message.content["decision"]) == ("record-review", "released")
    assert [state.reason for state in history(TravelDocument.objects.get(), reader=AMINA)] == [
        "Checked with the issuer.",
        "",
    ]


@pytest.mark.usefixtures("watched")
def test_what_is_sent_back_waits_again_when_its_owner_has_changed_it() -> None:
    record = recorded()
    with pytest.raises(Invalid):
        reviewing.send_back(TravelDocument, record.id, seen=1, reason=" ", by=CHEN)

    reviewing.send_back(TravelDocument, record.id, seen=1, reason="Name the case.", by=CHEN)
    assert found_by(BRUNO) == set()
    assert reviewing.list_waiting(by=CHEN).count == 0
    with pytest.raises(NotFound):
        reviewing.release(TravelDocument, record.id, seen=2, by=CHEN)
    assert Message.objects.get().content["reason"] == "Name the case."

    actions.change(TravelDocument, record.id, CHANGED, seen=2, by=AMINA)
    assert [each.version for each in reviewing.list_waiting(by=CHEN).records] == [3]


def test_a_change_takes_the_record_out_until_it_is_released() -> None:
    record = recorded()
    assert found_by(BRUNO) == {record.id}
    stand(Standing.PRE_MODERATED)

    after = actions.change(TravelDocument, record.id, CHANGED, seen=1, by=AMINA)
    assert found_by(BRUNO) == set()

    release(after)
    assert found_by(BRUNO) == {record.id}


@pytest.mark.parametrize("status", [Status.DISPUTED, Status.RECOVERED])
def test_what_was_disputed_or_recovered_is_still_so_when_it_is_released(status: Status) -> None:
    record = recorded()
    if status is Status.RECOVERED:
        actions.recover(TravelDocument, record.id, reason="found", seen=1, by=AMINA)
    else:
        disputing.doubt(record, reason="in doubt", by=AMINA)
    stand(Standing.PRE_MODERATED)
    actions.change(TravelDocument, record.id, CHANGED, seen=2, by=AMINA)
    reviewing.send_back(TravelDocument, record.id, seen=3, reason="again", by=CHEN)
    after = actions.change(TravelDocument, record.id, TravelDocument.example, seen=4, by=AMINA)

    assert release(after).status == status


@pytest.mark.usefixtures("watched")
def test_what_waits_can_be_withdrawn_at_once_but_not_slipped_out_as_recovered() -> None:
    record = recorded()
    with pytest.raises(Refused):
        actions.recover(TravelDocument, record.id, reason="found", seen=1, by=AMINA)
    assert found_by(BRUNO) == set()

    actions.withdraw(TravelDocument, record.id, reason="entered in error", seen=1, by=AMINA)
    assert not SearchKey.objects.exists()
    assert reviewing.list_waiting(by=CHEN).count == 0


@pytest.mark.usefixtures("watched")
def test_a_reviewer_decides_on_what_was_seen_and_not_on_what_changed_meanwhile() -> None:
    record = recorded()
    actions.change(TravelDocument, record.id, CHANGED, seen=1, by=AMINA)
    with pytest.raises(Stale):
        reviewing.release(TravelDocument, record.id, seen=1, by=CHEN)


@pytest.mark.usefixtures("watched")
def test_what_was_held_goes_on_waiting_when_the_bureau_is_normal_again() -> None:
    record = recorded()
    stand(Standing.NORMAL)
    after = actions.change(TravelDocument, record.id, CHANGED, seen=1, by=AMINA)
    assert after.status == Status.DRAFT
    assert recorded(number="12AB34568").status == Status.ACTIVE


@pytest.mark.parametrize("restriction", ["all-but CEN", "only DEU"])
@pytest.mark.usefixtures("watched")
def test_what_is_closed_to_the_centre_stays_closed_and_waits(restriction: str) -> None:
    record = recorded(restriction=restriction)
    assert reviewing.list_waiting(by=CHEN).count == 0
    assert reviewing.is_closed_to_centre(record, AMINA)
    assert "closed it to the centre" in opened(AMINA, "page", record.slug, record.id).content.decode()


@pytest.mark.usefixtures("watched")
def test_an_owner_wide_rule_against_the_centre_holds_here_too() -> None:
    record = recorded()
    assert not reviewing.is_closed_to_centre(record, AMINA)
    actions.close_to("CEN", by=AMINA)
    scope.forget()
    assert reviewing.list_waiting(by=CHEN).count == 0
    assert reviewing.is_closed_to_centre(record, AMINA)


@pytest.mark.usefixtures("watched")
def test_a_load_waits_too_and_so_does_what_it_changes() -> None:
    def put(**more: str) -> None:
        row = json.dumps({**TravelDocument.example, "source_reference": "N-1", **more}).encode()
        load(TravelDocument, io.BytesIO(row), by=AMINA, refused=lambda *_told: None, change=True)

    put()
    release(TravelDocument.objects.get())
    assert len(found_by(BRUNO)) == 1

    put(case="C-2")
    assert TravelDocument.objects.get().status == Status.DRAFT
    assert found_by(BRUNO) == set()


@pytest.mark.usefixtures("watched")
def test_the_pages_say_what_waits_and_why() -> None:
    text = opened(AMINA, "create", "vehicles").content.decode()
    assert "What you record waits for the centre." in text
    record = recorded(Vehicle)
    page = opened(AMINA, "page", "vehicles", record.id).content.decode()
    assert "Nobody else finds it before the centre has let it out" in page
    assert "Mark as recovered" not in page

    listed = opened(CHEN, "waiting").content.decode()
    assert record.headline(Vehicle.example) in listed
    assert record.headline(Vehicle.example) not in opened(BRUNO, "waiting").content.decode()
    assert opened(CHEN, "review", "vehicles", record.id).status_code == 200
    decided = {"seen": 1, "send-back": "", "reason": ""}
    assert opened(CHEN, "review", "vehicles", record.id, data=decided, post=True).status_code == 422
    decided["reason"] = "Name the colour."
    assert opened(CHEN, "review", "vehicles", record.id, data=decided, post=True).status_code == 302
    assert "Name the colour." in opened(AMINA, "page", "vehicles", record.id).content.decode()
    with pytest.raises(NotFound):
        opened(CHEN, "review", "vehicles", record.id)


@pytest.mark.usefixtures("watched")
def test_the_list_is_sifted_by_owner_and_database() -> None:
    record = recorded(Vehicle)
    for asked, count in (
        ({"owner": "fra"}, 1),
        ({"owner": "ITA"}, 0),
        ({"database": "vehicles"}, 1),
        ({"database": "persons"}, 0),
        ({"database": "nothing"}, 1),
    ):
        listed = opened(CHEN, "waiting", data=asked).content.decode()
        assert (str(record.id) in listed) is bool(count), asked


def _three_loaded() -> Load:
    rows = [
        {**TravelDocument.example, "number": f"12AB3456{last}", "source_reference": f"R-{last}"}
        for last in "123"
    ]
    file = io.BytesIO("".join(json.dumps(row) + "\n" for row in rows).encode())
    file.name = "stolen.jsonl"
    return load(TravelDocument, file, by=AMINA, refused=lambda _line, _error: None)


@pytest.mark.usefixtures("watched")
def test_what_waits_of_one_load_is_released_by_one_act_and_one_message() -> None:
    other = recorded(case="not of the load")
    loading = _three_loaded()
    assert [(each.load, each.count) for each in releasing.loads_waiting(CHEN)] == [(loading, 3)]

    assert releasing.release_load(loading.id, count=3, reason="known to us", by=CHEN) == 3

    states = TravelDocument.objects.exclude(pk=other.id).values_list("status", flat=True)
    assert set(states) == {Status.ACTIVE}
    act = ActRow.objects.get(verb="records.release_load")
    assert (act.count, act.recipients) == (3, ["FRA"])
    assert texts_of([act])[act.id].reason == "known to us"
    assert ActRecord.objects.filter(act=act.id).count() == 3
    message = Message.objects.get()
    assert (message.kind, message.content["count"]) == ("load-review", 3)
    assert TravelDocument.waiting_for(CHEN, today=TODAY).get() == other
    assert releasing.loads_waiting(CHEN) == []
    with pytest.raises(NotFound):
        releasing.release_load(loading.id, count=3, reason="again", by=CHEN)


@pytest.mark.usefixtures("watched")
def test_a_load_is_released_only_by_the_number_that_was_shown_and_with_a_reason() -> None:
    loading = _three_loaded()
    with pytest.raises(Stale):
        releasing.release_load(loading.id, count=2, reason="known to us", by=CHEN)
    with pytest.raises(Invalid):
        releasing.release_load(loading.id, count=3, reason=" ", by=CHEN)
    for actor in (AMINA, BRUNO, without(CHEN, "records.review")):
        with pytest.raises(NotFound):
            releasing.release_load(loading.id, count=3, reason="known to us", by=actor)
    assert set(TravelDocument.objects.values_list("status", flat=True)) == {Status.DRAFT}


@pytest.mark.usefixtures("watched")
def test_what_its_owner_closed_to_the_centre_is_neither_counted_nor_released() -> None:
    loading = _three_loaded()
    actions.close_to("CEN", by=AMINA)
    now = replace(CHEN, epoch=epoch.current())
    scope.forget()
    assert releasing.loads_waiting(now) == []
    with pytest.raises(NotFound):
        releasing.load_waiting(loading.id, by=now)


@pytest.mark.usefixtures("watched")
def test_the_page_shows_the_number_and_releases_them() -> None:
    loading = _three_loaded()

    def page(**sent: str) -> HttpResponse:
        return opened(CHEN, "release-load", loading.id, data=sent, post=bool(sent))

    assert "stolen.jsonl" in opened(CHEN, "waiting").content.decode()
    assert "3 records of" in page().content.decode()
    assert page(seen="2", reason="known").status_code == 409
    assert page(seen="3", reason="").status_code == 422
    assert page(seen="3", reason="known").status_code == 302
    with pytest.raises(NotFound):
        page()
