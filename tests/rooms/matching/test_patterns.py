"""Patterns of document numbers: what they describe, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.document_kinds import DocumentKind
from comity.matching.patterns import parse_pattern, pattern_keys, pattern_probes, shape_of

SIGNS = st.text("ABYZ0129", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ('"19"AA99999', "19AB00000 19ZZ99999", "18AB00000 19A100000 19AB0000 19AB000000"),
        ('"X"[120-165]A99', "X120A00 X165Z99 X140B17", "X119Z99 X166A00 Y140B17"),
        ("[B-F]99999", "B00000 F99999", "A99999 G00000"),
        ("AA9999", "AA0000 ZZ9999", "A00000 AAA999"),
    ],
)
def test_a_pattern_describes_these_and_no_others(pattern: str, inside: str, outside: str) -> None:
    read = parse_pattern(pattern, field="x")
    assert all(read.fits(number) for number in inside.split())
    assert not any(read.fits(number) for number in outside.split())


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "pattern-length"),
        ("A99", "pattern-length"),
        ("9" * 21, "pattern-length"),
        ('"ЖЖ"9999', "pattern-length"),
        ("12AB", "pattern-form"),
        ('A9"12"', "pattern-form"),
        ('"12"[1-', "pattern-form"),
        ("[165-120]A99", "pattern-range"),
        ("[1-20]A999", "pattern-range"),
        ("[A-9]9999", "pattern-range"),
        ("[-]9999", "pattern-range"),
        ("[0-9].*", "pattern-form"),
    ],
)
def test_what_is_no_pattern_is_refused_with_its_reason(pattern: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_pattern(pattern, field="number_pattern")
    assert [(each.field, each.code) for each in refusal.value.errors] == [("number_pattern", code)]


def test_a_pattern_is_kept_as_one_writes_it_by_hand() -> None:
    assert parse_pattern("“x” [120 – 165] a 99", field="x").text == '"X"[120-165]A99'


@given(st.sampled_from(['"19"AA99', '"X"[120-165]A99', "[B-F]999", "AA99", '"A1"[01-10]']), SIGNS)
def test_a_question_meets_an_alert_where_the_number_has_the_pattern(pattern: str, number: str) -> None:
    read = parse_pattern(pattern, field="x")
    (key,) = pattern_keys(pattern, "FRA", DocumentKind.PASSPORT)
    (probe,) = pattern_probes(number, "FRA", DocumentKind.PASSPORT)
    low, high = (key.exact or "").split("|")
    by_index = probe.value == key.value and low <= probe.exact <= high
    assert by_index == read.fits(number)


def test_a_number_alone_asks_no_alert() -> None:
    assert pattern_probes("123456789", "") == ()
    assert pattern_probes("12", "FRA") == ()
    assert pattern_probes("12Ж34567", "FRA") == ()
    assert shape_of("12Ж") == ""
    assert [probe.prefix for probe in pattern_probes("1234", "FRA")] == [True]
