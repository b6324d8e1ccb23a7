"""Entries of the Security Council's list as raw values of *persons* and *organisations*.

They go the way of every other row: cleaned, checked and keyed by the declaration. Nothing here names the edition,
so that a later edition changes only the records that it changed; which file was loaded stands in the load's act.
"""

import json
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any, BinaryIO

from comity.databases.scripts import script_of
from comity.databases.un_entries import Birth, Country, Document, Entity, Entry, Individual, Place

Raw = dict[str, Any]

SOURCE = "Public consolidated list of the Security Council"
# An entry says that its subject is listed, hardly ever what follows from it (practice 13).
NO_MEASURE = "The list names no measure: see the committee's page. No arrest request."
LONGEST_NOTE = 500  # of a place; what is longer stands among the facts
_QUALITIES = {"Good": "good", "Low": "low", "a.k.a.": "good", "f.k.a.": "former"}
_MEASURES = re.compile(r"\(([^()]*(?:travel ban|asset(?:s)? freeze|arms embargo)[^()]*)\)", re.I)
_NOTICE = re.compile(r"INTERPOL-UN Security Council Special Notice web link:\s*\S*", re.I)
_IMO = re.compile(r"\bIMO\b\D{0,20}(\d{7})\b")
_REGISTERED = re.compile(r"\bregist(?:ration|ry) number:?\s*(\w[\w-]*)", re.I)
# The first that fits the words of type and number decides.
_KINDS = (
    ("birth certificate", "birth-certificate"),
    ("driv", "driving-licence"),
    ("laissez-passer", "laissez-passer"),
    ("travel document", "other"),
    ("passport", "passport"),
    ("pasaporte", "passport"),
    ("passeport", "passport"),
    ("identity card", "identity-card"),
    ("identification card", "identity-card"),
    ("identity document", "identity-card"),
    ("national identification number", "national-number"),
)


def to_person(entry: Individual) -> Raw:
    """The values of a person's record."""
    born = [_birth(each) for each in entry.born if each.date] + [
        {"date": alias.born.as_written, "note": f"under the name {alias.name}"}
        for alias in entry.aliases
        if alias.born
    ]
    titles = "; ".join((*entry.titles, *entry.designations))
    return {
        **_shared(entry, _unplaced(entry)),
        "status_of_person": "sanctioned",
        "offence": f"Listed by the Security Council: {entry.regime}",
        "titles": titles,
        "sex": entry.sex if entry.sex in ("male", "female") else "unspecified",
        "born": list({part["date"]: part for part in reversed(born)}.values())[::-1],
        "birth_places": _places(entry.birth_places),
        "nationalities": [_nationality(each) for each in entry.nationalities],
        "documents": [_document(each) for each in entry.documents if each.bare],
    }


def to_organisation(entry: Entity) -> Raw:
    """The values of an organisation's record."""
    imo, registered = _IMO.search(entry.comments), _REGISTERED.search(entry.comments)
    return {
        **_shared(entry, ()),
        "imo": imo[1] if imo else "",
        "registration": registered[1] if registered else "",
    }


def as_file(rows: Iterable[Raw], name: str) -> BinaryIO:
    """Rows as the file of JSON Lines that the loader reads; the lines count as the entries do, from 1."""
    file = BytesIO(b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows))
    file.name = name
    return file


def _shared(entry: Entry, unplaced: Iterable[str]) -> Raw:
    references = [
        {
            "system": "other",
            "name": "Security Council list",
            "number": entry.reference,
            "sent_on": str(entry.listed_on),
        }
    ]
    if entry.notice_link:
        references.append(
            {"system": "other", "name": "INTERPOL-UN Special Notice", "number": entry.notice_link}
        )
    return {
        "purpose": "alert",
        "marking": "official-use",
        "legal_basis": f"Sanctions of the United Nations Security Council: {entry.regime}",
        "source": SOURCE,
        "source_reference": entry.reference,
        "references": references,
        "measure": "sanctions",
        "names": list(_names(entry)),
        "addresses": _places(entry.addresses),
        "facts": _facts(entry, unplaced),
    }


def _names(entry: Entry) -> Iterator[Raw]:
    """Each spelling once, the best quality first named."""
    said: set[str] = set()
    spelled = [(entry.name, "primary"), (entry.original_script, "primary")]
    for alias in entry.aliases:
        quality = _QUALITIES.get(alias.quality, "low")
        spelled += [(alias.name, quality), (alias.original_script, quality)]
    for text, quality in spelled:
        if text and text not in said:
            said.add(text)
            yield {"text": text, "quality": quality, "script": script_of(text)}


def _facts(entry: Entry, unplaced: Iterable[str]) -> str:
    measures = _MEASURES.search(entry.comments)
    days = ", ".join(str(day) for day in entry.updated_on)
    lines = (
        f"Measures named in the list: {measures[1]}. No arrest request." if measures else NO_MEASURE,
        _NOTICE.sub("", entry.comments).strip(),
        f"INTERPOL-UN Special Notice: {entry.notice_link}" if entry.notice_link else "",
        *unplaced,
        *(f"Address: {place.note}" for place in entry.addresses if len(place.note) > LONGEST_NOTE),
        f"Listed on {entry.listed_on}." + (f" Updated on {days}." if days else ""),
        *(f"{path}: {text}" for path, text in entry.others),
    )
    return "\n".join(filter(None, lines))


def _unplaced(entry: Individual) -> Iterator[str]:
    """What the record has no field for, in words: birth dates and papers that are only described."""
    for birth in entry.born:
        if not birth.date:
            yield f"Born: {birth.note}"
    for alias in entry.aliases:
        if alias.note and not alias.original_script:
            yield f"{alias.name}: {alias.note}"
    for paper in entry.documents:
        if not paper.bare:
            yield _joined(paper.type, paper.type2, paper.number, _name(_issuer(paper)), paper.note)


def _birth(birth: Birth) -> Raw:
    return {"date": birth.date.as_written if birth.date else "", "note": birth.note}


def _nationality(country: Country) -> Raw:
    return {"country": country.code, "text": country.text}


def _places(places: Iterable[Place]) -> list[Raw]:
    return [_place(each) for each in places]


def _place(place: Place) -> Raw:
    country = place.country
    words = "" if country is None or country.code else country.text
    return {
        "text": _joined(place.street, place.city, place.state_province, place.zip_code, words),
        "country": country.code if country else "",
        "note": place.note if len(place.note) <= LONGEST_NOTE else "",
    }


def _document(paper: Document) -> Raw:
    as_written = paper.number if paper.number != paper.bare else ""
    return {
        "kind": document_kind(paper),
        "issuer": getattr(_issuer(paper), "code", ""),
        "number": paper.bare,
        "issued": paper.issued.as_written if paper.issued else "",
        "expires": paper.expires.as_written if paper.expires else "",
        "noted": paper.noted,
        "note": _joined(paper.type2, as_written, paper.city_of_issue, paper.note),
    }


def document_kind(paper: Document) -> str:
    """The slug of our kind for the list's words; the more particular of its two types first."""
    for words in (f"{paper.type2} {paper.number}", paper.type):
        for mark, kind in _KINDS:
            if mark in words.lower():
                return kind
    return "other"


def _issuer(paper: Document) -> Country | None:
    """Who issued it: the state, else the country in which that was."""
    return paper.issuing_country or paper.country_of_issue


def _name(country: Country | None) -> str:
    return country.text if country else ""


def _joined(*words: str) -> str:
    return ", ".join(filter(None, words))
