"""Tools of others screen against public lists alone: the wire format, what is there, what is not, who may."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comity.access import budgets
from comity.access.models import Alarm, Token
from comity.access.roles import AlarmKind
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_load import load_un_list
from comity.databases.un_records import SOURCE as UN_LIST
from comity.gate import epoch
from comity.journal.models import ActRecord, ActRow
from comity.queries.actions.declaring import end_public
from comity.queries.screening import indexed
from comity.records import actions as records
from comity.records.document import body_of
from comity.records.models import OwnerRule
from comity.records.rules import Status
from tests import people
from tests.actors import AMINA
from tests.rooms.queries.screened import (
    COMMITTEE,
    NAME,
    SOURCE,
    Tool,
    committee,
    declared,
    entity_id,
    organisation,
    person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
SHARED = Path(os.environ.get("COMITY_SHARED", Path(__file__).parents[4] / "shared"))
FILES = sorted((SHARED / "data").glob("UN_consolidated_*.xml.gz"))
ZORAN = {"name": ["Zoran Quilfeather"], "birthDate": ["1987-03-14"], "nationality": ["rs"]}


@pytest.fixture(autouse=True)
def on(settings: Any, bureaus: None) -> None:
    settings.SCREENING = True
    indexed.forget()
    committee()


@pytest.fixture
def tool() -> Tool:
    return Tool(people.token(rights=["queries.screen"])[0])


@pytest.fixture
def listed() -> Person:
    declared()
    return person()


def test_a_person_spelled_otherwise_is_matched_with_reasons_that_sum(tool: Tool, listed: Person) -> None:
    told = tool.match(**ZORAN)

    [found] = told["results"]
    assert (found["id"], found["caption"], found["match"]) == (entity_id(listed), "Zoran Quillfeather", True)
    assert found["score"] > 0.9
    assert {"start", "rarity", "born", "nationality"} <= set(found["features"])
    assert found["features"] == {term: each["score"] for term, each in found["explanations"].items()}
    bits = sum(found["features"].values())
    assert abs(found["score"] - 1 / (1 + 2**-bits)) < 0.01
    assert told["total"] == {"value": 1, "relation": "eq"}
    assert told["query"]["properties"] == {**ZORAN, "name": ["Zoran Quilfeather"]}


def test_the_entity_says_what_an_export_says(tool: Tool, listed: Person) -> None:
    properties = tool.match(**ZORAN)["results"][0]["properties"]
    assert properties["name"] == ["Zoran Quillfeather", "Зоран Квиллфезер"]
    assert properties["weakAlias"] == ["The Quill"]
    assert properties["birthDate"] == ["1987-03-14"]
    assert properties["nationality"] == ["rs"]
    assert properties["passportNumber"] == ["X1234567"]
    assert properties["topics"] == ["sanction"]


@pytest.mark.parametrize("name", ["Zoran Quilfeather", "Зоран Квиллфезер", "QUILLFEATHER, Zoran"])
def test_another_script_order_or_spelling_finds_the_person(tool: Tool, listed: Person, name: str) -> None:
    assert [each["id"] for each in tool.match(name=[name])["results"]] == [entity_id(listed)]


def test_somebody_else_is_not_there(tool: Tool, listed: Person) -> None:
    assert tool.match(name=["Amina Benali"])["results"] == []


def test_the_number_of_a_paper_finds_its_holder_without_a_name(tool: Tool, listed: Person) -> None:
    [found] = tool.match(passportNumber="x 1234567")["results"]
    assert (found["id"], "document" in found["features"]) == (entity_id(listed), True)


@pytest.mark.parametrize("schema", ["Organization", "Company", "LegalEntity"])
def test_an_organisation_is_found_by_its_name(tool: Tool, listed: Person, schema: str) -> None:
    company = organisation()
    [found] = tool.match(schema, name=["Velmar Shiping Company"])["results"]
    assert (found["id"], found["schema"]) == (entity_id(company), "Organization")


def test_a_legal_entity_may_be_a_person_and_a_company_may_not(tool: Tool, listed: Person) -> None:
    assert tool.match("LegalEntity", name=["Zoran Quillfeather"])["results"]
    assert not tool.match("Company", name=["Zoran Quillfeather"])["results"]


def test_a_nationality_that_is_only_written_out_compares_nothing_and_breaks_nothing(tool: Tool) -> None:
    declared()
    ina = person(nationalities=[{"text": "Ruritania"}, {"country": "SRB"}])
    [found] = tool.match(**ZORAN)["results"]
    assert (found["id"], found["properties"]["nationality"]) == (entity_id(ina), ["rs"])


@pytest.mark.skipif(not FILES, reason="the real list is not beside this clone")
def test_the_real_list_is_screened_whole(tool: Tool) -> None:
    with FILES[-1].open("rb") as file:
        load_un_list(file, by=COMMITTEE, refused=lambda *told: pytest.fail(str(told)))
    declared("un_sc", UN_LIST)
    catalog = json.loads(tool.get("catalog").content)["datasets"]
    assert [each["entity_count"] for each in catalog] == [1003, 1003]
    for record in [*Person.objects.order_by("pk")[::240], *Organisation.objects.order_by("pk")[::200]]:
        told = tool.match(record.listed_as, where="match/un_sc", name=[record.names[0]["text"]])
        assert entity_id(record) in [each["id"] for each in told["results"]], record.source_reference
    assert len(json.loads(tool.get("search/un_sc", limit=500, offset=600).content)["results"]) == 403


# What is not there


def closed(record: Person, way: str) -> None:
    if way == "rule":
        OwnerRule.objects.create(owner="UNSC", bureau="DEU", database=None)
    elif way == "marking":
        Person.objects.filter(pk=record.pk).update(marking=2)
    elif way == "restriction":
        Person.objects.filter(pk=record.pk).update(restriction=["-", "DEU"])
    elif way == "expired":
        Person.objects.filter(pk=record.pk).update(kept_until=timezone.now().date() - timedelta(days=1))
    elif way == "source":
        Person.objects.filter(pk=record.pk).update(source="Another source")
    elif way == "owner":
        Person.objects.filter(pk=record.pk).update(owner="FRA")
    elif way == "protected":
        Person.objects.filter(pk=record.pk).update(status_of_person=6)
    elif way == "suspended":
        Bureau.objects.filter(code="UNSC").update(standing=int(Standing.SUSPENDED))
        epoch.bump()
    elif way == "ended":
        end_public(NAME, by=COMMITTEE)
    else:
        Person.objects.filter(pk=record.pk).update(status=int(Status[way.upper()]))


WAYS = [
    "rule",
    "marking",
    "restriction",
    "expired",
    "source",
    "owner",
    "protected",
    "suspended",
    "draft",
    "blocked",
]


@pytest.mark.parametrize("asked_before", [False, True])
@pytest.mark.parametrize("way", [*WAYS, "withdrawn"])
def test_what_is_closed_to_anybody_is_not_there_for_anybody(
    tool: Tool, listed: Person, way: str, asked_before: bool
) -> None:
    """Also where this process indexed it a moment ago."""
    if asked_before:
        assert tool.match(**ZORAN)["results"]
    closed(listed, way)

    assert tool.match(**ZORAN)["results"] == []
    assert tool.match(passportNumber="X1234567")["results"] == []
    assert json.loads(tool.get(f"search/{NAME}", q="Zoran Quillfeather").content)["total"]["value"] == 0
    assert json.loads(tool.get(f"search/{NAME}").content)["results"] == []
    assert tool.get(f"entities/{entity_id(listed)}").status_code == 404
    if way != "protected":  # a committee lists nobody whom it protects; the count is of rows
        catalog = json.loads(tool.get("catalog").content)
        assert [each["entity_count"] for each in catalog["datasets"]] == [0, 0]


def test_a_list_that_is_no_longer_public_is_an_unknown_one(tool: Tool, listed: Person) -> None:
    never = tool.post("match/never", {"queries": {"q": {"schema": "Person", "properties": ZORAN}}})
    end_public(NAME, by=COMMITTEE)
    ended = tool.post(f"match/{NAME}", {"queries": {"q": {"schema": "Person", "properties": ZORAN}}})
    assert (ended.status_code, ended.content) == (never.status_code, never.content) == (404, never.content)
    assert set(json.loads(ended.content)) == {"detail"}


def test_persons_of_bureaus_are_never_there(tool: Tool, listed: Person) -> None:
    mine = records.create(Person, {**Person.example, "source": SOURCE}, by=AMINA)
    for name in (NAME, "default"):
        assert tool.match(name=["Amina Benali"], where=f"match/{name}")["results"] == []
    assert tool.get(f"entities/{entity_id(mine)}").status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"source": "Never declared public"},
        {"restriction": "all-but DEU"},
        {"marking": "confidential"},
        {"by": AMINA},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_is_not_public_changes_no_byte_and_no_statement_of_any_answer(
    tool: Tool, listed: Person, more: dict[str, Any]
) -> None:
    """Namesakes with the same paper, open to questions: nothing that a tool is told shows that they are there."""
    everything(tool, listed)  # what each process makes once is made
    without = everything(tool, listed)
    extra = {"case": "FRA-2026-1", "offence": "x", "facts": "x", "birth_places": [{"text": "Nis"}]}
    for _each in range(3):
        person(**{**extra, **more})
    assert everything(tool, listed) == without


def everything(tool: Tool, listed: Person) -> list[Any]:
    """Each answer of each call, and the statements that it sent."""
    body = {"queries": {key: {"schema": "LegalEntity", "properties": ZORAN} for key in ("a", "b")}}
    paper = {"queries": {"a": {"schema": "Person", "properties": {"passportNumber": ["X1234567"]}}}}
    found = []
    for call in (
        lambda: tool.post(f"match/{NAME}?cutoff=0&limit=50", body),
        lambda: tool.post("match/default?changed_since=2020-01-01", body),
        lambda: tool.post("match/default", paper),
        lambda: tool.get(f"search/{NAME}", q="Zoran Quillfeather"),
        lambda: tool.get("search/default"),
        lambda: tool.get("catalog"),
        lambda: tool.get(f"entities/{entity_id(listed)}"),
    ):
        with CaptureQueriesContext(connection) as sent:
            answer = call()
        found.append((answer.status_code, answer.content, len(sent)))
    return found


def test_what_changed_is_matched_as_it_is_now(tool: Tool, listed: Person) -> None:
    assert tool.match(**ZORAN)["results"]
    body = {"names": [{"text": "Ottavio Marchetti", "quality": "primary"}]}
    changed = {**body_of(listed), **body}
    records.change(Person, listed.id, changed, seen=listed.version, reason="a namesake", by=COMMITTEE)
    assert tool.match(name=["Zoran Quillfeather"])["results"] == []
    assert tool.match(name=["Ottavio Marchetti"])["results"]
    person(names=[{"text": "Ina Halvorsen"}], documents=[])
    assert tool.match(name=["Ina Halvorsen"])["results"]


# Who may


def test_off_is_as_if_it_were_not_there(tool: Tool, listed: Person, settings: Any, client: Any) -> None:
    settings.SCREENING = False
    nowhere = client.get("/screening-nowhere/x")
    for path in (
        "healthz",
        "readyz",
        "catalog",
        "algorithms",
        f"search/{NAME}",
        f"match/{NAME}",
        "entities/x",
    ):
        for answer in (client.get(f"/screening/{path}"), tool.get(path)):
            assert answer.status_code == nowhere.status_code == 404
            assert b"detail" not in answer.content
    assert tool.post(f"match/{NAME}", {"queries": {}}).status_code == 404
    assert not ActRow.objects.filter(verb="queries.screen").exists()


@pytest.mark.parametrize("path", ["catalog", "algorithms", f"search/{NAME}", "entities/persons-1"])
def test_nobody_asks_without_a_token(listed: Person, client: Any, path: str) -> None:
    answer = client.get(f"/screening/{path}")
    assert (answer.status_code, set(answer.json())) == (401, {"detail"})


def test_a_session_is_no_token(listed: Person, client: Any) -> None:
    client.cookies["sessionid"] = people.session(people.officer("amina"))
    assert client.get("/screening/catalog").status_code == 401


def test_a_token_for_questions_does_not_screen_and_one_for_screening_asks_no_question(listed: Person) -> None:
    asking = Tool(people.token(rights=["queries.ask", "queries.ask_person"])[0])
    assert asking.get("catalog").status_code == 403
    assert asking.get("algorithms").status_code == 403
    answer = asking.post(f"match/{NAME}", {"queries": {"q": {"schema": "Person", "properties": ZORAN}}})
    assert (answer.status_code, set(json.loads(answer.content))) == (403, {"detail"})
    refused = ActRow.objects.filter(verb="queries.screen", outcome=2)
    assert {row.reason for row in refused} == {"token-right-missing"}


def test_a_unit_without_this_purpose_does_not_screen(listed: Person) -> None:
    token = Tool(people.token(rights=["queries.screen"], purposes=["border-control"])[0])
    assert token.get("catalog").status_code == 403
    token = Tool(people.token(rights=["queries.screen"], purposes=["screening"])[0])
    assert token.get("catalog").status_code == 200


def test_a_token_without_persons_finds_none(listed: Person) -> None:
    company = organisation()
    token = Tool(people.token(rights=["queries.screen"], databases=[Organisation.code])[0])
    assert token.match("LegalEntity", name=["Zoran Quillfeather"])["results"] == []
    assert [each["id"] for each in token.match("LegalEntity", name=["Velmar Shipping"])["results"]] == [
        entity_id(company)
    ]
    assert token.get(f"entities/{entity_id(listed)}").status_code == 404


def test_a_revoked_token_is_refused_at_once(listed: Person) -> None:
    text, identity = people.token(rights=["queries.screen"])
    tool = Tool(text)
    assert tool.get("catalog").status_code == 200
    Token.objects.filter(pk=identity).update(revoked_at=timezone.now())
    epoch.bump()
    assert tool.get("catalog").status_code == 401


def test_each_query_is_an_act_with_a_tag_and_the_entries_it_was_told(tool: Tool, listed: Person) -> None:
    body = {"queries": {key: {"schema": "Person", "properties": ZORAN} for key in ("a", "b")}}
    assert tool.post(f"match/{NAME}", body).status_code == 200
    acts = list(ActRow.objects.filter(verb="queries.screen"))
    assert len(acts) == 2
    for act in acts:
        assert (act.purpose, act.count, act.about, act.acting) == (
            "screening",
            1,
            f"match {NAME}",
            "screening",
        )
        assert len(bytes(act.tag)) == 16
        assert not act.words
        assert ActRecord.objects.get(act=act.id).record == listed.id
    assert acts[0].tag == acts[1].tag
    text = " ".join(str(value) for act in acts for value in vars(act).values())
    assert "Quilfeather" not in text


def test_a_spent_budget_is_429_with_a_time_and_an_alarm(
    tool: Tool, listed: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {
        **budgets.DEFAULTS,
        **{kind: dict.fromkeys(budgets.Measure, (2, 2)) for kind in budgets.HolderKind},
    }
    monkeypatch.setattr(budgets, "DEFAULTS", few)
    answers = [
        tool.post(f"match/{NAME}", {"queries": {"q": {"schema": "Person", "properties": ZORAN}}})
        for _ in range(3)
    ]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert ActRow.objects.filter(verb="access.spend", reason="budget-spent").exists()
    assert Alarm.objects.get().kind == AlarmKind.BUDGET
