"""Things asked for by their looks: for a case and with a reason, candidates only, what is closed does not exist."""

import pytest

from comity.databases.works_of_art import WorkOfArt
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed
from comity.queries import lookup
from comity.queries.answers import Answer
from comity.queries.beside import rows_of
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from tests.actors import AMINA, BRUNO, without
from tests.rooms.queries.test_ask import put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
WHY = {"purpose": "investigate", "case": "C-18", "reason": "Offered at a market."}
HARBOUR = {"words": "harbour boats baskets"}


def asked(described: dict[str, str], **more: object) -> Answer:
    return put({"described": described}, **{**WHY, **more})


def found(answer: Answer) -> list[str]:
    return [one.headline for told in answer.subjects[0].answers for one in told.found]


def work(**more: object) -> WorkOfArt:
    return records.create(WorkOfArt, {**WorkOfArt.example, "inventory": "", **more}, by=AMINA)


def test_a_painting_is_found_by_what_it_shows_as_a_candidate() -> None:
    made = work()

    answer = asked(HARBOUR)

    assert (answer.outcome, found(answer)) == (Outcome.CANDIDATE, ["Harbour at low tide, Lucia Ferrante"])
    one = next(one for told in answer.subjects[0].answers for one in told.found)
    assert one.why.startswith("The descriptions share: baskets, boats, harbour.")
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.count, act.outcome, act.reason) == (1, 4, WHY["reason"])
    assert Hit.objects.get().record == made.id


def test_more_than_half_of_the_clues_must_agree_and_the_likelier_stands_first() -> None:
    work(title="Harbour with boats", subject="", features="", inscriptions="")
    work(title="Boats on the river", subject="", features="", inscriptions="")
    work()

    assert found(asked(HARBOUR))[0].startswith("Harbour at low tide")
    assert [each.split(",")[0] for each in found(asked(HARBOUR))] == [
        "Harbour at low tide",
        "Harbour with boats",
    ]
    assert found(asked({"words": "harbour violin trumpet"})) == []


def test_a_measure_is_a_clue_and_the_sort_of_thing_divides() -> None:
    work()

    assert found(asked({"words": "harbour", "height": "65 cm"})) != []
    assert found(asked({"words": "harbour", "height": "90 cm"})) == []
    assert found(asked({**HARBOUR, "kind": "painting"})) != []
    assert found(asked({**HARBOUR, "kind": "sculpture"})) == []


def test_the_page_of_the_hit_sets_words_and_measures_side_by_side() -> None:
    record = work()
    asked(
        {"words": "harbour violin", "height": "65 cm", "width": "48 cm", "depth": "3 cm", "kind": "painting"}
    )

    rows = {row.fact: row.result.value for row in rows_of(Hit.objects.get(), record, BRUNO)}

    assert rows["looks"] == "near"
    assert rows["sort"] == "equal"
    assert (rows["height"], rows["width"], rows["depth"]) == ("near", "equal", "silent")


def test_a_description_needs_a_case_a_reason_and_its_own_right() -> None:
    for lacking in (
        {"case": ""},
        {"reason": ""},
        {"reason": "market"},
        {"purpose": "border-control", "case": ""},
    ):
        with pytest.raises(Invalid):
            asked(HARBOUR, **lacking)
    with pytest.raises(NotAllowed):
        put({"described": HARBOUR}, by=without(BRUNO, "queries.ask_partial"), **WHY)
    with pytest.raises(Invalid):
        put({"described": HARBOUR}, {"text": "12AB34567"}, **WHY)


@pytest.mark.parametrize(
    "described",
    [
        {"words": "harbour"},
        {"words": "x" * 301 + " yyyy"},
        {**HARBOUR, "kind": "submarine"},
        {**HARBOUR, "height": "64"},
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(described: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(described)
    assert refusal.value.errors[0].field in ("words", "kind", "height")


def test_closed_withdrawn_and_expired_works_do_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_IN_PART", 1)
    before = [(a.outcome, found(a), a.incomplete) for a in [asked(HARBOUR)]]

    work(restriction="all-but ITA")
    gone = work()
    records.withdraw(WorkOfArt, gone.id, seen=1, reason="entered in error", by=AMINA)

    assert [(a.outcome, found(a), a.incomplete) for a in [asked(HARBOUR)]] == before


def test_of_too_many_that_fit_more_words_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_IN_PART", 2)
    for _each in range(3):
        work()

    answer = asked(HARBOUR)

    assert (len(found(answer)), answer.incomplete) == (2, True)
    assert answer.instruction.endswith("Give more words or a measure.")
