"""One question, all databases: what is found, for whom, and what the journal keeps."""

import msgspec
import pytest

from comity.access.budgets import HolderKind, Measure, Window
from comity.access.models import Alarm, BudgetLimit
from comity.databases.persons import Person
from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.journal.acts import canonical_bytes
from comity.journal.models import ActRecord, ActRow, ActSubjects
from comity.kit.errors import Invalid, NotAllowed, TooMany
from comity.queries import lookup
from comity.queries.actions import ask, ask_many
from comity.queries.answers import Answer
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, AnyActor, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
DOCUMENT = {"document": {"issuer": "FRA", "kind": "passport", "number": "12AB34567"}}


def put(*subjects: object, by: AnyActor = BRUNO, **more: object) -> Answer:
    question = {"purpose": "border-control", "subjects": list(subjects), **more}
    return ask(read_asked(msgspec.json.encode(question)), by=lambda fresh: current(by))


def current(actor: AnyActor) -> AnyActor:
    from dataclasses import replace

    return replace(actor, epoch=epoch.current())


def outcomes(answer: Answer) -> dict[str, Outcome]:
    return {one.database: one.outcome for one in answer.subjects[0].answers}


def test_a_stolen_passport_is_a_hit_and_the_act_says_so() -> None:
    record = records.create(TravelDocument, TravelDocument.example, by=AMINA)

    answer = put(DOCUMENT)

    assert outcomes(answer)["travel-documents"] is Outcome.HIT
    assert outcomes(answer)["persons"] is Outcome.NO_HIT
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.id, act.outcome, act.count, act.bureau) == (answer.act, 5, 1, "ITA")
    assert ActRecord.objects.get(act=act.id).record == record.id
    assert b"12AB34567" not in bytes(act.words) + bytes(act.tag)
    assert Hit.objects.get().record == record.id


def test_a_look_alike_number_is_a_candidate_with_what_is_on_record() -> None:
    records.create(TravelDocument, {**TravelDocument.example, "number": "12OB34567"}, by=AMINA)

    answer = put({"document": {"issuer": "FRA", "kind": "passport", "number": "120B34567"}})

    found = answer.subjects[0].answers[0].found[0]
    assert (found.outcome, found.repair) == (Outcome.CANDIDATE, "12OB34567")
    assert ActRow.objects.get(verb="queries.ask").outcome == 4


def test_a_bare_number_finds_as_candidate_in_any_country() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    assert outcomes(put({"text": "12AB34567"}))["travel-documents"] is Outcome.CANDIDATE


def test_the_same_number_of_another_country_is_nothing() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    assert (
        put({"document": {"issuer": "ITA", "kind": "passport", "number": "12AB34567"}}).outcome
        is Outcome.NO_HIT
    )


def test_a_restricted_record_does_not_exist_for_those_it_is_closed_to() -> None:
    records.create(TravelDocument, {**TravelDocument.example, "restriction": "all-but ITA"}, by=AMINA)

    assert put(DOCUMENT).outcome is Outcome.NO_HIT
    assert ActRow.objects.get(verb="queries.ask").count == 0
    assert put(DOCUMENT, by=AnyActor(bureau="DEU")).outcome is Outcome.HIT
    assert put(DOCUMENT, by=AMINA).outcome is Outcome.HIT


def test_an_owner_wide_rule_works_at_the_very_next_question() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    assert put(DOCUMENT).outcome is Outcome.HIT

    records.close_to("ITA", by=AMINA)

    assert put(DOCUMENT).outcome is Outcome.NO_HIT


def test_a_stale_actor_is_read_again_before_anything_is_answered() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    read: list[bool] = []

    def by(fresh: bool) -> AnyActor:
        read.append(fresh)
        return current(BRUNO) if fresh else BRUNO

    epoch.bump()
    ask(read_asked(msgspec.json.encode({"purpose": "border-control", "subjects": [DOCUMENT]})), by=by)

    assert read == [False, True]
    assert ActRow.objects.filter(verb="queries.ask").count() == 1


