"""Parts of numbers: what they fit, and what is too little to ask."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.folding import folded
from comity.matching.keys import Fixed, Grade, KeyKind, Probe
from comity.matching.partial import PartialSubject
from comity.matching.plates import plate_keys
from comity.matching.vins import vin_keys

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def finds(probe: Probe, value: str) -> bool:
    """Does the index find this key by this question? The contract of docs/spec/keys.md, 7."""
    number, _bar, rest = value.partition("|")
    known = probe.exact.partition("|")[2]
    if known and known != rest:
        return False
    if probe.fixed is Fixed.TAIL:
        return number[::-1].startswith(probe.value)
    return value.startswith(probe.value) if probe.prefix else value == probe.value


def found(subject: PartialSubject, value: str) -> bool:
    return any(finds(probe, value) for probe in subject.probes())


@given(st.text(CHARACTERS, min_size=6, max_size=12), st.data())
def test_one_unknown_character_may_be_any(number, data):
    place = data.draw(st.integers(0, len(number) - 1))
    subject = PartialSubject(number[:place] + "?" + number[place + 1 :], (KeyKind.PLATE,), "FRA")
    assert found(subject, plate_keys(number, "FRA")[0].value)
    assert not found(subject, plate_keys(number, "ITA")[0].value)
    assert not found(subject, plate_keys(number + "7", "FRA")[0].value)


@given(
    st.text(CHARACTERS.translate({ord(c): None for c in "OQI"}), min_size=17, max_size=17), st.integers(5, 16)
)
def test_a_known_end_finds_the_whole(vin, known):
    value = vin_keys(vin)[0].value
    assert found(PartialSubject("*" + vin[-known:], (KeyKind.VIN,)), value)
    assert found(PartialSubject(vin[:known] + "*", (KeyKind.VIN,)), value)


def test_nothing_of_it_is_ever_more_than_a_candidate():
    probes = PartialSubject("AB?2*".replace("*", "3CD"), (KeyKind.PLATE, KeyKind.SERIAL)).probes()
    assert {probe.exact_grade for probe in probes} | {probe.fold_grade for probe in probes} == {
        Grade.CANDIDATE
    }
    assert {probe.kind for probe in probes} == {KeyKind.PLATE, KeyKind.SERIAL}


def test_unknown_letters_of_another_alphabet_are_tried_where_the_rest_is_written_in_it():
    value = plate_keys("س ص ع 1234", "EGY")[0].value
    assert found(PartialSubject("س ? ع ١٢٣٤", (KeyKind.PLATE,), "EGY"), value)
    assert len(PartialSubject("AB?23CD", (KeyKind.PLATE,)).probes()) == len(
        {folded(each) for each in CHARACTERS}
    )


def test_what_it_is_like_is_said_in_the_language_of_like():
    (probe,) = PartialSubject("* 12-34 56", (KeyKind.ENGINE,), "VOLKSWAGEN").probes()
    assert (probe.value, probe.exact) == ("654321", "%123456|VOLKSWAGEN")
    assert re.fullmatch(
        "partial.engine.[*]123456.VOLKSWAGEN",
        PartialSubject("*123456", (KeyKind.ENGINE,), "VOLKSWAGEN").what(),
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("AB123CD", "partial-form"),
        ("*", "partial-short"),
        ("", "partial-form"),
        ("**123456", "partial-form"),
        ("*123456*", "partial-form"),
        ("12*3456", "partial-form"),
        ("*12?456", "partial-form"),
        ("?2?4?6789", "partial-form"),
        ("*1-2-3-4", "partial-short"),
        ("AB?1", "partial-short"),
        ("%" * 10 + "*", "partial-short"),
        ("*" + "1" * 500, "partial-form"),
        ("12\x0034567*", ""),
    ],
)
def test_what_is_no_part_or_too_little_of_it_is_refused(typed, code):
    if not code:
        assert PartialSubject(typed, (KeyKind.VIN,)).pattern() == "1234567*"
        return
    with pytest.raises(Invalid) as refusal:
        PartialSubject(typed, (KeyKind.VIN,)).probes()
    assert refusal.value.errors[0].code == code
