"""Text from people: harmless afterwards, and never made up."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.kit.text import BIDIRECTIONAL_CONTROLS, clean_line, clean_text

anything = st.text(max_size=60)


def code_of(raw: str, *, lines: bool = True, longest: int = 100) -> str:
    with pytest.raises(Invalid) as refusal:
        clean_text(raw, field="text", longest=longest, lines=lines)
    (error,) = refusal.value.errors
    assert error.field == "text"
    assert str(error.message)
    return error.code


@given(raw=anything)
def test_what_is_clean_is_normal_trimmed_and_stays_as_it_is(raw: str):
    try:
        text = clean_text(raw, field="text", longest=60)
    except Invalid:
        return
    assert text == unicodedata.normalize("NFC", text).strip()
    assert clean_text(text, field="text", longest=60) == text
    assert not BIDIRECTIONAL_CONTROLS & set(text)
    assert "\0" not in text
    text.encode()  # no lone surrogates: every store and every file takes it


@given(raw=anything)
def test_a_line_has_single_spaces_and_no_end(raw: str):
    try:
        line = clean_line(raw, field="text", longest=60)
    except Invalid:
        return
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()


@given(raw=anything)
def test_no_letter_is_lost(raw: str):
    """Only white space at the ends and between words may go; nothing is cut, nothing is replaced."""
    try:
        line = clean_line(raw, field="text", longest=60)
    except Invalid:
        return
    assert line.split() == unicodedata.normalize("NFC", raw).split()


@pytest.mark.parametrize("sign", sorted(BIDIRECTIONAL_CONTROLS))
def test_direction_marks_are_refused(sign: str):
    assert code_of(f"12{sign}34") == "direction-control"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\ud800", "\ue000", "\r"])
def test_control_characters_are_refused(sign: str):
    assert code_of(f"12{sign}34") == "control-character"


def test_ends_of_lines_stay_only_where_lines_may_be():
    assert clean_text("one\r\ntwo\tthree", field="text", longest=100) == "one\ntwo\tthree"
    assert code_of("one\ntwo", lines=False) == "control-character"


def test_the_limit_counts_characters_after_cleaning():
    assert clean_text("  e\u0301  ", field="text", longest=1) == "é"
    assert code_of("xx", longest=1) == "too-long"
    assert code_of("x" * 5_000_000) == "too-long"
