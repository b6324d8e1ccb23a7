"""What a query asks about: one frozen value for each kind of subject."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import PartialDate
from comity.kit.errors import invalid
from comity.matching.accounts import account_number, account_probes
from comity.matching.descriptions import Measured, clues_of, description_probes
from comity.matching.document_kinds import SLUGS, DocumentKind
from comity.matching.documents import document_probes, issuer_code
from comity.matching.folding import latin, normalised, part_of
from comity.matching.hulls import hull_probes, hull_text
from comity.matching.inventories import inventory_probes
from comity.matching.keys import SEPARATOR, Probe
from comity.matching.mrz import Mrz
from comity.matching.mrz_repairs import mrz_probes
from comity.matching.names.exact import name_probes, normalised_name
from comity.matching.names.index import Mode as Reach
from comity.matching.names.index.wording import has_wildcard
from comity.matching.names.wildcards import check_wildcards
from comity.matching.partial import PartialSubject
from comity.matching.patterns import pattern_probes
from comity.matching.plates import plate_number, plate_probes
from comity.matching.serials import engine_probes, firearm_probes, model_probes, normalised_calibre
from comity.matching.ships import (
    call_sign_probes,
    call_sign_text,
    imo_number,
    imo_probes,
    mmsi_number,
    mmsi_probes,
    registration_probes,
)
from comity.matching.telephones import device_number, device_probes, telephone_probes, telephone_text
from comity.matching.vins import vin_number, vin_probes


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """A document by what is printed on it. issuer "" and kind None where the asker does not know."""

    number: str
    issuer: str = ""
    kind: DocumentKind | None = None

    def probes(self) -> tuple[Probe, ...]:
        kinds = () if self.kind is None else (self.kind,)
        return document_probes(self.number, self.issuer, self.kind) + pattern_probes(
            self.number, self.issuer, *kinds
        )

    def what(self) -> str:
        issuer = issuer_code(self.issuer) if self.issuer else ""
        kind = SLUGS[self.kind] if self.kind is not None else ""
        return _what("document", normalised(self.number), issuer, kind)


@dataclass(frozen=True, slots=True)
class PersonSubject:
    """A person by name, and by what else is known. nationality: three letters; sex: as matching.names writes it.

    reach: how far to look; wildcards in the name only with the widest.
    """

    name: str
    born: PartialDate | None = None
    nationality: str = ""
    sex: str = ""
    reach: Reach = Reach.USUAL

    @property
    def has_wildcards(self) -> bool:
        return self.reach is Reach.WIDE and has_wildcard(self.name)

    def probes(self) -> tuple[Probe, ...]:
        if self.has_wildcards:
            check_wildcards(self.name)
        return name_probes(self.name, self.born)

    def what(self) -> str:
        born = f"{self.born.earliest}/{self.born.latest}" if self.born else ""
        more = [part for part in (self.nationality, self.sex) if part]
        name = (
            " ".join(sorted(self.name.upper().split())) if self.has_wildcards else normalised_name(self.name)
        )
        return _what("person", name, born, *more)


@dataclass(frozen=True, slots=True)
class MrzSubject:
    """A document by its machine-readable lines. holder: who is named in them, asked beside it; None where nobody is."""

    mrz: Mrz
    holder: PersonSubject | None = None

    def probes(self) -> tuple[Probe, ...]:
        mrz = self.mrz
        found = mrz_probes(mrz) + pattern_probes(mrz.number, mrz.issuer, *mrz.document_kinds)
        return found + self.holder.probes() if self.holder is not None else found

    def what(self) -> str:
        """The same as for the document typed by number, issuer and kind."""
        return DocumentSubject(self.mrz.number, self.mrz.issuer, self.mrz.document_kind).what()


@dataclass(frozen=True, slots=True)
class VehicleSubject:
    """A vehicle by any of its numbers; at least one is given. country: of the plate; make: of the engine."""

    vin: str = ""
    plate: str = ""
    country: str = ""
    engine: str = ""
    make: str = ""

    def probes(self) -> tuple[Probe, ...]:
        found = vin_probes(self.vin) if self.vin else ()
        found += plate_probes(self.plate, self.country) if self.plate else ()
        found += engine_probes(self.engine, self.make) if self.engine else ()
        if not found:  # no question would read as "no hit"
            raise invalid("vehicle", "number-empty", _("Give a VIN, a plate or an engine number."))
        return found

    def what(self) -> str:
        vin = vin_number(self.vin) if self.vin else ""
        plate = plate_number(self.plate) if self.plate else ""
        country = issuer_code(self.country, field="country") if self.country else ""
        engine = latin(normalised(self.engine))
        return _what("vehicle", vin, plate, country, engine, part_of(self.make, field="make"))


@dataclass(frozen=True, slots=True)
class FirearmSubject:
    """A firearm by its serial number, or by make and model, for which there is only advice."""

    serial: str = ""
    make: str = ""
    calibre: str = ""
    model: str = ""

    def probes(self) -> tuple[Probe, ...]:
        found = firearm_probes(self.serial, self.make, self.calibre) if self.serial else ()
        found += model_probes(self.make, self.model)
        if not found:  # no question would read as "no hit"
            raise invalid(
                "serial", "number-empty", _("Give the serial number, or make and model for advice.")
            )
        return found

    def what(self) -> str:
        model = [part_of(self.model, field="model")] if self.model else []
        return _what(
            "firearm",
            normalised(self.serial),
            part_of(self.make, field="make"),
            normalised_calibre(self.calibre),
            *model,
        )


@dataclass(frozen=True, slots=True)
class VesselSubject:
    """A vessel by any of its numbers; at least one is given. country: of the register; make: of the engine."""

    hull: str = ""
    imo: str = ""
    mmsi: str = ""
    call_sign: str = ""
    registration: str = ""
    country: str = ""
    engine: str = ""
    make: str = ""

    def probes(self) -> tuple[Probe, ...]:
        found = hull_probes(self.hull) if self.hull else ()
        found += imo_probes(self.imo) if self.imo else ()
        found += mmsi_probes(self.mmsi) if self.mmsi else ()
        found += call_sign_probes(self.call_sign) if self.call_sign else ()
        found += registration_probes(self.registration, self.country) if self.registration else ()
        found += engine_probes(self.engine, self.make) if self.engine else ()
        if not found:  # no question would read as "no hit"
            message = _(
                "Give a hull number, an IMO number, a radio identity (MMSI), a call sign, a registration or an "
                "engine number."
            )
            raise invalid("vessel", "number-empty", message)
        return found

    def what(self) -> str:
        hull = hull_text(self.hull, field="hull") if self.hull else ""
        imo = imo_number(self.imo) if self.imo else ""
        mmsi = mmsi_number(self.mmsi) if self.mmsi else ""
        sign = call_sign_text(self.call_sign) if self.call_sign else ""
        registration = latin(normalised(self.registration))
        country = issuer_code(self.country, field="country") if self.country else ""
        engine, make = latin(normalised(self.engine)), part_of(self.make, field="make")
        return _what("vessel", normalised(hull), imo, mmsi, sign, registration, country, engine, make)


@dataclass(frozen=True, slots=True)
class TelephoneSubject:
    """A telephone by its number, or a device by its own (IMEI). country: of a number written without one."""

    number: str = ""
    country: str = ""
    imei: str = ""

    def probes(self) -> tuple[Probe, ...]:
        found = telephone_probes(self.number, self.country) if self.number else ()
        found += device_probes(self.imei) if self.imei else ()
        if not found:
            message = _("Give a telephone number or the number of a device (IMEI).")
            raise invalid("telephone", "number-empty", message)
        return found

    def what(self) -> str:
        number = normalised(self.number)
        if self.country or self.number.strip().startswith(("+", "00")):
            number = telephone_text(self.number, country=self.country)
        return _what("telephone", number, device_number(self.imei) if self.imei else "")


@dataclass(frozen=True, slots=True)
class AccountSubject:
    """A bank account by its IBAN, or by its number with its bank."""

    number: str
    bank: str = ""

    def probes(self) -> tuple[Probe, ...]:
        return account_probes(self.number, self.bank)

    def what(self) -> str:
        return _what("account", account_number(self.number), part_of(self.bank, field="bank"))


@dataclass(frozen=True, slots=True)
class WorkSubject:
    """A work of art by its inventory number and the institution that gave it."""

    inventory: str
    institution: str = ""

    def probes(self) -> tuple[Probe, ...]:
        return inventory_probes(self.inventory, self.institution)

    def what(self) -> str:
        return _what(
            "work", latin(normalised(self.inventory)), part_of(self.institution, field="institution")
        )


@dataclass(frozen=True, slots=True)
class DescribedSubject:
    """A thing by its looks: words, measures, and what sort of thing it is where that is known."""

    words: str = ""
    kind: str = ""
    measures: tuple[Measured, ...] = ()

    def probes(self) -> tuple[Probe, ...]:
        return description_probes(self.words, self.measures, self.kind)

    def what(self) -> str:
        return _what("described", clues_of(self.words, self.measures), self.kind)


@dataclass(frozen=True, slots=True)
class TextSubject:
    """A text that can be read in several ways: all of them are asked."""

    text: str
    readings: "tuple[Subject, ...]"

    def probes(self) -> tuple[Probe, ...]:
        return tuple(dict.fromkeys(probe for reading in self.readings for probe in reading.probes()))

    def what(self) -> str:
        return _what("text", normalised(self.text))


Subject = (
    DocumentSubject
    | MrzSubject
    | PersonSubject
    | VehicleSubject
    | FirearmSubject
    | VesselSubject
    | TelephoneSubject
    | AccountSubject
    | WorkSubject
    | DescribedSubject
    | TextSubject
    | PartialSubject
)


def document_alone(subject: Subject) -> Subject:
    """The subject, of machine-readable lines without their holder."""
    return MrzSubject(subject.mrz) if isinstance(subject, MrzSubject) else subject


def probes_of(subject: Subject) -> tuple[Probe, ...]:
    """Every question to the index that this subject asks. Raises: Invalid when a part of it fits nothing."""
    return subject.probes()


def what(subject: Subject) -> str:
    """Plain text for the subject's keyed tag: typed differently, the same subject gives the same text."""
    return subject.what()


def _what(*parts: str) -> str:
    return SEPARATOR.join(parts)
