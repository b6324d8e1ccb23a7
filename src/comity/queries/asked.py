"""A question as it comes through the API: read strictly, made into subjects of `matching`."""

from datetime import date
from typing import Literal

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.kit.errors import Invalid, invalid
from comity.kit.text import clean_line
from comity.matching.asked_names import seen_name
from comity.matching.birth_dates import read_birth
from comity.matching.descriptions import Dimension, read_measure
from comity.matching.document_kinds import kind_by_slug
from comity.matching.documents import issuer_code
from comity.matching.folding import part_of
from comity.matching.holders import with_holder
from comity.matching.keys import KeyKind
from comity.matching.mrz_reading import parse_mrz
from comity.matching.names.index import Mode as Reach
from comity.matching.names.index.wording import has_wildcard
from comity.matching.partial import PartialSubject, whole
from comity.matching.recognise import SHORTEST_ZONE, recognise
from comity.matching.subjects import (
    AccountSubject,
    DescribedSubject,
    DocumentSubject,
    FirearmSubject,
    PersonSubject,
    Subject,
    TelephoneSubject,
    VehicleSubject,
    VesselSubject,
    WorkSubject,
)
from comity.records.registry import described_kinds

# The numbers that may be asked in part, by the field that holds them.
PARTIAL = {"vin": KeyKind.VIN, "plate": KeyKind.PLATE, "engine": KeyKind.ENGINE, "serial": KeyKind.SERIAL}
MOST_SUBJECTS = 20
MOST_BATCH = 1000
LONGEST_TEXT = 4000
LONGEST_FRAME = 60


class Document(msgspec.Struct, forbid_unknown_fields=True):
    """A document by what is printed on it."""

    number: str
    issuer: str = ""
    kind: str = ""


class Person(msgspec.Struct, forbid_unknown_fields=True):
    """A person by name and what else is known. born: 1987, 1987-03, 1987-03-14, ~1987 or 1980/1985.

    Dates as people write them, also of the Islamic and the Persian calendar, are read
    (1 Muharram 1400, 1359-12-29 SH); the notes say as what.
    nationality: three letters. sex: female or male. reach: "strict" finds these very words only; "wide" looks further
    and knows wildcards, * for any letters and ? for one. It needs a case and a reason, and is asked alone.
    """

    name: str
    born: str = ""
    nationality: str = ""
    sex: Literal["", "female", "male"] = ""
    reach: Literal["strict", "usual", "wide"] = "usual"


class Vehicle(msgspec.Struct, forbid_unknown_fields=True):
    """A vehicle by any of its numbers. country: of the plate. make: of the engine."""

    vin: str = ""
    plate: str = ""
    country: str = ""
    engine: str = ""
    make: str = ""


class Firearm(msgspec.Struct, forbid_unknown_fields=True):
    """A firearm by its serial number; or by make and model, which find advice only."""

    serial: str = ""
    make: str = ""
    calibre: str = ""
    model: str = ""


class Vessel(msgspec.Struct, forbid_unknown_fields=True):
    """A vessel by any of its numbers. country: of the register. make: of the engine."""

    hull: str = ""
    imo: str = ""
    mmsi: str = ""
    call_sign: str = ""
    registration: str = ""
    country: str = ""
    engine: str = ""
    make: str = ""


class Telephone(msgspec.Struct, forbid_unknown_fields=True):
    """A telephone by its number (country: of one written without), or a device by its own number."""

    number: str = ""
    country: str = ""
    imei: str = ""


class Account(msgspec.Struct, forbid_unknown_fields=True):
    """A bank account by its IBAN, or by its number with its bank."""

    number: str
    bank: str = ""


class Work(msgspec.Struct, forbid_unknown_fields=True):
    """A work of art by its inventory number and the institution that gave it."""

    inventory: str
    institution: str = ""


class Described(msgspec.Struct, forbid_unknown_fields=True):
    """A thing without a number, by its looks (keys.md, 9). kind: its sort. Measures with their unit: 64 cm."""

    words: str = ""
    kind: str = ""
    height: str = ""
    width: str = ""
    depth: str = ""
    diameter: str = ""
    length: str = ""
    weight: str = ""


