"""Partial search: for whom, for what, what it finds, and what nobody may infer from it."""

import pytest
from django.db import connection

from comity.access import budgets
from comity.databases.firearms import Firearm
from comity.databases.vehicles import Vehicle
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, TooMany
from comity.queries import lookup
from comity.queries.answers import Answer
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, without
from tests.rooms.queries.test_ask import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
WHY = {"purpose": "investigate", "case": "C-17", "reason": "A witness saw the last digits."}
CAR = {
    name: value
    for name, value in Vehicle.example.items()
    if name not in ("engine", "vin", "plate", "plate_country")
}
VIN = "VF1RFB00X57123456"


def part(**numbers: str) -> dict[str, object]:
    return {"vehicle": numbers, "match": "partial"}


def asked(subject: object, **more: object) -> Answer:
    return put(subject, **{**WHY, **more})


def found(answer: Answer) -> list[str]:
    return [one.repair for told in answer.subjects[0].answers for one in told.found]


def car(**more: str) -> Vehicle:
    kind = {} if "vin" in more else {"kind": "plate"}
    return records.create(Vehicle, {**CAR, **kind, **more}, by=AMINA)


def test_the_last_digits_of_a_vin_find_it_as_a_candidate() -> None:
    car(vin=VIN)

    answer = asked(part(vin="*123456"))

    assert (answer.outcome, found(answer)) == (Outcome.CANDIDATE, [VIN])
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.count, act.outcome, act.case, act.reason) == (1, 4, WHY["case"], WHY["reason"])
    assert found(asked(part(vin="*123457"))) == []
    assert found(asked(part(vin="VF1RFB*"))) == [VIN]


def test_a_plate_with_one_unknown_is_found_in_its_country_alone() -> None:
    car(plate="AB123CD", plate_country="FRA")
    car(plate="AB923CD", plate_country="ITA")

    assert sorted(found(asked(part(plate="AB?23CD")))) == ["AB123CD", "AB923CD"]
    assert found(asked(part(plate="AB?23CD", country="ITA"))) == ["AB923CD"]
    assert found(asked({"text": "ITA AB?23CD", "match": "partial"})) == ["AB923CD"]
    assert found(asked(part(plate="*B123CD", country="ITA"))) == []
    assert found(asked(part(plate="*B123CD", country="FRA"))) == ["AB123CD"]


def test_what_agrees_letter_for_letter_comes_before_what_looks_alike() -> None:
    car(plate="AB128CD", plate_country="FRA")
    car(plate="AB12BCD", plate_country="FRA")

    assert found(asked(part(plate="*12BCD"))) == ["AB12BCD", "AB128CD"]
    assert found(asked(part(plate="*128CD"))) == ["AB128CD", "AB12BCD"]
    answer = asked(part(plate="A?128CD"))
    whys = [one.why for told in answer.subjects[0].answers for one in told.found]
    assert [why.startswith("This number fits") for why in whys] == [True, False]


def test_a_part_in_the_box_is_looked_for_among_all_objects() -> None:
    gun = {**Firearm.example, "serial": "X9912345Z"}
    records.create(Firearm, gun, by=AMINA)
    car(vin=VIN)
    assert found(asked({"text": "*912345Z", "match": "partial"})) == ["X9912345Z"]
    assert found(asked({"firearm": {"serial": "X99?2345Z"}, "match": "partial"})) == ["X9912345Z"]


def test_at_most_twenty_are_shown_and_then_more_characters_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookup, "MOST_IN_PART", 3)
    for place in range(3):
        car(vin=f"VF1RFB00X5{place}123456")
    assert not asked(part(vin="*123456")).incomplete
    car(vin="VF1RFB00X53123456")

    answer = asked(part(vin="*123456"))

    assert (len(found(answer)), answer.incomplete) == (3, True)
    assert answer.instruction.endswith("Give more characters.")


def test_closed_and_withdrawn_records_do_not_exist_in_a_partial_search_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookup, "MOST_IN_PART", 1)
    car(vin=VIN)
    before = [
        (a.outcome, found(a), a.incomplete) for a in map(asked, (part(vin="*123456"), part(vin="VF1RF*")))
    ]

    car(vin="VF1RFB00X58123456", restriction="all-but ITA")
    gone = car(vin="VF1RFB00X59123456")
    records.withdraw(Vehicle, gone.id, seen=1, reason="entered in error", by=AMINA)

    after = [
        (a.outcome, found(a), a.incomplete) for a in map(asked, (part(vin="*123456"), part(vin="VF1RF*")))
    ]
    assert after == before


def test_only_who_may_and_for_a_case_with_a_reason() -> None:
    with pytest.raises(NotAllowed):
        asked(part(vin="*123456"), by=without(BRUNO, "queries.ask_partial"))
    refused = {"purpose": "border-control", "case": " ", "reason": "hm"}
    for name, code in (("purpose", "partial-purpose"), ("case", "required"), ("reason", "required")):
        with pytest.raises(Invalid) as refusal:
            asked(part(vin="*123456"), **{name: refused[name]})
        assert [(error.field, error.code) for error in refusal.value.errors] == [(name, code)]
    with pytest.raises(Invalid) as refusal:
        put(part(vin="*123456"), part(vin="*123457"), **WHY)
    assert refusal.value.errors[0].code == "partial-alone"
    assert set(ActRow.objects.filter(verb="queries.ask").values_list("outcome", flat=True)) == {2}


@pytest.mark.parametrize(
    "subject",
    [
        {"document": {"number": "12AB34*", "issuer": "FRA"}},
        {"vehicle": {"vin": "*123456"}},
        {"vehicle": {"plate": "AB?23CD"}},
        {"firearm": {"serial": "12345*"}},
        {"text": "AB?23CD"},
        {"document": {"number": "12AB34*", "issuer": "FRA"}, "match": "partial"},
        {"person": {"name": "Amina*"}, "match": "partial"},
        {"mrz": "P<UTO", "match": "partial"},
        {"vehicle": {"vin": "*123456", "plate": "AB123CD"}, "match": "partial"},
    ],
)
def test_a_part_of_a_number_is_never_read_as_a_whole_one_nor_asked_of_documents_or_people(
    subject: object,
) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(subject)
    assert refusal.value.errors[0].code in ("partial", "partial-subject")


def test_partial_searches_have_a_budget_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {**budgets._OFFICER, budgets.Measure.PARTIAL_QUERY: (2, 2)}
    monkeypatch.setitem(budgets.DEFAULTS, budgets.HolderKind.OFFICER, small)  # type: ignore[arg-type]
    for _once in range(2):
        asked(part(vin="*123456"))
    with pytest.raises(TooMany):
        asked(part(vin="*123456"))
    assert put({"vehicle": {"vin": VIN}}).outcome is Outcome.NO_HIT


def test_the_index_over_reversed_numbers_is_the_one_that_is_asked() -> None:
    from comity.records.keys import IN_PART

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN SELECT FROM search_keys k WHERE {IN_PART.kinds} AND {IN_PART.reversed} >= '654321'"
        )
        assert "search_keys_in_part" in str(cursor.fetchall())
