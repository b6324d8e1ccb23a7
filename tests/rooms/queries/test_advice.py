"""What reference libraries answer: advice, which opens no hit, tells no owner, and is read by everybody in scope."""

from dataclasses import replace

import msgspec
import pytest

from comity.databases.firearm_models import FirearmModel
from comity.databases.firearms import Firearm
from comity.databases.persons import Person
from comity.gate import epoch
from comity.journal.models import ActRecord, ActRow
from comity.kit.errors import Invalid, NotFound
from comity.queries.actions import ask_many
from comity.queries.asked import read_frame, read_lines
from comity.queries.models import Hit
from comity.queries.rules import Outcome
from comity.records import actions as records
from comity.records.exporting.export import export
from comity.records.listing.browsing import browse, consult
from comity.records.listing.lists import Sieve
from tests.actors import AMINA, BRUNO, CHEN, AnyActor
from tests.rooms.queries.test_ask import outcomes, put
from tests.rooms.records.pages import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
MODEL = {"firearm": {"make": "BRANDELIUS", "model": "p-9"}}


@pytest.fixture
def model() -> FirearmModel:
    return records.create(FirearmModel, FirearmModel.example, by=CHEN)


def test_make_and_model_find_advice_and_open_no_hit(model: FirearmModel) -> None:
    answer = put(MODEL)

    assert answer.outcome is Outcome.ADVICE
    assert outcomes(answer)["firearms"] is Outcome.NO_HIT
    found = next(one for one in answer.subjects[0].answers if one.found).found[0]
    assert (found.hit, found.record, found.values["serial_at"]) == (
        None,
        model.id,
        FirearmModel.example["serial_at"],
    )
    act = ActRow.objects.get(verb="queries.ask")
    assert (act.outcome, act.count) == (8, 1)
    assert ActRecord.objects.get(act=act.id).record == model.id
    assert not Hit.objects.exists()


def test_a_common_copy_finds_the_same_advice(model: FirearmModel) -> None:
    assert put({"firearm": {"make": "Ostrava Nova", "model": "N9"}}).outcome is Outcome.ADVICE
    assert put({"firearm": {"make": "Ostrava Nova", "model": "P9"}}).outcome is Outcome.NO_HIT


def test_a_hit_leads_and_the_advice_stands_beside_it(model: FirearmModel) -> None:
    records.create(Firearm, Firearm.example, by=AMINA)
    answer = put({"firearm": {"serial": "TX0091842", "make": "Brandelius", "calibre": "9x19", "model": "P9"}})
    assert (outcomes(answer)["firearms"], outcomes(answer)["firearm-models"]) == (Outcome.HIT, Outcome.ADVICE)
    assert ActRow.objects.get(verb="queries.ask").outcome == 5
    assert Hit.objects.get().database == Firearm.code


def test_a_serial_number_alone_asks_no_library(model: FirearmModel) -> None:
    answer = put({"firearm": {"serial": "TX0091842"}})
    row = next(one for one in answer.subjects[0].answers if one.database == "firearm-models")
    assert (row.outcome, row.compared) == (Outcome.NO_HIT, False)
    with pytest.raises(Invalid):
        put({"firearm": {"make": "Brandelius"}})


def test_a_list_counts_advice_by_itself(model: FirearmModel) -> None:
    frame = read_frame(
        {
            "purpose": "border-control",
            "conveyance": "AV 1",
            "route": "BOG-LIM",
            "departure": "2026-11-24T10:00Z",
            "source": "carrier",
        }
    )
    lines = b"\n".join(msgspec.json.encode(each) for each in (MODEL, {"vehicle": {"plate": "AB123CD"}}))
    answer = ask_many(frame, read_lines(lines), by=lambda _fresh: replace(BRUNO, epoch=epoch.current()))
    assert (answer.outcome, answer.hits, answer.candidates, answer.advice) == (Outcome.ADVICE, 0, 0, 1)


@pytest.mark.parametrize("closing", [{"restriction": "all-but ITA"}, {"marking": "confidential"}])
def test_closed_advice_does_not_exist(closing: dict[str, str]) -> None:
    model = records.create(FirearmModel, {**FirearmModel.example, **closing}, by=CHEN)
    bruno = replace(BRUNO, clearance=2)
    assert put(MODEL, by=bruno).outcome is Outcome.NO_HIT
    assert ActRow.objects.get(verb="queries.ask").count == 0
    assert browse(FirearmModel, Sieve(), by=bruno).records == []
    with pytest.raises(NotFound):
        consult(FirearmModel, model.id, by=bruno)
    with pytest.raises(NotFound):
        opened(bruno, "page", "firearm-models", model.id)


def test_advice_outside_the_scope_of_a_unit_is_not_given(model: FirearmModel) -> None:
    narrow = replace(BRUNO, databases=frozenset({Firearm.code}))
    assert outcomes(put(MODEL, by=narrow))["firearm-models"] is Outcome.NOT_ALLOWED
    assert browse(FirearmModel, Sieve(), by=narrow).records == []


def test_everybody_looks_through_a_library_and_nobody_exports_it(model: FirearmModel) -> None:
    assert [each.id for each in browse(FirearmModel, Sieve(words="crown"), by=BRUNO).records] == [model.id]
    assert browse(FirearmModel, Sieve(words="nothing of it"), by=BRUNO).records == []
    assert browse(FirearmModel, Sieve(chosen={"kind": "rifle"}), by=BRUNO).records == []
    assert consult(FirearmModel, model.id, by=BRUNO) == model
    assert len("".join(export(FirearmModel, Sieve(), by=BRUNO)).splitlines()) == 1  # the head alone
    page = opened(BRUNO, "list", "firearm-models").content.decode()
    assert "Brandelius" in page
    assert "above the trigger guard" in opened(BRUNO, "page", "firearm-models", model.id).content.decode()


def test_no_other_database_is_looked_through() -> None:
    record = records.create(Person, Person.example, by=AMINA)
    with pytest.raises(NotFound):
        browse(Person, Sieve(), by=BRUNO)
    with pytest.raises(NotFound):
        consult(Person, record.id, by=AnyActor(bureau="FRA"))
