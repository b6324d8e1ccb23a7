"""The United Nations Security Council Consolidated List, read from its XML. Pure: nothing is stored here.

The key of an entry is its reference number, never DATAID. Everything of the file is kept: what has no field of
its own stands under `others`. Source: the list's schema sc-sanctions.xsd.
"""

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from xml.etree.ElementTree import Element  # the type alone; defusedxml does the parsing

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext_lazy as _

from comity.databases.un_countries import country_code
from comity.databases.un_dates import birth_date, element_date, expiry_in, issue_in
from comity.databases.un_entries import (
    Alias,
    Birth,
    Country,
    Document,
    Entity,
    Entry,
    Fault,
    Individual,
    Place,
    UnList,
)
from comity.databases.un_texts import (
    bare_number,
    collapsed,
    is_noted,
    notice_in,
    number_in_note,
    original_script_in,
    sex_of,
    split_names,
)
from comity.kit.errors import Invalid, invalid

MOST_BYTES = 32 * 1024 * 1024  # unpacked; the list of 2026 has 2 MB
_GZIP = b"\x1f\x8b"
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
# What the dataclasses hold, by part; the rest goes to `others`.
_PLACE = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY", "NOTE")
_OWN = (
    "DATAID", "VERSIONNUM", *_NAME_PARTS, "NAME_ORIGINAL_SCRIPT", "UN_LIST_TYPE", "REFERENCE_NUMBER", "LISTED_ON",
    "GENDER", "COMMENTS1", "INTERPOL_LINK",
)  # fmt: skip
_PARTS = {
    "TITLE": ("VALUE",),
    "DESIGNATION": ("VALUE",),
    "NATIONALITY": ("VALUE",),
    "LIST_TYPE": ("VALUE",),
    "LAST_DAY_UPDATED": ("VALUE",),
    "LAST_REVIEWED_ON": ("VALUE",),
    "ALIAS": ("QUALITY", "ALIAS_NAME", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH", "NOTE"),
    "ADDRESS": _PLACE,
    "DATE_OF_BIRTH": ("TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "MONTH", "DAY", "NOTE"),
    "PLACE_OF_BIRTH": _PLACE,
    "DOCUMENT": (
        "TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE", "DATE_OF_ISSUE",
        "CITY_OF_ISSUE", "DATE_OF_EXPIRY", "NOTE",
    ),
}  # fmt: skip
_READ = frozenset(_OWN) | {f"{part}/{name}" for part, names in _PARTS.items() for name in names}
E = TypeVar("E", bound=Entry)
Part = dict[str, str]


def read(source: str | Path | BinaryIO) -> UnList:
    """The list in this file, plain or gzip.

    Raises: Invalid for what is no such list: broken or cut off, with entities or a document type, or too long.
    """
    root = _root(_bytes(source))
    faults: list[Fault] = []
    individuals = tuple(_entries(root.iterfind("INDIVIDUALS/INDIVIDUAL"), _individual, faults))
    entities = tuple(_entries(root.iterfind("ENTITIES/ENTITY"), _entity, faults))
    return UnList(_generated(root), individuals, entities, tuple(faults))


def _bytes(source: str | Path | BinaryIO) -> bytes:
    if isinstance(source, str | Path):
        with Path(source).open("rb") as file:
            return _bytes(file)
    raw = source.read(MOST_BYTES + 1)
    if raw.startswith(_GZIP) and len(raw) <= MOST_BYTES:
        try:
            raw = gzip.GzipFile(fileobj=BytesIO(raw)).read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise invalid(
                "file", "cut-off", _("This packed file is cut off or damaged. Fetch it again.")
            ) from None
    if len(raw) > MOST_BYTES:
        raise invalid("file", "too-long", _("This file is longer than any list we know."))
    return raw


def _root(raw: bytes) -> Element:
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        message = _("This file declares a document type or entities. A real list has none; nothing was read.")
        raise invalid("file", "xml-entities", message) from None
    except (ParseError, ValueError, LookupError):  # an unknown encoding is a LookupError
        raise invalid("file", "xml-broken", _("This is no whole XML file. Fetch it again.")) from None
    if root.tag != "CONSOLIDATED_LIST":
        raise invalid("file", "not-the-list", _("This is not the Security Council's consolidated list."))
    return root


def _generated(root: Element) -> datetime:
    try:
        at = datetime.fromisoformat(root.get("dateGenerated", ""))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise invalid("dateGenerated", "date-form", _("The list does not say when it was made."))
    return at


def _entries(found: Iterable[Element], build: Callable[[Element], E], faults: list[Fault]) -> Iterator[E]:
    """The readable ones; a bad entry never stops good ones."""
    seen: set[str] = set()
    for place, element in enumerate(found, start=1):
        reference = _text(element, "REFERENCE_NUMBER")
        try:
            if not reference:
                raise invalid("REFERENCE_NUMBER", "required", _("This entry has no reference number."))
            if reference in seen:
                raise invalid(
                    "REFERENCE_NUMBER", "repeated", _("This reference number stands twice in the file.")
                )
            seen.add(reference)
            yield build(element)
        except Invalid as reason:
            faults.append(Fault(place, reference, reason))


def _individual(element: Element) -> Individual:
    return Individual(
        **_shared(element, "INDIVIDUAL_"),
        titles=_values(element, "TITLE"),
        designations=_values(element, "DESIGNATION"),
        nationalities=tuple(filter(None, map(_country, _values(element, "NATIONALITY")))),
        sex=sex_of(_text(element, "GENDER"), _text(element, "COMMENTS1")),
        born=tuple(_birth(part) for part in _parts(element, "INDIVIDUAL_DATE_OF_BIRTH")),
        birth_places=tuple(_place(part) for part in _parts(element, "INDIVIDUAL_PLACE_OF_BIRTH")),
        documents=tuple(_document(part) for part in _parts(element, "INDIVIDUAL_DOCUMENT")),
    )


def _entity(element: Element) -> Entity:
    return Entity(**_shared(element, "ENTITY_"))


def _shared(element: Element, prefix: str) -> dict[str, Any]:
    comments = _text(element, "COMMENTS1")
    names = tuple(filter(None, (_text(element, tag) for tag in _NAME_PARTS)))
    if not names:
        raise invalid("FIRST_NAME", "required", _("This entry has no name."))
    return {
        "reference": _text(element, "REFERENCE_NUMBER"),
        "data_id": _text(element, "DATAID"),
        "version": _text(element, "VERSIONNUM"),
        "regime": _text(element, "UN_LIST_TYPE"),
        "list_type": "; ".join(_values(element, "LIST_TYPE")),
        "names": names,
        "original_script": _text(element, "NAME_ORIGINAL_SCRIPT"),
        "listed_on": _day(_text(element, "LISTED_ON"), "LISTED_ON"),
        "updated_on": tuple(_day(text, "LAST_DAY_UPDATED") for text in _values(element, "LAST_DAY_UPDATED")),
        "reviewed_on": tuple(_day(text, "LAST_REVIEWED_ON") for text in _values(element, "LAST_REVIEWED_ON")),
        "comments": comments,
        "notice_link": _text(element, "INTERPOL_LINK") or notice_in(comments),
        "aliases": tuple(alias for part in _parts(element, prefix + "ALIAS") for alias in _aliases(part)),
        "addresses": tuple(_place(part) for part in _parts(element, prefix + "ADDRESS")),
        "others": tuple(_others(element, prefix)),
    }


def _aliases(part: Part) -> Iterator[Alias]:
    """One for each name in the element; an empty placeholder has none."""
    for name, told in split_names(part.get("ALIAS_NAME", "")):
        if name:
            note = part.get("NOTE", "")
            yield Alias(
                name=name,
                quality=part.get("QUALITY", ""),
                original_script=original_script_in(note),
                born=element_date(part.get("DATE_OF_BIRTH", ""), "DATE_OF_BIRTH"),
                city_of_birth=part.get("CITY_OF_BIRTH", ""),
                country_of_birth=_country(part.get("COUNTRY_OF_BIRTH", "")),
                note="; ".join(filter(None, (told, note))),
            )


def _birth(part: Part) -> Birth:
    return Birth(birth_date(part), part.get("TYPE_OF_DATE", ""), part.get("NOTE", ""))


def _place(part: Part) -> Place:
    return Place(
        street=part.get("STREET", ""),
        city=part.get("CITY", ""),
        state_province=part.get("STATE_PROVINCE", ""),
        zip_code=part.get("ZIP_CODE", ""),
        country=_country(part.get("COUNTRY", "")),
        note=part.get("NOTE", ""),
    )


def _document(part: Part) -> Document:
    number, note, type2 = part.get("NUMBER", ""), part.get("NOTE", ""), part.get("TYPE_OF_DOCUMENT2", "")
    bare = bare_number(number) or number_in_note(type2) or number_in_note(note)
    words = f"{number} {note}"
    return Document(
        type=part.get("TYPE_OF_DOCUMENT", ""),
        type2=type2,
        number=number,
        bare=bare,
        issuing_country=_country(part.get("ISSUING_COUNTRY", "")),
        country_of_issue=_country(part.get("COUNTRY_OF_ISSUE", "")),
        city_of_issue=part.get("CITY_OF_ISSUE", ""),
        issued=element_date(part.get("DATE_OF_ISSUE", ""), "DATE_OF_ISSUE") or issue_in(words),
        expires=element_date(part.get("DATE_OF_EXPIRY", ""), "DATE_OF_EXPIRY") or expiry_in(words),
        note=note,
        noted=is_noted(number, type2, note),
    )


def _country(name: str) -> Country | None:
    return Country(name, country_code(name)) if name else None


def _text(element: Element, path: str) -> str:
    return collapsed(element.findtext(path))


def _values(element: Element, tag: str) -> tuple[str, ...]:
    return tuple(filter(None, (collapsed(each.text) for each in element.iterfind(f"{tag}/VALUE"))))


def _parts(element: Element, tag: str) -> Iterator[Part]:
    """The filled elements of each such part; empty placeholders are left out."""
    for each in element.iterfind(tag):
        part = {child.tag: text for child in each if (text := collapsed(child.text))}
        if part.keys() - {"TYPE_OF_DATE", "QUALITY"}:
            yield part


def _others(element: Element, prefix: str) -> Iterator[tuple[str, str]]:
    for child in element:
        for each in (child, *child):
            path = child.tag if each is child else f"{child.tag}/{each.tag}"
            text = collapsed(each.text)
            if text and path.removeprefix(prefix) not in _READ:
                yield path, text


def _day(text: str, field: str) -> date:
    """A day; a time zone behind it ("2015-04-07-04:00") is left out. Raises: Invalid."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise invalid(field, "date-form", _("This is no day of the calendar.")) from None
