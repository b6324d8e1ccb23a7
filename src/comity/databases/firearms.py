"""Lost, stolen, trafficked and smuggled firearms."""

import datetime
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching.keys import KeyKind
from comity.matching.serials import firearm_keys
from comity.records import fields
from comity.records.life import finding_words
from comity.records.parts import Part, piece
from comity.records.record import Body, Record
from comity.records.values import Choice, Identifier, Line
from comity.records.ways import Each, Serial


class FirearmKind(IntEnum):
    """Closed set: numbers are never reused."""

    PISTOL = 1
    REVOLVER = 2
    RIFLE = 3
    SHOTGUN = 4
    SUBMACHINE_GUN = 5
    MACHINE_GUN = 6
    PART = 7
    OTHER = 8


class FirearmLoss(IntEnum):
    """What happened to it. Closed set: numbers are never reused."""

    STOLEN = 1
    LOST = 2
    TRAFFICKED = 3
    SMUGGLED = 4
    SEIZED = 5


class Obliterated(IntEnum):
    """Was the serial number removed? Closed set: numbers are never reused."""

    NO = 1
    YES = 2
    RESTORED = 3


class FirearmPartKind(IntEnum):
    """Closed set: numbers are never reused."""

    FRAME = 1
    BARREL = 2
    SLIDE = 3
    BOLT = 4
    CYLINDER = 5
    MAGAZINE = 6
    SILENCER = 7
    SIGHT = 8
    OTHER = 99


FIREARM_KINDS = {
    FirearmKind.PISTOL: _("pistol"),
    FirearmKind.REVOLVER: _("revolver"),
    FirearmKind.RIFLE: _("rifle"),
    FirearmKind.SHOTGUN: _("shotgun"),
    FirearmKind.SUBMACHINE_GUN: _("submachine gun"),
    FirearmKind.MACHINE_GUN: _("machine gun"),
    FirearmKind.PART: _("part of a firearm"),
    FirearmKind.OTHER: _("other firearm"),
}
FIREARM_LOSSES = {
    FirearmLoss.STOLEN: pgettext_lazy("firearm", "stolen"),
    FirearmLoss.LOST: pgettext_lazy("firearm", "lost"),
    FirearmLoss.TRAFFICKED: _("trafficked"),
    FirearmLoss.SMUGGLED: _("smuggled"),
    FirearmLoss.SEIZED: pgettext_lazy("firearm", "seized"),
}
OBLITERATED = {
    Obliterated.NO: _("no"),
    Obliterated.YES: _("yes"),
    Obliterated.RESTORED: _("yes, made readable again"),
}


FIREARM_PARTS = {
    FirearmPartKind.FRAME: _("frame or receiver"),
    FirearmPartKind.BARREL: _("barrel"),
    FirearmPartKind.SLIDE: _("slide"),
    FirearmPartKind.BOLT: _("bolt"),
    FirearmPartKind.CYLINDER: _("cylinder"),
    FirearmPartKind.MAGAZINE: _("magazine"),
    FirearmPartKind.SILENCER: _("silencer"),
    FirearmPartKind.SIGHT: _("sight"),
    FirearmPartKind.OTHER: _("other part"),
}


@dataclass(frozen=True, kw_only=True)
class FirearmPart(Part):
    """A part with a number of its own: it may turn up in another weapon. make: where it is not the weapon's."""

    label: ClassVar[str | Promise] = _("Part")
    kind: str = piece(_("Which part"), Choice(FirearmPartKind, FIREARM_PARTS), required=True)
    serial: str = piece(_("Serial number of the part"), Identifier(40), required=True)
    make: str = piece(_("Make"), Line(60))
    calibre: str = piece(_("Calibre"), Line(30))
    note: str = piece(_("Note"), Line(200))


class Firearm(Record):
    """Firearms. Serial numbers repeat across makers: the serial alone is a candidate.

    Source: INTERPOL's iARMS pages (domain facts 1.4); practice 12; matching facts, section 9.
    """

    slug, code, label, abbreviation = "firearms", 3, _("Lost and stolen firearms"), "iARMS"
    kept_years, traced = 10, True
    keys = (
        Serial("serial", "make", "calibre"),
        Each(KeyKind.SERIAL, firearm_keys, "parts", "serial", by=("make", "calibre")),
    )
    happened_on = "date"
    found_asks = finding_words.OF_A_THING
    found_words = finding_words.HOLD_IT
    columns = ("serial", "make", "model", "calibre", "happened")
    wanted = ("model", "serial", "country_of_make", "place", "country")
    example = {
        "kind": "pistol",
        "serial": "TX0091842",
        "make": "Brandelius",
        "model": "P9",
        "calibre": "9x19",
        "happened": "stolen",
        "date": "2024-01-08",
        "stamped_at": "left side of the frame",
        "obliterated": "no",
        "country_of_make": "ITA",
        "year": 2016,
        "barrels": 1,
        "parts": [{"kind": "slide", "serial": "TX0091842S"}],
    }

    kind = fields.choice(_("Kind of firearm"), FirearmKind, FIREARM_KINDS, required=True)
    serial = fields.identifier(_("Serial number"), 40)
    make = fields.line(_("Make"), 60, required=True)
    model = fields.line(_("Model"), 60)
    calibre = fields.line(_("Calibre"), 30, required=True)
    stamped_at = fields.line(_("Where the number is stamped"), 120)
    obliterated = fields.choice(_("Was the number removed?"), Obliterated, OBLITERATED)
    other_marks = fields.line(_("Other marks"), 300)
    proof_marks = fields.line(_("Proof marks"), 120)
    country_of_make = fields.issuer(_("Country of manufacture"))
    country_of_import = fields.issuer(_("Country of import"))
    year = fields.number(_("Year built"), 1700, 2100)
    barrels = fields.number(_("Number of barrels"), 1, 20)
    parts = fields.many(_("Parts with own numbers"), FirearmPart)
    happened = fields.choice(_("What happened"), FirearmLoss, FIREARM_LOSSES, required=True)
    date = fields.partial_day(_("When"), past=True, required=True)
    place = fields.line(_("Where"), 120)
    country = fields.issuer(_("Country where it was lost or seized"))
    remark = fields.paragraph(_("Remark"), 1000)

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        if "serial" not in body and body.get("obliterated") != "yes":
            message = _("Give the serial number, or say that it was removed.")
            return [FieldError("serial", "required", message)]
        return []

    @classmethod
    def headline(cls, body: Body) -> str:
        return f"{body['make']} {body.get('serial') or body.get('model', '')}".strip()
