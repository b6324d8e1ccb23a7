"""Models of firearms: what they look like, how they are marked and where the serial number stands."""

import datetime
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.databases.firearms import FIREARM_KINDS, FirearmKind
from comity.kit.errors import FieldError
from comity.records import fields
from comity.records.parts import Part, piece
from comity.records.record import Body, Record
from comity.records.rules import Feeder
from comity.records.values import Line
from comity.records.ways import Model


class FirearmAction(IntEnum):
    """How it loads and fires. Closed set: numbers are never reused."""

    SINGLE_SHOT = 1
    BREAK = 2
    BOLT = 3
    LEVER = 4
    PUMP = 5
    REVOLVING = 6
    SEMI_AUTOMATIC = 7
    AUTOMATIC = 8
    MUZZLE_LOADING = 9


FIREARM_ACTIONS = {
    FirearmAction.SINGLE_SHOT: _("single shot"),
    FirearmAction.BREAK: _("break action"),
    FirearmAction.BOLT: _("bolt action"),
    FirearmAction.LEVER: _("lever action"),
    FirearmAction.PUMP: _("pump action"),
    FirearmAction.REVOLVING: _("revolving cylinder"),
    FirearmAction.SEMI_AUTOMATIC: _("semi-automatic"),
    FirearmAction.AUTOMATIC: _("automatic"),
    FirearmAction.MUZZLE_LOADING: _("muzzle loading"),
}


@dataclass(frozen=True, kw_only=True)
class FirearmCopy(Part):
    """A weapon that is taken for this one: a licensed or unlicensed copy, by whom and under which name."""

    label: ClassVar[str | Promise] = _("Copy")
    make: str = piece(pgettext_lazy("of a firearm", "Make"), Line(60), required=True)
    model: str = piece(_("Model"), Line(60))
    tell: str = piece(_("How to tell it apart"), Line(300))


class FirearmModel(Record):
    """Models of firearms, a reference to look into before a trace. No case data.

    Source: INTERPOL's page on its firearms reference table (domain facts 1.4 and 1.5); practice 12.
    """

    slug, code, label, abbreviation = "firearm-models", 10, _("Firearm models"), "IFRT"
    fed_by, kept_years, reference = Feeder.CENTRE, 30, True
    keys = (Model("make", "model", "copies"),)
    columns = ("make", "model", "kind", "calibres", "serial_at")
    example = {
        "make": "Brandelius",
        "model": "P9",
        "kind": "pistol",
        "action": "semi-automatic",
        "calibres": "9x19",
        "capacity": 15,
        "country_of_make": "SWE",
        "made_from": 1988,
        "serial_at": "Right side of the frame above the trigger guard; repeated on the barrel under the slide.",
        "marks": "Maker's crown on the left side of the slide; proof mark behind the ejection port.",
        "copies": [
            {"make": "Ostrava Nova", "model": "N9", "tell": "No crown; serial number with a letter behind."}
        ],
    }

    make = fields.line(pgettext_lazy("of a firearm", "Make"), 60, required=True)
    model = fields.line(_("Model"), 60, required=True)
    kind = fields.choice(_("Kind of firearm"), FirearmKind, FIREARM_KINDS, required=True)
    action = fields.choice(pgettext_lazy("of a firearm", "Action"), FirearmAction, FIREARM_ACTIONS)
    calibres = fields.line(
        _("Calibre or calibres"), 200, required=True, hint=_("As they are stamped, with commas between.")
    )
    capacity = fields.number(_("Cartridges it holds"), 1, 1000)
    country_of_make = fields.issuer(_("Country of manufacture"))
    made_from = fields.number(_("Made from, year"), 1700, 2100)
    made_until = fields.number(_("Made until, year"), 1700, 2100)
    serial_at = fields.line(_("Where the serial number stands"), 300, required=True)
    marks = fields.paragraph(_("Other marks and where to look for them"), 2000)
    copies = fields.many(_("Common copies"), FirearmCopy)
    remark = fields.paragraph(_("Remark"), 2000)

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        if body.get("made_until", 9999) < body.get("made_from", 0):
            return [FieldError("made_until", "year-order", _("The last year must not be before the first."))]
        return []
