"""The query page: what is typed is asked, answered beside the form, and never lost."""

import psycopg
import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from comity.access.models import Alarm, Officer
from comity.access.roles import AlarmKind, Role
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed
from comity.queries import words
from comity.queries.actions import set_line
from comity.queries.views import lines
from comity.records import actions as records
from tests import people
from tests.actors import AMINA
from tests.rooms.matching.zone import zone

ASK = "/ask/"
LINES = zone("TD3", "12AB34567", issuer="FRA", nationality="FRA", birth="870314", expiry="300611")


def in_session(*roles: Role, name: str = "bruno", code: str = "ITA", **place: object) -> Client:
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("FRA")
    person = people.officer(name, *roles, place=people.unit(code, **place))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def guard(db: None) -> Client:
    return in_session(Role.BORDER_GUARD)


def ask(client: Client, **typed: str) -> tuple[int, str]:
    response = client.post(ASK, {"purpose": "border-control", **typed})
    return response.status_code, response.content.decode()


def test_a_passport_line_is_a_hit_with_owner_and_next_step(guard: Client) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)

    status, page = ask(guard, text=LINES)

    assert status == 200
    assert "1 hit" in page
    assert "Bureau FRA recorded this on" in page
    assert "Not confirmed yet." in page
    assert "This is a question, not a finding." in page
    assert "What we read" in page
    assert str(ActRow.objects.get(verb="queries.ask").id) in page


def test_the_bar_asks_by_post_and_keeps_the_purpose_of_the_session(guard: Client) -> None:
    assert 'method="post" action="/ask/"' in guard.get(ASK).content.decode()
    ask(guard, text="FRA AB123CD", purpose="identify", case="C-1")

    answer = guard.post(ASK, {"q": "FRA AB123CD"})

    assert answer.status_code == 422
    assert "Name the case" in answer.content.decode()
    assert "FRA AB123CD</textarea>" in answer.content.decode()


def test_nothing_that_is_typed_in_an_address_is_asked(guard: Client) -> None:
    assert "12AB34567" not in guard.get(
        ASK, {"q": "12AB34567", "text": "12AB34567"}
    ).content.decode().replace("FRA passport 12AB34567", "")
    assert not ActRow.objects.filter(verb="queries.ask").exists()


def test_fields_of_several_kinds_are_one_question(guard: Client) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    records.create(Vehicle, Vehicle.example, by=AMINA)

    _status, page = ask(
        guard,
        document_number="12AB34567",
        document_issuer="fra",
        document_kind="passport",
        vehicle_vin=Vehicle.example["vin"],
        firearm_serial="TX9",
    )

    assert "2 hits" in page
    assert ActRow.objects.filter(verb="queries.ask").count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say what you ask about."),
        ({"text": "12\u202e34567"}, "invisible direction marks"),
        ({"document_number": "12AB34567", "document_issuer": "QQQ"}, "This is no country or issuer code."),
        ({"vehicle_country": "FRA"}, "Give a VIN, a plate or an engine number."),
        ({"text": "FRA AB123CD", "purpose": "investigate"}, "Name the case."),
        ({"text": "FRA AB123CD", "purpose": "curiosity"}, "curiosity"),
        ({"text": "P<FRA<<SHORT"}, "Type the number, or swipe again"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_kept(guard: Client, typed: dict, said: str) -> None:
    status, page = ask(guard, **typed)

    assert status == 422
    assert said in page
    assert "error-summary" in page
    for value in typed.values():
        if "\u202e" not in value and value != "curiosity":
            assert value.replace("<", "&lt;") in page


def test_a_wrong_check_digit_is_named_and_the_repair_offered(guard: Client) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)

    _status, page = ask(guard, text=LINES.replace("12AB34567", "I2AB34567"))

    assert "1 hit" in page
    assert "The check digit of the document number is" in page
    assert "Ask again as" in page
    assert "<mark>1</mark>2AB34567" in page


def test_a_unit_limited_to_other_databases_is_told_so(db: None) -> None:
    client = in_session(Role.BORDER_GUARD, databases=[Vehicle.code])
    _status, page = ask(client, text=LINES)
    assert "Not allowed" in page
    assert "Your unit may not ask this database." in page