def test_several_subjects_are_one_act_with_a_tag_each() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)

    answer = put(DOCUMENT, {"vehicle": {"plate": "ZZ999ZZ", "country": "FRA"}}, {"mrz": "nonsense"})

    assert [one.outcome for one in answer.subjects] == [Outcome.HIT, Outcome.NO_HIT, Outcome.NOT_ANSWERED]
    assert answer.incomplete
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT act, cardinality(tags), outcomes FROM act_subjects")
        assert cursor.fetchall() == [(answer.act, 3, [5, 3, 6])]


def test_the_tags_and_outcomes_of_a_batch_are_in_the_bytes_of_its_act() -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    answer = put(DOCUMENT, {"vehicle": {"plate": "ZZ999ZZ", "country": "FRA"}})
    stored = ActSubjects.objects.filter(act=answer.act)
    tags, outcomes = stored.values_list("tags", "outcomes").get()
    listed = [[bytes(tag).hex(), outcome] for tag, outcome in zip(tags, outcomes, strict=True)]
    made = canonical_bytes(ActRow.objects.get(id=answer.act).to_act())

    assert made.startswith(b"comity/act/v2\n")
    assert msgspec.json.decode(made.partition(b"\n")[2])[-1] == listed


def test_vehicles_and_persons_are_found_in_the_same_question() -> None:
    records.create(Vehicle, Vehicle.example, by=AMINA)
    records.create(Person, Person.example, by=AMINA)

    answer = put(
        {"vehicle": {"vin": "VF1RFBOOX57123456"}},
        {"person": {"name": "Benali Amina"}},
        {"document": {"issuer": "DZA", "kind": "passport", "number": "123456789"}},
    )

    assert [one.outcome for one in answer.subjects] == [Outcome.HIT, Outcome.CANDIDATE, Outcome.HIT]


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"purpose": "curiosity"}, "unknown-purpose"),
        ({"purpose": "investigate"}, "required"),
        ({"subjects": []}, "too-many"),
        ({"subjects": [{"document": {"number": "1", "issuer": "QQQ"}}]}, "unknown-country"),
        ({"subjects": [{"text": "x" * 5_000_000}]}, "too-long"),
        ({"subjects": [{"text": "12\u202e34"}]}, "direction-control"),
        ({"colour": "red"}, "unreadable"),
    ],
)
def test_bad_questions_are_refused_with_a_sentence_and_a_code(question: dict[str, object], code: str) -> None:
    asked = {"purpose": "border-control", "subjects": [DOCUMENT], **question}
    with pytest.raises(Invalid) as refusal:
        ask(read_asked(msgspec.json.encode(asked)), by=lambda fresh: current(BRUNO))
    assert [each.code for each in refusal.value.errors] == [code]
    assert str(refusal.value.errors[0].message)


def test_who_may_not_ask_leaves_an_act_of_refusal() -> None:
    with pytest.raises(NotAllowed):
        put(DOCUMENT, by=without(BRUNO, "queries.ask"))
    assert ActRow.objects.get().outcome == 2


FRAME = {
    "purpose": "border-control",
    "conveyance": "AV 412",
    "route": "BOG-LIM",
    "departure": "x",
    "source": "y",
}


def test_a_list_is_one_act_and_keeps_nothing_but_tags_and_outcomes() -> None:
    record = records.create(TravelDocument, TravelDocument.example, by=AMINA)
    lines = [b'{"document":{"issuer":"ITA","kind":"passport","number":"YA%07d"}}' % n for n in range(998)]
    lines += [msgspec.json.encode(DOCUMENT), b"{nonsense"]

    answer = ask_many(read_frame(FRAME), read_lines(b"\n".join(lines)), by=lambda fresh: current(BRUNO))

    assert (answer.asked, answer.hits, answer.candidates, answer.not_answered) == (1000, 1, 0, 1)
    assert answer.lines[:998] == [None] * 998
    hit, unread = answer.lines[998:]
    assert hit is not None
    assert unread is not None
    assert (hit.outcome, unread.outcome) == (Outcome.HIT, Outcome.NOT_ANSWERED)
    act = ActRow.objects.get(verb="queries.ask_batch")
    assert (act.count, bytes(act.words), act.reason) == (1, b"", "AV 412 BOG-LIM x y")
    assert ActRecord.objects.get(act=act.id).record == record.id


