"""What is printed of a notice: plain values, in the reader's language, that know nothing of where they come from.

Text from people travels as data all the way into the typesetter and is never read as markup.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from comity.kit.canonical import canonical_json, digest

# How long a paper may be relied on without asking whether the notice still stands. Source: practice 11.
PAPER_DAYS = 7
LANGUAGES = ("ar", "en", "es", "fr")
# It stands at the foot of every page, which has room for so much.
LONGEST_BODY = 160
_COLOUR = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of whoever is sought. label: "Family name", "Also known as". original: as its own script writes it."""

    label: str
    text: str
    original: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a section. is_code: a number or code, always read from left to right."""

    label: str
    values: Sequence[str]
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with lines, and then free text, as its writer divided it."""

    title: str
    rows: Sequence[Row] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Photograph:
    """JPEG, PNG or WebP as `records` keeps pictures. says: what it shows, also for whoever cannot see it."""

    content: bytes
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A notice as one language prints it.

    colour: "#rrggbb" of the corner; colour_name: the issuing body's own name of it. body: the issuing body.
    asked_by: the bureau that asked for the notice. law: the rule it rests on, with its source and mark of certainty.
    measure: what whoever finds the person or thing is asked to do; dangers: what they must know first.
    """

    id: UUID
    number: str
    version: int
    language: str
    kind: str
    colour: str
    colour_name: str
    body: str
    asked_by: str
    issued: date
    valid_until: date | None
    law: str
    measure: str
    dangers: Sequence[str] = ()
    names: Sequence[Name] = ()
    photographs: Sequence[Photograph] = ()
    sections: Sequence[Section] = field(default=())

    def __post_init__(self) -> None:
        """Raises: ValueError for what comes from no person and cannot be printed: a fault of ours or of a setting."""
        if self.language not in LANGUAGES:
            raise ValueError("no language of printed notices")
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError("no colour: #rrggbb")
        if not 0 < len(self.body) <= LONGEST_BODY:
            raise ValueError("no name of an issuing body, or one too long for the foot of a page")

    def facts(self) -> Mapping[str, object]:
        """Everything that stands on the paper, a photograph by its SHA-256: what the signature is about."""
        return {
            "format": 1,
            "id": str(self.id),
            "number": self.number,
            "version": self.version,
            "language": self.language,
            "kind": self.kind,
            "colour": self.colour,
            "colour_name": self.colour_name,
            "body": self.body,
            "asked_by": self.asked_by,
            "issued": self.issued.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "law": self.law,
            "measure": self.measure,
            "dangers": [*self.dangers],
            "names": [[each.label, each.text, each.original] for each in self.names],
            "photographs": [[sha256(each.content).hexdigest(), each.says] for each in self.photographs],
            "sections": [
                [each.title, [[row.label, [*row.values], row.is_code] for row in each.rows], each.text]
                for each in self.sections
            ],
        }

    def digest(self) -> bytes:
        """SHA-256 of the facts, 32 bytes (docs/spec/printed-notice.md, 1)."""
        return digest(canonical_json(self.facts()))


def paper_until(printed_at: datetime, days: int = PAPER_DAYS) -> datetime:
    """The last moment at which a paper may be relied on without asking. Source: practice 11."""
    return printed_at + timedelta(days=days)
