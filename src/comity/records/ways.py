"""Ways a record is found: from its canonical values to its search keys. Declarations list them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec.structs import replace

from comity.kit.dates import PartialDate, parse_partial
from comity.matching.descriptions import SHORT, UNITS, Dimension, Measured, description_keys
from comity.matching.document_kinds import BY_SLUG
from comity.matching.documents import document_keys, document_range_keys
from comity.matching.keys import Grade, Key, KeyKind
from comity.matching.names import Paper, Person, PersonName, Place, Quality, Sex
from comity.matching.names.exact import name_keys
from comity.matching.patterns import pattern_keys
from comity.matching.plates import plate_keys
from comity.matching.serials import engine_keys, firearm_keys, model_keys
from comity.matching.ships import imo_keys, is_imo
from comity.matching.vins import vin_keys

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The record is one document, or a range of blanks: fields number, issuer and kind.

    last: the field with the last number of a range, where the database knows ranges.
    """

    last: str = ""
    kinds: ClassVar = (KeyKind.DOCUMENT,)

    def __call__(self, body: Body) -> list[Key]:
        issuer, kind = body["issuer"], BY_SLUG[body["kind"]]
        if self.last in body:
            return list(document_range_keys(body["number"], body[self.last], issuer, kind))
        return list(document_keys(body["number"], issuer, kind))


@dataclass(frozen=True, slots=True)
class Documents:
    """The record has papers: a repeated part. One noted as false or stolen is a candidate, never a hit.

    Source: practice 13: a passport noted as stolen and forged belongs to an innocent bearer.
    """

    field: str
    kinds: ClassVar = (KeyKind.DOCUMENT,)

    def __call__(self, body: Body) -> list[Key]:
        keys: list[Key] = []
        for paper in body.get(self.field, ()):
            kind = BY_SLUG[paper["kind"]] if "kind" in paper else None
            found = document_keys(paper["number"], paper.get("issuer", ""), kind)
            keys += [replace(key, grade=Grade.CANDIDATE) for key in found] if paper.get("noted") else found
        return keys


@dataclass(frozen=True, slots=True)
class Names:
    """Every name with every birth date.

    person: further fields of one person, to whom all names and dates belong: then the record is also found by names
    that are written otherwise (matching.names). None where the names are of several, or of no people.
    """

    field: str
    born: str = ""
    person: "PersonFields | None" = None
    kinds: ClassVar = (KeyKind.NAME,)

    def __call__(self, body: Body) -> list[Key]:
        dates: list[PartialDate | None] = [
            parse_partial(part["date"], field=self.born) for part in body.get(self.born, ())
        ]
        return [
            key
            for name in body.get(self.field, ())
            for born in dates or [None]
            for key in name_keys(name["text"], born)
        ]


@dataclass(frozen=True, slots=True)
class PersonFields:
    """Where a record says what distinguishes one person from another of the same name."""

    nationalities: str = ""
    sex: str = ""
    birth_places: str = ""
    papers: str = ""

    def of(self, body: Body, names: Names) -> Person:
        """The one person of these values, for comparing."""
        sex = body.get(self.sex, "")
        return Person(
            names=tuple(PersonName(each["text"], _quality(each)) for each in body.get(names.field, ())),
            born=tuple(parse_partial(each["date"], field=names.born) for each in body.get(names.born, ())),
            nationalities=tuple(
                each["country"]
                for each in body.get(self.nationalities, ())
                if "country" in each  # else in words
            ),
            sex=Sex(sex) if sex in {each.value for each in Sex} else None,
            birth_places=tuple(
                Place(each.get("text", ""), each.get("country", ""))
                for each in body.get(self.birth_places, ())
            ),
            papers=tuple(
                Paper(each["number"], each.get("issuer", ""), each.get("kind", ""))
                for each in body.get(self.papers, ())
                if not each.get("noted")  # a stolen or forged paper belongs to somebody else (practice 13)
            ),
        )


def _quality(name: Body) -> Quality:
    said = name.get("quality", "")
    return Quality(said) if said in {each.value for each in Quality} else Quality.PRIMARY


def one_person(ways: "tuple[Way, ...]") -> Names | None:
    """How persons of a database with these ways are compared by their names; None where no record is one person."""
    return next((way for way in ways if isinstance(way, Names) and way.person is not None), None)


@dataclass(frozen=True, slots=True)
class Plate:
    """A number plate and its country."""

    plate: str
    country: str
    kinds: ClassVar = (KeyKind.PLATE,)

    def __call__(self, body: Body) -> list[Key]:
        return list(plate_keys(body[self.plate], body.get(self.country, ""))) if self.plate in body else []


