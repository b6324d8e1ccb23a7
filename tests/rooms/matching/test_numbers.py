"""Document numbers, plates, VINs and serials: what is a hit and what only a candidate."""

import pytest

from comity.kit.errors import Invalid
from comity.matching.document_kinds import IDENTIFYING, DocumentKind
from comity.matching.documents import document_keys, document_probes
from comity.matching.folding import LOOK_ALIKES, folded, normalised
from comity.matching.keys import Grade, Key, Probe
from comity.matching.plates import plate_keys, plate_probes
from comity.matching.serials import engine_keys, engine_probes, firearm_keys, firearm_probes
from comity.matching.subjects import FirearmSubject, VehicleSubject, probes_of
from comity.matching.vins import check_digit_fits, vin_keys, vin_probes

PASSPORT = DocumentKind.PASSPORT


def answer(keys: tuple[Key, ...], probes: tuple[Probe, ...]) -> Grade:
    """What the index answers: the contract of docs/spec/keys.md, in ten lines."""
    best = Grade.NONE
    for key in keys:
        for probe in (p for p in probes if p.kind is key.kind):
            exact = key.value if key.exact is None else key.exact
            equal = (lambda a, b: a.startswith(b)) if probe.prefix else (lambda a, b: a == b)
            if equal(key.value, probe.value):
                said = min(probe.exact_grade, key.grade) if equal(exact, probe.exact) else probe.fold_grade
                best = max(best, said)
    return best


STOLEN = document_keys("12AB34567", "FRA", PASSPORT)


@pytest.mark.parametrize(
    ("number", "issuer", "kind", "grade"),
    [
        ("12AB34567", "FRA", PASSPORT, Grade.HIT),
        (" 12-ab 345.67 ", "fra", PASSPORT, Grade.HIT),
        ("12AB34567", "fra", PASSPORT, Grade.HIT),
        ("١٢AB٣٤٥٦٧", "FRA", PASSPORT, Grade.HIT),
        ("12A834567", "FRA", PASSPORT, Grade.CANDIDATE),
        ("IZAB34567", "FRA", PASSPORT, Grade.CANDIDATE),
        ("12АВ34567", "FRA", PASSPORT, Grade.CANDIDATE),
        ("12AC34567", "FRA", PASSPORT, Grade.NONE),
        ("12AB34576", "FRA", PASSPORT, Grade.NONE),
        ("12AB34567", "ITA", PASSPORT, Grade.NONE),
        ("12AB34567", "FRA", DocumentKind.VISA, Grade.NONE),
        ("12AB34567", "FRA", None, Grade.CANDIDATE),
        ("12AB34567", "", None, Grade.CANDIDATE),
        ("12AB3456", "", None, Grade.NONE),
    ],
)
def test_a_typed_number_answers_as_practice_3_says(number, issuer, kind, grade):
    assert answer(STOLEN, document_probes(number, issuer, kind)) is grade


def test_a_document_of_which_the_issuer_is_not_known_is_never_a_hit():
    keys = document_keys("12AB34567", "", PASSPORT)
    assert answer(keys, document_probes("12AB34567")) is Grade.CANDIDATE
    assert answer(keys, document_probes("12AB34567", "FRA", PASSPORT)) is Grade.NONE


def test_a_document_of_which_the_kind_is_not_known_is_a_candidate_for_every_kind_that_persons_carry():
    keys = document_keys("12AB34567", "FRA", None)
    assert {answer(keys, document_probes("12AB34567", "FRA", kind)) for kind in IDENTIFYING} == {
        Grade.CANDIDATE
    }


def test_german_documents_are_one_under_either_code():
    assert (
        answer(document_keys("C01X00T47", "D", PASSPORT), document_probes("C01X00T47", "DEU", PASSPORT)) == 2
    )


@pytest.mark.parametrize("number", ["", " - ", "<<<", "1" * 41, "1" * 5_000_000, "12\x0034", "12\u202e34"])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(Invalid):
        document_probes(number, "FRA", PASSPORT)


@pytest.mark.parametrize("issuer", ["FR1", "FRAN", "ФРА", "-", "F A"])
def test_what_is_no_issuer_is_refused(issuer):
    with pytest.raises(Invalid):
        document_probes("12AB34567", issuer, PASSPORT)


def test_no_class_of_look_alikes_can_collide_two_numbers_of_one_format():
    assert all(letter.isalpha() and digit.isdigit() for letter, digit in LOOK_ALIKES.items())
    assert len(set(LOOK_ALIKES.values())) == len(LOOK_ALIKES)
    assert folded("OIZASGTB") == "01245678"
    assert normalised("Ａb-１/٢.৩") == "AB123"


def test_a_plate_is_a_hit_only_with_its_country():
    keys = plate_keys("AB-123-CD", "FRA")
    assert answer(keys, plate_probes("ab 123 cd", "FRA")) is Grade.HIT
    assert answer(keys, plate_probes("AB123CD", "ITA")) is Grade.NONE
    assert answer(keys, plate_probes("AB123CD")) is Grade.CANDIDATE
    assert answer(keys, plate_probes("A8123CD", "FRA")) is Grade.CANDIDATE
    assert answer(plate_keys("А123ВС 77", "RUS"), plate_probes("A123BC77", "RUS")) is Grade.HIT


def test_a_vin_with_letters_that_never_occur_is_mended():
    keys = vin_keys("1M8GDM9AXKP042788")
    assert answer(keys, vin_probes("IM8GDM9AXKPO42788")) is Grade.HIT
    assert answer(keys, vin_probes("1M8GDM9AXKP0427B8")) is Grade.CANDIDATE
    assert answer(vin_keys("AB123456"), vin_probes("AB123456")) is Grade.CANDIDATE


@pytest.mark.parametrize(
    ("vin", "fits"), [("1M8GDM9AXKP042788", True), ("1M8GDM9A1KP042788", False), ("AB123456", None)]
)
def test_the_check_digit_of_a_vin_is_a_hint(vin, fits):
    assert check_digit_fits(vin) is fits


@pytest.mark.parametrize(
    ("make", "calibre", "grade"),
    [
        ("Beretta", "9 mm", Grade.HIT),
        ("BERETTA", "", Grade.HIT),
        ("Beretta", "7.65", Grade.CANDIDATE),
        ("Walther", "9 mm", Grade.CANDIDATE),
        ("", "", Grade.CANDIDATE),
    ],
)
def test_a_firearm_is_a_hit_only_with_its_make(make, calibre, grade):
    assert (
        answer(firearm_keys("M12345Z", "Beretta", "9mm"), firearm_probes("m-12345-z", make, calibre)) is grade
    )


def test_a_firearm_recorded_without_calibre_or_make():
    assert (
        answer(firearm_keys("M12345Z", "Beretta"), firearm_probes("M12345Z", "Beretta", "9x19")) is Grade.HIT
    )
    assert (
        answer(firearm_keys("M12345Z", ""), firearm_probes("M12345Z", "Beretta", "9x19")) is Grade.CANDIDATE
    )


def test_an_engine_is_a_hit_only_with_its_make():
    keys = engine_keys("BKD 123456", "Volkswagen")
    assert answer(keys, engine_probes("BKD123456", "VOLKSWAGEN")) is Grade.HIT
    assert answer(keys, engine_probes("BKD123456")) is Grade.CANDIDATE


def test_a_vehicle_without_a_number_and_a_make_without_end_are_refused():
    for nothing in (VehicleSubject(), VehicleSubject(country="FRA"), FirearmSubject("1", "A" * 5_000_000)):
        with pytest.raises(Invalid):
            probes_of(nothing)
