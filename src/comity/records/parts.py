"""Repeated parts of a record: names, birth dates, papers. Frozen dataclasses with their values' kinds.

A part is stored as typed jsonb: a list of objects with only the filled values, in the order given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid, invalid
from comity.matching.document_kinds import LABELS as DOCUMENT_KIND_WORDS
from comity.matching.document_kinds import DocumentKind
from comity.records.codes import Issuer
from comity.records.life.external import SYSTEMS, THERE, System, There
from comity.records.values import Choice, Flag, Identifier, Line, PartialDay, Value, slug

MOST_PARTS = 100


class NameQuality(IntEnum):
    """How sure the source is of a name."""

    PRIMARY = 1
    GOOD = 2
    LOW = 3
    FORMER = 4


class Script(IntEnum):
    """The writing system of a name, as far as we tell them apart."""

    LATIN = 1
    ARABIC = 2
    CYRILLIC = 3
    CHINESE = 4
    KOREAN = 5
    HEBREW = 6
    OTHER = 7


NAME_QUALITIES = {
    NameQuality.PRIMARY: _("Main name"),
    NameQuality.GOOD: _("Also known as"),
    NameQuality.LOW: _("Also known as, uncertain"),
    NameQuality.FORMER: _("Former name"),
}
SCRIPTS = {
    Script.LATIN: _("Latin"),
    Script.ARABIC: _("Arabic script"),
    Script.CYRILLIC: _("Cyrillic"),
    Script.CHINESE: _("Chinese characters"),
    Script.KOREAN: _("Korean script"),
    Script.HEBREW: _("Hebrew script"),
    Script.OTHER: _("Other script"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One value inside a part: its label, kind, and whether it must be there."""

    label: str | Promise
    value: Value | Issuer
    required: bool = False


def piece(label: str | Promise, value: "Value | Issuer", *, required: bool = False) -> Any:
    """Declare a value of a part."""
    return field(default=None, metadata={"piece": Piece(label, value, required)})


@dataclass(frozen=True, kw_only=True)
class Part:
    """A repeated part; subclasses declare pieces."""

    label: ClassVar[str | Promise]

    @classmethod
    @cache
    def known(cls) -> dict[str, Piece]:
        """The pieces by name; looked up for each part of each row of a file."""
        return {each.name: each.metadata["piece"] for each in fields(cls)}

    @classmethod
    def pieces(cls) -> Iterator[tuple[str, Piece]]:
        yield from cls.known().items()

    @classmethod
    def clean(cls, raw: object, name: str) -> dict[str, Any]:
        """Canonical form of one part. Raises: Invalid with the path of each wrong value."""
        if not isinstance(raw, Mapping):
            raise invalid(name, "not-a-part", _("Give named values here."))
        known, errors, clean = cls.known(), [], {}
        if not raw.keys() <= known.keys():
            errors += [
                FieldError(f"{name}.{key}", "unknown-field", _("There is no such field."))
                for key in raw.keys() - known.keys()
            ]
        for key, declared in known.items():
            given = raw.get(key)
            if given is None or given == "" or (given is False):
                if declared.required:
                    errors.append(FieldError(f"{name}.{key}", "required", _("This is needed.")))
                continue
            try:
                clean[key] = declared.value.clean(given, f"{name}.{key}")
            except Invalid as error:
                errors += error.errors
        if errors:
            raise Invalid(errors)
        return {key: value for key, value in clean.items() if value not in ("", None, False)}


@dataclass(frozen=True, kw_only=True)
class Name(Part):
    """A name of a person, in one script."""

    label: ClassVar[str | Promise] = _("Name")
    text: str = piece(_("Whole name"), Line(200), required=True)
    quality: str = piece(_("Quality"), Choice(NameQuality, NAME_QUALITIES))
    script: str = piece(_("Script"), Choice(Script, SCRIPTS))


@dataclass(frozen=True, kw_only=True)
class BirthDate(Part):
    """A birth date, perhaps partial; a person may have several."""

    label: ClassVar[str | Promise] = _("Birth date")
    date: str = piece(_("Date"), PartialDay(past=True), required=True)
    note: str = piece(_("Note"), Line(300))


@dataclass(frozen=True, kw_only=True)
class Place(Part):
    """A place: street or town, country."""

    label: ClassVar[str | Promise] = _("Place")
    text: str = piece(_("Place"), Line(500))
    country: str = piece(_("Country"), Issuer())
    note: str = piece(_("Note"), Line(500))


@dataclass(frozen=True, kw_only=True)
class Nationality(Part):
    """A nationality, by code where the source's words name one."""

    label: ClassVar[str | Promise] = _("Nationality")
    country: str = piece(_("Country"), Issuer())
    text: str = piece(_("As written"), Line(100))


@dataclass(frozen=True, kw_only=True)
class Document(Part):
    """A paper of a person. `noted`: its source says it is false, stolen, cancelled or expired."""

    label: ClassVar[str | Promise] = _("Document")
    kind: str = piece(_("Kind of document"), Choice(DocumentKind, DOCUMENT_KIND_WORDS))
    issuer: str = piece(_("Issuing country or body"), Issuer())
    number: str = piece(_("Number"), Identifier(100), required=True)
    issued: str = piece(_("Issued"), PartialDay(past=True))
    expires: str = piece(_("Expires"), PartialDay())
    noted: bool = piece(_("Noted as false, stolen, cancelled or expired"), Flag())
    note: str = piece(_("Note"), Line(1000))


@dataclass(frozen=True, kw_only=True)
class Reference(Part):
    """Where else this is recorded. Told to nobody but its owner: it would tell which court. Source: practice 19."""

    label: ClassVar[str | Promise] = _("External reference")
    system: str = piece(_("System"), Choice(System, SYSTEMS), required=True)
    name: str = piece(_("Name of another system"), Line(60))
    number: str = piece(_("Number"), Line(120), required=True)
    sent_on: str = piece(_("Sent on"), PartialDay(past=True))
    state: str = piece(_("State there"), Choice(There, THERE))
    note: str = piece(_("Note"), Line(200))

    @classmethod
    def clean(cls, raw: object, name: str) -> dict[str, Any]:
        """As any part; another system has a name, and only that. Raises: Invalid."""
        clean = super().clean(raw, name)
        is_other = clean.get("system") == slug(System.OTHER)
        if is_other and "name" not in clean:
            raise invalid(f"{name}.name", "required", _("Name the other system."))
        if not is_other and "name" in clean:
            message = _("Only another system needs a name. Leave it out, or choose “Another, by name”.")
            raise invalid(f"{name}.name", "not-in-list", message)
        return clean


@dataclass(frozen=True, slots=True)
class Many:
    """A list of parts. Canonical and stored: a list of objects."""

    part: type[Part]
    most: int = MOST_PARTS

    def clean(self, raw: object, field: str) -> list[dict[str, Any]]:
        if not isinstance(raw, list | tuple):
            raise invalid(field, "not-a-list", _("Give a list here."))
        if len(raw) > self.most:
            raise invalid(field, "too-many", _("Give at most %(most)s.") % {"most": self.most})
        errors: list[FieldError] = []
        clean = []
        for place, each in enumerate(raw):
            try:
                clean.append(self.part.clean(each, f"{field}.{place}"))
            except Invalid as error:
                errors += error.errors
        if errors:
            raise Invalid(errors)
        return [each for each in clean if each]

    def store(self, canonical: Any) -> list[dict[str, Any]]:
        return list(canonical)
