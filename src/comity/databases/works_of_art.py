"""Stolen works of art, described as Object ID asks."""

import datetime
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching import descriptions
from comity.matching.inventories import inventory_keys
from comity.matching.keys import KeyKind
from comity.records import fields
from comity.records.life import finding_words
from comity.records.parts import Part, piece
from comity.records.record import Body, Record
from comity.records.values import Choice, Line, Number, slug
from comity.records.ways import Described, One


class ObjectType(IntEnum):
    """What it is. Closed set: numbers are never reused."""

    PAINTING = 1
    DRAWING = 2
    PRINT = 3
    SCULPTURE = 4
    CERAMIC = 5
    GLASS = 6
    TEXTILE = 7
    FURNITURE = 8
    JEWELLERY = 9
    COIN = 10
    MANUSCRIPT = 11
    BOOK = 12
    ICON = 13
    LITURGICAL = 14
    ARCHAEOLOGICAL = 15
    INSTRUMENT = 16
    CLOCK = 17
    ARMS = 18
    PHOTOGRAPH = 19
    MASK = 20
    MOSAIC = 21
    OTHER = 99


class ArtLoss(IntEnum):
    """How it was lost. Closed set: numbers are never reused."""

    STOLEN = 1
    ROBBED = 2
    ILLEGALLY_EXCAVATED = 3
    ILLEGALLY_EXPORTED = 4
    MISSING = 5
    LOOTED_IN_CONFLICT = 6


class ArtOwner(IntEnum):
    """What kind of owner; a private one is never named. Closed set: numbers are never reused."""

    INSTITUTION = 1
    PRIVATE = 2
    STATE = 3
    RELIGIOUS_BODY = 4
    UNKNOWN = 5


class Dimension(IntEnum):
    """What was measured. Closed set: numbers are never reused."""

    HEIGHT = 1
    WIDTH = 2
    DEPTH = 3
    DIAMETER = 4
    LENGTH = 5
    WEIGHT = 6


class Unit(IntEnum):
    """Closed set: numbers are never reused."""

    MILLIMETRE = 1
    CENTIMETRE = 2
    METRE = 3
    GRAM = 4
    KILOGRAM = 5


OBJECT_TYPES = {
    ObjectType.PAINTING: _("painting"),
    ObjectType.DRAWING: _("drawing"),
    ObjectType.PRINT: pgettext_lazy("work of art", "print"),
    ObjectType.SCULPTURE: _("sculpture"),
    ObjectType.CERAMIC: _("ceramic"),
    ObjectType.GLASS: _("glass"),
    ObjectType.TEXTILE: _("textile or carpet"),
    ObjectType.FURNITURE: _("furniture"),
    ObjectType.JEWELLERY: _("jewellery"),
    ObjectType.COIN: _("coin or medal"),
    ObjectType.MANUSCRIPT: _("manuscript"),
    ObjectType.BOOK: _("book"),
    ObjectType.ICON: _("icon"),
    ObjectType.LITURGICAL: _("liturgical object"),
    ObjectType.ARCHAEOLOGICAL: _("archaeological object"),
    ObjectType.INSTRUMENT: _("musical or scientific instrument"),
    ObjectType.CLOCK: _("clock or watch"),
    ObjectType.ARMS: _("historic arms or armour"),
    ObjectType.PHOTOGRAPH: _("photograph"),
    ObjectType.MASK: _("mask"),
    ObjectType.MOSAIC: _("mosaic"),
    ObjectType.OTHER: _("other work"),
}
ART_LOSSES = {
    ArtLoss.STOLEN: pgettext_lazy("work of art", "stolen"),
    ArtLoss.ROBBED: pgettext_lazy("work of art", "taken in a robbery"),
    ArtLoss.ILLEGALLY_EXCAVATED: _("illegally excavated"),
    ArtLoss.ILLEGALLY_EXPORTED: _("illegally exported"),
    ArtLoss.MISSING: _("missing from its place"),
    ArtLoss.LOOTED_IN_CONFLICT: _("looted in a conflict"),
}
ART_OWNERS = {
    ArtOwner.INSTITUTION: _("an institution"),
    ArtOwner.PRIVATE: _("private"),
    ArtOwner.STATE: _("a state"),
    ArtOwner.RELIGIOUS_BODY: _("a religious body"),
    ArtOwner.UNKNOWN: pgettext_lazy("owner of a work of art", "not known"),
}
DIMENSIONS = {each: descriptions.DIMENSIONS[descriptions.Dimension(slug(each))] for each in Dimension}
UNITS = {
    Unit.MILLIMETRE: _("millimetres"),
    Unit.CENTIMETRE: _("centimetres"),
    Unit.METRE: _("metres"),
    Unit.GRAM: _("grams"),
    Unit.KILOGRAM: _("kilograms"),
}
LENGTHS, WEIGHTS = frozenset({"millimetre", "centimetre", "metre"}), frozenset({"gram", "kilogram"})
# What no date can be given for: nobody saw it leave the ground.
UNDATED = "illegally-excavated"


@dataclass(frozen=True, kw_only=True)
class Measure(Part):
    """One measure with its unit."""

    label: ClassVar[str | Promise] = _("Measure")
    dimension: str = piece(_("What was measured"), Choice(Dimension, DIMENSIONS), required=True)
    amount: int = piece(_("Amount"), Number(1, 1_000_000), required=True)
    unit: str = piece(_("Unit of measure"), Choice(Unit, UNITS), required=True)
    note: str = piece(_("Note"), Line(120))