def test_who_may_not_ask_gets_no_form(db: None) -> None:
    assert in_session(Role.SECURITY_OFFICER, name="sara").get(ASK).status_code in (302, 403)
    assert Client().get(ASK).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_is_not_answered_and_never_no_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    guard = in_session(Role.BORDER_GUARD)
    real = words.seal

    def cut(*args: object) -> object:
        from django.db import connection

        sealed = real(*args)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (mine,) = cursor.fetchone()
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [mine])
        return sealed

    monkeypatch.setattr(words, "seal", cut)
    status, page = ask(guard, text="FRA AB123CD")

    assert status == 503
    assert "Incomplete" in page
    assert "Not answered" in page
    assert "No hit" not in page
    assert "FRA AB123CD</textarea>" in page


def test_my_acts_hold_the_question_and_open_its_words_only_for_me(guard: Client) -> None:
    ask(guard, text="FRA AB123CD")
    act = ActRow.objects.get(verb="queries.ask")

    assert "Asked all databases" in guard.get(reverse("queries:acts")).content.decode()
    page = reverse("queries:act", args=[act.id])
    assert "AB123CD" not in guard.get(page).content.decode().replace("FRA AB123CD</bdi>", "")
    assert "FRA AB123CD" in guard.post(page).content.decode()
    assert ActRow.objects.filter(verb="queries.open_words", about=str(act.id)).count() == 1

    other = in_session(Role.BORDER_GUARD, name="carla")
    assert other.get(page).status_code == 404
    assert other.post(page).status_code == 404


def test_acts_are_sifted_by_the_address_and_turned_by_cursor(
    guard: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.queries.views import acts

    monkeypatch.setattr(acts, "ON_A_PAGE", 2)
    for _each in range(3):
        ask(guard, text="FRA AB123CD")
    acts_page = reverse("queries:acts")
    first = guard.get(acts_page, {"verb": "queries.ask", "outcome": "no-hit"})
    after = first.content.decode().partition("after=")[2].partition('"')[0]
    second = guard.get(acts_page, {"verb": "queries.ask", "after": after}).content.decode()

    assert first.content.decode().count("Asked all databases</td>") == 2
    assert second.count("Asked all databases</td>") == 1
    assert "No act fits" in guard.get(acts_page, {"day": "2020-01-01"}).content.decode()
    assert guard.get(acts_page, {"after": "nonsense"}).status_code == 422


def test_a_bureaus_own_line_stands_under_its_officers_answers_only(guard: Client) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    head = people.acting("helga", Role.BUREAU_HEAD, code="ITA")
    set_line("hit", "Call 113 before you act.", database=None, by=head)
    set_line("hit", "Keep the document.", database=TravelDocument.code, by=head)
    set_line("no-hit", "Wish a good journey.", database=None, by=head)

    _status, page = ask(guard, text=LINES)
    assert "Keep the document." in page
    assert "Call 113" not in page
    assert "Wish a good journey." in page

    set_line("hit", " ", database=TravelDocument.code, by=head)
    assert "Call 113" in ask(guard, text=LINES)[1]
    assert "Call 113" not in ask(in_session(Role.BORDER_GUARD, name="greta", code="DEU"), text=LINES)[1]
    with pytest.raises(NotAllowed):
        set_line("hit", "mine", database=None, by=people.acting("dora", Role.DESK_OFFICER, code="ITA"))
    for outcome, database in (("perhaps", None), ("hit", 999)):
        with pytest.raises(Invalid):
            set_line(outcome, "x", database=database, by=head)


@pytest.mark.usefixtures("guard")
def test_programs_get_the_line_with_each_answer() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    head = people.acting("helga", Role.BUREAU_HEAD, code="ITA")
    text, _token = people.token(people.unit("ITA"))
    lines = {"hit": "Keep the document.", "no-hit": "Good journey.", "not-answered": "Call 113."}

    def told(*subjects: dict[str, object]) -> list[list[str]]:
        response = Client().post(
            "/api/v1/queries",
            {"purpose": "border-control", "subjects": subjects},
            content_type="application/json",
            headers={"Authorization": f"Bearer {text}", "Acting-Officer": "4711"},
        )
        answers = [subject["answers"] for subject in response.json()["subjects"]]
        return [sorted({one["line"] for one in each if "line" in one}) for each in answers]

    document = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}
    unread = {"document": {"issuer": "QQQ", "number": "1"}}
    assert told(document, unread) == [[], []]
    for outcome, line in lines.items():
        set_line(outcome, line, database=None, by=head)
    assert told(document, unread) == [["Good journey.", "Keep the document."], ["Call 113."]]


