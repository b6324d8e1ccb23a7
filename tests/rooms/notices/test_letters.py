"""Every letter on a paper is drawn, or written by its number; no text turns, covers or outgrows the page."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.notices.printing import __main__ as written
from comity.notices.printing.letters import (
    COVERED,
    LONGEST_WORD,
    MOST_MARKS,
    drawable,
    is_drawn,
    is_right_to_left,
)
from comity.notices.printing.typesetting import page_data, stamp_of
from comity.web.strings import read
from tests.rooms.notices.papers import ALL, AT, KEY


def test_what_is_written_down_of_the_faces_is_what_they_have():
    """Fails after another typesetter: `python -m comity.notices.printing` writes it anew."""
    assert COVERED.read_text("ascii") == written.covered()


@pytest.mark.parametrize("code", ["ar", "es", "fr"])
def test_no_glyph_of_our_own_texts_is_missing(code):
    texts = [
        part
        for each in read(code)
        for part in ([each.string] if isinstance(each.string, str) else each.string)
    ]
    letters = {letter for text in texts for letter in text if unicodedata.category(letter)[0] in "LMN"}

    assert len(letters) > 50
    assert {letter for letter in letters if not is_drawn(letter)} == set()


@pytest.mark.parametrize("language", sorted(ALL))
def test_no_glyph_of_a_printed_notice_is_missing(language):
    notice = ALL[language]

    data = page_data(notice, stamp_of(notice, at=AT), "https://node.example/", KEY)

    assert "[U+" not in data


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị Ánh",
        "Łukasz Żółć",
        "Ελένη",
        "Щербак Юрій",
        "გიორგი",
        "Հայկ",
        "دانیال پژمان",
        "Ə. Ünal",
        "עברית",
    ],
)
def test_names_of_many_scripts_are_drawn(name):
    assert drawable(name) == unicodedata.normalize("NFC", name)


def test_a_letter_that_no_face_has_is_written_by_its_number_and_no_control_is_drawn():
    assert drawable("张") == "[U+5F20]"
    assert drawable("\x00a\ue000") == "[U+0000]a[U+E000]"


def test_hidden_turns_of_direction_are_left_out():
    assert drawable("AB\u202e1234\u2066\u200f56\u00ad") == "AB123456"


def test_a_tower_of_marks_is_cut_to_what_languages_write():
    assert drawable("x" + "\u0315" * 500 + "y") == "x" + "\u0315" * MOST_MARKS + "y"


@given(st.text(max_size=400))
def test_whatever_is_written_is_drawn_with_places_to_break(text):
    shown = drawable(text)

    for letter in shown:
        assert letter in "\n\u200b\u200c\u200d" or is_drawn(letter)
    pieces = shown.replace("\u200b", " ").split()
    assert all(
        len([c for c in piece if not unicodedata.combining(c)]) <= LONGEST_WORD + 10 for piece in pieces
    )


@pytest.mark.parametrize(
    ("text", "answer"),
    [("طارق Tarek", True), ("Tarek طارق", False), ("12 طارق", True), ("123", False), ("", False)],
)
def test_a_line_has_the_direction_of_its_first_letter(text, answer):
    assert is_right_to_left(text) is answer