@dataclass(frozen=True, slots=True)
class Vin:
    """A vehicle identification number."""

    field: str
    kinds: ClassVar = (KeyKind.VIN,)

    def __call__(self, body: Body) -> list[Key]:
        return list(vin_keys(body[self.field])) if self.field in body else []


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine number, with the make where it is known."""

    field: str
    make: str
    kinds: ClassVar = (KeyKind.ENGINE,)

    def __call__(self, body: Body) -> list[Key]:
        return list(engine_keys(body[self.field], body.get(self.make, ""))) if self.field in body else []


@dataclass(frozen=True, slots=True)
class Serial:
    """A firearm's serial number with its make and calibre."""

    field: str
    make: str
    calibre: str
    kinds: ClassVar = (KeyKind.SERIAL,)

    def __call__(self, body: Body) -> list[Key]:
        if self.field not in body:
            return []
        return list(firearm_keys(body[self.field], body.get(self.make, ""), body.get(self.calibre, "")))


@dataclass(frozen=True, slots=True)
class Imo:
    """A ship's number. What has not its check digit, such as a company's own number, finds nothing."""

    field: str
    kinds: ClassVar = (KeyKind.IMO,)

    def __call__(self, body: Body) -> list[Key]:
        return list(imo_keys(body[self.field])) if is_imo(body.get(self.field, "")) else []


@dataclass(frozen=True, slots=True)
class One:
    """A field that is an identifier by itself, or with another field. read: its keys, from one value or both."""

    kind: KeyKind
    read: Callable[..., tuple[Key, ...]]
    field: str
    by: str = ""

    @property
    def kinds(self) -> tuple[KeyKind]:
        return (self.kind,)

    def __call__(self, body: Body) -> list[Key]:
        if self.field not in body:
            return []
        return list(
            self.read(body[self.field], body.get(self.by, "")) if self.by else self.read(body[self.field])
        )


@dataclass(frozen=True, slots=True)
class Each:
    """The same in a repeated part. by: pieces that qualify the identifier, each taken from the record where the
    part lacks it."""

    kind: KeyKind
    read: Callable[..., tuple[Key, ...]]
    parts: str
    piece: str
    by: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[KeyKind]:
        return (self.kind,)

    def __call__(self, body: Body) -> list[Key]:
        return [
            key
            for part in body.get(self.parts, ())
            if self.piece in part
            for key in self.read(part[self.piece], *(part.get(name, body.get(name, "")) for name in self.by))
        ]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of document numbers of an issuer and a kind: it gives advice about every number that has it."""

    field: str
    kinds: ClassVar = (KeyKind.PATTERN,)

    def __call__(self, body: Body) -> list[Key]:
        if self.field not in body:
            return []
        return list(pattern_keys(body[self.field], body["issuer"], BY_SLUG[body["kind"]]))


@dataclass(frozen=True, slots=True)
class Model:
    """The make and model of a thing in a reference library, and those of its copies: they give advice."""

    make: str
    model: str
    copies: str = ""
    kinds: ClassVar = (KeyKind.MODEL,)

    def __call__(self, body: Body) -> list[Key]:
        pairs = [(body.get(self.make, ""), body.get(self.model, ""))]
        pairs += [(copy["make"], copy.get("model", "")) for copy in body.get(self.copies, ())]
        return [key for make, model in pairs for key in model_keys(make, model)]


@dataclass(frozen=True, slots=True)
class Described:
    """The record is a thing that often has no number: found by its words and measures.

    words: the fields that describe it. measures: a repeated part of dimension, amount and unit. among: the field that
    says what sort of thing it is.
    """

    words: tuple[str, ...]
    measures: str
    among: str
    kinds: ClassVar = (KeyKind.DESCRIPTION,)

    def __call__(self, body: Body) -> list[Key]:
        return list(description_keys(self.texts(body), self.measured(body), body[self.among]))

    def texts(self, body: Body) -> list[str]:
        """What the record says of itself in words."""
        return [body[name] for name in self.words if name in body]

    def measured(self, body: Body) -> list[Measured]:
        """Its measures, in millimetres and grams."""
        return [
            Measured(Dimension(each["dimension"]), each["amount"] * UNITS[each["unit"]], _written(each))
            for each in body.get(self.measures, ())
        ]


def _written(measure: Body) -> str:
    """A recorded measure as people write it."""
    return f"{measure['amount']} {SHORT[measure['unit']]}"


Way = Callable[[Body], list[Key]]


def described(ways: tuple[Way, ...]) -> Described | None:
    """How things of a database with these ways are found by description; None where they are not."""
    return next((way for way in ways if isinstance(way, Described)), None)


def keys_of(ways: tuple[Way, ...], body: Body) -> list[Key]:
    """All keys of a record's canonical values, each once. Raises: Invalid for an identifier that is none."""
    return list(dict.fromkeys(key for way in ways for key in way(body)))
