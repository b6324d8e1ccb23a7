"""The table of issuers: whole, in four languages, and honest about time."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from comity.bureaus import countries
from comity.bureaus.countries import IssuerKind

ISO = [each for each in countries.issuers() if each.kind in (IssuerKind.STATE, IssuerKind.TERRITORY)]


def test_every_country_of_iso_3166_is_there_once():
    iso = [each for each in ISO if each.code != "RKS"]  # documents carry it, ISO does not list it
    assert len(iso) == 249
    assert len({each.code for each in iso}) == len({each.alpha2 for each in iso}) == 249


def test_every_code_has_four_names():
    for issuer in countries.issuers():
        assert set(issuer.names) == {"ar", "en", "es", "fr"}, issuer.code
        assert all(issuer.names.values()), issuer.code


def test_there_were_196_members_in_2023_each_with_a_seat():
    members = countries.members()
    assert len(members) == 196
    assert not {"PRK", "TUV", "TWN", "RKS"} & {each.code for each in members}
    for member in members:
        assert member.city
        assert member.languages
        ZoneInfo(member.time_zone)


def test_germany_is_one_issuer_under_both_of_its_codes():
    assert countries.issuer("D") is countries.issuer("DEU")
    assert countries.issuer("D").code == "DEU"
    assert countries.issuer("DEU").icao == "D"


def test_codes_of_icao_alone_issue():
    british = {"GBD", "GBN", "GBO", "GBP", "GBS"}
    bodies = {
        "EUE",
        "UNO",
        "UNA",
        "XBA",
        "XIM",
        "XCC",
        "XCE",
        "XCO",
        "XEC",
        "XES",
        "XMP",
        "XOM",
        "XPO",
        "XDC",
    }
    assert [code for code in british | bodies if not countries.is_issuer(code)] == []


@pytest.mark.parametrize("code", ["XXA", "XXB", "XXC", "XXX"])
def test_a_person_without_a_state_is_a_nationality_and_no_issuer(code):
    assert countries.is_nationality(code)
    assert not countries.is_issuer(code)


@pytest.mark.parametrize("code", ["", "ZZZ", "fra", "FR", "FRA ", "<<<"])
def test_what_is_no_code_is_unknown(code):
    assert countries.issuer(code) is None
    assert not countries.is_issuer(code)
    assert not countries.is_nationality(code)


@pytest.mark.parametrize(
    ("code", "last_day"),
    [
        ("SUN", date(1991, 12, 26)),
        ("ZAR", date(1997, 5, 16)),
        ("YUG", date(2003, 2, 3)),
        ("ANT", date(2010, 10, 10)),
    ],
)
def test_a_former_state_issues_until_its_last_day(code, last_day):
    assert countries.is_issuer(code)
    assert countries.is_issuer(code, on=last_day)
    assert not countries.is_issuer(code, on=date.fromordinal(last_day.toordinal() + 1))


def test_a_young_state_issues_from_its_first_day():
    assert not countries.is_issuer("SSD", on=date(2011, 7, 8))
    assert countries.is_issuer("SSD", on=date(2011, 7, 9))


@pytest.mark.parametrize(
    ("code", "bureau"),
    [
        *[("D", "DEU"), ("GBN", "GBR"), ("GIB", "GBR"), ("HKG", "CHN"), ("ABW", "ABW")],
        *[("ZAR", "COD"), ("UNO", "UNO"), ("YUG", ""), ("XXA", ""), ("ZZZ", "")],
    ],
)
def test_papers_lead_to_the_bureau_that_answers_for_them(code, bureau):
    assert countries.answers_for(code) == bureau


def test_states_named_by_others_exist():
    for each in countries.issuers():
        assert not each.state or countries.issuer(each.state), each.code


def test_names_follow_the_language_and_fall_back_to_english():
    assert countries.name("DEU", "es") == "Alemania"
    assert countries.name("D", "ar-EG") == "ألمانيا"
    assert countries.name("DEU", "sw") == "Germany"
    assert countries.name("ZZZ", "fr") == "ZZZ"


def test_two_letters_lead_to_the_country_too():
    assert countries.from_alpha2("FR").code == "FRA"
    assert countries.from_alpha2("XX") is None