def test_a_head_sets_a_line_on_a_page(guard: Client) -> None:
    head = people.acting("helga", Role.BUREAU_HEAD, code="ITA")

    def send(method: str, **typed: str) -> HttpResponse:
        request = getattr(RequestFactory(), method)("/lines/", typed)
        request.actor, request.user = head, Officer.objects.get(pk=head.officer)
        request._messages, request._dont_enforce_csrf_checks = CookieStorage(request), True
        return lines.lines(request)

    assert "No line yet" in send("get").content.decode()
    assert send("post", outcome="hit", database="", text="Call 113.").status_code == 302
    assert "Call 113." in send("get").content.decode()
    refused = send("post", outcome="hit", database="", text="Call\u202e 113.")
    assert (refused.status_code, "invisible direction marks" in refused.content.decode()) == (422, True)


def test_an_officer_who_asks_for_the_own_name_is_answered_and_an_alarm_is_raised(guard: Client) -> None:
    Officer.objects.filter(badge="B-bruno").update(full_name="Bruno Verdi")

    assert ask(guard, text="Carla Verdi")[0] == 200
    assert not Alarm.objects.exists()
    assert ask(guard, text="VERDI, Bruno")[0] == 200
    assert ask(guard, person_name="Bruno Carlo Verdi")[0] == 200

    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.count, alarm.bureau) == (AlarmKind.OWN_NAME, 2, "ITA")
    assert "erdi" not in alarm.about + "".join(alarm.codes)


def test_programs_find_asking_in_the_description_and_may_ask_there(guard: Client) -> None:
    from comity.api import api

    operations = api.get_openapi_schema()["paths"]
    body = operations["/api/v1/queries"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(body["properties"]) >= {"purpose", "subjects", "case", "silent"}
    assert "/api/v1/queries/batch" in operations

    token, _id = people.token(people.unit("ITA"))
    headers = {"Authorization": f"Bearer {token}", "Acting-Officer": "4711", "Terminal": "T1"}
    question = {"purpose": "border-control", "subjects": [{"text": "FRA AB123CD"}]}
    answer = guard.post("/api/v1/queries", question, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "no-hit")

    told = guard.get("/api/v1/acts", {"verb": "queries.ask"}, headers=headers).json()
    assert [each["outcome"] for each in told["acts"]] == ["no-hit"]
    assert "words" not in told["acts"][0]
    one = guard.get(f"/api/v1/acts/{answer.json()['act']}", headers=headers)
    assert (one.status_code, one.json()["acting_officer"]) == (200, "4711")
    assert guard.get("/api/v1/acts", {"after": "nonsense"}, headers=headers).status_code == 422


def test_a_part_of_a_number_is_asked_with_a_box_that_only_a_desk_sees(guard: Client) -> None:
    records.create(Vehicle, Vehicle.example, by=AMINA)
    desk, tail = in_session(Role.DESK_OFFICER, name="dora"), "*" + Vehicle.example["vin"][-6:]
    why = {"purpose": "investigate", "case": "C-17", "reason": "seen by a witness"}
    assert 'name="partial"' not in guard.get(ASK).content.decode()
    assert 'name="partial"' in desk.get(ASK).content.decode()

    status, page = ask(desk, vehicle_vin=tail, partial="on", **why)

    assert status == 200
    assert "This number fits the part you gave." in page
    assert "No hit" not in page.partition("</h2>")[0]
    for typed, said in (
        ({**why, "reason": ""}, "Write in a few words why a whole number is not enough."),
        ({**why, "purpose": "border-control"}, "A border control asks for whole numbers."),
    ):
        status, page = ask(desk, vehicle_vin=tail, partial="on", **typed)
        assert (status, said in page) == (422, True)
    assert ask(desk, vehicle_vin=tail, **why)[0] == 422
    assert ask(guard, vehicle_vin=tail, partial="on", **why)[0] == 422
