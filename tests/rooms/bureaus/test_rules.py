"""Standing, mandates and the hours of duty desks."""

from datetime import date, datetime, time

import pytest

from comity.bureaus.rules import (
    KIND_LABELS,
    REFUSALS,
    STANDING_LABELS,
    STANDING_TABLE,
    BureauKind,
    Hours,
    Say,
    Standing,
    Verb,
    effective_standing,
    hides_persons,
    is_open,
    owner_line,
    standing_allows,
    why_not,
)

LAST_DAY = date(2026, 6, 30)


def test_the_table_answers_every_standing_and_verb():
    assert set(STANDING_TABLE) == {(standing, verb) for standing in Standing for verb in Verb}


def test_every_no_and_every_wait_has_its_sentence():
    assert {standing for (standing, _), say in STANDING_TABLE.items() if say is not Say.YES} == set(REFUSALS)
    assert all(why_not(standing) for standing in REFUSALS)


def test_kinds_and_standings_have_labels():
    assert set(KIND_LABELS) == set(BureauKind)
    assert set(STANDING_LABELS) == set(Standing)


@pytest.mark.parametrize("verb", Verb)
def test_a_normal_bureau_may_everything_and_an_ended_mandate_nothing(verb):
    assert standing_allows(Standing.NORMAL, verb) is Say.YES
    assert standing_allows(Standing.MANDATE_ENDED, verb) is Say.NO


@pytest.mark.parametrize(
    "verb",
    [Verb.WITHDRAW, Verb.CORRECT, Verb.ANSWER_CONFIRMATION, Verb.RECEIVE, Verb.ACKNOWLEDGE_RECALL],
)
def test_a_suspended_bureau_keeps_what_frees_people(verb):
    assert standing_allows(Standing.SUSPENDED, verb) is Say.YES


def test_a_suspended_bureau_neither_asks_nor_records():
    assert standing_allows(Standing.SUSPENDED, Verb.ASK) is Say.NO
    assert standing_allows(Standing.SUSPENDED, Verb.RECORD) is Say.NO
    assert standing_allows(Standing.SUSPENDED, Verb.SEND_MESSAGE) is Say.NO


def test_emergencies_of_a_suspended_bureau_go_through_the_centre():
    assert standing_allows(Standing.SUSPENDED, Verb.SEND_EMERGENCY) is Say.WAITS


def test_what_a_pre_moderated_bureau_publishes_waits_but_it_may_ask_and_take_back():
    for verb in (Verb.RECORD, Verb.CHANGE, Verb.SUBMIT_NOTICE, Verb.SEND_MESSAGE):
        assert standing_allows(Standing.PRE_MODERATED, verb) is Say.WAITS
    for verb in (Verb.ASK, Verb.WITHDRAW, Verb.ANSWER_CONFIRMATION):
        assert standing_allows(Standing.PRE_MODERATED, verb) is Say.YES


def test_a_read_only_bureau_asks_and_answers():
    assert standing_allows(Standing.READ_ONLY, Verb.ASK) is Say.YES
    assert standing_allows(Standing.READ_ONLY, Verb.ANSWER_CONFIRMATION) is Say.YES
    assert standing_allows(Standing.READ_ONLY, Verb.RECORD) is Say.NO


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 6, 29), Standing.READ_ONLY),
        (LAST_DAY, Standing.READ_ONLY),
        (date(2026, 7, 1), Standing.MANDATE_ENDED),
    ],
)
def test_a_mandate_ends_after_its_last_day(today, standing):
    assert effective_standing(Standing.READ_ONLY, LAST_DAY, today) is standing


def test_a_bureau_without_a_mandate_keeps_its_standing():
    assert effective_standing(4, None, LAST_DAY) is Standing.SUSPENDED


def test_records_of_a_suspended_owner_carry_the_line_and_its_persons_are_hidden():
    for standing in (Standing.SUSPENDED, Standing.MANDATE_ENDED):
        assert "without the centre" in str(owner_line(standing))
        assert hides_persons(standing)
    for standing in (Standing.NORMAL, Standing.PRE_MODERATED, Standing.READ_ONLY):
        assert owner_line(standing) == ""
        assert not hides_persons(standing)


OFFICE = Hours(False, time(8), time(17), frozenset({1, 2, 3, 4, 5}))
NIGHT = Hours(False, time(20), time(6), frozenset({5}))


@pytest.mark.parametrize(
    ("hours", "at", "open_"),
    [
        (OFFICE, datetime(2026, 6, 26, 8, 0), True),  # Friday
        (OFFICE, datetime(2026, 6, 26, 7, 59), False),
        (OFFICE, datetime(2026, 6, 26, 17, 0), False),
        (OFFICE, datetime(2026, 6, 27, 12, 0), False),  # Saturday
        (NIGHT, datetime(2026, 6, 26, 23, 0), True),
        (NIGHT, datetime(2026, 6, 27, 5, 59), True),  # still Friday's night
        (NIGHT, datetime(2026, 6, 27, 6, 0), False),
        (NIGHT, datetime(2026, 6, 26, 5, 0), False),  # Thursday's night is nobody's
        (Hours(True, None, None, frozenset()), datetime(2026, 6, 27, 3, 0), True),
        (Hours(False, time(8), time(8), frozenset()), datetime(2026, 6, 27, 3, 0), True),  # round the clock
    ],
)
def test_a_desk_is_open_in_its_hours(hours, at, open_):
    assert is_open(hours, at) is open_
