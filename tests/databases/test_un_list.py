"""The list's traps, on an invented file: placeholders, several names in one element, partial dates, worded numbers."""

import gzip
from contextlib import suppress
from datetime import date, datetime, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.databases import un_list
from comity.databases.un_countries import country_code
from comity.databases.un_dates import birth_date, expiry_in, issue_in
from comity.databases.un_list import read
from comity.databases.un_texts import bare_number, is_noted, number_in_note, sex_of, split_names
from comity.kit.errors import Invalid

SAMPLE = Path(__file__).parent / "un_sample.xml"


@pytest.fixture(scope="module")
def sample():
    return read(SAMPLE)


@pytest.fixture(scope="module")
def oren(sample):
    (person,) = sample.individuals
    return person


def test_the_list_says_when_it_was_made(sample):
    assert sample.generated == datetime(2026, 2, 27, 0, 0, 9, 554000, tzinfo=timezone.utc)


def test_the_reference_number_is_the_key_and_the_name_is_whole(oren):
    assert (oren.reference, oren.data_id) == ("XXi.001", "1001")
    assert oren.name == "OREN VALDERIS AL-SAMPLE"
    assert oren.original_script == "أورين فالديريس"
    assert (oren.listed_on, oren.updated_on) == (date(2015, 4, 7), (date(2016, 10, 13), date(2020, 1, 2)))


def test_placeholders_are_dropped_and_lists_of_names_split(oren):
    assert [(alias.name, alias.quality) for alias in oren.aliases] == [
        ("Oren Valdiris", "Good"),
        ("Orin Valderis", "Good"),
        ("Orhan Valderis", "Good"),
        ("Abu Sample", "Low"),
        ("Omar Sample", "Good"),
    ]
    assert oren.aliases[3].original_script == "Абу Сампл"
    last = oren.aliases[4]
    assert (last.born.as_written, last.city_of_birth, last.country_of_birth.code) == (
        "1979-12-31",
        "Tripoli",
        "LBY",
    )
    assert last.note == "previously listed as"


def test_titles_countries_and_places_keep_their_words(oren):
    assert (oren.titles, oren.designations) == (("Haji",), ("Minister of Nothing",))
    assert [(country.text, country.code) for country in oren.nationalities] == [
        ("Iran (Islamic Republic of)", "IRN"),
        ("Ruritania", ""),
    ]
    (address,) = oren.addresses
    assert (address.street, address.zip_code, address.country.code) == ("1 Example Road", "0578", "IRN")
    assert oren.birth_places[0].city == "Baghdad"


def test_sex_and_notice_stand_in_the_comments(oren):
    assert oren.sex == "male"
    assert oren.notice_link == "https://www.interpol.int/en/notices/sample"


def test_partial_dates_stay_partial(oren):
    assert [birth.date and birth.date.as_written for birth in oren.born] == [
        "1967-01-02",
        "~1963",
        "1955/1958",
        None,
    ]
    assert oren.born[3].note == "24/06/1402 (Hijri Calendar)"


def test_documents_have_a_bare_number_and_a_warning(oren):
    first, second = oren.documents
    assert (first.number, first.bare, first.noted) == ("Libyan passport No. X1234567", "X1234567", False)
    assert (first.issued.as_written, first.expires.as_written) == ("2010-02-18", "2031-02-18")
    assert (second.type2, second.country_of_issue.code, second.noted) == ("Service passport", "DEU", True)


def test_what_has_no_field_is_kept(oren):
    assert oren.others == (("SUBMITTED_BY", "Anchuria"),)


def test_entities_are_read_too(sample):
    (entity,) = sample.entities
    assert entity.name == "VELMAR SHIPPING (VS)"
    assert [(each.name, each.quality) for each in entity.aliases] == [
        ("فلمار", "a.k.a."),
        ("Velmar", "a.k.a."),
        ("Felmar Shipping", "a.k.a."),
        ("Old Velmar", "f.k.a."),
    ]
    assert entity.addresses[0].country.code == "PRK"


def test_a_bad_entry_is_named_and_stops_no_good_one(sample):
    told = [(fault.place, fault.reference, fault.reason.errors[0].code) for fault in sample.faults]
    assert told == [(2, "", "required"), (3, "XXi.001", "repeated"), (4, "XXi.003", "date-form")]


def test_packed_or_open_is_the_same():
    plain = SAMPLE.read_bytes()
    assert read(BytesIO(gzip.compress(plain))).individuals == read(BytesIO(plain)).individuals


ENTITY = (
    b'<!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&xxe;</CONSOLIDATED_LIST>'
)
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<CONSOLIDATED_LIST>&c;</CONSOLIDATED_LIST>"
)
DATED = b' dateGenerated="2026-02-27"'


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (ENTITY, "xml-entities"),
        (LAUGHS, "xml-entities"),
        (b"<!DOCTYPE html><html></html>", "xml-entities"),
        (b"<CONSOLIDATED_LIST>&undefined;</CONSOLIDATED_LIST>", "xml-broken"),
        (SAMPLE.read_bytes()[:-200], "xml-broken"),
        (b"", "xml-broken"),
        (b"not xml", "xml-broken"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "xml-broken"),
        (b"<a/>", "not-the-list"),
        (b"<CONSOLIDATED_LIST/>", "date-form"),
        (b"<CONSOLIDATED_LIST" + DATED + b"/>", "date-form"),
        (gzip.compress(SAMPLE.read_bytes())[:-20], "cut-off"),
        (b"\x1f\x8b no gzip", "cut-off"),
    ],
)
def test_what_is_no_such_list_is_refused_whole(raw, code):
    with pytest.raises(Invalid) as refusal:
        read(BytesIO(raw))
    assert refusal.value.errors[0].code == code


