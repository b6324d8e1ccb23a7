"""Entries of the list become records: nothing dropped on the way, and every one is accepted."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from comity.databases.organisations import Organisation
from comity.databases.persons import Person
from comity.databases.un_list import read
from comity.databases.un_records import NO_MEASURE, as_file, script_of, to_organisation, to_person
from comity.matching.keys import Grade
from comity.records.document import clean
from comity.records.ways import keys_of

TODAY = date(2026, 11, 23)
SAMPLE = Path(__file__).parent / "un_sample.xml"
SHARED = Path(os.environ.get("COMITY_SHARED", Path(__file__).parents[3] / "shared"))
FILES = sorted((SHARED / "data").glob("UN_consolidated_*.xml.gz"))


@pytest.fixture(scope="module")
def oren():
    return to_person(read(SAMPLE).individuals[0])


def test_a_person_carries_every_spelling_with_quality_and_script(oren):
    assert [(name["text"], name["quality"], name["script"]) for name in oren["names"]] == [
        ("OREN VALDERIS AL-SAMPLE", "primary", "latin"),
        ("أورين فالديريس", "primary", "arabic"),
        ("Oren Valdiris", "good", "latin"),
        ("Orin Valderis", "good", "latin"),
        ("Orhan Valderis", "good", "latin"),
        ("Abu Sample", "low", "latin"),
        ("Абу Сампл", "low", "cyrillic"),
        ("Omar Sample", "good", "latin"),
    ]


def test_dates_of_birth_stay_partial_and_what_is_no_date_is_told(oren):
    assert [each["date"] for each in oren["born"]] == ["1967-01-02", "~1963", "1955/1958", "1979-12-31"]
    assert oren["born"][3]["note"] == "under the name Omar Sample"
    assert "Born: 24/06/1402 (Hijri Calendar)" in oren["facts"]


def test_an_unknown_country_keeps_its_words(oren):
    assert oren["nationalities"] == [
        {"country": "IRN", "text": "Iran (Islamic Republic of)"},
        {"country": "", "text": "Ruritania"},
    ]


def test_papers_have_kind_issuer_and_warning(oren):
    first, second = oren["documents"]
    assert (first["kind"], first["issuer"], first["number"]) == ("passport", "LBY", "X1234567")
    assert (second["kind"], second["issuer"], second["noted"]) == ("passport", "DEU", True)
    assert "reported stolen" in second["note"]


def test_a_paper_that_is_called_stolen_gives_a_candidate(oren):
    keys = keys_of(Person.keys, clean(Person, oren, today=TODAY))
    papers = {key.value: key.grade for key in keys if "Y7654321" in key.value or "X1234567" in key.value}
    assert sorted(grade is Grade.CANDIDATE for grade in papers.values()) == [False, True]


def test_no_measure_is_made_up(oren):
    assert oren["facts"].startswith(NO_MEASURE)
    assert "Reportedly deceased in 2020." in oren["facts"]
    assert "web link" not in oren["facts"]
    assert "SUBMITTED_BY: Anchuria" in oren["facts"]


def test_an_organisation_carries_its_numbers():
    velmar = to_organisation(read(SAMPLE).entities[0])
    assert (velmar["imo"], velmar["registration"]) == ("9074729", "1177053")
    assert [name["quality"] for name in velmar["names"]] == ["primary", "good", "good", "good", "former"]


def test_another_edition_without_changes_gives_the_same_bytes(oren):
    again = to_person(read(SAMPLE).individuals[0])
    assert as_file([again], "x").read() == as_file([oren], "x").read()
    assert json.loads(as_file([oren], "x").readline()) == oren


@pytest.mark.parametrize(
    ("text", "script"), [("1 Amina", "latin"), ("王", "chinese"), ("김", "korean"), ("7", "other")]
)
def test_the_script_is_that_of_the_first_letter(text, script):
    assert script_of(text) == script


@pytest.mark.skipif(not FILES, reason="the real list is not beside this clone")
def test_the_whole_list_is_accepted_and_found_by_its_numbers():
    listed = read(FILES[-1])
    persons = [clean(Person, to_person(each), today=TODAY) for each in listed.individuals]
    organisations = [clean(Organisation, to_organisation(each), today=TODAY) for each in listed.entities]

    assert (len(persons), len(organisations)) == (730, 273)
    for entry, body in zip(listed.individuals, persons, strict=True):
        assert keys_of(Person.keys, body), entry.reference
        assert len(body.get("documents", ())) == sum(bool(each.bare) for each in entry.documents)
        assert body["source_reference"] == entry.reference
    assert all(keys_of(Organisation.keys, body) for body in organisations)
    assert sum("imo" in body for body in organisations) >= 16
