"""The pages and the API: one notice through both, what is nothing to others, bad input with its sentence."""

import datetime
import json
from typing import Any

import pytest
from django.test import Client

from comity.access.roles import Role
from comity.notices import actions
from comity.notices.databases import NoticeDocument
from comity.notices.models import Notice, Received
from comity.notices.path import State
from tests import people
from tests.rooms.notices.stories import AMINA, CHEN, example, published, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]
NOBODY = "01890000-0000-7000-8000-000000000000"
LINE = "Issued by An invented body on Comity. Not an INTERPOL notice."


def window(name: str, code: str, *roles: Role) -> Client:
    """A browser in which this officer is signed in."""
    person = people.officer(name, *(roles or (Role.DESK_OFFICER,)), place=people.unit(code))
    client = Client()
    client.cookies["sessionid"] = people.session(person)
    return client


class Program:
    """A program with the token of a desk officer."""

    def __init__(self, name: str, code: str) -> None:
        person = people.officer(name, Role.DESK_OFFICER, place=people.unit(code))
        self.header = {"HTTP_AUTHORIZATION": f"Bearer {people.token(person=person)[0]}"}

    def call(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        sent = json.dumps(body) if body is not None else ""
        answer = Client().generic(method, f"/api/v1/notices{path}", sent, "application/json", **self.header)
        assert answer.status_code == expect, answer.content
        return answer.json() if answer.content else None


@pytest.fixture
def france() -> Client:
    return window("fleur", "FRA")


@pytest.fixture
def italy() -> Client:
    return window("mara", "ITA")


@pytest.fixture
def reviewer() -> Client:
    return window("chen", "CEN", Role.REVIEWER)


def typed(kind: str, **more: Any) -> dict[str, str]:
    """What somebody types into the form of a sound request."""
    found: dict[str, str] = {}
    for name, value in example(kind, **more).items():
        if isinstance(value, list):
            for place, part in enumerate(value):
                found |= {f"{name}-{place}-{piece}": str(text) for piece, text in part.items()}
        else:
            found[name] = (
                {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
            )
    return found


def test_three_people_bring_a_notice_out_through_the_pages(france, reviewer, italy):
    made = france.post("/notices/new/red/", typed("red", titles="Former minister"))
    row = Notice.objects.get()
    assert made.url == f"/notices/{row.pk}/"
    assert italy.get(made.url).status_code == reviewer.get(made.url).status_code == 404
    assert france.post(f"{made.url}submit/").url == made.url

    queue = reviewer.get("/notices/desk/").content.decode()
    assert "Ruslan Tamirov" in queue
    assert reviewer.post(f"{made.url}take/").status_code == 302
    page = reviewer.get(made.url).content.decode()
    assert "This person holds or held an office." in page
    assert LINE in page
    other = window("edo", "CEN", Role.REVIEWER)
    for each in (reviewer, other):
        decision = {"decision": "approve", "reason": "No politics.", "digest": bytes(row.digest).hex()}
        assert each.post(f"{made.url}decide/", decision).status_code == 302

    row.refresh_from_db()
    assert row.standing is State.PUBLISHED
    told = italy.get(made.url).content.decode()
    assert "Ruslan Tamirov" in told
    assert "Two witnesses know him" not in told  # what ties him to the case stays in the file
    assert "No politics." not in told
    assert "No politics." not in france.get(made.url).content.decode()


def test_what_is_unmet_stands_beside_the_field_with_its_rule(france):
    page = france.post("/notices/new/red/", {**typed("red", penalty_unit=None), "check": "1"})
    assert page.status_code == 200
    words = page.content.decode()
    assert "Say the unit: days, months or years. A number alone says nothing." in words
    assert "Model rule 83" in words
    assert "general knowledge, not read again in the text" in words
    assert not Notice.objects.exists()  # checking keeps nothing


def test_a_script_refreshes_the_same_without_the_page(france):
    part = france.post("/notices/new/red/check/", typed("red", warrant_on="2031-01-01")).content.decode()
    assert "A warrant cannot have been issued on a day to come." in part
    assert 'id="notes-warrant_on" hx-swap-oob="true"' in part
    assert "<html" not in part


def test_nothing_typed_is_lost_where_it_is_refused(france):
    page = france.post("/notices/new/red/", typed("red", penalty="two", facts="<script>alert(1)</script>"))
    assert page.status_code == 422
    words = page.content.decode()
    assert 'value="two"' in words
    assert "&lt;script&gt;" in words
    assert "<script>alert" not in words


def test_a_draft_that_lacks_something_is_not_submitted(france):
    row = actions.draft("red", example("red", link=None), by=AMINA)
    assert france.post(f"/notices/{row.pk}/submit/").url == f"/notices/{row.pk}/change/"
    row.refresh_from_db()
    assert row.standing is State.DRAFT


def test_a_recall_is_obeyed_in_two_steps_and_watched(italy, reviewer):
    row = published()
    actions.withdraw(row, reason="Found.", by=AMINA)
    received = Received.objects.get(bureau="ITA")
    assert row.number in italy.get("/notices/recalls/").content.decode()
    board = reviewer.get(f"/notices/{row.pk}/board/").content.decode()
    assert "0 of 2 bureaus say that it is gone." in board
    assert italy.get(f"/notices/{row.pk}/board/").status_code == 403
    wrong = italy.post(f"/notices/recalls/{received.pk}/", {f"{received.pk}-removed_on": "2099-01-01"})
    assert "This day has not come yet." in wrong.content.decode()
    day = {f"{received.pk}-removed_on": datetime.date.today().isoformat()}
    assert italy.post(f"/notices/recalls/{received.pk}/", day).status_code == 302
    board = reviewer.get(f"/notices/{row.pk}/board/").content.decode()
    assert "1 of 2 bureaus say that it is gone." in board
    assert board.index("DEU") < board.index("ITA"), "who has not said so stands first"
    theirs = Received.objects.get(bureau="DEU")
    assert (
        italy.post(f"/notices/recalls/{theirs.pk}/", {f"{theirs.pk}-removed_on": "2026-01-01"}).status_code
        == 404
    )


def test_what_is_not_for_a_bureau_looks_like_what_is_not_there(italy):
    rows = [submitted(), published(restriction="all-but ITA"), published("red", to=("DEU",))]
    for row in rows:
        there, nowhere = (italy.get(f"/notices/{pk}/") for pk in (row.pk, NOBODY))
        assert there.status_code == nowhere.status_code == 404
        for way in ("change/", "submit/", "withdraw/", "take/", "decide/"):
            assert italy.post(f"/notices/{row.pk}/{way}").status_code in (403, 404)
        assert row.number not in italy.get("/notices/").content.decode()


def test_a_reviewer_who_decides_on_something_older_is_told(reviewer):
    row = actions.take(submitted(), by=CHEN)
    read = bytes(row.digest).hex()
    actions.change(row, {**row.body, "charge": "Manslaughter"}, seen=row.version, by=AMINA)
    reviewer.post(f"/notices/{row.pk}/take/")
    page = reviewer.post(
        f"/notices/{row.pk}/decide/", {"decision": "approve", "reason": "Good.", "digest": read}
    )
    assert page.status_code == 422
    assert "Somebody has changed it meanwhile." in page.content.decode()


def test_a_refusal_needs_its_ground_and_is_read_by_the_bureau(reviewer, france):
    row = actions.take(submitted(), by=CHEN)
    decision = {"decision": "refuse", "reason": "A political trial.", "digest": bytes(row.digest).hex()}
    assert "Choose the ground." in reviewer.post(f"/notices/{row.pk}/decide/", decision).content.decode()
    assert reviewer.post(f"/notices/{row.pk}/decide/", {**decision, "ground": "article-3"}).status_code == 302
    words = france.get(f"/notices/{row.pk}/").content.decode()
    assert "A political trial." in words
    assert "Political, military, religious or racial character (Article 3)" in words


def test_a_request_through_the_api():
    france, italy = Program("amina", "FRA"), Program("bianca", "ITA")
    kinds = {each["slug"]: each for each in france.call("GET", "/kinds")["kinds"]}
    assert "silver" not in kinds
    assert kinds["red"]["rule"] == "Model rule 83"
    sent = {"kind": "red", "document": {**example("red"), "penalty_unit": ""}}
    checked = france.call("POST", "/check", sent)
    assert [(each["field"], each["rule"]) for each in checked["missing"]] == [
        ("penalty_unit", "Model rule 83")
    ]
    assert checked["issued_by"] == LINE
    made = france.call("POST", "", sent, 201)
    path = f"/{made['id']}"
    refused = france.call("POST", f"{path}/submit", {"version": 1}, 422)
    assert refused["errors"][0]["field"] == "penalty_unit"
    assert "Model rule 83" in refused["errors"][0]["message"]
    changed = france.call("PUT", path, {"version": 1, "document": example("red")})
    assert (changed["version"], changed["missing"]) == (2, [])
    france.call("PUT", path, {"version": 1, "document": example("red", case="other")}, 409)
    assert france.call("POST", f"{path}/submit", {"version": 2})["state"] == "submitted"
    italy.call("GET", path, expect=404)
    assert italy.call("GET", "?whose=others")["notices"] == []
    row = actions.take(Notice.objects.get(), by=CHEN)
    actions.approve(row, "Ordinary crime.", digest=bytes.fromhex(changed["digest"]), by=CHEN)
    told = italy.call("GET", path)
    assert (told["state"], told["issued_by"], told["version"]) == ("published", LINE, 2)
    assert "link" not in told["document"]
    assert france.call("POST", f"{path}/withdraw", {"reason": "Found."})["state"] == "withdrawn"
    italy.call("GET", path, expect=404)
    (recall,) = italy.call("GET", "/recalls")["recalls"]
    assert (recall["number"], recall["removed_on"]) == (row.number, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "gold", "document": {}}, "kind"),
        ({"kind": "red", "document": {"rank": 1}}, "rank"),
        ({"kind": "red", "document": {"penalty": {"a": 1}}}, "penalty"),
        ({"kind": "red", "diffusion": True, "addressees": ["QQQ"], "document": {}}, "addressees"),
        ({"kind": "red", "addressees": ["ITA"], "document": {}}, "addressees"),
        ({"kind": "red", "diffusion": True, "addressees": ["FRA"], "document": {}}, "addressees"),
        (
            {
                "kind": "red",
                "diffusion": True,
                "addressees": ["ITA"],
                "document": {"restriction": "all-but ITA"},
            },
            "addressees",
        ),
    ],
)
def test_what_a_careless_program_sends_is_refused_by_field(body, field):
    refused = Program("amina", "FRA").call("POST", "", body, 422)
    assert field in [each["field"] for each in refused["errors"]]
    assert not Notice.objects.exists()