@dataclass(frozen=True, kw_only=True)
class ArtImage(Part):
    """A picture of the work: who holds the rights to show it. The file itself is an attachment."""

    label: ClassVar[str | Promise] = _("Image")
    caption: str = piece(_("What it shows"), Line(200), required=True)
    rights: str = piece(_("Rights holder"), Line(200), required=True)


class WorkOfArt(Record):
    """Stolen works of art. No person is ever named as owner, and no value is recorded.

    Source: Object ID (type, material, technique, measures, inscriptions, features, title, subject, date, maker),
    as domain facts 1.4 list it; practice 20.
    """

    slug, code, label = "works-of-art", 8, _("Stolen works of art")
    kept_years = 50
    keys = (
        One(KeyKind.INVENTORY, inventory_keys, "inventory", by="institution"),
        Described(
            ("title", "maker", "period", "subject", "materials", "technique", "inscriptions", "features"),
            measures="measures",
            among="type",
        ),
    )
    public_by = "public"
    public_fields = (
        "type", "title", "maker", "period", "subject", "materials", "technique", "measures", "inscriptions", "features",
        "inventory", "institution", "country", "happened", "date",
    )  # fmt: skip
    happened_on = "date"
    found_asks = finding_words.OF_A_THING
    found_words = finding_words.HOLD_IT
    columns = ("type", "title", "maker", "period", "inventory", "happened")
    wanted = ("title", "maker", "period", "measures", "features", "last_location", "images")
    example = {
        "type": "painting",
        "materials": "oil on canvas",
        "technique": "glazes over a brown ground",
        "measures": [
            {"dimension": "height", "amount": 640, "unit": "millimetre"},
            {"dimension": "width", "amount": 480, "unit": "millimetre"},
        ],
        "inscriptions": "L. Ferrante 1894, lower left; “12” in chalk on the stretcher",
        "features": "Craquelure in the sky; a mended tear of 3 cm at the right edge",
        "title": "Harbour at low tide",
        "subject": "Fishing boats on sand, two women with baskets",
        "period": "1894",
        "maker": "Lucia Ferrante",
        "inventory": "MM 1907-33",
        "owner_kind": "institution",
        "institution": "Museo del Mar, Montevideo",
        "last_location": "Room 4, Museo del Mar, Montevideo",
        "country": "URY",
        "happened": "stolen",
        "date": "2025-08-17",
        "images": [{"caption": "Whole front", "rights": "Museo del Mar"}],
        "public": True,
        "remark": "Cut from its frame.",
    }

    type = fields.choice(_("Type of object"), ObjectType, OBJECT_TYPES, required=True)
    title = fields.line(_("Title"), 200)
    maker = fields.line(_("Maker"), 200, hint=_("Artist, workshop, school or people."))
    period = fields.line(_("Date or period of making"), 120, hint=_("As 1894, 3rd century, Ming."))
    subject = fields.line(_("Subject"), 300, hint=_("What it shows or represents."))
    materials = fields.line(_("Materials"), 200, required=True)
    technique = fields.line(_("Technique"), 200)
    measures = fields.many(_("Measures"), Measure)
    inscriptions = fields.line(
        _("Inscriptions and marks"),
        500,
        hint=_("Signature, dedication, maker's and owner's marks, with place."),
    )
    features = fields.line(
        _("Distinguishing features"), 500, hint=_("Damage, repairs, faults: what tells it from its like.")
    )
    inventory = fields.identifier(_("Inventory number"), 40)
    owner_kind = fields.choice(
        _("Owner"), ArtOwner, ART_OWNERS, required=True, hint=_("A private owner is never named.")
    )
    institution = fields.line(
        _("Institution"), 200, hint=_("Museum, church, archive, state body. Never a person.")
    )
    last_location = fields.line(_("Last location"), 200)
    country = fields.issuer(_("Country where it was lost"), required=True)
    happened = fields.choice(_("What happened"), ArtLoss, ART_LOSSES, required=True)
    date = fields.partial_day(
        _("When"), past=True, hint=_("Left empty only for what was illegally excavated: date unknown.")
    )
    images = fields.many(_("Images"), ArtImage)
    public = fields.flag(_("May the public find it?"), required=True)
    remark = fields.paragraph(_("Remark"), 2000, hint=_("No value and no names of persons."))

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        found = []
        if "date" not in body and body["happened"] != UNDATED:
            found.append(FieldError("date", "required", _("Say when it was lost.")))
        if body["owner_kind"] == "private" and "institution" in body:
            message = _("A private owner is never named: leave the institution empty.")
            found.append(FieldError("institution", "private-owner", message))
        if not body.keys() & {"title", "subject", "features", "inscriptions", "inventory"}:
            message = _(
                "Say what it shows or what tells it apart: a title, subject, feature, mark or number."
            )
            found.append(FieldError("title", "not-described", message))
        for place, measure in enumerate(body.get("measures", ())):
            fits = WEIGHTS if measure["dimension"] == "weight" else LENGTHS
            if measure["unit"] not in fits:
                message = _("This unit does not measure that.")
                found.append(FieldError(f"measures.{place}.unit", "unit", message))
        return found

    @classmethod
    def headline(cls, body: Body) -> str:
        words = [body.get("title") or body.get("subject") or body["materials"], body.get("maker")]
        return ", ".join(str(word) for word in words if word)
