"""Ranges of blanks: every number inside is found, no neighbour is, and no key is made for each number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.document_kinds import DocumentKind
from comity.matching.documents import document_keys, document_probes, document_range_keys
from comity.matching.keys import Grade, Key
from comity.matching.ranges import MOST_IN_RANGE
from tests.rooms.matching.test_numbers import answer

PASSPORT = DocumentKind.PASSPORT


def keys_of(first: str, last: str) -> tuple[Key, ...]:
    return document_range_keys(first, last, "FRA", PASSPORT)


def said(keys: tuple[Key, ...], number: str) -> Grade:
    return answer(keys, document_probes(number, "FRA", PASSPORT))


@st.composite
def ranges(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """Letters and digits before, first, last, and how many digits the number ends with."""
    width = draw(st.integers(1, 9))
    head = draw(st.sampled_from(["", "12AB", "X", "7Q"]))
    first = draw(st.integers(0, 10**width - 1))
    last = draw(st.integers(first, min(10**width, first + MOST_IN_RANGE) - 1))
    return head, first, last, width


@given(ranges(), st.data())
def test_any_number_inside_is_a_hit_and_no_neighbour_is(range_of: tuple[str, int, int, int], data):
    head, first, last, width = range_of
    keys = keys_of(f"{head}{first:0{width}}", f"{head}{last:0{width}}")
    inside = data.draw(st.integers(first, last))

    assert {said(keys, f"{head}{number:0{width}}") for number in (first, inside, last)} == {Grade.HIT}
    outside = [number for number in (first - 1, last + 1) if 0 <= number < 10**width]
    assert all(said(keys, f"{head}{number:0{width}}") is Grade.NONE for number in outside)
    assert said(keys, f"{head}{inside:0{width}}0") is Grade.NONE
    assert len(keys) == len({key.value for key in keys}) < 2_500


def test_a_number_that_only_looks_like_one_inside_is_a_candidate():
    keys = keys_of("12AB000000", "12AB199999")
    assert said(keys, "12A8123456") is Grade.CANDIDATE
    assert said(keys, "12ABO23456") is Grade.CANDIDATE
    assert said(keys, "12AB0234S6") is Grade.CANDIDATE
    assert said(keys, "12AB2O0000") is Grade.NONE


def test_a_number_alone_is_a_candidate_as_for_one_document():
    keys = keys_of("12AB000000", "12AB199999")
    assert answer(keys, document_probes("12AB123456")) is Grade.CANDIDATE
    assert answer(keys, document_probes("12AB123456", "FRA")) is Grade.CANDIDATE
    assert answer(keys, document_probes("12AB123456", "ITA", PASSPORT)) is Grade.NONE
    assert answer(keys, document_probes("12AB123456", "FRA", DocumentKind.VISA)) is Grade.NONE


def test_a_single_document_is_not_found_by_the_blocks_it_lies_in():
    assert said(document_keys("12AB000000", "FRA", PASSPORT), "12AB000001") is Grade.NONE


def test_the_longest_range_is_a_few_thousand_keys_at_most():
    assert len(keys_of("AB0000001", "AB9999998")) < 2_500
    assert len(keys_of("AB0000000", "AB9999999")) == 100
    assert len(keys_of("12AB100000", "12AB299999")) == 2


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("12AB00002", "12AB00001", "range-form"),
        ("12AB00001", "12AC00002", "range-form"),
        ("12AB1", "12AB10", "range-form"),
        ("12ABX", "12ABY", "range-form"),
        ("12AB0000A", "12AB0001A", "range-form"),
        ("000000000", "999999999", "range-long"),
        ("00000000", "10000000", "range-long"),
    ],
)
def test_what_is_no_range_is_refused(first, last, code):
    with pytest.raises(Invalid) as refusal:
        keys_of(first, last)
    assert refusal.value.errors[0].code == code
