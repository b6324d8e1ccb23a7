"""How far a question for a person reaches: strict, usual, wide. Wide is for a case, with a reason, and counted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.access import budgets
from comity.databases.persons import Person
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, TooMany
from comity.queries import beside, naming
from comity.queries.actions import ask, ask_many
from comity.queries.answers import Answer
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from tests.actors import BRUNO, AnyActor, without
from tests.names import asked_of, read_all_names
from tests.rooms.queries.test_naming import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
WHY = {"purpose": "investigate", "case": "C-17", "reason": "The paper is torn."}


def put(path: Path, asked: dict[str, Any], by: AnyActor = BRUNO, **more: Any) -> Answer:
    question = {**WHY, "subjects": [{"person": asked}], **more}
    with asked_of(read_all_names(path / "names")):
        return ask(
            read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(by, epoch=epoch.current())
        )


def found(answer: Answer) -> list[str]:
    return sorted(one.headline for told in answer.subjects[0].answers for one in told.found)


@pytest.fixture
def three(bureaus: None) -> None:
    for name in ("Yury Shcherbakov", "Юрий Щербаков", "Zoran Quillfeather"):
        person(names=[{"text": name, "quality": "primary"}])


@pytest.mark.usefixtures("three")
def test_strict_finds_the_very_words_and_usual_other_spellings_and_scripts(tmp_path):
    asked = {"name": "SHCHERBAKOV, Yury"}
    assert found(put(tmp_path, {**asked, "reach": "strict"})) == ["Yury Shcherbakov"]
    assert found(put(tmp_path, asked)) == ["Yury Shcherbakov", "Юрий Щербаков"]
    assert found(put(tmp_path, {"name": "Yuri Shcherbakov", "reach": "strict"})) == []
    answer = put(tmp_path, {"name": "Yuri Shcherbakov", "reach": "strict"})
    assert answer.outcome is Outcome.NO_HIT
    assert answer.subjects[0].notes == ["Asked strictly: who is written otherwise is not shown."]


@pytest.mark.usefixtures("three")
def test_strictly_a_nationality_counts_against_and_a_birth_year_excludes(tmp_path):
    asked = {"name": "Yury Shcherbakov", "reach": "strict"}
    assert found(put(tmp_path, {**asked, "nationality": "ITA", "sex": "female"})) == ["Yury Shcherbakov"]
    assert found(put(tmp_path, {**asked, "born": "1987"})) == ["Yury Shcherbakov"]
    assert found(put(tmp_path, {**asked, "born": "1986"})) == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["Shcherb* Yury", "Yury Sh?herbakov", "*herbakov"])
def test_wide_reads_wildcards_in_any_script_and_finds_candidates_only(tmp_path, name):
    asked = {"name": name, "born": "1987-03-14", "nationality": "FRA", "reach": "wide"}
    answer = put(tmp_path, asked)
    assert "Yury Shcherbakov" in found(answer)
    assert "Юрий Щербаков" in found(answer)
    assert answer.outcome is Outcome.CANDIDATE
    assert "Asked wide" in answer.subjects[0].notes[0]
    likeness = next(each.likeness for told in answer.subjects[0].answers for each in told.found)
    assert likeness is not None
    assert "Letters that a wildcard left open" in [why.label for why in likeness.reasons]


@pytest.mark.usefixtures("three")
def test_what_was_found_wide_is_compared_the_same_on_the_page_of_its_hit(tmp_path):
    put(tmp_path, {"name": "Shcherb* Yury", "reach": "wide"})
    for hit in Hit.objects.all():
        record = Person.objects.get(pk=hit.record)
        again = naming.compared_with(beside.asked_of(hit), record)
        assert again is not None
        assert [r.term for r in again.reasons if r.term == "wildcard"]


def test_wide_shows_what_lies_below_the_line_of_the_usual_question(tmp_path):
    person(names=[{"text": "Milan Quillfeather", "quality": "primary"}])
    asked = {"name": "Zoran Quillfeather"}
    assert found(put(tmp_path, asked)) == []
    assert found(put(tmp_path, {**asked, "reach": "wide"})) == ["Milan Quillfeather"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"purpose": "border-control"}, "purpose"),
        ({"case": " "}, "case"),
        ({"reason": "because"}, "reason"),
    ],
)
def test_wide_is_for_a_case_with_a_written_reason(tmp_path, more, field):
    with pytest.raises(Invalid) as refused:
        put(tmp_path, {"name": "Shcherb*", "reach": "wide"}, **more)
    assert [each.field for each in refused.value.errors] == [field]
    assert ActRow.objects.get(verb="queries.ask").reason


def test_wide_is_asked_alone(tmp_path):
    two = [{"person": {"name": "Shcherb*", "reach": "wide"}}, {"person": {"name": "Amina Benali"}}]
    with pytest.raises(Invalid) as refused:
        put(tmp_path, {}, subjects=two)
    assert [each.field for each in refused.value.errors] == ["subjects"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"name": "Shcherb*"}, "wildcard-reach"),
        ({"name": "M?hammad", "reach": "strict"}, "wildcard-reach"),
        ({"name": "Sh*", "reach": "wide"}, "wildcard-short"),
        ({"name": "Yury *", "reach": "wide"}, "wildcard-short"),
        ({"name": "* *", "reach": "wide"}, "name-empty"),
    ],
)
def test_a_wildcard_that_cannot_be_asked_is_said_and_not_guessed(tmp_path, asked, code):
    with pytest.raises(Invalid) as refused:
        put(tmp_path, asked)
    assert [each.code for each in refused.value.errors] == [code]


def test_whoever_may_not_ask_in_part_may_not_ask_wide(tmp_path):
    with pytest.raises(NotAllowed):
        put(tmp_path, {"name": "Shcherb*", "reach": "wide"}, by=without(BRUNO, "queries.ask_partial"))


def test_wide_counts_against_the_budget_of_partial_questions_too(tmp_path, monkeypatch):
    few = {budgets.Measure.PARTIAL_QUERY: (1, 1)}
    monkeypatch.setattr(
        budgets, "DEFAULTS", {kind: {**each, **few} for kind, each in budgets.DEFAULTS.items()}
    )
    put(tmp_path, {"name": "Shcherb*", "reach": "wide"})
    with pytest.raises(TooMany):
        put(tmp_path, {"name": "Shcherb*", "reach": "wide"})


def test_more_than_can_be_looked_at_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(naming, "MOST_PROPOSED", 2)
    for name in ("Anna Quillfeather", "Berta Quillfeater", "Carla Quillfeder"):
        person(names=[{"text": name, "quality": "primary"}])
    answer = put(tmp_path, {"name": "Quill*", "reach": "wide"})
    assert "More names fit than could be looked at" in " ".join(answer.subjects[0].notes)


def test_a_closed_record_is_neither_found_by_a_wildcard_nor_counted(tmp_path):
    person(names=[{"text": "Yury Shcherbakov", "quality": "primary"}], restriction="all-but ITA")
    answer = put(tmp_path, {"name": "Shcherb*", "reach": "wide"})
    assert answer.outcome is Outcome.NO_HIT
    assert ActRow.objects.get(verb="queries.ask").count == 0


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["Shcherb*", "*herbakov", "Shcherb?kov"])
def test_one_word_with_a_wildcard_is_enough(tmp_path, name):
    assert found(put(tmp_path, {"name": name, "reach": "wide"})) == ["Yury Shcherbakov", "Юрий Щербаков"]


def test_in_a_list_of_passengers_nothing_is_asked_wide(tmp_path):
    frame = {
        "purpose": "border-control",
        "conveyance": "AV 1",
        "route": "A-B",
        "departure": "x",
        "source": "y",
    }
    line = msgspec.json.encode({"person": {"name": "Shcherb*", "born": "1987-03-14", "reach": "wide"}})
    with asked_of(read_all_names(tmp_path / "names")):
        told = ask_many(
            read_frame(frame), read_lines(line), by=lambda _fresh: replace(BRUNO, epoch=epoch.current())
        )
    assert told.lines[0] is not None
    assert told.lines[0].problem == "In a list, ask for whole numbers."