def test_a_bureau_of_another_sort_does_not_ask_for_a_special_notice():
    sent = {"kind": "un-special", "document": example("un-special")}
    assert Program("amina", "FRA").call("POST", "", sent, 409)["code"] == "not-your-kind"


def test_an_entry_that_a_question_found_leads_to_its_notice(italy):
    row, shut = published(), published(restriction="all-but ITA", documents=None)
    paper = NoticeDocument.objects.get()
    for entry in (row.record, paper.pk):
        assert italy.get(f"/notices/of/{entry}/").url == f"/notices/{row.pk}/"
    for entry in (shut.record, NOBODY):
        assert italy.get(f"/notices/of/{entry}/").status_code == 404


def test_a_desk_officer_says_that_the_person_is_protected(italy):
    row = published()
    assert "This person is protected here" in italy.get(f"/notices/{row.pk}/").content.decode()
    assert italy.post(f"/notices/{row.pk}/protect/").url == "/notices/"
    row.refresh_from_db()
    assert row.standing is State.SUSPENDED


def test_what_was_typed_stays_where_somebody_was_quicker(france):
    row = actions.draft("red", example("red"), by=AMINA)
    actions.change(row, example("red", case="B"), seen=1, by=AMINA)
    page = france.post(f"/notices/{row.pk}/change/", {**typed("red", charge="Manslaughter"), "seen": "1"})
    assert page.status_code == 422
    words = page.content.decode()
    assert "Somebody has changed it meanwhile." in words
    assert 'value="Manslaughter"' in words
