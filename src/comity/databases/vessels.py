"""Stolen vessels with their engines and tenders."""

import datetime
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.databases.vehicles import LOSSES, Loss
from comity.kit.errors import FieldError
from comity.matching.hulls import hull_keys, hull_text
from comity.matching.keys import KeyKind
from comity.matching.serials import engine_keys
from comity.matching.ships import (
    call_sign_keys,
    call_sign_text,
    imo_number,
    mmsi_keys,
    mmsi_number,
    registration_keys,
)
from comity.records import fields
from comity.records.codes import Issuer
from comity.records.exporting.entities import Entity, country, entity
from comity.records.life import finding_words
from comity.records.parts import Part, piece
from comity.records.record import Body, Record
from comity.records.values import Choice, Identifier, Line, Number, PartialDay
from comity.records.ways import Each, Imo, One


class VesselKind(IntEnum):
    """Closed set: numbers are never reused."""

    MOTOR_BOAT = 1
    SAILING_BOAT = 2
    INFLATABLE = 3
    JET_SKI = 4
    FISHING = 5
    CARGO = 6
    TANKER = 7
    PASSENGER = 8
    TUG = 9
    BARGE = 10
    ENGINE_ALONE = 11
    OTHER = 99


class EngineKind(IntEnum):
    """Closed set: numbers are never reused."""

    OUTBOARD = 1
    INBOARD = 2
    STERN_DRIVE = 3
    JET = 4


VESSEL_KINDS = {
    VesselKind.MOTOR_BOAT: _("motor boat"),
    VesselKind.SAILING_BOAT: _("sailing boat"),
    VesselKind.INFLATABLE: _("inflatable boat"),
    VesselKind.JET_SKI: _("jet ski"),
    VesselKind.FISHING: _("fishing vessel"),
    VesselKind.CARGO: _("cargo ship"),
    VesselKind.TANKER: _("tanker"),
    VesselKind.PASSENGER: _("passenger ship"),
    VesselKind.TUG: _("tug"),
    VesselKind.BARGE: _("barge"),
    VesselKind.ENGINE_ALONE: _("engine alone"),
    VesselKind.OTHER: _("other vessel"),
}
ENGINE_KINDS = {
    EngineKind.OUTBOARD: _("outboard"),
    EngineKind.INBOARD: _("inboard"),
    EngineKind.STERN_DRIVE: _("stern drive"),
    EngineKind.JET: _("water jet"),
}
NUMBERS = frozenset({"hull", "imo", "mmsi", "registration", "engines"})


@dataclass(frozen=True, kw_only=True)
class EngineOfVessel(Part):
    """An engine, found by its own number wherever it is mounted next."""

    label: ClassVar[str | Promise] = _("Engine")
    number: str = piece(_("Engine number"), Identifier(40), required=True)
    make: str = piece(_("Make"), Line(60))
    model: str = piece(_("Model"), Line(60))
    kind: str = piece(_("Kind of engine"), Choice(EngineKind, ENGINE_KINDS))
    power_kw: int = piece(_("Power in kilowatts"), Number(1, 100_000))
    year: int = piece(_("Year built"), Number(1885, 2100))


@dataclass(frozen=True, kw_only=True)
class Tender(Part):
    """A small boat that belonged to the vessel and is gone with it."""

    label: ClassVar[str | Promise] = _("Tender")
    description: str = piece(_("Description"), Line(200), required=True)
    hull: str = piece(_("Hull number"), Identifier(30, form=hull_text))
    registration: str = piece(_("Registration number"), Identifier(40))


@dataclass(frozen=True, kw_only=True)
class FormerName(Part):
    """A name the vessel bore before."""

    label: ClassVar[str | Promise] = _("Former name")
    text: str = piece(_("Former name"), Line(120), required=True)
    country: str = piece(_("Flag"), Issuer())
    until: str = piece(_("Borne until"), PartialDay(past=True))


