"""Damaged machine-readable lines: what is found, what is mended, and what is only a candidate."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.document_kinds import DocumentKind
from comity.matching.documents import document_keys
from comity.matching.keys import Grade
from comity.matching.mrz import Mrz
from comity.matching.mrz_reading import parse_mrz
from comity.matching.mrz_repairs import MOST_PROBES, check_errors, mrz_probes, repairs, require_right
from tests.rooms.matching.test_mrz import TD1_LONG, TD3
from tests.rooms.matching.test_numbers import answer
from tests.rooms.matching.zone import VALUE, layouts, numbers, zone

TODAY = date(2026, 3, 1)
CHARACTERS = "".join(VALUE)


def damaged(text: str, place: int, character: str) -> Mrz:
    whole = text.replace("\n", "")
    return parse_mrz(whole[:place] + character + whole[place + 1 :], today=TODAY)


def asked(mrz: Mrz, number: str, kind: DocumentKind = DocumentKind.PASSPORT) -> Grade:
    return answer(document_keys(number, "UTO", kind), mrz_probes(mrz))


def test_a_right_line_is_taken_as_read():
    mrz = parse_mrz(TD3, today=TODAY)
    assert repairs(mrz) == ()
    assert check_errors(mrz) == ()
    assert require_right(mrz) is mrz
    assert asked(mrz, "L898902C3") is Grade.HIT
    assert asked(mrz, "LB989O2C3") is Grade.NONE


def test_a_six_read_for_a_g_is_a_candidate_though_its_check_digit_agrees():
    mrz = parse_mrz(zone("TD3", "12A634567"), today=TODAY)
    assert mrz.is_right
    assert asked(mrz, "12A634567") is Grade.HIT
    assert asked(mrz, "12AG34567") is Grade.CANDIDATE


def test_a_right_number_of_nothing_but_sixes_offers_nothing_and_asks_no_more_than_any_other():
    mrz = parse_mrz(zone("TD1", "6" * 22), today=TODAY)
    assert mrz.is_right
    assert repairs(mrz) == ()
    assert len(mrz_probes(mrz)) <= MOST_PROBES * 3  # each with the blocks of ranges it lies in


def test_a_misread_look_alike_that_the_check_digits_mend_is_a_hit_with_its_repair():
    mrz = damaged(TD3, 45, "B")
    assert asked(mrz, "L898902C3") is Grade.HIT
    assert [probe.repair for probe in mrz_probes(mrz) if probe.exact.startswith("L898902C3|")] == [
        "L898902C3"
    ]


def test_any_other_misread_character_that_the_check_digits_mend_is_a_candidate():
    mrz = damaged(TD3, 45, "9")
    assert asked(mrz, "L898902C3") is Grade.CANDIDATE
    assert asked(mrz, "L998902C3") is Grade.HIT


def test_a_misread_check_digit_leaves_the_number_as_typed():
    mrz = damaged(TD3, 53, "7")
    assert asked(mrz, "L898902C3") is Grade.HIT
    assert all(repair.number == "L898902C3" or repair.whole != mrz.whole for repair in repairs(mrz))


def test_a_long_number_is_mended_too():
    mrz = damaged(TD1_LONG, 15, "T")
    assert not mrz.is_right
    assert "D23145890734" in {repair.number for repair in repairs(mrz)}


def test_the_refusal_names_the_check_digit_and_offers_the_repaired_reading():
    with pytest.raises(Invalid) as refusal:
        require_right(damaged(TD3, 45, "B"))
    number, composite = refusal.value.errors
    assert (number.code, composite.code) == ("check-number", "check-composite")
    assert "document number is 6 and should be" in str(number.message)
    assert "L898902C3" in str(number.message)


def test_a_letter_in_a_date_is_offered_as_the_digit():
    birth, _ = check_errors(damaged(TD3, 59, "O"))
    assert birth.code == "check-birth"
    assert "740812" in str(birth.message)


@given(layout=layouts, number=numbers, data=st.data())
def test_a_wrong_character_of_the_number_is_found_and_mended(layout, number, data):
    text = zone(layout, number)
    start = parse_mrz(text, today=TODAY).layout.number.start
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from(CHARACTERS.rstrip("<")))
    # Modulo 10 the check digit cannot tell these apart: A, K, U and 0 are one to it (Doc 9303-3, 4.9).
    assume(VALUE[wrong] % 10 != VALUE[number[place]] % 10)
    mrz = damaged(text, start + place, wrong)
    assert not mrz.check("number").ok
    assert number in {repair.number for repair in repairs(mrz)}
    probes = mrz_probes(mrz)
    assert len(probes) <= MOST_PROBES * 3  # each with the blocks of ranges it lies in
    assert max(answer(document_keys(number, "UTO", kind), probes) for kind in mrz.document_kinds) > Grade.NONE


@given(layout=layouts, number=numbers, field=st.sampled_from(["birth", "expiry"]), data=st.data())
def test_a_wrong_character_of_a_date_is_found(layout, number, field, data):
    text = zone(layout, number)
    mrz = parse_mrz(text, today=TODAY)
    place = getattr(mrz.layout, field).start + data.draw(st.integers(0, 5))
    wrong = data.draw(st.sampled_from(CHARACTERS))
    assume(VALUE[wrong] % 10 != VALUE[mrz.whole[place]] % 10)
    assert not damaged(text, place, wrong).check(field).ok


@given(layout=layouts, number=numbers, data=st.data())
def test_nothing_is_asked_that_the_check_digits_do_not_allow(layout, number, data):
    text = zone(layout, number)
    start = parse_mrz(text, today=TODAY).layout.number.start
    mrz = damaged(text, start, data.draw(st.sampled_from(CHARACTERS.rstrip("<"))))
    for repair in repairs(mrz):
        mended = parse_mrz(repair.whole, today=TODAY)
        assert mended.is_right
        assert mended.number == repair.number
