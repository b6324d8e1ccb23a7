"""Names, exactly. A name is never more than a candidate."""

import pytest

from comity.kit.dates import parse_partial
from comity.kit.errors import Invalid
from comity.matching.keys import Grade
from comity.matching.names.exact import name_keys, name_probes, normalised_name


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Benali, Amina", "AMINA BENALI"),
        ("amina  BENALI", "AMINA BENALI"),
        ("Étienne D'Arc", "DARC ETIENNE"),
        ("O’Brien Séan", "OBRIEN SEAN"),
        ("O´Brien O`Brien O＇Brien", "OBRIEN OBRIEN OBRIEN"),
        ("Al-Masri", "AL MASRI"),
        ("Groß", "GROSS"),
        ("آمنة بن علي", "امنة بن علي"),
        ("ＡＭＩＮＡ", "AMINA"),
        (" - ", ""),
    ],
)
def test_a_name_is_its_words_in_order_of_the_alphabet(raw, plain):
    assert normalised_name(raw) == plain


def found(recorded: str, asked: str) -> bool:
    born = [parse_partial(text, field="born") if text else None for text in (recorded, asked)]
    keys, probes = name_keys("Amina Benali", born[0]), name_probes("BENALI Amina", born[1])
    assert all(key.grade is Grade.CANDIDATE for key in keys)
    return any(
        key.value.startswith(probe.value) if probe.prefix else key.value == probe.value
        for key in keys
        for probe in probes
    )


@pytest.mark.parametrize(
    ("recorded", "asked", "expected"),
    [
        ("1987-03-14", "1987", True),
        ("1987-03-14", "1988", False),
        ("", "1987", True),
        ("1987", "", True),
        ("1980/1990", "1985-02", True),
        ("1980/1990", "1991", False),
        ("1900/1990", "1700", True),
        ("1985", "1900/1990", True),
        ("1985", "1980/1986", True),
    ],
)
def test_years_of_birth_agree_where_they_overlap_or_one_is_not_known(recorded, asked, expected):
    assert found(recorded, asked) is expected


def test_a_name_without_a_letter_has_no_key_and_no_question():
    assert name_keys("...") == ()
    for nothing in ("?!", "", "A" * 201, "Amina\u202e", "Amina\0"):
        with pytest.raises(Invalid):
            name_probes(nothing)
