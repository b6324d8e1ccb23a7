"""A change of the folding: the index is rewritten while questions go on, and no record is unfindable at any moment."""

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from django.db import connection

from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed
from comity.matching import folding
from comity.matching import schemes as matching_schemes
from comity.queries.actions import ask
from comity.queries.asked import read_asked
from comity.records import actions as records
from comity.records import reindex as module
from comity.records import schemes
from comity.records.models import KeyScheme, SearchKey
from comity.records.reindex import reindex
from tests.actors import AMINA, BRUNO, CHEN, without

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
NUMBERS = tuple(f"12AB{place:05}" for place in range(7))


@pytest.fixture
def recorded(bureaus: None) -> list[TravelDocument]:
    """Seven passports, recorded under scheme 1."""
    del bureaus  # they record
    return [
        records.create(TravelDocument, {**TravelDocument.example, "number": number}, by=AMINA)
        for number in NUMBERS
    ]


@pytest.fixture
def upgraded(recorded: list[TravelDocument], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The code of scheme 2 starts over the index of scheme 1: A folds to 0, and so every key is another."""
    monkeypatch.setattr(matching_schemes, "SCHEME", 2)
    monkeypatch.setitem(folding.FOLDS, 2, {**folding.FOLDS[1], ord("A"): "0"})
    monkeypatch.setattr(module, "BATCH", 2)
    folding._fold_of.cache_clear()
    schemes.forget()
    yield
    folding._fold_of.cache_clear()


def outcome(number: str) -> str:
    subject = {"document": {"issuer": "FRA", "kind": "passport", "number": number}}
    question = read_asked(msgspec.json.encode({"purpose": "border-control", "subjects": [subject]}))
    return str(ask(question, by=lambda _fresh: replace(BRUNO, epoch=epoch.current())).outcome)


def asked() -> list[str]:
    return [outcome(number) for number in NUMBERS]


def kept() -> dict[int, int]:
    """How many keys of each scheme stand in the index."""
    found = list(SearchKey.objects.values_list("scheme", flat=True))
    return {scheme: found.count(scheme) for scheme in sorted(set(found))}


@pytest.mark.usefixtures("upgraded")
def test_every_record_is_found_before_between_and_after() -> None:
    said, schemes_kept = [asked()], [kept()]

    def moved(_code: int, _records: int) -> None:
        said.append(asked())
        schemes_kept.append(kept())

    assert reindex(by=CHEN, share=1, moved=moved) == 7

    said.append(asked())
    assert said == [["hit"] * 7] * 6
    assert schemes_kept == [{1: 7}, {1: 5, 2: 2}, {1: 3, 2: 4}, {1: 1, 2: 6}, {2: 7}]
    assert SearchKey.objects.filter(value="120800003|FRA|passport", scheme=2).count() == 1
    assert schemes.live(epoch.current()) == (2,)
    assert ActRow.objects.get(verb="records.reindex").count == 7
    assert reindex(by=CHEN) == 0


@pytest.mark.usefixtures("upgraded")
def test_what_looks_alike_under_either_folding_is_a_candidate_meanwhile() -> None:
    assert [outcome("124B00003"), outcome("120B00003")] == ["candidate", "no-hit"]
    reindex(by=CHEN, share=1)
    assert [outcome("124B00003"), outcome("120B00003")] == ["no-hit", "candidate"]


@pytest.mark.usefixtures("upgraded")
def test_killed_in_the_middle_it_goes_on_where_it_was() -> None:
    written: list[int] = []

    def killed(_code: int, records: int) -> None:
        written.append(records)
        if sum(written) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(by=CHEN, share=1, moved=killed)
    assert (asked(), kept()) == (["hit"] * 7, {1: 3, 2: 4})

    assert reindex(by=CHEN, share=1) == 3
    assert (asked(), kept()) == (["hit"] * 7, {2: 7})


def test_records_made_changed_closed_and_withdrawn_meanwhile_are_as_they_should_be(
    recorded: list[TravelDocument], upgraded: None
) -> None:
    first, second, third, last = recorded[0], recorded[1], recorded[2], recorded[-1]

    def moved(_code: int, _records: int) -> None:
        if third.version > 1:
            return
        third.version = 2
        for each, change in ((first, {"number": "99ZZ00001"}), (last, {"number": "99ZZ00002"})):
            body = {**TravelDocument.example, **change}
            records.change(TravelDocument, each.id, body, seen=1, reason="misread", by=AMINA)
        records.change(
            TravelDocument,
            second.id,
            {**TravelDocument.example, "number": NUMBERS[1], "restriction": "all-but ITA"},
            seen=1,
            by=AMINA,
        )
        records.withdraw(TravelDocument, third.id, seen=1, reason="entered in error", by=AMINA)
        records.create(TravelDocument, {**TravelDocument.example, "number": "99ZZ00003"}, by=AMINA)
        assert_found()

    def assert_found() -> None:
        changed = [outcome(f"99ZZ0000{place}") for place in (1, 2, 3)]
        assert (changed, asked()) == (["hit"] * 3, ["no-hit"] * 3 + ["hit"] * 3 + ["no-hit"])

    reindex(by=CHEN, share=1, moved=moved)

    assert_found()
    assert kept() == {2: 7}


@pytest.mark.usefixtures("upgraded")
def test_keys_without_a_record_and_keys_of_an_old_program_are_not_left() -> None:
    reindex(by=CHEN, share=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE search_keys SET scheme = 1, value = '124800000|FRA|passport' WHERE value LIKE '120800000%'"
        )
        cursor.execute(
            "INSERT INTO search_keys SELECT gen_random_uuid(), version, until, kind, 1, database, grade, marking,"
            " owner, 'X|FRA|passport', NULL, visible FROM search_keys LIMIT 1"
        )
    KeyScheme.objects.update(oldest=1)

    reindex(by=CHEN, share=1)

    assert (kept(), asked()) == ({2: 7}, ["hit"] * 7)


def test_again_writes_the_keys_of_the_same_scheme_and_nothing_else(recorded: list[TravelDocument]) -> None:
    del recorded
    rows = (
        "record",
        "version",
        "until",
        "kind",
        "scheme",
        "grade",
        "marking",
        "owner",
        "value",
        "exact",
        "visible",
    )
    before = sorted(SearchKey.objects.values_list(*rows))
    assert reindex(by=CHEN, share=1) == 0
    SearchKey.objects.filter(value="124800000|FRA|passport").update(value="wrong")
    assert reindex(by=CHEN, share=1, again=True) == 7
    assert sorted(SearchKey.objects.values_list(*rows)) == before


def test_only_an_operator_may() -> None:
    with pytest.raises(NotAllowed):
        reindex(by=without(CHEN, "records.reindex"))