class AskedSubject(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """Exactly one of these. Lines of a document (mrz) ask about their holder too.

    match "partial" asks an object's number of which only a part is known (keys.md, 7).
    """

    document: Document | None = None
    mrz: str | None = None
    person: Person | None = None
    vehicle: Vehicle | None = None
    firearm: Firearm | None = None
    vessel: Vessel | None = None
    telephone: Telephone | None = None
    account: Account | None = None
    work: Work | None = None
    described: Described | None = None
    text: str | None = None
    match: Literal["whole", "partial"] = "whole"

    @property
    def is_loose(self) -> bool:
        """Does it find what nobody named: by a part of a number, or by looks? Then it needs a case and a reason."""
        return self.match == "partial" or self.described is not None

    @property
    def needs_consent(self) -> bool:
        """Does it look further than for what was named? Source: practice 6."""
        return self.is_loose or (self.person is not None and self.person.reach == "wide")


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """A whole question. silent: nothing of it reaches an owner before a desk officer discloses it."""

    purpose: str
    subjects: list[AskedSubject]
    case: str = ""
    reason: str = ""
    silent: bool = False
    language: str = ""


class Frame(msgspec.Struct, forbid_unknown_fields=True):
    """Why many are asked about at once: one journey, and where the list comes from (practice 17).

    departure: as the list says it, ISO 8601 with a zone. source: who made the list.
    """

    purpose: str
    conveyance: str
    route: str
    departure: str
    source: str
    case: str = ""

    def words(self) -> str:
        """One line for the journal: no names, only the journey."""
        return " ".join((self.conveyance, self.route, self.departure, self.source))


_asked = msgspec.json.Decoder(Asked)
_line = msgspec.json.Decoder(AskedSubject)


def read_asked(body: bytes) -> Asked:
    """The question in a request's body. Raises: Invalid, saying where."""
    try:
        asked = _asked.decode(body)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise _unreadable(error) from None
    if not 1 <= len(asked.subjects) <= MOST_SUBJECTS:
        message = _("Ask about one to %(most)s subjects at once; more go through the batch.")
        raise invalid("subjects", "too-many", message % {"most": MOST_SUBJECTS})
    return asked


def read_frame(given: dict[str, str]) -> Frame:
    """The frame in a batch's address. Raises: Invalid, naming what is missing or too long."""
    try:
        frame = msgspec.convert(given, Frame)
    except msgspec.ValidationError as error:
        raise _unreadable(error) from None
    for field in Frame.__struct_fields__:
        clean_line(getattr(frame, field), field=field, longest=LONGEST_FRAME)
    for field in ("conveyance", "route", "departure", "source"):
        if not getattr(frame, field).strip():
            raise invalid(
                field,
                "required",
                _("A list of many needs its journey: conveyance, route, departure, source."),
            )
    return frame


def read_lines(body: bytes) -> list[AskedSubject | str]:
    """The lines of a batch: a subject each, or the problem with a line. Raises: Invalid for none or too many."""
    lines = body.splitlines()
    if not 1 <= len(lines) <= MOST_BATCH:
        message = _("Send one to %(most)s lines, each one subject.") % {"most": MOST_BATCH}
        raise invalid("", "too-many", message)
    return [_read_line(line) for line in lines]


def _read_line(line: bytes) -> AskedSubject | str:
    try:
        return _line.decode(line)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        return str(_unreadable(error).errors[0].message)


def _unreadable(error: msgspec.MsgspecError) -> Invalid:
    """msgspec's sentence names the place and the type, never the value."""
    message = _("This question cannot be read: %(detail)s") % {"detail": str(error)}
    return invalid("", "unreadable", message)


def subject_of(asked: AskedSubject, *, today: date) -> Subject:
    """What is asked about.

    today: UTC, for the birth years of machine-readable lines. Raises: Invalid.
    """
    if asked.match == "partial":
        return _partial(asked)
    if asked.document is not None:
        return _document(asked.document)
    if asked.mrz is not None:
        return with_holder(parse_mrz(_short(asked.mrz, "mrz"), today=today))
    if asked.person is not None:
        person = asked.person
        born = read_birth(person.born, today=today).date if person.born.strip() else None
        nationality = _country(person.nationality, "nationality")
        nationality = issuer_code(nationality, field="nationality") if nationality else ""
        name, reach = seen_name(person.name), Reach(person.reach)
        if has_wildcard(name) and reach is not Reach.WIDE:
            words = _("A wildcard in a name needs the reach “wide”, with a case and a reason.")
            raise invalid("name", "wildcard-reach", words)
        return PersonSubject(name, born, nationality, person.sex, reach)
    if asked.vehicle is not None:
        vehicle = asked.vehicle
        if not (vehicle.vin or vehicle.plate or vehicle.engine):
            raise invalid("vehicle", "required", _("Give a VIN, a plate or an engine number."))
        country = _country(vehicle.country, "country")
        for field in ("vin", "plate", "engine"):
            whole(getattr(vehicle, field), field=field)
        return VehicleSubject(vehicle.vin, vehicle.plate, country, vehicle.engine, vehicle.make)
    if asked.firearm is not None:
        firearm = asked.firearm
        serial = whole(firearm.serial, field="serial")
        return FirearmSubject(serial, firearm.make, firearm.calibre, firearm.model)
    if asked.vessel is not None:
        return _vessel(asked.vessel)
    if asked.telephone is not None:
        country = _country(asked.telephone.country, "country")
        return TelephoneSubject(whole(asked.telephone.number, field="number"), country, asked.telephone.imei)
    if asked.account is not None:
        return AccountSubject(whole(asked.account.number, field="number"), asked.account.bank)
    if asked.work is not None:
        return WorkSubject(whole(asked.work.inventory, field="inventory"), asked.work.institution)
    if asked.described is not None:
        return _described(asked.described)
    if asked.text is not None:
        return recognise(_whole_text(asked.text), today=today)
    raise invalid("subjects", "required", _("Say what you ask about."))


def _partial(asked: AskedSubject) -> PartialSubject:
    """The one number that is known in part, and what is known beside it. Raises: Invalid for any other subject."""
    if asked.vehicle is not None:
        vehicle = asked.vehicle
        given = [(name, text) for name in ("vin", "plate", "engine") if (text := getattr(vehicle, name))]
        if len(given) == 1:
            name, text = given[0]
            country = (
                issuer_code(_country(vehicle.country, "country"), field="country") if vehicle.country else ""
            )
            rest = {"plate": country, "engine": part_of(vehicle.make, field="make")}.get(name, "")
            return PartialSubject(text, (PARTIAL[name],), rest, name)
    elif asked.firearm is not None:
        rest = part_of(asked.firearm.make, field="make")
        return PartialSubject(asked.firearm.serial, (PARTIAL["serial"],), rest, "serial")
    elif asked.vessel is not None and bool(asked.vessel.hull) != bool(asked.vessel.engine):
        vessel = asked.vessel
        if vessel.hull:
            return PartialSubject(vessel.hull, (KeyKind.HULL,), "", "hull")
        return PartialSubject(vessel.engine, (KeyKind.ENGINE,), part_of(vessel.make, field="make"), "engine")
    elif asked.text is not None:
        return _partial_text(asked.text)
    one = _("A partial search asks for one number of a vehicle, a firearm or another object.")
    raise invalid("", "partial-subject", one)


def _document(document: Document) -> DocumentSubject:
    kind = kind_by_slug(document.kind) if document.kind else None
    return DocumentSubject(whole(document.number, field="number"), _country(document.issuer, "issuer"), kind)


def _described(described: Described) -> DescribedSubject:
    kind = described.kind.strip().lower()
    if kind and kind not in dict(described_kinds()):
        raise invalid("kind", "not-in-list", _("Choose one of the listed values."))
    measures = [
        read_measure(text, field=each.value, dimension=each)
        for each in Dimension
        if (text := getattr(described, each.value).strip())
    ]
    return DescribedSubject(described.words, kind, tuple(measures))


def _vessel(vessel: Vessel) -> VesselSubject:
    for field in ("hull", "registration", "engine"):
        whole(getattr(vessel, field), field=field)
    return VesselSubject(
        hull=vessel.hull,
        imo=vessel.imo,
        mmsi=vessel.mmsi,
        call_sign=vessel.call_sign,
        registration=vessel.registration,
        country=_country(vessel.country, "country"),
        engine=vessel.engine,
        make=vessel.make,
    )


def _country(code: str, field: str) -> str:
    if code and not countries.is_issuer(code.strip().upper()):
        message = _("This is no country or issuer code. Use the three letters of ICAO, for example FRA.")
        raise invalid(field, "unknown-country", message)
    return code


def _whole_text(text: str) -> str:
    """A number with a wildcard is a part of one, and must be asked as such. A name or a zone may hold anything."""
    short = _short(text, "text")
    if len(short) < SHORTEST_ZONE and "<" not in short and any(map(str.isdigit, short)):
        return whole(short, field="text")
    return short


def _partial_text(text: str) -> PartialSubject:
    """A plate behind its country, or a number of any kind of object."""
    country, _space, rest = _short(text, "text").strip().partition(" ")
    if rest and countries.is_issuer(country.upper()):
        return PartialSubject(rest, (KeyKind.PLATE,), issuer_code(country), "text")
    return PartialSubject(text, tuple(PARTIAL.values()), "", "text")


def _short(text: str, field: str) -> str:
    if len(text) > LONGEST_TEXT:
        message = _("Write at most %(longest)s characters.") % {"longest": LONGEST_TEXT}
        raise invalid(field, "too-long", message)
    return text
