"""The published document of a request, and files of them. Pure: nothing is kept here (docs/spec/notice-request.md)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid, invalid
from comity.notices.kinds import offered
from comity.notices.kinds.kind import Kind
from comity.notices.request import FORMAT
from comity.records.schemas import schema_of_fields

Document = Mapping[str, Any]
MOST_BYTES = 2 * 1024 * 1024  # as much as the node reads of any body
MOST_LINES = 500  # drafts that a bureau may have at once
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
# "notice" stands in exports and says what became of a request; whoever imports one begins anew, so it is not read.
_NAMES: dict[str, tuple[type, str | Promise]] = {
    "format": (str, _("Write text here.")),
    "kind": (str, _("Write text here.")),
    "diffusion": (bool, _("Write true or false here.")),
    "addressees": (list, _("Give a list of the codes of bureaus here.")),
    "body": (dict, _("Give named values here.")),
    "notice": (dict, _("Give named values here.")),
}
_NEEDED = ("format", "kind", "body")


@dataclass(frozen=True, slots=True)
class Line:
    """One request of a file. number: of its line or its place in the list, from 1. faults: () where it is sound."""

    number: int
    document: Document
    faults: tuple[FieldError, ...] = ()


def schema() -> dict[str, Any]:
    """The JSON Schema of a request, with every kind that this node works with. It describes; the rules decide."""
    return {
        "$schema": DRAFT_2020,
        "title": FORMAT,
        "type": "object",
        "oneOf": [_schema_of(kind) for kind in offered().values()],
    }


def document_of(kind: Kind, body: Document, *, diffusion: bool, addressees: Sequence[str]) -> dict[str, Any]:
    """A request as a document, as the file of an import has it."""
    return {
        "format": FORMAT,
        "kind": kind.slug,
        "diffusion": diffusion,
        "addressees": list(addressees),
        "body": dict(body),
    }


def read_file(content: bytes) -> list[Line]:
    """The requests of a file: one JSON object, a list of them, or one on each line. A bad one stops no good one.

    Raises: Invalid for a file that is too long, empty, or no text in UTF-8.
    """
    if len(content) > MOST_BYTES:
        raise invalid("file", "too-long", _("This file is too long: at most 2 MB at once."))
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise invalid("file", "encoding", _("This file is not written in UTF-8.")) from None
    lines = _lines(text)
    if not lines:
        raise invalid("file", "empty", _("There is no request in this file."))
    if len(lines) > MOST_LINES:
        raise invalid("file", "too-many", _("Give at most %(most)s.") % {"most": MOST_LINES})
    return lines


def _lines(text: str) -> list[Line]:
    try:
        whole = _json(text)
    except Invalid:
        numbered = [(place, line) for place, line in enumerate(text.split("\n"), start=1) if line.strip()]
        return [_read_line(place, line) for place, line in numbered]
    given = whole if isinstance(whole, list) else [whole]
    return [_line(place, each) for place, each in enumerate(given, start=1)]


def _read_line(number: int, text: str) -> Line:
    try:
        return _line(number, _json(text))
    except Invalid as error:
        return Line(number, {}, error.errors)


def _line(number: int, given: Any) -> Line:
    """The faults of its frame; what stands in the body, the rules of its kind judge."""
    if not isinstance(given, dict):
        return Line(number, {}, (FieldError("", "not-an-object", _("Give one JSON object here.")),))
    faults = [
        FieldError(str(name)[:60], "unknown-field", _("There is no such field."))
        for name in given
        if name not in _NAMES
    ]
    faults += [FieldError(name, "required", _("This is needed.")) for name in _NEEDED if name not in given]
    for name, (form, sentence) in _NAMES.items():
        if name in given and not isinstance(given[name], form):
            faults.append(FieldError(name, "wrong-type", sentence))
    if not faults:
        faults += _more_faults(given)
    return Line(number, given, tuple(faults))


def _more_faults(given: Document) -> list[FieldError]:
    faults = []
    if given["format"] != FORMAT:
        sentence = _("This node reads the format %(format)s.") % {"format": FORMAT}
        faults.append(FieldError("format", "unknown-format", sentence))
    if not all(isinstance(code, str) for code in given.get("addressees", ())):
        faults.append(FieldError("addressees", "wrong-type", _NAMES["addressees"][1]))
    return faults


def _json(text: str) -> Any:
    """Raises: Invalid for what is no JSON: also numbers that JSON has not, and nests too deep to read."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise invalid("", "no-json", _("This is no whole JSON document.")) from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _schema_of(kind: Kind) -> dict[str, Any]:
    body = {**schema_of_fields(kind.fields, dict(kind.example)), "title": str(kind.name)}
    return {
        "properties": {
            "format": {"const": FORMAT},
            "kind": {"const": kind.slug},
            "diffusion": {"type": "boolean"} if kind.diffusions else {"const": False},
            "addressees": {"type": "array", "items": {"type": "string"}, "maxItems": 250},
            "body": body,
            "notice": {"type": "object", "description": "What became of it, in exports; never read"},
        },
        "required": list(_NEEDED),
        "additionalProperties": False,
    }