class Vessel(Record):
    """Stolen vessels. A name is never a key: thousands of boats share one.

    Source: domain facts 1.4 (SVD) and 1.5; practice 20.
    """

    slug, code, label, abbreviation = "vessels", 7, _("Stolen vessels"), "SVD"
    kept_years, has_entities = 10, True
    keys = (
        One(KeyKind.HULL, hull_keys, "hull"),
        Imo("imo"),
        One(KeyKind.MMSI, mmsi_keys, "mmsi"),
        One(KeyKind.CALL_SIGN, call_sign_keys, "call_sign"),
        One(KeyKind.REGISTRATION, registration_keys, "registration", by="registration_country"),
        Each(KeyKind.ENGINE, engine_keys, "engines", "number", by=("make",)),
        Each(KeyKind.HULL, hull_keys, "tenders", "hull"),
    )
    happened_on = "date"
    found_asks = finding_words.OF_A_THING
    found_words = finding_words.HOLD_IT
    columns = ("kind", "name", "hull", "registration", "flag", "date")
    wanted = ("hull", "name", "flag", "registration", "builder", "year", "engines", "place", "country")
    example = {
        "kind": "motor-boat",
        "hull": "FR-XYZ12345D404",
        "name": "Belle Ondine",
        "former_names": [{"text": "Marisol II", "country": "ITA", "until": "2019"}],
        "flag": "FRA",
        "port": "La Rochelle",
        "registration": "LR B12345",
        "registration_country": "FRA",
        "mmsi": "227123450",
        "call_sign": "FAB1234",
        "length_cm": 980,
        "hull_colour": "white",
        "deck_colour": "teak",
        "builder": "Chantier Altavena",
        "model": "Corso 9.8",
        "year": 2004,
        "engines": [{"number": "YB-4471902", "make": "Marisol", "kind": "outboard", "power_kw": 110}],
        "tenders": [{"description": "Grey inflatable, 2.4 m", "hull": "FR-XYZ00071C313"}],
        "lost_by": "theft",
        "date": "2026-02-11",
        "place": "Marina of Les Minimes",
        "country": "FRA",
        "contact": "Insurer, through NCB Paris",
        "remark": "Scratch along the port side.",
    }

    kind = fields.choice(_("Kind of vessel"), VesselKind, VESSEL_KINDS, required=True)
    hull = fields.identifier(
        _("Hull number"), 30, form=hull_text, hint=_("12 or 14 characters: HIN or CIN, at the stern.")
    )
    imo = fields.identifier(_("IMO number"), 20, form=imo_number, hint=_("Seven digits, on ships only."))
    mmsi = fields.identifier(_("Radio identity (MMSI)"), 20, form=mmsi_number, hint=_("Nine digits."))
    call_sign = fields.identifier(_("Call sign"), 12, form=call_sign_text)
    name = fields.line(_("Name of the vessel"), 120)
    former_names = fields.many(_("Former names"), FormerName)
    flag = fields.issuer(_("Flag"))
    port = fields.line(_("Home port"), 120)
    registration = fields.identifier(_("Registration number"), 40)
    registration_country = fields.issuer(_("Country of the register"))
    length_cm = fields.number(_("Length in centimetres"), 50, 50_000, hint=_("980 is 9.80 metres."))
    hull_colour = fields.line(_("Colour of the hull"), 60)
    deck_colour = fields.line(_("Colour of the deck"), 60)
    builder = fields.line(_("Builder"), 120)
    model = fields.line(_("Model"), 60)
    year = fields.number(_("Year built"), 1700, 2100)
    other_marks = fields.line(
        _("Other marks"), 300, hint=_("Old or home-made hull numbers, sail numbers, carved names.")
    )
    engines = fields.many(_("Engines"), EngineOfVessel)
    tenders = fields.many(_("Tenders"), Tender)
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
        if not body.keys() & NUMBERS:
            message = _(
                "Give a hull number, an IMO number, a radio identity, a registration or the number of an engine: "
                "a name alone finds no vessel."
            )
            return [FieldError("hull", "no-identifier", message)]
        if "registration" in body and "registration_country" not in body:
            message = _("Say in which country's register this number is.")
            return [FieldError("registration_country", "required", message)]
        if body["kind"] == "engine-alone" and "engines" not in body:
            return [FieldError("engines", "required", _("Give the engine with its number."))]
        if body.get("year", 0) > today.year + 1:
            return [FieldError("year", "date-ahead", _("This year has not come yet."))]
        return []

    @classmethod
    def headline(cls, body: Body) -> str:
        number = next(
            (str(body[each]) for each in ("hull", "imo", "mmsi", "registration") if each in body), ""
        )
        number = number or str(body["engines"][0]["number"])
        return f"{body['name']}, {number}" if "name" in body else number

    @classmethod
    def entities(cls, id: str, body: Body) -> list[Entity]:
        vessel = entity(
            "Vessel",
            id,
            name=body.get("name"),
            previousName=[part["text"] for part in body.get("former_names", ())],
            registrationNumber=body.get("registration"),
            imoNumber=body.get("imo"),
            mmsi=body.get("mmsi"),
            callSign=body.get("call_sign"),
            flag=country(body.get("flag")),
            registrationPort=body.get("port"),
            type=body["kind"],
            model=body.get("model"),
            buildDate=str(body["year"]) if "year" in body else None,
        )
        return [vessel]
