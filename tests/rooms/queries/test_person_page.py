"""The page of its own for finding a person: one form, one answer, each record side by side with the question."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from comity.access.roles import QueryKind, Role
from comity.bureaus.rules import BureauKind
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.queries.models import Hit
from comity.records import actions as records
from comity.records.attached.attaching import Sent, attach
from tests import people
from tests.actors import AMINA
from tests.files import png
from tests.names import asked_of, read_all_names

FIND = "/person/"
FULL: dict[str, Any] = {
    "names": [{"text": "Юрий Щербаков", "quality": "primary"}],
    "born": [{"date": "1987-03-04"}],
    "nationalities": [{"country": "UKR"}],
    "sex": "male",
}


def person(**more: Any) -> Person:
    body = {name: value for name, value in Person.example.items() if name != "documents"}
    return records.create(Person, {**body, **FULL, **more}, by=AMINA)


def in_session(*roles: Role, name: str = "bruno", **place: object) -> Client:
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("FRA")
    client = Client()
    client.force_login(people.officer(name, *roles, place=people.unit("ITA", **place)))
    return client


@pytest.fixture
def guard(db: None) -> Client:
    return in_session(Role.BORDER_GUARD)


def find(client: Client, path: Path, **typed: str) -> tuple[int, str]:
    with asked_of(read_all_names(path / "names")):
        answer: HttpResponse = client.post(FIND, {"purpose": "border-control", **typed})
    return answer.status_code, answer.content.decode()


def test_the_form_stands_on_a_page_of_its_own_in_the_menu_and_beside_the_question(guard: Client) -> None:
    page = guard.get(FIND).content.decode()
    assert 'name="person_name"' in page
    assert 'name="document_number"' in page
    assert 'name="vehicle_vin"' not in page
    assert f'href="{FIND}"' in guard.get("/ask/").content.decode()


def test_question_and_record_stand_side_by_side_with_the_differences_in_words(
    guard: Client, tmp_path: Path
) -> None:
    person()

    status, page = find(
        guard, tmp_path, person_name="Yuri Shcherbakov", person_born="1987-04-03", person_nationality="POL"
    )

    assert status == 200
    assert "Юрий Щербаков" in page
    assert page.count("alike, not the same") == 1  # the name
    assert "day and month exchanged" in page
    assert '<span class="differ">differs</span>' in page  # the nationality
    assert "not asked" in page  # the sex
    assert "<b>shch</b><i>щ</i>" in page
    assert "Why it is shown" in page
    hit = Hit.objects.get()
    assert f'href="/hits/{hit.pk}/"' in page


def test_a_desk_reaches_its_verdict_from_each_line_and_a_guard_may_too_where_the_rules_say(
    db: None, tmp_path: Path
) -> None:
    desk = in_session(Role.DESK_OFFICER, name="dora")
    person()
    _status, page = find(desk, tmp_path, person_name="Yuri Shcherbakov")
    address = f"/hits/{Hit.objects.get().pk}/"
    assert f'href="{address}#h-judge"' in page
    assert 'id="h-judge"' in desk.get(address).content.decode()


def test_the_first_picture_of_the_record_stands_beside_it_for_whoever_reads_the_record(
    guard: Client, tmp_path: Path
) -> None:
    record = person()
    first = attach(Person, record.id, Sent(png(), "A man with a beard"), by=AMINA)
    attach(Person, record.id, Sent(png(), "The same from the side"), by=AMINA)

    _status, page = find(guard, tmp_path, person_name="Yuri Shcherbakov")

    assert f'href="/pictures/{first.id}/"' in page or str(first.id) in page
    assert 'alt="A man with a beard"' in page
    assert "from the side" not in page


def test_a_unit_that_learns_hit_or_no_hit_sees_what_it_asked_compared_and_nothing_else(
    db: None, tmp_path: Path
) -> None:
    client = in_session(Role.BORDER_GUARD, full_view=False)
    record = person()
    attach(Person, record.id, Sent(png(), "A man with a beard"), by=AMINA)

    _status, page = find(client, tmp_path, person_name="Yuri Shcherbakov")

    assert "alike, not the same" in page
    assert "A man with a beard" not in page
    assert "UKR" not in page
    assert "1987-03-04" not in page


def test_what_is_closed_to_the_asker_is_not_there(guard: Client, tmp_path: Path) -> None:
    record = person(restriction="all-but ITA")
    attach(Person, record.id, Sent(png(), "A man with a beard"), by=AMINA)

    status, page = find(guard, tmp_path, person_name="Yuri Shcherbakov", person_born="1987-03-04")

    assert status == 200
    assert "No hit" in page
    assert "Щербаков" not in page
    assert "beard" not in page


def test_a_paper_is_asked_beside_the_person_in_one_question(guard: Client, tmp_path: Path) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    person()

    _status, page = find(
        guard,
        tmp_path,
        person_name="Yuri Shcherbakov",
        document_number="12AB34567",
        document_issuer="fra",
        document_kind="passport",
    )

    assert "1 hit" in page
    assert "1 candidate" in page
    assert ActRow.objects.filter(verb="queries.ask").count() == 1


def test_the_fourth_candidate_and_all_after_it_wait_folded(guard: Client, tmp_path: Path) -> None:
    for year in range(1980, 1985):
        person(born=[{"date": f"{year}-03-04"}])
    _status, page = find(guard, tmp_path, person_name="Yuri Shcherbakov")
    assert page.count('<details class="side-by-side" open>') == 3
    assert page.count('<details class="side-by-side">') == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say what you ask about."),
        ({"person_born": "1987-02-30", "person_name": "Yuri Shcherbakov"}, "not in the calendar"),
        ({"person_name": "Yuri Shcherbakov", "purpose": "investigate"}, "Name the case."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_kept(guard: Client, typed: dict, said: str) -> None:
    answer = guard.post(FIND, {"purpose": "border-control", **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    for value in typed.values():
        assert value in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person_born": "1 Muharram 1400"}, "read as 20 Nov 1979, give or take a day (Islamic calendar)."),
        ({"person_born": "22 Bahman 1357"}, "read as 11 Feb 1979 (Persian calendar)."),
        ({"person_born": "1359 SH"}, "read as 21 Mar 1980 to 20 Mar 1981 (Persian calendar)."),
        ({"person_born": "03/04/1987"}, "read as 3 Apr 1987, the day first."),
        ({"person_born": "00/00/1987"}, "read as 1 Jan 1987 to 31 Dec 1987."),
        (
            {"person_name": "Yuri Shcherb\u0430kov"},
            "two scripts stand in one word. Read as: yuri shcherbakov.",
        ),
        (
            {"person_name": "Yuri\u200b Shcherbakov\u200f"},
            "Signs that nobody sees were left out of the name.",
        ),
        ({"person_name": "Yuri Shcherbak0v"}, "Digits stand among letters. Read as: yuri shcherbakov."),
        ({"person_name": "Yuri 12 Shcherbakov"}, "Numbers are no part of a name. Read as: yuri shcherbakov."),
    ],
)
def test_what_was_read_of_a_question_is_said_in_its_answer(
    guard: Client, tmp_path: Path, typed: dict[str, str], said: str
) -> None:
    person()
    status, page = find(guard, tmp_path, **{"person_name": "Yuri Shcherbakov", **typed})
    assert status == 200
    assert said in unescape(page)
    if "person_name" in typed:
        assert "Юрий Щербаков" in page


def test_a_date_of_another_calendar_is_compared_as_it_was_read(guard: Client, tmp_path: Path) -> None:
    person(born=[{"date": "1979-02-11"}])
    _status, page = find(guard, tmp_path, person_name="Yuri Shcherbakov", person_born="22 Bahman 1357")
    assert '<span class="agree">equal</span>' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"person_name": "A"}, "One letter is no name. Write two at least."),
        ({"person_name": "12345"}, "A name is written in letters."),
        ({"person_name": "\u200b\u200b"}, "Write the name in letters."),
        ({"person_name": "A" * 201}, "Write at most 200 characters."),
        ({"person_name": "A" * 10_000}, "4000"),
        (
            {"person_name": "Li Na", "person_born": "31 February 1970"},
            "Write 1970-02 if the day is not known.",
        ),
        ({"person_name": "Li Na", "person_born": "2999"}, "This birth lies in the future."),
        ({"person_name": "Li Na", "person_born": "1359"}, "1359 SH (Persian)"),
    ],
)
def test_what_is_no_name_or_no_date_is_refused_with_what_to_do(guard: Client, typed: dict, said: str) -> None:
    answer = guard.post(FIND, {"purpose": "border-control", **typed})
    assert answer.status_code == 422
    assert said in unescape(answer.content.decode())


def test_a_unit_that_asks_for_no_persons_neither_opens_nor_is_shown_it(db: None) -> None:
    client = in_session(Role.BORDER_GUARD, query_kinds=[QueryKind.EXACT])
    assert client.get(FIND).status_code == 403
    assert f'href="{FIND}"' not in client.get("/ask/").content.decode()


WIDE = {"person_name": "Shcherb*", "person_reach": "wide", "purpose": "investigate", "case": "C-17"}


def test_a_desk_asks_wide_with_a_case_and_a_reason_and_a_guard_is_not_offered_it(
    guard: Client, tmp_path: Path
) -> None:
    desk = in_session(Role.DESK_OFFICER, name="dora")
    person()

    status, page = find(desk, tmp_path, **WIDE, reason="The paper is torn.")
    assert status == 200
    assert "Юрий Щербаков" in page
    assert "Asked wide: much of what is found will be somebody else." in page

    status, page = find(desk, tmp_path, **WIDE)
    assert status == 422
    assert "Write in a few words why the usual reach is not enough." in page

    reason = {"reason": "The paper is torn.", "document_number": "12AB34567"}
    status, page = find(desk, tmp_path, **WIDE, **reason)
    assert status == 422
    assert "Ask wide about one person alone, without other subjects." in page

    assert 'value="wide"' in desk.get(FIND).content.decode()
    assert 'value="wide"' not in guard.get(FIND).content.decode()
    assert find(guard, tmp_path, **WIDE, reason="The paper is torn.")[0] == 422
