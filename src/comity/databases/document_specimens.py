"""Specimens of genuine documents with their security features, for those who examine documents."""

import datetime
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching.document_kinds import LABELS, DocumentKind
from comity.records import fields
from comity.records.parts import Part, piece
from comity.records.record import Body, Record
from comity.records.rules import Feeder
from comity.records.values import Choice, Line


class Validity(IntEnum):
    """Is a document of this model accepted? Closed set: numbers are never reused."""

    VALID = 1
    WITHDRAWN = 2


class Light(IntEnum):
    """Under which light a feature is seen. Closed set: numbers are never reused."""

    NORMAL = 1
    ULTRAVIOLET = 2
    INFRARED = 3
    TRANSMITTED = 4
    OBLIQUE = 5


class Layer(IntEnum):
    """In which part of the document a feature is. Closed set: numbers are never reused."""

    COVER = 1
    PAPER = 2
    PRINT = 3
    DATA_PAGE = 4
    LAMINATE = 5
    BINDING = 6
    CHIP = 7
    INNER_PAGES = 8


VALIDITIES = {
    Validity.VALID: pgettext_lazy("a model of document", "valid"),
    Validity.WITHDRAWN: pgettext_lazy("a model of document", "withdrawn from use"),
}
LIGHTS = {
    Light.NORMAL: _("normal light"),
    Light.ULTRAVIOLET: _("ultraviolet light"),
    Light.INFRARED: _("infrared light"),
    Light.TRANSMITTED: _("light shining through"),
    Light.OBLIQUE: _("light from the side"),
}
LAYERS = {
    Layer.COVER: _("cover"),
    Layer.PAPER: _("paper or card"),
    Layer.PRINT: _("print"),
    Layer.DATA_PAGE: _("data page"),
    Layer.LAMINATE: _("laminate"),
    Layer.BINDING: _("binding"),
    Layer.CHIP: _("chip"),
    Layer.INNER_PAGES: _("inner pages"),
}


@dataclass(frozen=True, kw_only=True)
class SecurityFeature(Part):
    """One feature: under which light, in which layer, what is seen."""

    label: ClassVar[str | Promise] = _("Security feature")
    text: str = piece(_("What is seen"), Line(500), required=True)
    light: str = piece(_("Light"), Choice(Light, LIGHTS), required=True)
    layer: str = piece(_("Layer"), Choice(Layer, LAYERS), required=True)


class DocumentSpecimen(Record):
    """Genuine documents and what makes them hard to forge: open only to units that examine documents.

    Source: EdisonTD as our facts describe it (domain facts 1.4 and 1.5); practice 20.
    """

    slug, code, label, abbreviation = "document-specimens", 12, _("Specimens of documents"), "EdisonTD"
    fed_by, kept_years, reference, named_only = Feeder.ISSUER_OR_PARTNER, 10, True, True
    keys = ()
    columns = ("issuer", "kind", "series", "validity", "issued_from")
    example = {
        "issuer": "FRA",
        "kind": "passport",
        "series": "2013",
        "issued_from": 2013,
        "validity": "valid",
        "number_pattern": "99AA99999",
        "features": [
            {"text": "The title turns from gold to green when tilted", "light": "normal", "layer": "print"},
            {"text": "Red fibres, unevenly spread", "light": "ultraviolet", "layer": "paper"},
        ],
    }

    issuer = fields.issuer(_("Issuing country or body"), required=True)
    kind = fields.choice(_("Kind of document"), DocumentKind, LABELS, required=True)
    series = fields.line(_("Series or model"), 60, required=True)
    issued_from = fields.number(_("Issued from, year"), 1900, 2100, required=True)
    issued_until = fields.number(_("Issued until, year"), 1900, 2100)
    validity = fields.choice(_("Is it accepted?"), Validity, VALIDITIES, required=True)
    withdrawn_on = fields.partial_day(_("Withdrawn from use on"))
    number_pattern = fields.number_pattern(_("Pattern of the numbers"))
    size = fields.line(_("Size and number of pages"), 120)
    features = fields.many(_("Security features"), SecurityFeature, required=True)
    remark = fields.paragraph(_("Remark"), 2000)

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        if body.get("issued_until", 9999) < body["issued_from"]:
            return [
                FieldError("issued_until", "year-order", _("The last year must not be before the first."))
            ]
        return []

    @classmethod
    def headline(cls, body: Body) -> str:
        return f"{body['issuer']} {body['kind']} {body['series']}"
