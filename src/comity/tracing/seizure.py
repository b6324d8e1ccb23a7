"""What a trace request says: the weapon as a record of a firearm has it, and how it was seized. One acceptance.

The weapon's fields are those of the declaration of firearms, with its checks and words: nothing is declared twice.
Form, API and canonical values are made of FIELDS. Source: practice 12.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.databases.firearms import Firearm
from comity.records.codes import Issuer
from comity.records.document import clean_fields, plan_of
from comity.records.envelope import Declared
from comity.records.record import Body
from comity.records.values import Choice, Line, Paragraph, PartialDay

# What is the weapon's own; the rest of a record of a firearm says how it was lost.
WEAPON_NAMES = (
    "kind",
    "serial",
    "make",
    "model",
    "calibre",
    "stamped_at",
    "obliterated",
    "other_marks",
    "proof_marks",
    "country_of_make",
    "country_of_import",
    "year",
    "barrels",
    "parts",
)


class Circumstance(IntEnum):
    """Where a weapon came to light. Closed set: numbers are never reused."""

    CRIME_SCENE = 1
    SEARCH = 2
    BORDER = 3
    TRAFFIC_STOP = 4
    SHIPMENT = 5
    HANDED_IN = 6
    FOUND = 7
    OTHER = 8


CIRCUMSTANCES = {
    Circumstance.CRIME_SCENE: _("at the scene of a crime"),
    Circumstance.SEARCH: _("in a search of a house or a place"),
    Circumstance.BORDER: _("at a border"),
    Circumstance.TRAFFIC_STOP: _("in a check of a person or a vehicle"),
    Circumstance.SHIPMENT: _("in a parcel or a shipment"),
    Circumstance.HANDED_IN: _("handed in"),
    Circumstance.FOUND: _("found, left behind"),
    Circumstance.OTHER: _("otherwise"),
}
WEAPON: tuple[Declared, ...] = tuple(each for each in Firearm.declared() if each.name in WEAPON_NAMES)
SEIZURE: tuple[Declared, ...] = (
    Declared("seized_on", _("Seized on"), PartialDay(past=True), required=True),
    Declared("seized_in", _("Country where it was seized"), Issuer(), required=True),
    Declared("circumstances", _("How it came to light"), Choice(Circumstance, CIRCUMSTANCES), required=True),
    Declared("place", _("Where it was seized"), Line(120)),
    Declared(
        "account",
        _("What happened"),
        Paragraph(2000),
        hint=_("Name no person. An asked bureau reads it only where you choose so."),
    ),
    Declared("case", _("Case reference"), Line(60)),
)
FIELDS = (*WEAPON, *SEIZURE)
# What is told to an asked bureau only by choice, and what stays at home.
TOLD_BY_CHOICE = ("seized_on", "seized_in", "circumstances", "place", "account")
EXAMPLE: Body = {
    **{name: value for name, value in Firearm.example.items() if name in WEAPON_NAMES},
    "seized_on": "2026-10-02",
    "seized_in": "FRA",
    "circumstances": "search",
    "place": "Marseille",
}
_PLAN = plan_of(FIELDS)


def accept(raw: Mapping[str, Any], *, today: date, whole: bool) -> Body:
    """Canonical values of what was typed or sent, the same from every door. today: UTC.

    whole: everything that an asked bureau must know is there; a draft may lack it. Raises: Invalid.
    """
    return clean_fields(
        _PLAN, raw, today=today, between=lambda body: Firearm.faults(body, today), whole=whole
    )


def weapon_of(body: Body) -> Body:
    """The weapon alone."""
    return {name: body[name] for name in WEAPON_NAMES if name in body}


def circumstances_of(body: Body) -> Body:
    """How it was seized, for those who are told."""
    return {name: body[name] for name in TOLD_BY_CHOICE if name in body}


def headline(body: Body) -> str:
    """One line that names the weapon: maker, model, serial; a part of it where little is known."""
    words = [body.get("make", ""), body.get("model", ""), body.get("serial", "")]
    return " ".join(word for word in words if word)
