"""Names as they are typed into a question: what nobody sees is left out, what is no name is refused."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.asked_names import MOST_MARKS, seen_name


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("  Amina \t Benali ", "Amina Benali"),
        ("Ami\u200bna\ufeff Benali", "Amina Benali"),
        ("\u200fآمنة\u200e بن علي", "آمنة بن علي"),
        ("Amina \u202eilaneB", "Amina ilaneB"),
        ("李", "李"),
        ("Li", "Li"),
        ("Nguyễn Thị", "Nguyễn Thị"),
        ("مُحَمَّد", "مُحَمَّد"),
        (
            "A" + "\u0301\u0302\u0303\u0304\u0305\u0306" * 9 + "nna",
            unicodedata.normalize("NFC", "A\u0301\u0302\u0303nna"),
        ),
        ("Hamad 3", "Hamad 3"),
    ],
)
def test_a_name_is_what_is_seen_of_it(raw, seen):
    assert seen_name(raw) == seen


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "name-empty"),
        (" \u200b ", "name-empty"),
        ("-", "name-empty"),
        ("A", "name-short"),
        ("A.", "name-short"),
        ("я", "name-short"),
        ("12345", "name-number"),
        ("١٢٣٤", "name-number"),
        ("A" * 10_000, "too-long"),
        ("\u0301" * 10_000, "name-empty"),
    ],
)
def test_what_is_no_name_is_refused(raw, code):
    with pytest.raises(Invalid) as refusal:
        seen_name(raw)
    assert refusal.value.errors[0].code == code


@given(st.text(max_size=300))
def test_whatever_is_typed_nothing_hidden_is_left(raw):
    with suppress(Invalid):
        seen = seen_name(raw)
        assert not any(unicodedata.category(each) == "Cf" for each in seen)
        assert any(map(str.isalpha, seen))
        marks = 0
        for each in unicodedata.normalize("NFD", seen):
            marks = marks + 1 if unicodedata.category(each) == "Mn" else 0
            assert marks <= MOST_MARKS
