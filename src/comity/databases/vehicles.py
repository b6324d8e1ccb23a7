"""Stolen motor vehicles, parts and plates."""

import datetime
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching.vins import vin_number, vin_repair
from comity.records import fields
from comity.records.exporting.entities import Entity, country, entity
from comity.records.life import finding_words
from comity.records.record import Body, Record
from comity.records.ways import Engine, Plate, Vin


class VehicleKind(IntEnum):
    """Closed set: numbers are never reused."""

    CAR = 1
    TRUCK = 2
    TRAILER = 3
    MOTORCYCLE = 4
    PLANT = 5
    CARAVAN = 6
    PART = 7
    PLATE = 8
    BUS = 9


class Loss(IntEnum):
    """How it was lost. Closed set: numbers are never reused."""

    THEFT = 1
    ROBBERY = 2
    EMBEZZLED = 3
    EXPORT_FRAUD = 4


VEHICLE_KINDS = {
    VehicleKind.CAR: _("car"),
    VehicleKind.TRUCK: _("truck"),
    VehicleKind.TRAILER: _("trailer"),
    VehicleKind.MOTORCYCLE: _("motorcycle"),
    VehicleKind.PLANT: _("construction or farm machine"),
    VehicleKind.CARAVAN: _("caravan"),
    VehicleKind.PART: _("part"),
    VehicleKind.PLATE: _("number plate alone"),
    VehicleKind.BUS: _("bus"),
}
LOSSES = {
    Loss.THEFT: _("theft"),
    Loss.ROBBERY: _("robbery"),
    Loss.EMBEZZLED: _("embezzled hire or lease"),
    Loss.EXPORT_FRAUD: pgettext_lazy("how a vehicle was lost", "export fraud"),
}


class Vehicle(Record):
    """Stolen vehicles. Plates alone stolen are records of their own and never turn a car into stolen.

    Source: INTERPOL's vehicle fact sheet (domain facts 1.4); practice 20.
    """

    slug, code, label, abbreviation = "vehicles", 2, _("Stolen motor vehicles"), "SMV"
    kept_years, has_entities = 10, True
    keys = (Vin("vin"), Plate("plate", "plate_country"), Engine("engine", "make"))
    happened_on = "date"
    found_asks = finding_words.OF_A_VEHICLE
    found_words = finding_words.HOLD_IT
    columns = ("kind", "make", "model", "vin", "plate", "plate_country")
    wanted = ("vin", "plate", "make", "model", "colour", "year", "place", "country")
    example = {
        "kind": "car",
        "vin": "VF1RFB00X57123456",
        "plate": "AB123CD",
        "plate_country": "FRA",
        "plate_valid_until": "2027-01",
        "make": "Renault",
        "model": "Clio",
        "colour": "blue",
        "year": 2019,
        "lost_by": "theft",
        "date": "2026-03-11",
        "place": "Bordeaux",
        "country": "FRA",
        "contact": "Insurer, through NCB Paris",
    }

    kind = fields.choice(_("Kind of vehicle"), VehicleKind, VEHICLE_KINDS, required=True)
    vin = fields.identifier(
        _("Vehicle identification number"),
        20,
        hint=_("17 characters, never I, O or Q; older ones are shorter."),
    )
    plate = fields.line(_("Number plate"), 16, upper=True)
    plate_country = fields.issuer(_("Country of the plate"))
    plate_valid_until = fields.partial_day(_("Plate valid until"))
    engine = fields.identifier(_("Engine or part number"), 40)
    make = fields.line(_("Make"), 60)
    model = fields.line(_("Model"), 60)
    colour = fields.line(_("Colour"), 40)
    year = fields.number(_("Year built"), 1885, 2100)
    lost_by = fields.choice(_("How it was lost"), Loss, LOSSES, required=True)
    date = fields.partial_day(_("When"), past=True, required=True)
    place = fields.line(_("Where"), 120)
    country = fields.issuer(_("Country where it was lost"))
    contact = fields.line(
        _("Who is told when it is found"),
        200,
        hint=_("An insurer or another body, reached through your bureau."),
    )
    remark = fields.paragraph(_("Remark"), 1000)

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:
        faults = []
        if body.get("year", 0) > today.year + 1:  # the next model year is sold in autumn
            faults.append(FieldError("year", "date-ahead", _("This year has not come yet.")))
        if not body.keys() & {"vin", "engine", "plate"}:
            message = _("Give a vehicle identification number, an engine or part number, or a plate.")
            faults.append(FieldError("vin", "no-identifier", message))
        if "plate" in body and "plate_country" not in body:
            faults.append(FieldError("plate_country", "required", _("Say which country the plate is from.")))
        if body.get("kind") not in ("plate", None) and not body.keys() & {"vin", "engine"}:
            message = _(
                "A vehicle needs its identification, engine or part number. Record a plate alone as such."
            )
            faults.append(FieldError("vin", "no-identifier", message))
        return faults[:1]

    @classmethod
    def headline(cls, body: Body) -> str:
        return str(body.get("vin") or body.get("plate") or body["engine"])

    def remarks(self, today: datetime.date) -> list[str | Promise]:  # noqa: ARG002
        if not vin_repair(self.vin):
            return []
        words = {"number": vin_number(self.vin)}
        return [_("No VIN holds I, O or Q: read as %(number)s, and found by that.") % words]

    @classmethod
    def entities(cls, id: str, body: Body) -> list[Entity]:
        vehicle = entity(
            "Vehicle",
            id,
            name=" ".join(body[name] for name in ("make", "model") if name in body),
            registrationNumber=body.get("plate"),
            country=country(body.get("plate_country")),
            model=body.get("model"),
            type=body["kind"],
            buildDate=str(body["year"]) if "year" in body else None,
        )
        return [vehicle]
