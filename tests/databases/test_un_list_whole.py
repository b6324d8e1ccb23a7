"""The real list, where it is present, against a second reading of the XML that shares no code with ours."""

import gzip
import os
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from comity.databases.un_list import read

SHARED = Path(os.environ.get("COMITY_SHARED", Path(__file__).parents[3] / "shared"))
FILES = sorted((SHARED / "data").glob("UN_consolidated_*.xml.gz"))
pytestmark = pytest.mark.skipif(not FILES, reason="the real list is not beside this clone")


@pytest.fixture(scope="module")
def listed():
    return read(FILES[-1])


@pytest.fixture(scope="module")
def root():
    with gzip.open(FILES[-1]) as file:
        return ElementTree.parse(file).getroot()


@pytest.fixture(scope="module")
def pairs(listed, root):
    """Each entry of ours with its element, individuals and entities."""
    elements = {
        said(each, "REFERENCE_NUMBER"): each for each in root.iter() if each.tag in ("INDIVIDUAL", "ENTITY")
    }
    return [(entry, elements[entry.reference]) for entry in (*listed.individuals, *listed.entities)]


def said(element, path):
    return re.sub(r"\s+", " ", element.findtext(path) or "").strip()


def every(element, path):
    found = (re.sub(r"\s+", " ", each.text or "").strip() for each in element.findall(path))
    return [text for text in found if text]


def whole(element, tag, *names):
    """The filled parts of this kind, as tuples of their texts."""
    rows = [tuple(said(each, name) for name in names) for each in element.findall(tag)]
    return [row for row in rows if any(row)]


def country(value):
    return value.text if value else ""


def test_none_is_lost(listed):
    assert (len(listed.individuals), len(listed.entities), listed.faults) == (730, 273, ())
    assert {
        path for entry in (*listed.individuals, *listed.entities) for path, _text in entry.others
    } == set()


def test_every_text_of_the_file_is_in_the_entry(pairs):
    for entry, element in pairs:
        held = held_texts(entry)
        for each in element.iter():
            text = re.sub(r"\s+", " ", each.text or "").strip()
            if text and each.tag not in (
                "ALIAS_NAME",
                "YEAR",
                "FROM_YEAR",
                "TO_YEAR",
                "LISTED_ON",
                "VALUE",
                "GENDER",
            ):
                assert text in held or text[:10] in held, (entry.reference, each.tag, text)


def held_texts(value):
    """All texts inside an entry, dates as they are written."""
    if value is None or isinstance(value, int):
        return set()
    if isinstance(value, str):
        return {value}
    if isinstance(value, tuple):
        return set().union(*map(held_texts, value)) if value else set()
    if hasattr(value, "isoformat"):
        return {value.isoformat()}
    return set().union(*(held_texts(getattr(value, name)) for name in value.__dataclass_fields__))