def test_a_packed_bomb_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(un_list, "MOST_BYTES", 100_000)
    for raw in (gzip.compress(bytes(200_000)), bytes(100_001)):
        with pytest.raises(Invalid) as refusal:
            read(BytesIO(raw))
        assert refusal.value.errors[0].code == "too-long"


@given(place=st.integers(0, SAMPLE.stat().st_size - 1), byte=st.integers(0, 255))
def test_one_changed_byte_is_read_or_refused_and_never_a_fault_of_ours(place, byte):
    raw = bytearray(SAMPLE.read_bytes())
    raw[place] = byte
    with suppress(Invalid):
        read(BytesIO(bytes(raw)))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Plain Name", ["Plain Name"]),
        ("Ermias Ghermay, Guro", ["Ermias Ghermay, Guro"]),
        ("Velmar Front (VF)", ["Velmar Front (VF)"]),
        ("A. One; A. Two", ["A. One", "A. Two"]),
        ("Vel (VF) (фел (original script); Vel Front; Front)", ["Vel (VF)", "фел", "Vel Front", "Front"]),
        ("Safia Example, born 1 Jan. 1953 (Oman passport no.1)", ["Safia Example"]),
        ("", [""]),
    ],
)
def test_names_are_split_where_the_list_means_several(text, names):
    assert [name for name, _note in split_names(text)] == names


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("AB1234567", "AB1234567"),
        ("OB 0243318", "OB 0243318"),
        ("TR-P 614 166", "TR-P 614 166"),
        ("CAR diplomatic passport no. D00000000", "D00000000"),
        ("Diplomatic Passport: Z30000000", "Z30000000"),
        ("Russian passport number 8208 No. 000000", "8208 000000"),
        ("Atlantis 428720", "428720"),
        ("111110042 (Expired 25 Jan. 2016)", "111110042"),
        ("R00000000, Ruritania", "R00000000"),
        ("No34409/129", "34409/129"),
        ("identity card", ""),
        ("", ""),
    ],
)
def test_a_number_loses_the_words_around_it(text, bare):
    assert bare_number(text) == bare


def test_a_number_may_stand_in_the_note_alone():
    assert number_in_note("Ruritanian passport number 347834, issued under name X") == "347834"
    assert number_in_note("00643632 issued on 18 Jun. 1999") == "00643632"
    assert number_in_note("issued in Lashkar Gah District") == ""


@pytest.mark.parametrize(
    "word", ["stolen", "Lost", "false", "forged", "Expired", "cancelled", "canceled", "revoked"]
)
def test_a_warning_word_marks_the_paper(word):
    assert is_noted("", f"passport {word} in 2014")
    assert not is_noted("", "expires on 3 May 2031", "valid until 2030", "lostwithiel")


@pytest.mark.parametrize(
    ("part", "written"),
    [
        ({"TYPE_OF_DATE": "EXACT", "YEAR": "1971", "MONTH": "9", "DAY": "3"}, "1971-09-03"),
        ({"TYPE_OF_DATE": "EXACT", "YEAR": "1958", "NOTE": "Sep."}, "1958-09"),
        ({"TYPE_OF_DATE": "EXACT", "NOTE": "Nov. 1973"}, "1973-11"),
        ({"TYPE_OF_DATE": "EXACT", "NOTE": "Between Aug. and Sep. 1977"}, "1977-08/1977-09"),
        ({"TYPE_OF_DATE": "APPROXIMATELY", "DATE": "1960-05-01"}, "~1960-05-01"),
        ({"TYPE_OF_DATE": "BETWEEN", "TO_YEAR": "1962"}, "1962/1962"),
        ({"TYPE_OF_DATE": "APPROXIMATELY", "NOTE": "30-35 years old"}, None),
        ({}, None),
    ],
)
def test_a_birth_date_is_as_exact_as_its_source(part, written):
    found = birth_date(part)
    assert (found and found.as_written) == written


def test_a_day_no_calendar_has_is_refused():
    with pytest.raises(Invalid):
        birth_date({"DATE": "1967-02-30"})
    with pytest.raises(Invalid):
        birth_date({"FROM_YEAR": "1970", "TO_YEAR": "1960"})


@pytest.mark.parametrize(
    ("note", "issued", "expires"),
    [
        ("issued on 5 May 1998, expired on 4 May 2003", "1998-05-05", "2003-05-04"),
        ("Date of expiration: 24 Nov 2026", None, "2026-11-24"),
        ("expires on October 19, 2020", None, "2020-10-19"),
        ("Expiration date: 2026-12-11.", None, "2026-12-11"),
        ("issued in 1974", "1974", None),
        ("issued in Karachi in Jul.1996", None, None),
        ("expired", None, None),
    ],
)
def test_days_of_issue_and_expiry_are_read_from_the_note(note, issued, expires):
    first, last = issue_in(note), expiry_in(note)
    assert (first and first.as_written, last and last.as_written) == (issued, expires)


def test_the_sex_of_its_own_element_wins():
    assert sex_of("Female", "Gender: Male") == "female"
    assert sex_of("", "Gender [Male].") == "male"
    assert sex_of("", "Same gender as before") == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Cote d’Ivoire", "CIV"),
        ("former Soviet Union", "SUN"),
        ("na", ""),
    ],
)
def test_countries_are_known_by_their_names_of_the_united_nations(name, code):
    assert country_code(name) == code
