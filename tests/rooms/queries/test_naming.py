"""Persons are found by names that are written otherwise: compared, graded, explained, closed where they are closed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.databases.persons import Person
from comity.gate import epoch
from comity.journal.acts import Outcome as ActOutcome
from comity.journal.models import ActRecord, ActRow
from comity.queries.actions import ask, ask_many
from comity.queries.answers import Answer, DatabaseAnswer
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.queries.models import Hit
from comity.queries.naming import MOST_POSSIBLE
from comity.queries.rules import Outcome
from comity.records import actions as records
from comity.records.watching.misled import Misled
from tests.actors import AMINA, BRUNO, AnyActor
from tests.names import asked_of, read_all_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
FULL = {
    "names": [{"text": "Zoran Quillfeather", "quality": "primary"}],
    "born": [{"date": "1987-03-14"}],
    "nationalities": [{"country": "FRA"}],
    "sex": "male",
}


def person(*, by: AnyActor = AMINA, **more: Any) -> Person:
    body = {name: value for name, value in Person.example.items() if name != "documents"}
    return records.create(Person, {**body, **FULL, **more}, by=by)


def put(path: Path, *, by: AnyActor = BRUNO, **asked: str) -> Answer:
    question = {"purpose": "border-control", "subjects": [{"person": asked}]}
    with asked_of(read_all_names(path / "names")):
        return ask(
            read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(by, epoch=epoch.current())
        )


def persons(answer: Answer) -> DatabaseAnswer:
    return next(one for one in answer.subjects[0].answers if one.database == "persons")


def test_a_name_spelled_otherwise_is_a_candidate_with_reasons_that_sum(tmp_path):
    record = person()

    found = persons(put(tmp_path, name="Zoran Quilfeather")).found[0]

    assert (found.record, found.outcome) == (record.id, Outcome.CANDIDATE)
    assert found.why == "The names are alike. A name alone is never a hit."
    assert found.likeness is not None
    assert found.likeness.one_in > 1_000
    said = {why.term for why in found.likeness.reasons}
    assert {"start", "rarity", "spelling"} <= said
    assert abs(sum(why.bits for why in found.likeness.reasons) - found.likeness.bits) < 0.1 * len(
        found.likeness.reasons
    )
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.outcome, act.count) == (int(ActOutcome.CANDIDATE), 1)
    assert ActRecord.objects.get(act=act.id).record == record.id
    assert Hit.objects.get().record == record.id


def test_how_many_would_match_by_chance_is_told_by_the_records_open_to_everyone(tmp_path):
    person()
    alone = persons(put(tmp_path / "alone", name="Zoran Quillfeather")).found[0]
    for number in range(12):
        person(names=[{"text": f"Quillfeather Abc{'xyz'[number % 3]}", "quality": "primary"}])
    among = persons(put(tmp_path / "among", name="Zoran Quillfeather")).found[0]
    for _each in range(12):
        person(
            names=[{"text": "Quillfeather Closedname", "quality": "primary"}],
            restriction="only FRA",
            by=AMINA,
        )
    besides = persons(put(tmp_path / "besides", name="Zoran Quillfeather")).found[0]

    assert alone.likeness is not None
    assert among.likeness is not None
    assert besides.likeness is not None
    assert among.likeness.one_in < alone.likeness.one_in / 2
    assert besides.likeness.one_in == among.likeness.one_in


def test_another_script_is_found_and_its_letters_are_aligned(tmp_path):
    person(names=[{"text": "Юрий Щербаков", "quality": "primary"}])

    found = persons(put(tmp_path, name="Yuri Shcherbakov")).found[0]

    letters = [pair for why in found.likeness.reasons for pair in why.letters]
    assert {"yu", "ю"} in [set(pair) for pair in letters]


def test_a_strong_name_with_the_full_birth_date_and_the_nationality_is_a_hit(tmp_path):
    person()
    answer = put(tmp_path, name="Zoran Quillfeather", born="1987-03-14", nationality="FRA")
    assert persons(answer).outcome is Outcome.HIT
    assert ActRow.objects.get(verb="queries.ask").outcome == int(ActOutcome.HIT)


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "Zoran Quillfeather"},
        {"name": "Zoran Quillfeather", "born": "1987-03-14"},
        {"name": "Zoran Quillfeather", "nationality": "FRA", "sex": "male"},
        {"name": "Zoran Quillfeather", "born": "1987", "nationality": "FRA"},
    ],
)
def test_anything_less_is_a_candidate(tmp_path, asked):
    person()
    assert persons(put(tmp_path, **asked)).outcome is Outcome.CANDIDATE


def test_somebody_else_is_no_hit(tmp_path):
    person()
    answer = put(tmp_path, name="Amina Benali", born="1990-01-01")
    assert persons(answer).outcome is Outcome.NO_HIT
    assert not Hit.objects.exists()


def test_a_twin_is_never_a_hit(tmp_path):
    person()
    answer = put(tmp_path, name="Milena Quillfeather", born="1987-03-14", nationality="FRA")
    assert persons(answer).outcome is Outcome.CANDIDATE


@pytest.mark.parametrize(
    "closed",
    [{"restriction": "all-but ITA"}, {"restriction": "only DEU"}, {"marking": "confidential"}],
    ids=["all-but", "only", "marking"],
)
def test_a_closed_record_is_neither_shown_nor_counted(tmp_path, closed):
    person(**closed)

    answer = put(tmp_path, by=replace(BRUNO, clearance=1), name="Zoran Quilfeather", born="1987-03-14")

    assert persons(answer).outcome is Outcome.NO_HIT
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.outcome, act.count) == (int(ActOutcome.NO_HIT), 0)
    assert not Hit.objects.exists()


def test_what_was_closed_after_the_index_was_written_is_gone_at_once(tmp_path):
    record = person()
    folder = read_all_names(tmp_path / "names")
    records.change(
        Person,
        record.id,
        {**records_body(record), "restriction": "all-but ITA"},
        seen=record.version,
        by=AMINA,
    )
    question = {"purpose": "border-control", "subjects": [{"person": {"name": "Zoran Quilfeather"}}]}

    with asked_of(folder):
        answer = ask(
            read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(BRUNO, epoch=epoch.current())
        )

    assert persons(answer).outcome is Outcome.NO_HIT


def records_body(record: Person) -> dict[str, Any]:
    from comity.records.document import body_of

    return body_of(record)


def test_at_most_ten_are_shown_and_the_likeliest_stand_first(tmp_path):
    for number in range(MOST_POSSIBLE + 3):
        person(names=[{"text": f"Zoran Quillfeather{'abcdefghijklmnop'[number]}", "quality": "primary"}])
    exact = person(names=[{"text": "Zoran Quilfeather", "quality": "primary"}])

    found = persons(put(tmp_path, name="Zoran Quilfeather")).found

    assert len(found) == MOST_POSSIBLE
    assert found[0].record == exact.id
    bits = [each.likeness.bits for each in found]
    assert bits == sorted(bits, reverse=True)


def test_a_record_that_misled_gives_a_candidate_at_most(tmp_path):
    record = person()
    Misled.objects.create(database=Person.code, record=record.id, lowers=True)
    answer = put(tmp_path, name="Zoran Quillfeather", born="1987-03-14", nationality="FRA")
    assert persons(answer).outcome is Outcome.CANDIDATE


def test_an_index_that_is_behind_is_not_answered_and_never_no_hit(tmp_path):
    folder = read_all_names(tmp_path / "names")
    folder.discard()
    question = {"purpose": "border-control", "subjects": [{"person": {"name": "Nobody Recorded"}}]}

    with asked_of(folder):
        answer = ask(
            read_asked(msgspec.json.encode(question)), by=lambda _fresh: replace(BRUNO, epoch=epoch.current())
        )

    assert answer.incomplete
    assert persons(answer).outcome is Outcome.NOT_ANSWERED
    assert "missed" in persons(answer).reason
    assert (
        next(one for one in answer.subjects[0].answers if one.database == "vehicles").outcome
        is Outcome.NO_HIT
    )
    assert ActRow.objects.get(verb="queries.ask").outcome == int(ActOutcome.NOT_ANSWERED)


def test_a_list_of_passengers_finds_them_too_and_counts_those_nobody_could_answer(tmp_path):
    record = person()
    frame = read_frame(
        {
            "purpose": "border-control",
            "conveyance": "AV 412",
            "route": "BOG-LIM",
            "departure": "x",
            "source": "y",
        }
    )
    lines = read_lines(b'{"person": {"name": "Zoran Quilfeather", "born": "1987-03-14"}}')
    folder = read_all_names(tmp_path / "names")
    by = lambda _fresh: replace(BRUNO, epoch=epoch.current())  # noqa: E731

    with asked_of(folder):
        answer = ask_many(frame, lines, by=by)
        folder.discard()
        behind = ask_many(frame, read_lines(b'{"person": {"name": "Nobody", "born": "1987-03-14"}}'), by=by)

    assert answer.candidates == 1
    assert answer.lines[0].answers[3].found[0].record == record.id
    assert (behind.not_answered, behind.incomplete) == (1, True)
