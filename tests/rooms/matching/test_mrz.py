"""The machine-readable zone: specimens of ICAO Doc 9303, good and forged, and lines as people paste them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching.document_kinds import DocumentKind
from comity.matching.mrz_reading import parse_mrz
from comity.matching.mrz_repairs import mrz_probes
from tests.rooms.matching.zone import layouts, long_numbers, numbers, zone

TODAY = date(2026, 3, 1)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
SPECIMENS = {
    "TD3": (TD3, "L898902C3", DocumentKind.PASSPORT),
    "TD1": (TD1, "D23145890", DocumentKind.IDENTITY_CARD),
    "TD2": (TD2, "D23145890", DocumentKind.IDENTITY_CARD),
    "MRV-A": (MRV_A, "L8988901C", DocumentKind.VISA),
    "MRV-B": (MRV_B, "L8988901C", DocumentKind.VISA),
}


@pytest.mark.parametrize("name", SPECIMENS)
def test_the_specimens_of_doc_9303_are_read(name):
    text, number, kind = SPECIMENS[name]
    mrz = parse_mrz(text, today=TODAY)
    assert (mrz.format, mrz.number, mrz.document_kind, mrz.issuer) == (name, number, kind, "UTO")
    assert (mrz.surname, mrz.given_names, mrz.sex) == ("ERIKSSON", "ANNA MARIA", "F")
    assert mrz.is_right
    assert "\n".join(mrz.lines) == text


def test_a_long_number_goes_on_in_the_optional_data():
    mrz = parse_mrz(TD1_LONG, today=TODAY)
    assert mrz.number == "D23145890734"
    assert mrz.is_right
    assert (mrz.surname, mrz.given_names, mrz.sex) == ("STEVENSON", "PETER JOHN", "M")


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (name, field)
        for name in SPECIMENS
        for field in ("number", "birth", "expiry", "composite")
        if not (name.startswith("MRV") and field == "composite")
    ],
)
def test_a_forged_check_digit_is_named(name, field):
    mrz = parse_mrz(SPECIMENS[name][0], today=TODAY)
    place = getattr(mrz.layout, f"{field}_check")
    forged = mrz.whole[:place] + str((int(mrz.whole[place]) + 1) % 10) + mrz.whole[place + 1 :]
    wrong = [check.field for check in parse_mrz(forged, today=TODAY).checks if not check.ok]
    assert field in wrong
    assert set(wrong) <= {field, "composite"}


@pytest.mark.parametrize(
    "pasted",
    [
        TD3.lower(),
        TD3.replace("\n", ""),
        TD3.replace("\n", "\r\n"),
        TD3.replace("\n", "  "),
        f"\n  {TD3}  \n\n",
        TD3.replace("<", "&lt;"),
        TD3.replace("<", " "),
        TD3.replace("<<", "«"),
        TD3.replace("<", "«"),
        TD3.replace("<", "＜"),
        TD3.replace("<<<<<<<\n", "\n"),
        " ".join(TD3),
        TD3[:40] + "\n" + TD3[40:80] + "\n" + TD3[80:],
        TD3.replace("UTO", "UT0"),
    ],
    ids=lambda text: repr(text)[:30],
)
def test_lines_are_read_as_people_paste_them(pasted):
    mrz = parse_mrz(pasted, today=TODAY)
    assert mrz.is_right
    assert (mrz.number, mrz.issuer, mrz.nationality, mrz.surname) == ("L898902C3", "UTO", "UTO", "ERIKSSON")


def test_cards_are_read_with_spaces_for_fillers():
    assert parse_mrz(TD1.replace("<", " "), today=TODAY).is_right
    assert parse_mrz(MRV_B.replace("<", " "), today=TODAY).is_right


@pytest.mark.parametrize(
    ("code", "nationality", "kinds"),
    [
        ("P<D", "D<<", (DocumentKind.PASSPORT,)),
        ("P<FRA", "XXB", (DocumentKind.REFUGEE_TRAVEL_DOCUMENT, DocumentKind.PASSPORT)),
        ("P<UNO", "FRA", (DocumentKind.LAISSEZ_PASSER, DocumentKind.PASSPORT)),
        ("P<XPO", "XPO", (DocumentKind.LAISSEZ_PASSER, DocumentKind.PASSPORT)),
        ("PDGBD", "GBR", (DocumentKind.PASSPORT,)),
        ("P<RKS", "RKS", (DocumentKind.PASSPORT,)),
    ],
)
def test_codes_of_issuers_that_are_no_states_are_read(code, nationality, kinds):
    text = zone("TD3", "X1234567", nationality=nationality).replace("P<UTO", code.ljust(5, "<"))
    mrz = parse_mrz(text, today=TODAY)
    assert mrz.document_kinds == kinds
    assert mrz.issuer == code[2:]
    assert len({probe.value.partition("|")[2] for probe in mrz_probes(mrz)}) == len(kinds)


def test_a_residence_permit_is_looked_for_under_both_kinds():
    mrz = parse_mrz(zone("TD1", "X1234567", issuer="FRA", nationality="MAR"), today=TODAY)
    assert mrz.document_kinds == (DocumentKind.RESIDENCE_PERMIT, DocumentKind.IDENTITY_CARD)


@pytest.mark.parametrize(
    ("birth", "earliest", "latest"),
    [
        ("260301", date(2026, 3, 1), date(2026, 3, 1)),
        ("260302", date(1926, 3, 2), date(1926, 3, 2)),
        ("27<<<<", date(1927, 1, 1), date(1927, 12, 31)),
        ("2403<<", date(2024, 3, 1), date(2024, 3, 31)),
    ],
)
def test_a_birth_is_never_in_the_future_and_may_be_partial(birth, earliest, latest):
    born = parse_mrz(zone("TD3", "X1", birth=birth), today=TODAY).birth
    assert (born.earliest, born.latest) == (earliest, latest)


@pytest.mark.parametrize("birth", ["<<<<<<", "991301", "990230", "<<0101", "99A101"])
def test_a_birth_that_is_no_day_is_not_made_up(birth):
    assert parse_mrz(zone("TD3", "X1", birth=birth), today=TODAY).birth is None


@pytest.mark.parametrize(("expiry", "year"), [("010101", 2001), ("000101", 2100), ("360101", 2036)])
def test_an_expiry_lies_in_a_window_around_today(expiry, year):
    assert parse_mrz(zone("TD3", "X1", expiry=expiry), today=TODAY).expiry.earliest.year == year


@given(layout=layouts, number=numbers)
def test_valid_lines_come_back(layout, number):
    text = zone(layout, number)
    mrz = parse_mrz(text, today=TODAY)
    assert mrz.is_right
    assert (mrz.format, mrz.number, "\n".join(mrz.lines)) == (layout, number, text)


@given(number=long_numbers)
def test_long_numbers_come_back(number):
    assert parse_mrz(zone("TD1", number[:23]), today=TODAY).number == number
    mrz = parse_mrz(zone("TD2", number[:15]), today=TODAY)
    assert mrz.number == number[:15]
    assert mrz.is_right


@given(st.one_of(st.text(), st.text("ABP<0123 \n«&lt;", max_size=200)))
def test_the_reader_refuses_and_never_breaks(text):
    with suppress(Invalid):
        mrz_probes(parse_mrz(text, today=TODAY))


@given(
    st.sampled_from([72, 88, 90]).flatmap(
        lambda size: st.text("ABIPV<0123456789", min_size=size, max_size=size)
    )
)
def test_lines_of_a_right_size_never_break_the_reader(text):
    with suppress(Invalid):
        mrz_probes(parse_mrz(text, today=TODAY))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mrz-unread"),
        ("P<UTO", "mrz-unread"),
        (TD3.replace("L8", "L*"), "mrz-character"),
        (TD3 + "\0", "control-character"),
        ("\u202e" + TD3, "direction-control"),
        ("P" * 5_000_000, "too-long"),
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_no_machine_readable_zone_is_refused_with_a_code(text, code):
    with pytest.raises(Invalid) as refusal:
        parse_mrz(text, today=TODAY)
    assert refusal.value.errors[0].code == code
