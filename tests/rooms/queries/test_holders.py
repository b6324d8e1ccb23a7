"""Machine-readable lines ask about their holder beside the document, where the asker may ask for persons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.access import budgets
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import TooMany
from comity.matching.holders import holder_of
from comity.matching.mrz_reading import parse_mrz
from comity.queries.actions import ask, ask_many
from comity.queries.answers import Answer, BatchAnswer
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.queries.hit_page import hit_page
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, AnyActor, without
from tests.names import asked_of, read_all_names
from tests.rooms.matching.zone import zone
from tests.rooms.queries.test_naming import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
LINES = zone("TD3", "12AB34567", issuer="FRA", nationality="FRA", birth="870314", expiry="300611")
ERIKSSON: dict[str, Any] = {
    "names": [{"text": "Anna Maria Eriksson", "quality": "primary"}],
    "born": [{"date": "1987-03-14"}],
    "nationalities": [{"country": "FRA"}],
    "sex": "female",
}
TODAY = date(2026, 3, 1)
GUARD_MAY_NOT = without(BRUNO, "queries.ask_person")
FRAME = {"purpose": "border-control", "conveyance": "AV 1", "route": "A-B", "departure": "x", "source": "y"}


def put(path: Path, *subjects: Any, by: AnyActor = BRUNO) -> Answer:
    question = {"purpose": "border-control", "subjects": list(subjects or [{"mrz": LINES}])}
    with asked_of(read_all_names(path / "names")):
        return ask(
            read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(by, epoch=epoch.current())
        )


def put_many(path: Path, *subjects: Any, by: AnyActor = BRUNO) -> BatchAnswer:
    lines = b"\n".join(map(msgspec.json.encode, subjects))
    with asked_of(read_all_names(path / "names")):
        return ask_many(
            read_frame(FRAME), read_lines(lines), by=lambda _fresh: replace(by, epoch=epoch.current())
        )


def found(answer: Answer) -> Sequence[tuple[str, str]]:
    return [(told.database, told.outcome.value) for told in answer.subjects[0].answers if told.found]


def few_persons(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    few = {budgets.Measure.PERSON_QUERY: (most, most)}
    every = {kind: {**each, **few} for kind, each in budgets.DEFAULTS.items()}
    monkeypatch.setattr(budgets, "DEFAULTS", every)


@pytest.mark.parametrize("text", ["mrz", "text"])
def test_the_document_and_its_holder_are_found_by_the_same_lines(tmp_path, text):
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    person(**ERIKSSON)

    answer = put(tmp_path, {text: LINES})

    assert found(answer) == [("travel-documents", "hit"), ("persons", "hit")]
    assert answer.subjects[0].notes == []


def test_a_holder_written_otherwise_is_a_candidate_with_its_reasons(tmp_path):
    person(
        **{**ERIKSSON, "names": [{"text": "Анна Эрикссон", "quality": "primary"}], "born": [{"date": "1987"}]}
    )
    answer = put(tmp_path)
    assert found(answer) == [("persons", "candidate")]
    with asked_of(read_all_names(tmp_path / "names")):
        page = hit_page(Hit.objects.get(), BRUNO)
    assert page.likeness is not None
    assert {line.label: line.sign for line in page.lines}["Sex"] == "agree"


def test_the_holder_counts_as_a_person_in_budget_and_the_document_too(tmp_path, monkeypatch):
    few_persons(monkeypatch, 1)
    put(tmp_path)
    with pytest.raises(TooMany):
        put(tmp_path, {"person": {"name": "Anna Eriksson"}})


def test_over_the_budget_for_persons_the_document_is_still_asked_and_the_answer_says_so(
    tmp_path, monkeypatch
):
    few_persons(monkeypatch, 0)
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    person(**ERIKSSON)

    answer = put(tmp_path)

    assert found(answer) == [("travel-documents", "hit")]
    assert answer.subjects[0].notes == [
        "Only the document was asked: your budget for persons is used up. Ask your security officer."
    ]


def test_whoever_may_not_ask_for_persons_asks_the_document_alone_and_is_told(tmp_path):
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    person(**ERIKSSON)

    answer = put(tmp_path, by=GUARD_MAY_NOT)

    assert found(answer) == [("travel-documents", "hit")]
    assert answer.subjects[0].notes == ["Only the document was asked: you may not ask for persons."]
    names = next(told for told in answer.subjects[0].answers if told.database == "organisations")
    assert not names.compared
    assert ActRow.objects.get(verb="queries.ask").count == 1


def test_a_closed_holder_is_neither_shown_nor_counted(tmp_path):
    person(**ERIKSSON, restriction="all-but ITA")
    answer = put(tmp_path)
    assert answer.outcome is Outcome.NO_HIT
    assert ActRow.objects.get(verb="queries.ask").count == 0


def test_in_a_list_a_holder_needs_the_full_birth_date(tmp_path):
    person(**ERIKSSON)
    partial = zone("TD3", "12AB34568", issuer="FRA", nationality="FRA", birth="87<<<<", expiry="300611")

    told = put_many(tmp_path, {"mrz": LINES}, {"mrz": partial})

    assert told.lines[0] is not None
    assert [each.database for each in told.lines[0].answers if each.found] == ["persons"]
    assert told.lines[1] is None or not any(each.found for each in told.lines[1].answers)
    assert told.notes == ["Only the document was asked: a name needs the full birth date."]


def test_a_list_shows_three_candidates_of_a_holder_at_most(tmp_path):
    for day in range(10, 16):
        person(**{**ERIKSSON, "born": [{"date": f"1987-04-{day}"}]})
    told = put_many(tmp_path, {"mrz": LINES})
    assert told.lines[0] is not None
    assert sum(len(each.found) for each in told.lines[0].answers) == 3


def test_a_list_asked_without_the_right_for_persons_says_so_once(tmp_path):
    told = put_many(tmp_path, {"mrz": LINES}, {"mrz": LINES}, by=GUARD_MAY_NOT)
    assert told.notes == ["Only the document was asked: you may not ask for persons."]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (LINES, ("ANNA MARIA ERIKSSON", "1987-03-14", "FRA", "female")),
        (zone("TD1", "12AB34567", nationality="D"), ("ANNA MARIA ERIKSSON", "1974-08-12", "DEU", "female")),
        (zone("TD3", "12AB34567", nationality="XXB"), ("ANNA MARIA ERIKSSON", "1974-08-12", "", "female")),
        (zone("TD3", "12AB34567", nationality="UNO"), ("ANNA MARIA ERIKSSON", "1974-08-12", "", "female")),
    ],
)
def test_the_holder_is_read_from_the_lines(lines, expected):
    holder = holder_of(parse_mrz(lines, today=TODAY))
    assert holder is not None
    assert holder.born is not None
    assert (holder.name, holder.born.earliest.isoformat(), holder.nationality, holder.sex) == expected


def test_a_birth_date_whose_check_digit_is_wrong_is_not_known():
    first, second = LINES.split("\n")
    wrong = first + "\n" + second[:19] + str((int(second[19]) + 1) % 10) + second[20:]
    holder = holder_of(parse_mrz(wrong, today=TODAY))
    assert holder is not None
    assert holder.born is None


def test_lines_without_a_name_ask_for_the_document_alone():
    first, second = LINES.split("\n")
    nameless = first[:5].ljust(44, "<") + "\n" + second
    assert holder_of(parse_mrz(nameless, today=TODAY)) is None