def test_names_dates_and_comments(pairs):
    for entry, element in pairs:
        parts = [said(element, f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH")]
        assert entry.name == " ".join(part for part in parts if part)
        assert entry.original_script == said(element, "NAME_ORIGINAL_SCRIPT")
        assert entry.comments == said(element, "COMMENTS1")
        assert entry.regime == said(element, "UN_LIST_TYPE")
        assert entry.listed_on.isoformat() == said(element, "LISTED_ON")[:10]
        assert [each.isoformat() for each in entry.updated_on] == every(element, "LAST_DAY_UPDATED/VALUE")


def test_every_alias_is_there_with_its_quality(pairs):
    between = re.compile(r";|\(|\)|\s[a-z]\)\s|, born |original script")
    for entry, element in pairs:
        for tag in ("INDIVIDUAL_ALIAS", "ENTITY_ALIAS"):
            for quality, text in whole(element, tag, "QUALITY", "ALIAS_NAME"):
                same = [
                    re.sub("[()]", "", f"{a.name} {a.note}") for a in entry.aliases if a.quality == quality
                ]
                for piece in filter(str.strip, between.split(text)):
                    assert any(piece.strip() in name for name in same), (entry.reference, piece)
        names = [alias.name for alias in entry.aliases]
        assert not any(";" in name or name.count("(") != name.count(")") or not name for name in names)


def test_plain_aliases_are_word_for_word(pairs):
    for entry, element in pairs:
        tag = "INDIVIDUAL_ALIAS" if entry.reference[2] == "i" else "ENTITY_ALIAS"
        wanted = whole(element, tag, "ALIAS_NAME", "QUALITY", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH")
        plain = [
            (row[0].removeprefix(") "), *row[1:])
            for row in wanted
            if ";" not in row[0] and ", born" not in row[0] and row[0]
        ]
        ours = [(a.name, a.quality, a.city_of_birth, country(a.country_of_birth)) for a in entry.aliases]
        assert not Counter(plain) - Counter(ours), entry.reference


def test_places_are_word_for_word(pairs):
    names = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
    for entry, element in pairs:
        kinds = {"INDIVIDUAL_ADDRESS": entry.addresses, "ENTITY_ADDRESS": entry.addresses}
        if entry.reference[2] == "i":
            kinds = {"INDIVIDUAL_ADDRESS": entry.addresses, "INDIVIDUAL_PLACE_OF_BIRTH": entry.birth_places}
        for tag, places in kinds.items():
            if tag == "INDIVIDUAL_ADDRESS" and entry.reference[2] == "e":
                continue
            ours = [
                (p.street, p.city, p.state_province, p.zip_code, country(p.country), p.note) for p in places
            ]
            assert ours == whole(element, tag, *names), entry.reference


def test_persons_values_are_word_for_word(listed, pairs):
    for entry, element in pairs[: len(listed.individuals)]:
        assert list(entry.titles) == every(element, "TITLE/VALUE")
        assert list(entry.designations) == every(element, "DESIGNATION/VALUE")
        assert [each.text for each in entry.nationalities] == every(element, "NATIONALITY/VALUE")
        stated = said(element, "GENDER").lower()
        spoken = re.search(r"Gender\W+(male|female)", said(element, "COMMENTS1"), re.I)
        assert entry.sex == (stated or (spoken[1].lower() if spoken else ""))


def test_birth_dates_keep_their_qualifier(listed, pairs):
    for entry, element in pairs[: len(listed.individuals)]:
        names = ("TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE")
        rows = [row for row in whole(element, "INDIVIDUAL_DATE_OF_BIRTH", *names) if any(row[1:])]
        assert len(rows) == len(entry.born)
        for (kind, day, year, first, last, note), birth in zip(rows, entry.born, strict=True):
            assert (birth.type, birth.note) == (kind, note)
            if first:
                assert birth.date.as_written == f"{first}/{last}"
                assert (birth.date.earliest.year, birth.date.latest.year) == (int(first), int(last))
            elif day or year:
                assert birth.date.as_written.removeprefix("~").startswith(day or year)
                assert birth.date.as_written.startswith("~") == (kind == "APPROXIMATELY")
                assert birth.date.is_full == bool(day)


def test_documents_are_word_for_word(listed, pairs):
    names = (
        "TYPE_OF_DOCUMENT",
        "TYPE_OF_DOCUMENT2",
        "NUMBER",
        "ISSUING_COUNTRY",
        "COUNTRY_OF_ISSUE",
        "DATE_OF_ISSUE",
    )
    warning = re.compile(
        r"\b(false|stolen|lost|cancelled|expired|counterfeit|fraudulently|revoked|misuse)\b", re.I
    )
    noted = 0
    for entry, element in pairs[: len(listed.individuals)]:
        rows = whole(element, "INDIVIDUAL_DOCUMENT", *names, "CITY_OF_ISSUE", "NOTE")
        ours = [
            (
                d.type,
                d.type2,
                d.number,
                country(d.issuing_country),
                country(d.country_of_issue),
                d.city_of_issue,
                d.note,
            )
            for d in entry.documents
        ]
        assert ours == [(*row[:5], *row[6:]) for row in rows], entry.reference
        for row, document in zip(rows, entry.documents, strict=True):
            assert not row[5] or document.issued.as_written == row[5]
            assert document.noted == bool(warning.search(f"{row[2]} {row[7]}")), entry.reference
            assert not document.bare or document.bare.split()[-1] in " ".join(row)
            noted += document.noted
    assert noted > 60


def test_every_country_has_a_code(listed):
    named = [each for person in listed.individuals for each in person.nationalities]
    named += [place.country for entry in (*listed.individuals, *listed.entities) for place in entry.addresses]
    assert {each.text for each in named if each and not each.code} <= {"na"}
