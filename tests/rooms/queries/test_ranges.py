"""A range of stolen blanks: one record, found by any number inside, through every door and under every restriction."""

import io

import pytest
from django.db import connection

from comity.databases.travel_documents import TravelDocument
from comity.kit.errors import Invalid
from comity.queries.answers import Answer
from comity.queries.rules import Outcome
from comity.records import actions as records
from comity.records.loading.load import load
from tests.actors import AMINA, BRUNO
from tests.rooms.queries.test_ask import outcomes, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
BLANKS = {
    **TravelDocument.example,
    "number": "12AB000500",
    "last_number": "12AB200499",
    "happened": "stolen-blank",
    "reported_by": "issuing-authority",
}


def ask_for(number: str, **more: object) -> Answer:
    return put({"document": {"issuer": "FRA", "kind": "passport", "number": number}}, **more)


def keys() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, value, exact, grade FROM search_keys ORDER BY value")
        return cursor.fetchall()


def test_any_number_inside_is_a_hit_and_says_that_it_lies_in_a_range() -> None:
    records.create(TravelDocument, BLANKS, by=AMINA)

    found = ask_for("12 AB 123456").subjects[0].answers[0].found[0]

    assert (found.outcome, found.headline) == (Outcome.HIT, "FRA 12AB000500–12AB200499")
    assert found.why == "The number lies in the range on record."
    assert [ask_for(number).outcome for number in ("12AB000500", "12AB200499")] == [Outcome.HIT] * 2
    assert [ask_for(number).outcome for number in ("12AB000499", "12AB200500")] == [Outcome.NO_HIT] * 2


def test_a_look_alike_inside_is_a_candidate_and_so_is_a_bare_number() -> None:
    records.create(TravelDocument, BLANKS, by=AMINA)

    alike = ask_for("12A8123456").subjects[0].answers[0].found[0]

    assert alike.outcome is Outcome.CANDIDATE
    assert (
        alike.why
        == "With letters and digits that look alike exchanged, the number lies in the range on record."
    )
    assert outcomes(put({"text": "12AB123456"}))["travel-documents"] is Outcome.CANDIDATE


def test_a_restricted_range_does_not_exist_for_those_it_is_closed_to() -> None:
    def told() -> list[tuple[Outcome, str]]:
        answers = [ask_for(number) for number in ("12AB000500", "12AB123456", "12A8123456", "12AB200500")]
        return [(answer.outcome, answer.instruction) for answer in (*answers, put({"text": "12AB123456"}))]

    without = told()
    records.create(TravelDocument, {**BLANKS, "restriction": "all-but ITA"}, by=AMINA)

    assert told() == without
    assert ask_for("12AB123456", by=AMINA).outcome is Outcome.HIT


def test_a_restricted_range_hides_no_other_that_holds_the_same_number() -> None:
    records.create(TravelDocument, BLANKS, by=AMINA)
    records.create(
        TravelDocument,
        {**BLANKS, "number": "12AB100000", "last_number": "12AB149999", "restriction": "all-but ITA"},
        by=AMINA,
    )
    assert len(ask_for("12AB123456").subjects[0].answers[0].found) == 1
    assert len(ask_for("12AB123456", by=AMINA).subjects[0].answers[0].found) == 2


def test_a_withdrawn_range_is_found_by_none_of_its_numbers() -> None:
    record = records.create(TravelDocument, BLANKS, by=AMINA)
    records.withdraw(TravelDocument, record.id, seen=1, reason="entered in error", by=AMINA)
    assert ask_for("12AB123456", by=BRUNO).outcome is Outcome.NO_HIT


def test_a_file_records_the_same_keys_as_the_form() -> None:
    records.create(TravelDocument, BLANKS, by=AMINA)
    made = keys()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_keys")
    file = io.BytesIO(
        f"{','.join(BLANKS)},source_reference\n{','.join(str(each) for each in BLANKS.values())},N-1\n".encode()
    )

    loading = load(TravelDocument, file, by=AMINA, refused=lambda line, error: pytest.fail(str(error)))

    assert (loading.recorded, keys()) == (1, made)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"last_number": "12AB000499"}, "last_number", "range-form"),
        ({"last_number": "12AC200499"}, "last_number", "range-form"),
        ({"last_number": "12AB2004999"}, "last_number", "range-form"),
        ({"number": "1000000000", "last_number": "1999999999"}, "last_number", "range-long"),
        ({"happened": "stolen"}, "last_number", "range-happened"),
        ({"issuer": "ITA"}, "issuer", "not-the-issuer"),
    ],
)
def test_what_is_no_range_of_blanks_is_refused(change: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        records.create(TravelDocument, {**BLANKS, **change}, by=AMINA)
    assert [(error.field, error.code) for error in refusal.value.errors] == [(field, code)]
