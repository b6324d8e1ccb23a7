"""The table of a record's life, written out: in which state what may be done; and the verbs that end it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.records import actions
from comity.records.life.happenings import Happening
from comity.records.life.states import ENDED, Deed, FoundBy, Why, demand, may
from comity.records.models import SearchKey
from comity.records.reading import history
from comity.records.registry import databases
from comity.records.rules import STATUSES, Status
from tests.actors import AMINA, BRUNO

# change withdraw error found dispute report-found block unblock
TABLE = {
    Status.DRAFT: "change withdraw error delete",
    Status.SENT_BACK: "change withdraw error delete",
    Status.PREPARED: "change withdraw error delete",
    Status.IN_CHECK: "change withdraw error delete",
    Status.ACTIVE: "change withdraw error found dispute report block delete",
    Status.DISPUTED: "change withdraw error dispute report block",
    Status.RECOVERED: "change withdraw error dispute block delete",
    Status.BLOCKED: "change withdraw error unblock",
    Status.SUSPENDED: "change withdraw error",
    Status.WAITS_FOR_OWNER: "change withdraw error",
    Status.WITHDRAWN: "delete",
    Status.ENTERED_IN_ERROR: "delete",
    Status.EXPIRED: "",
    Status.REPLACED: "delete",
}
WORDS = {
    "change": Deed.CHANGE,
    "withdraw": Deed.WITHDRAW,
    "error": Deed.MARK_ERROR,
    "found": Deed.RECOVER,
    "dispute": Deed.DISPUTE,
    "report": Deed.REPORT_FOUND,
    "block": Deed.BLOCK,
    "unblock": Deed.UNBLOCK,
    "delete": Deed.DELETE,
}
pytestmark = pytest.mark.usefixtures("bureaus")


def test_the_table_names_every_state_and_every_deed() -> None:
    assert set(TABLE) == set(Status)
    assert set(WORDS.values()) == set(Deed)


@pytest.mark.parametrize("status", Status, ids=lambda status: status.name)
def test_a_state_allows_what_the_table_says(status: Status) -> None:
    assert {word for word, deed in WORDS.items() if may(status, deed)} == set(TABLE[status].split())
    for deed in Deed:
        if not may(status, deed):
            with pytest.raises(Refused) as refusal:
                demand(status, deed)
            assert refusal.value.code == "wrong-state"


def passport(**more: str) -> TravelDocument:
    return actions.create(TravelDocument, {**TravelDocument.example, **more}, by=AMINA)


def in_state(record: TravelDocument, status: Status) -> None:
    TravelDocument.objects.filter(pk=record.pk).update(status=int(status))


@pytest.mark.parametrize("status", Status, ids=lambda status: status.name)
def test_the_owners_verbs_ask_the_table(status: Status) -> None:
    for word, verb in (
        ("withdraw", actions.withdraw),
        ("error", actions.mark_error),
        ("found", actions.recover),
    ):
        record = passport(number=f"12AB{word[:5].upper()}"[:9])
        in_state(record, status)
        if word in TABLE[status].split():
            verb(TravelDocument, record.id, reason="so", seen=1, by=AMINA)
        else:
            with pytest.raises(Refused):
                verb(TravelDocument, record.id, reason="so", seen=1, by=AMINA)


def test_what_was_entered_in_error_is_found_by_nobody_and_is_no_withdrawal() -> None:
    record = passport()

    after = actions.mark_error(TravelDocument, record.id, reason="another's passport", seen=1, by=AMINA)

    assert Status(after.status) is Status.ENTERED_IN_ERROR in ENDED
    assert not SearchKey.objects.filter(record=record.id).exists()
    assert [state.status for state in history(after, reader=AMINA)] == [
        Status.ENTERED_IN_ERROR,
        Status.ACTIVE,
    ]
    assert history(after, reader=AMINA)[0].reason == "another's passport"


@pytest.mark.parametrize("verb", [actions.mark_error, actions.withdraw, actions.recover])
def test_no_verb_without_reason_on_an_old_version_or_by_another_bureau(verb: Any) -> None:
    record = passport()
    for error, more in (
        (Invalid, {"reason": " ", "seen": 1, "by": AMINA}),
        (Stale, {"reason": "so", "seen": 2, "by": AMINA}),
        (NotFound, {"reason": "so", "seen": 1, "by": BRUNO}),
    ):
        with pytest.raises(error):
            verb(TravelDocument, record.id, **more)
    assert SearchKey.objects.filter(record=record.id).exists()
    assert not Happening._default_manager.exists()


def test_a_reason_has_a_code_that_the_history_tells_in_words() -> None:
    record = passport()
    actions.recover(TravelDocument, record.id, reason="in a drawer", found=FoundBy.BEARER, seen=1, by=AMINA)
    actions.withdraw(TravelDocument, record.id, reason="PV-1", why=Why.CASE_CLOSED, seen=2, by=AMINA)

    told = [(state.code, str(state.why)) for state in history(TravelDocument.objects.get(), reader=AMINA)]

    assert told == [
        ("case-closed", "The case is closed"),
        ("by-bearer", "Found by the bearer or whoever lost it"),
        ("", ""),
    ]


def test_a_found_document_stays_a_hit_and_a_found_car_leaves_nothing() -> None:
    paper, car = passport(), actions.create(Vehicle, Vehicle.example, by=AMINA)
    for record in (paper, car):
        actions.recover(type(record), record.id, reason="found", seen=1, by=AMINA)

    assert SearchKey.objects.filter(record=paper.id, visible=None).exists()
    assert not SearchKey.objects.filter(record=car.id, visible=None).exists()


def test_a_car_that_two_bureaus_recorded_lives_twice() -> None:
    ours = actions.create(Vehicle, Vehicle.example, by=AMINA)
    theirs = actions.create(Vehicle, Vehicle.example, by=BRUNO)

    actions.mark_error(Vehicle, ours.id, reason="same car, sold", seen=1, by=AMINA)

    assert Status(Vehicle.objects.get(pk=theirs.pk).status) is Status.ACTIVE
    assert {key.owner for key in SearchKey.objects.filter(database=Vehicle.code)} == {"ITA"}


def test_a_correction_needs_a_reason_and_other_changes_do_not() -> None:
    record = passport()
    other = {**TravelDocument.example, "number": "12AB34568"}

    actions.change(TravelDocument, record.id, {**TravelDocument.example, "case": "C"}, seen=1, by=AMINA)
    with pytest.raises(Invalid) as refusal:
        actions.change(TravelDocument, record.id, other, seen=2, by=AMINA)
    assert [error.field for error in refusal.value.errors] == ["reason"]
    assert TravelDocument.objects.get().version == 2

    after = actions.change(TravelDocument, record.id, other, seen=2, reason="8, not 7", by=AMINA)
    assert (after.number, history(after, reader=AMINA)[0].reason) == ("12AB34568", "8, not 7")


def test_what_nobody_could_find_is_corrected_without_a_reason() -> None:
    record = passport()
    in_state(record, Status.DRAFT)
    other = {**TravelDocument.example, "number": "12AB34568"}

    assert actions.change(TravelDocument, record.id, other, seen=1, by=AMINA).number == "12AB34568"


@pytest.mark.parametrize("database", [each for each in databases() if each.happened_on])
def test_nothing_happened_after_it_was_recorded(database: Any) -> None:
    record = actions.create(database, database.example, by=AMINA)
    past = timezone.now() - timedelta(days=30)
    database.objects.filter(pk=record.pk).update(recorded_at=past)

    def happened(days: int) -> dict[str, Any]:
        return {**database.example, database.happened_on: (past + timedelta(days=days)).date().isoformat()}

    actions.change(database, record.id, happened(1), seen=1, reason="so", by=AMINA)
    with pytest.raises(Invalid) as refusal:
        actions.change(database, record.id, happened(2), seen=2, reason="so", by=AMINA)
    assert [(each.field, each.code) for each in refusal.value.errors] == [
        (database.happened_on, "after-entry")
    ]


def test_the_guide_for_officers_shows_the_same_table() -> None:
    guide = (Path(__file__).parents[3] / "docs/guide/life-of-a-record.md").read_text("utf-8")
    rows = [line.strip().strip("|").split("|") for line in guide.splitlines() if line.startswith("| ")]
    shown = {cells[0].strip(): [cell.strip() for cell in cells[2:]] for cells in rows if len(cells) > 5}
    columns = ("change", "withdraw", "error", "found", "dispute", "report", "block", "unblock", "delete")
    for status, deeds in TABLE.items():
        cells = dict(zip(columns, [*shown[str(STATUSES[status])], *[""] * 9], strict=False))
        assert {name for name, cell in cells.items() if cell == "yes"} == set(deeds.split()), status
