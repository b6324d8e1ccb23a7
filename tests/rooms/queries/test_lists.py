"""A list of passengers: asked once, worked through by the unit, gone a day after arrival."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comity.access import tokens
from comity.access.roles import Role
from comity.access.rules import TOKEN_RIGHTS
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotAnswered, NotFound, Refused
from comity.queries import actions, lookup
from comity.queries.asking_lists import ask_waiting, end_due
from comity.queries.lists import Mark, PassengerLine, PassengerList
from comity.queries.manifest import Entry, Journey, Means, read_manifest, written
from comity.queries.models import Hit
from comity.queries.worklist import Worklist, rows_of, worklist
from comity.records import actions as records
from tests import people
from tests.actors import AMINA, BRUNO, AnyActor, without

pytestmark = pytest.mark.django_db
NOW = timezone.now()
JOURNEY = Journey(
    Means.FLIGHT, "AV 412", "BOG-FCO", NOW + timedelta(hours=1), NOW + timedelta(hours=9), "carrier"
)
NOBODY = Entry("Anna Invented", "1990-01-01", "ITA", "YA1234567")
STOLEN = Entry("Farid Invented", "1980-02-29", "FRA", "12AB34567")
UNREAD = Entry("Nobody Invented", "1990")


@pytest.fixture(autouse=True)
def _recorded(directory: None) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)


def current(actor: Any) -> Any:
    return replace(actor, epoch=epoch.current())


def asked(*entries: Entry, by: AnyActor = BRUNO, journey: Journey = JOURNEY) -> PassengerList:
    row = actions.submit_list(journey, entries, by=by)
    actions.ask_list(row, by=lambda _fresh: current(by))
    return row


def work(row: PassengerList, by: AnyActor = BRUNO) -> Worklist:
    return worklist(rows_of(actions.view_list(row, by=by), by))


def cut_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_args: object) -> None:
        raise NotAnswered("The store is gone.")

    monkeypatch.setattr(lookup, "find", lost)


def test_a_list_is_one_act_and_a_worklist_with_hits_first():
    row = asked(NOBODY, UNREAD, STOLEN)

    shown = work(row)
    assert shown.counts == {"asked": 3, "checked": 2, "hits": 1, "candidates": 0, "not_answered": 1}
    [found] = shown.found
    assert found.entry == STOLEN
    assert [pk for pk, _number in found.hits] == [Hit.objects.get().pk]
    assert "full birth date" in shown.unanswered[0].line.problem
    act = ActRow.objects.get(verb="queries.ask_batch")
    assert act.reason.startswith("flight AV 412 BOG-FCO")
    assert "Invented" not in act.reason


def test_the_words_of_a_list_are_sealed_in_the_store():
    asked(NOBODY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM queries_passengerline")
        [[sealed]] = cursor.fetchall()
    assert b"Invented" not in bytes(sealed)


def test_a_corrected_list_asks_only_what_changed():
    row = asked(NOBODY, STOLEN)
    hit = PassengerLine.objects.get(passenger_list=row, outcome="hit")
    actions.mark_line(hit, Mark.SEEN, by=BRUNO)

    new = actions.correct_list(row, [STOLEN, replace_document(NOBODY, "YA7654321")], by=BRUNO)
    actions.ask_list(row, by=lambda _fresh: current(BRUNO))

    assert new == 1
    shown = work(row)
    assert shown.counts["asked"] == 2
    assert shown.found[0].line.mark == Mark.SEEN
    assert shown.found[0].line.place == 0
    first, second = ActRow.objects.filter(verb="queries.ask_batch").order_by("at")
    assert subjects(first) == 4
    assert subjects(second) == 2


def test_a_hit_that_is_corrected_away_stays_and_says_so():
    row = asked(STOLEN)
    actions.correct_list(row, [NOBODY], by=BRUNO)
    [found] = work(row).found
    assert found.line.gone


def replace_document(entry: Entry, number: str) -> Entry:
    return Entry(entry.name, entry.born, entry.nationality, number)


def subjects(act: ActRow) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cardinality(tags) FROM act_subjects WHERE act = %s", [act.id])
        return int(cursor.fetchone()[0])


def test_what_was_not_answered_is_asked_again_by_itself(monkeypatch: pytest.MonkeyPatch):
    row = actions.submit_list(JOURNEY, [STOLEN], by=BRUNO)
    with monkeypatch.context() as cut:
        cut_the_store(cut)
        with pytest.raises(NotAnswered):
            actions.ask_list(row, by=lambda _fresh: current(BRUNO))
    assert work(row).counts["not_answered"] == 1

    assert ask_waiting(timezone.now(), lambda _row: current(BRUNO)) == 0
    assert ask_waiting(timezone.now() + timedelta(minutes=2), lambda _row: current(BRUNO)) == 1

    assert work(row).counts["hits"] == 1
    assert ask_waiting(timezone.now() + timedelta(minutes=9), lambda _row: current(BRUNO)) == 0


def test_nobody_asks_a_list_that_somebody_is_asking():
    row = actions.submit_list(JOURNEY, [STOLEN], by=BRUNO)
    PassengerList.objects.filter(pk=row.pk).update(claimed_until=timezone.now() + timedelta(minutes=1))
    assert actions.ask_list(row, by=lambda _fresh: current(BRUNO)) == 0
    assert not ActRow.objects.filter(verb="queries.ask_batch").exists()


@pytest.mark.parametrize(("minutes", "lists", "lines"), [(-1, 1, 2), (0, 1, 1)])
def test_a_list_ends_a_day_after_arrival_but_for_its_hit(minutes: int, lists: int, lines: int):
    asked(NOBODY, STOLEN)
    at = JOURNEY.arrives_at + timedelta(hours=24, minutes=minutes)
    for _twice in range(2):
        end_due(at)
    assert (PassengerList.objects.count(), PassengerLine.objects.count()) == (lists, lines)


def test_a_list_without_a_hit_goes_whole():
    asked(NOBODY, UNREAD)
    assert end_due(JOURNEY.arrives_at + timedelta(hours=24)) == 1
    assert not PassengerList.objects.exists()
    assert end_due(JOURNEY.arrives_at + timedelta(hours=24)) == 0


def test_what_is_over_is_not_corrected_any_more(monkeypatch: pytest.MonkeyPatch):
    row = asked(STOLEN)
    actions.end_lists(row.ends_at, by=clock_of("ITA", "queries.end_lists"))
    with pytest.raises(Refused):
        actions.correct_list(row, [NOBODY], by=BRUNO)


def test_nobody_but_the_unit_sees_a_list():
    row = asked(STOLEN)
    line = PassengerLine.objects.get()
    for stranger in (AMINA, replace(BRUNO, unit=people.unit("ITA").pk)):
        assert not PassengerList.visible_to(stranger).exists()
        with pytest.raises(NotFound):
            actions.view_list(row, by=stranger)
        with pytest.raises(NotFound):
            actions.mark_line(line, Mark.SEEN, by=stranger)
        with pytest.raises(NotFound):
            actions.correct_list(row, [NOBODY], by=stranger)


@pytest.mark.parametrize("right", ["queries.submit_list", "queries.ask_batch", "queries.ask_person"])
def test_without_the_right_nothing_is_kept(right: str):
    with pytest.raises(NotAllowed):
        actions.submit_list(JOURNEY, [NOBODY], by=without(BRUNO, right))
    assert not PassengerList.objects.exists()


def changed(**what: Any) -> Journey:
    names = Journey.__struct_fields__
    return Journey(**{name: what.get(name, getattr(JOURNEY, name)) for name in names})


@pytest.mark.parametrize(
    ("journey", "field"),
    [
        (changed(number=" "), "number"),
        (changed(arrives_at=JOURNEY.departs_at), "arrives_at"),
        (changed(arrives_at=JOURNEY.departs_at + timedelta(days=31)), "arrives_at"),
        (changed(departs_at=NOW + timedelta(days=15), arrives_at=NOW + timedelta(days=16)), "departs_at"),
        (changed(departs_at=NOW - timedelta(days=3), arrives_at=NOW - timedelta(days=2)), "arrives_at"),
        (changed(purpose="investigate"), "case"),
        (changed(purpose="curiosity"), "purpose"),
    ],
)
def test_a_journey_that_cannot_be_is_refused_at_its_field(journey: Journey, field: str):
    with pytest.raises(Invalid) as refusal:
        actions.submit_list(journey, [NOBODY], by=BRUNO)
    assert [error.field for error in refusal.value.errors] == [field]


def test_lines_are_read_with_heads_without_and_as_they_were_written():
    plain = "Anna Invented; 01.01.1990; ita; YA1234567\n\nFarid Invented;19800229;FRA;12AB34567\n"
    heads = (
        "Surname,Given names,Date of birth,Passport No,Nationality\nInvented,Anna,1990-01-01,YA1234567,ITA\n"
    )
    assert read_manifest(plain) == [NOBODY, STOLEN]
    assert read_manifest(heads) == [Entry("Invented Anna", "1990-01-01", "ITA", "YA1234567")]
    assert read_manifest(written([NOBODY, STOLEN, UNREAD])) == [NOBODY, STOLEN, UNREAD]
    for bad in ("", "a;b\n" * 100_000, "\n".join(f"x{n};1990-01-01" for n in range(1001)), "x" * 300 + ";1"):
        with pytest.raises(Invalid):
            read_manifest(bad)


SENT = {
    "means": "flight",
    "number": "AV 412",
    "route": "BOG-FCO",
    "departs_at": JOURNEY.departs_at.isoformat(),
    "arrives_at": JOURNEY.arrives_at.isoformat(),
    "source": "carrier",
    "lines": [
        {"name": "Farid Invented", "born": "1980-02-29", "nationality": "FRA", "document": "12AB34567"}
    ],
}


def call(method: str, path: str, token: str, body: object = None) -> tuple[int, Any]:
    heads = {"Authorization": f"Bearer {token}", "Acting-Officer": "7"}
    response = Client().generic(
        method, f"/api/v1/lists{path}", _json(body), "application/json", headers=heads
    )
    return response.status_code, response.json() if response.content else None


def _json(body: object) -> bytes:
    import json

    return json.dumps(body).encode() if body is not None else b""


@pytest.mark.parametrize("line", [SENT["lines"][0], {"name": "Anna Invented", "born": "1990-01-01"}])
def test_a_carrier_learns_nothing_and_the_unit_gets_the_results(line: dict[str, str]):
    tokens._kept.clear()
    place = people.unit("ITA", "Airport")
    carrier = people.token(place, rights=["queries.send_list"])[0]
    unit = people.token(place)[0]

    assert call("POST", "/received", carrier, {**SENT, "lines": [line]}) == (202, {"received": True})
    assert call("GET", "", carrier)[0] == 403
    [row] = PassengerList.objects.all()
    assert call("GET", f"/{row.pk}", carrier)[0] == 403
    assert call("POST", "", carrier, SENT)[0] == 403

    assert ask_waiting(timezone.now()) == 1

    status, told = call("GET", f"/{row.pk}", unit)
    assert (status, told["hits"]) == (200, int("document" in line))
    assert Hit.objects.filter(unit=place.pk).count() == told["hits"]


def test_a_program_sends_corrects_and_marks_its_list():
    tokens._kept.clear()
    token = people.token(people.unit("ITA", "Airport"), rights=list(TOKEN_RIGHTS))[0]
    status, told = call("POST", "", token, SENT)
    assert (status, told["hits"], told["lines"][0]["mark"]) == (201, 1, "none")

    line = told["lines"][0]["id"]
    assert call("PUT", f"/lines/{line}/mark", token, {"mark": "let-go"}) == (204, None)
    lines = [*SENT["lines"], {"name": "Anna Invented", "born": "1990-01-01"}]
    status, told = call("PUT", f"/{told['id']}", token, {"lines": lines})
    assert (status, told["asked"], told["lines"][0]["mark"]) == (200, 2, "let-go")
    assert call("POST", f"/{told['id']}/ask", token)[0] == 200


def test_the_pages_work_by_hand():
    person = people.officer("dora", Role.DESK_OFFICER, place=people.unit("ITA", "Harbour"))
    client = Client()
    client.force_login(person)
    typed = {
        "means": "ship",
        "number": "V 7",
        "route": "ALG-GOA",
        "departs_at": local(JOURNEY.departs_at),
        "arrives_at": local(JOURNEY.arrives_at),
        "source": "the captain",
        "purpose": "border-control",
        "lines": written([NOBODY, STOLEN]),
    }
    assert "Give one to" in client.post("/lists/new/", {**typed, "lines": ""}).content.decode()
    page = client.post("/lists/new/", typed, follow=True)
    text = page.content.decode()
    assert "2 checked, hits: 1, candidates: 0, not answered: 0." in text
    assert f"/hits/{Hit.objects.get().pk}/" in text

    row, line = PassengerList.objects.get(), PassengerLine.objects.get(outcome="hit")
    marked = client.post(f"/lists/{row.pk}/lines/{line.pk}/mark/", {"mark": "compared"}, follow=True)
    assert "compared" in marked.content.decode()
    assert client.post(f"/lists/{row.pk}/lines/{line.pk}/mark/", {"mark": "x"}).status_code == 422
    assert "YA1234567" in client.get(f"/lists/{row.pk}/correct/").content.decode()
    same = client.post(f"/lists/{row.pk}/correct/", {"lines": typed["lines"]}, follow=True)
    assert "nothing was asked" in same.content.decode()
    assert "V 7" in client.get("/lists/").content.decode()


def local(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}"
