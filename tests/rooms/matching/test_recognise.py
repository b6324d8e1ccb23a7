"""The one query box: what a text is read as, and that the same subject gets the same tag."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.document_kinds import DocumentKind
from comity.matching.keys import Grade
from comity.matching.recognise import readings_of, recognise
from comity.matching.subjects import (
    DocumentSubject,
    FirearmSubject,
    MrzSubject,
    PersonSubject,
    TextSubject,
    VehicleSubject,
    probes_of,
    what,
)
from tests.rooms.matching.test_mrz import TD1, TD3

TODAY = date(2026, 3, 1)
PASSPORT = DocumentSubject("12AB34567", "FRA", DocumentKind.PASSPORT)


@pytest.mark.parametrize(
    "text",
    [
        "FRA passport 12AB34567",
        "FRA:passport:12AB34567",
        "passport FRA 12AB34567",
        "fra Passport 12 ab 345 67",
    ],
)
def test_a_document_with_its_issuer_and_kind_has_one_reading(text):
    assert recognise(text, today=TODAY) == PASSPORT


def test_a_kind_of_two_words_is_known():
    assert recognise("ITA identity card CA12345AA", today=TODAY) == DocumentSubject(
        "CA12345AA", "ITA", DocumentKind.IDENTITY_CARD
    )


@pytest.mark.parametrize("text", [TD3, TD1, TD3.lower(), TD3.replace("<", " "), TD3.replace("<", "&lt;")])
def test_machine_readable_lines_are_recognised(text):
    assert isinstance(recognise(text, today=TODAY), MrzSubject)


@pytest.mark.parametrize("text", ["1M8GDM9AXKP042788", "1m8 gdm9a xkp 042788", "IM8GDM9AXKPO42788"])
def test_seventeen_characters_are_a_vin(text):
    assert what(recognise(text, today=TODAY)) == what(VehicleSubject(vin="1M8GDM9AXKP042788"))


@pytest.mark.parametrize("text", ["FRA 12AB34567", "FRA AB-123-CD", "D C01X00T47", "FRA:AB123CD"])
def test_a_number_with_its_country_is_a_document_or_a_plate(text):
    found = readings_of(text, today=TODAY)
    assert {type(reading) for reading in found} == {DocumentSubject, VehicleSubject, FirearmSubject}
    assert found[0].issuer == found[1].country == text.replace(":", " ").split()[0]


def test_a_bare_number_is_never_more_than_a_candidate():
    subject = recognise("12AB34567", today=TODAY)
    assert isinstance(subject, TextSubject)
    assert {probe.exact_grade for probe in probes_of(subject)} <= {Grade.CANDIDATE, Grade.HIT}
    assert {probe.exact_grade for probe in probes_of(subject)} == {Grade.CANDIDATE}


@pytest.mark.parametrize(
    ("text", "name", "born"),
    [
        ("Amina Benali", "Amina Benali", None),
        ("آمنة بن علي", "آمنة بن علي", None),
        ("Amina Benali 1987", "Amina Benali", date(1987, 1, 1)),
        ("Amina Benali 1987-03-14", "Amina Benali", date(1987, 3, 14)),
        ("Amina Benali 14.3.1987", "Amina Benali", date(1987, 3, 14)),
    ],
)
def test_words_are_a_person(text, name, born):
    subject = recognise(text, today=TODAY)
    assert isinstance(subject, PersonSubject)
    assert subject.name == name
    assert (subject.born.earliest if subject.born else None) == born


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing-recognised"),
        ("???", "nothing-recognised"),
        ("12", "nothing-recognised"),
        ("word " * 100, "nothing-recognised"),
        ("P<UTOERIKSSON<<ANNA", "mrz-unread"),
        ("A" * 4001, "too-long"),
        ("A" * 5_000_000, "too-long"),
        ("Amina\0", "control-character"),
        ("\u202eAmina", "direction-control"),
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_says_nothing_is_refused_with_a_code(text, code):
    with pytest.raises(Invalid) as refusal:
        recognise(text, today=TODAY)
    assert refusal.value.errors[0].code == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PASSPORT, DocumentSubject(" 12-ab-34567", "fra", DocumentKind.PASSPORT)),
        (PersonSubject("Benali, Amina"), PersonSubject("amina BENALI")),
        (VehicleSubject(plate="AB-123-CD", country="FRA"), VehicleSubject(plate="ab 123 cd", country="fra")),
        (FirearmSubject("M-12345", "Beretta", "9 mm"), FirearmSubject("m12345", "BERETTA", "9mm")),
        (recognise(TD3, today=TODAY), DocumentSubject("L898902C3", "UTO", DocumentKind.PASSPORT)),
    ],
)
def test_the_same_subject_typed_differently_has_the_same_tag(one, other):
    assert what(one) == what(other)
    assert what(one) != what(PersonSubject("Chen Li"))


@given(st.one_of(st.text(), st.text("ABFRaé12 :<.-|", max_size=40)))
def test_no_text_breaks_the_box(text):
    with suppress(Invalid):
        subject = recognise(text, today=TODAY)
        assert probes_of(subject)
        assert what(subject)
