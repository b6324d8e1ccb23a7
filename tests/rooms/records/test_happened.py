"""What a finder is told of what happened to a record, and when a change is a correction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.databases.travel_documents import TravelDocument
from comity.databases.vehicles import Vehicle
from comity.matching.keys import Grade, Key, KeyKind
from comity.records.life.happened import Told, Turn, is_corrected, told_as
from comity.records.rules import AfterRecovery
from comity.records.ways import keys_of

NOTHING, STAYS = AfterRecovery.NOTHING, AfterRecovery.STAYS_A_HIT
# What an open bureau is told, and one to which the record was closed since (found: nothing left, still a hit).
TABLE = {
    Turn.ENTERED_IN_ERROR: (Told.ENTERED_IN_ERROR, Told.GONE, Told.GONE),
    Turn.WITHDRAWN: (Told.WITHDRAWN, Told.GONE, Told.GONE),
    Turn.CORRECTED: (Told.CORRECTED, Told.GONE, Told.GONE),
    Turn.FOUND: (Told.FOUND, Told.GONE, None),
    Turn.BLOCKED: (Told.BLOCKED, Told.GONE, Told.GONE),
    Turn.DISPUTED: (Told.DISPUTED, None, None),
    Turn.STANDS: (Told.STANDS, None, None),
    Turn.ENDED: (None, None, None),  # the hit itself says so
}


@pytest.mark.parametrize("happened", Turn)
def test_what_a_finder_is_told(happened: Turn) -> None:
    is_open, closed, closed_stays = TABLE[happened]
    assert told_as(happened, is_open=True, after_recovery=NOTHING) is is_open
    assert told_as(happened, is_open=True, after_recovery=STAYS) is is_open
    assert told_as(happened, is_open=False, after_recovery=NOTHING) is closed
    assert told_as(happened, is_open=False, after_recovery=STAYS) is closed_stays


def test_another_number_is_a_correction_and_another_place_is_none() -> None:
    before = keys_of(TravelDocument.keys, TravelDocument.example)
    other = keys_of(TravelDocument.keys, {**TravelDocument.example, "number": "12AB34568"})
    place = keys_of(TravelDocument.keys, {**TravelDocument.example, "remark": "Seen in Lyon."})

    assert is_corrected(before, other)
    assert not is_corrected(before, place)


def test_to_add_a_number_takes_nothing_from_a_former_hit() -> None:
    without = {name: value for name, value in Vehicle.example.items() if name != "engine"}
    with_engine = {**without, "engine": "K9K1234567"}

    assert not is_corrected(keys_of(Vehicle.keys, without), keys_of(Vehicle.keys, with_engine))
    assert is_corrected(keys_of(Vehicle.keys, with_engine), keys_of(Vehicle.keys, without))


@given(st.sets(st.text("AB1", min_size=1, max_size=3)), st.sets(st.text("AB1", min_size=1, max_size=3)))
def test_only_what_is_lost_corrects(before: set[str], after: set[str]) -> None:
    def keys(values: set[str]) -> list[Key]:
        return [Key(KeyKind.SERIAL, value, None, Grade.HIT) for value in values]

    assert is_corrected(keys(before), keys(after)) == (not before <= after)
