"""Numbers of vessels, telephones, accounts and works of art: read tolerantly, refused with what they are."""

import string
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from comity.kit.errors import Invalid
from comity.matching.accounts import account_keys, account_number, account_probes, is_iban
from comity.matching.hulls import hull_keys, hull_probes, read_hull
from comity.matching.inventories import inventory_keys, inventory_probes
from comity.matching.keys import Grade
from comity.matching.ships import (
    call_sign_keys,
    call_sign_probes,
    imo_keys,
    imo_number,
    imo_probes,
    is_imo,
    mmsi_number,
    registration_keys,
    registration_probes,
)
from comity.matching.telephones import (
    device_keys,
    device_number,
    device_probes,
    telephone_keys,
    telephone_probes,
    telephone_text,
)
from tests.rooms.matching.test_numbers import answer

HULL = "FR-XYZ12345D404"
digits = st.text(string.digits, min_size=6, max_size=6)
signs = st.text(string.ascii_uppercase + string.digits, min_size=8, max_size=8)
dated = st.builds(
    lambda month, rest: f"{month}{rest:03}", st.sampled_from("ABCDEFGHIJKL"), st.integers(0, 999)
)
anything = st.text(max_size=40)


@given(country=st.sampled_from(["", "FR", "IT", "gb"]), head=signs, tail=dated, by=st.sampled_from(" -./"))
def test_a_hull_number_is_found_however_it_is_spaced(country: str, head: str, tail: str, by: str):
    typed = by.join([country, head[:3], head[3:], tail]).lower()
    written = read_hull(typed).written()
    assert read_hull(written).written() == written
    assert answer(hull_keys(written), hull_probes(typed)) is Grade.HIT


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (HULL, Grade.HIT),
        ("XYZ12345D404", Grade.CANDIDATE),
        ("IT-XYZ12345D404", Grade.CANDIDATE),
        ("FR-XYZI2345D404", Grade.CANDIDATE),
        ("FR-XYZ12346D404", Grade.NONE),
    ],
)
def test_a_hull_number_of_another_country_is_compared_by_a_person(asked: str, expected: Grade):
    assert answer(hull_keys(HULL), hull_probes(asked)) is expected


@pytest.mark.parametrize("american", ["XYZ12345D404", "US-XYZ12345D404"])
def test_an_american_hull_number_may_bear_its_country(american: str):
    assert answer(hull_keys("XYZ12345D404"), hull_probes(american)) is Grade.HIT


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("XYZ12345D40", "hull-length"),
        ("XYZ12345D4045", "hull-length"),
        ("12-XYZ12345D404", "hull-form"),
        ("XYZ12345Z404", "hull-form"),
        ("XYZ123451304", "hull-form"),
    ],
)
def test_what_is_no_hull_number_is_told_what_one_is(number: str, code: str):
    with pytest.raises(Invalid) as refusal:
        read_hull(number)
    assert refusal.value.errors[0].code == code
    assert "12" in str(refusal.value.errors[0].message)


@given(number=digits)
def test_only_the_right_last_digit_makes_an_imo_number(number: str):
    check = sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=True)) % 10
    right = [last for last in range(10) if is_imo(f"IMO {number}{last}")]
    assert right == [check]
    assert answer(imo_keys(f"{number}{check}"), imo_probes(f"imo{number}{check}")) is Grade.HIT


@given(text=anything)
def test_no_reader_breaks(text: str):
    for read in (read_hull, imo_number, mmsi_number, telephone_text, device_number, account_number):
        with suppress(Invalid):  # it refuses and never breaks
            read(text)


@pytest.mark.parametrize("number", ["227123450", "MMSI 227 123 450", "982271234"])
def test_a_radio_identity_has_nine_digits(number: str):
    assert len(mmsi_number(number)) == 9


@pytest.mark.parametrize("number", ["002271000", "111227000", "972000000", "22712345", "2271234500"])
def test_stations_that_are_no_ships_are_refused(number: str):
    with pytest.raises(Invalid):
        mmsi_number(number)


def test_a_call_sign_is_never_a_hit_and_never_folded():
    keys = call_sign_keys("3FXO2")
    assert answer(keys, call_sign_probes("3fxo2")) is Grade.CANDIDATE
    assert answer(keys, call_sign_probes("3FX02")) is Grade.NONE


def test_a_registration_needs_its_register():
    keys = registration_keys("LR B12345", "FRA")
    assert answer(keys, registration_probes("lr-b12345", "FRA")) is Grade.HIT
    assert answer(keys, registration_probes("LRB12345")) is Grade.CANDIDATE
    assert answer(keys, registration_probes("LRB12345", "ITA")) is Grade.NONE
    assert answer(registration_keys("LRB12345", ""), registration_probes("LRB12345")) is Grade.CANDIDATE


@pytest.mark.parametrize(
    ("asked", "country", "expected"),
    [
        ("+33 (0)1 23 45 67 89", "", Grade.HIT),
        ("0033123456789", "", Grade.HIT),
        ("01 23 45 67 89", "FRA", Grade.HIT),
        ("01 23 45 67 89", "", Grade.CANDIDATE),
        ("123456789", "", Grade.CANDIDATE),
        ("+44 123456789", "", Grade.NONE),
        ("+33123456780", "", Grade.NONE),
    ],
)
def test_a_telephone_is_found_as_it_is_dialled(asked: str, country: str, expected: Grade):
    assert answer(telephone_keys("+33123456789"), telephone_probes(asked, country)) is expected


def test_an_italian_number_keeps_its_zero():
    keys = telephone_keys("+39 06 12345678")
    assert answer(keys, telephone_probes("06 1234 5678")) is Grade.CANDIDATE
    assert answer(keys, telephone_probes("06 1234 5678", "ITA")) is Grade.HIT


@given(number=st.text(string.digits, min_size=14, max_size=14))
def test_a_device_is_found_with_and_without_its_last_digit(number: str):
    whole = number + luhn.calc_check_digit(number)
    assert answer(device_keys(whole), device_probes(number)) is Grade.HIT
    wrong = number + str((int(whole[-1]) + 1) % 10)
    with pytest.raises(Invalid):
        device_number(wrong)


@given(body=st.text(string.digits, min_size=18, max_size=18))
def test_an_iban_is_itself_and_a_wrong_one_is_refused(body: str):
    number = f"DE{iban.calc_check_digits('DE00' + body)}{body}"
    if is_iban(number):  # the national part has rules of its own
        assert answer(account_keys(number), account_probes(number.lower(), "any")) is Grade.HIT
    with pytest.raises(Invalid):
        account_number(f"DE{2 + (int(number[2:4]) - 1) % 97:02}{body}")


def test_an_account_needs_its_bank():
    keys = account_keys("00-123456", "Banco Uno")
    assert answer(keys, account_probes("00123456", "BANCO UNO")) is Grade.HIT
    assert answer(keys, account_probes("00123456")) is Grade.CANDIDATE
    assert answer(keys, account_probes("00123456", "Banco Due")) is Grade.CANDIDATE
    assert answer(keys, account_probes("123456")) is Grade.NONE


def test_an_inventory_number_needs_its_institution():
    keys = inventory_keys("MM 1907-33", "Museo del Mar")
    assert answer(keys, inventory_probes("mm1907.33", "museo del mar")) is Grade.HIT
    assert answer(keys, inventory_probes("MM 1907-33", "Louvre")) is Grade.CANDIDATE
    assert answer(inventory_keys("12"), inventory_probes("12")) is Grade.CANDIDATE