def test_in_a_list_a_person_needs_the_full_birth_date() -> None:
    lines = read_lines(b'{"person":{"name":"Amina Benali","born":"1987"}}')
    answer = ask_many(read_frame(FRAME), lines, by=lambda fresh: current(BRUNO))
    assert answer.not_answered == 1


def test_a_list_spends_its_own_budget_to_the_last_line() -> None:
    for measure, amount in ((Measure.LISTED, 5), (Measure.QUERY, 1)):
        key = {"kind": HolderKind.OFFICER, "holder": BRUNO.officer, "in_window": Window.HOUR}
        BudgetLimit.objects.create(**key, measure=measure, amount=amount, bureau="ITA")
    line = msgspec.json.encode(DOCUMENT) + b"\n"

    for lines in (3, 2):
        ask_many(read_frame(FRAME), read_lines(line * lines), by=lambda fresh: current(BRUNO))
    with pytest.raises(TooMany):
        ask_many(read_frame(FRAME), read_lines(line), by=lambda fresh: current(BRUNO))
    put(DOCUMENT)
    with pytest.raises(TooMany):
        put(DOCUMENT)

    spent = Alarm.objects.values_list("codes", flat=True)
    assert sorted(codes[1] for codes in spent) == ["LISTED", "QUERY"]


@pytest.mark.parametrize("missing", ["conveyance", "route", "departure", "source", "purpose"])
def test_a_list_without_its_journey_is_refused(missing: str) -> None:
    with pytest.raises(Invalid):
        read_frame({**FRAME, missing: ""} if missing != "purpose" else {"route": "x"})


def test_more_than_a_thousand_lines_are_refused() -> None:
    with pytest.raises(Invalid):
        read_lines(b"{}\n" * 1001)


def test_an_answer_that_was_cut_off_says_that_it_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_FOUND", 2)
    for kind in ("passport", "visa", "identity-card"):
        records.create(TravelDocument, {**TravelDocument.example, "kind": kind}, by=AMINA)

    answer = put({"text": "12AB34567"})

    assert answer.incomplete
    assert answer.instruction.startswith("More is similar")


# A specimen of ICAO Doc 9303-4 with one letter of its number misread: the check digit of the number is wrong.
MISREAD = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8989O2C36UTO7408122F1204159ZE184226B<<<<<10"


def test_a_wrong_check_digit_is_named_and_the_repaired_number_is_asked() -> None:
    answer = put({"mrz": MISREAD})

    assert answer.outcome is Outcome.NOT_ANSWERED
    assert answer.incomplete
    assert Outcome.NO_HIT not in {each.outcome for each in answer.subjects[0].answers}
    assert "Type the number, or swipe again" in answer.subjects[0].problem
    assert any("O" in note or "0" in note for note in answer.subjects[0].notes)


def test_an_unreadable_question_leaves_an_act_of_refusal() -> None:
    with pytest.raises(Invalid):
        put({"text": "12\u202e34"})
    act = ActRow.objects.get()
    assert (act.outcome, act.reason) == (2, "invalid")


@pytest.mark.parametrize(
    ("subject", "why"),
    [
        (DOCUMENT, ""),
        ({"text": "12AB34567"}, "The number is the same"),
        (
            {"document": {"issuer": "FRA", "kind": "passport", "number": "I2AB34567"}},
            "On record is 12AB34567",
        ),
    ],
)
def test_every_match_says_why_it_is_shown(subject: object, why: str) -> None:
    records.create(TravelDocument, TravelDocument.example, by=AMINA)
    found = put(subject).subjects[0].answers[0].found[0]
    assert found.why.startswith(why) if why else found.why == ""
