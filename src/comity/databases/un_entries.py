"""What one entry of the Security Council's list holds: frozen values, as the list writes them."""

from dataclasses import dataclass
from datetime import date, datetime

from comity.kit.dates import PartialDate
from comity.kit.errors import Invalid


@dataclass(frozen=True, slots=True)
class Country:
    """A country as written, and our code of it or ""."""

    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An address or a place of birth."""

    street: str = ""
    city: str = ""
    state_province: str = ""
    zip_code: str = ""
    country: Country | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another name. quality: Good, Low, a.k.a., f.k.a. or "". original_script: where the note gives it."""

    name: str
    quality: str = ""
    original_script: str = ""
    born: PartialDate | None = None
    city_of_birth: str = ""
    country_of_birth: Country | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth; None where the source has only words for it."""

    date: PartialDate | None
    type: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper. number: as written; `bare` without words, read from kind or note where NUMBER is empty.

    issued, expires: from their elements, else from the note. noted: the source calls it false, stolen, lost,
    cancelled, expired or forged, so its number proves nothing about who bears it.
    """

    type: str
    type2: str
    number: str
    bare: str
    issuing_country: Country | None
    country_of_issue: Country | None
    city_of_issue: str
    issued: PartialDate | None
    expires: PartialDate | None
    note: str
    noted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What persons and entities have in common. names: the parts of the whole name, in order."""

    reference: str
    data_id: str
    version: str
    regime: str
    list_type: str
    names: tuple[str, ...]
    original_script: str
    listed_on: date
    updated_on: tuple[date, ...]
    reviewed_on: tuple[date, ...]
    comments: str
    notice_link: str
    aliases: tuple[Alias, ...]
    addresses: tuple[Place, ...]
    others: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return " ".join(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual(Entry):
    """A person. sex: male, female or ""."""

    titles: tuple[str, ...]
    designations: tuple[str, ...]
    nationalities: tuple[Country, ...]
    sex: str
    born: tuple[Birth, ...]
    birth_places: tuple[Place, ...]
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Entry):
    """A group, company or undertaking."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that cannot be read: its place among its kind, from 1, its reference where it has one, and why."""

    place: int
    reference: str
    reason: Invalid


@dataclass(frozen=True, slots=True)
class UnList:
    """One edition. generated: aware. faults: what was left out, never silently."""

    generated: datetime
    individuals: tuple[Individual, ...]
    entities: tuple[Entity, ...]
    faults: tuple[Fault, ...]
