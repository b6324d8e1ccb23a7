"""Maritime piracy: events, and the persons, groups, telephones, accounts and vessels joined to them."""

import datetime
import re
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.databases.piracy_words import (
    CREDIBILITIES,
    ENTRY_KINDS,
    ENTRY_STATES,
    EVENT_OUTCOMES,
    IMO_CATEGORIES,
    PLAYED,
    RELATIONS,
    RELIABILITIES,
    SHIP_WAS,
    VESSEL_USES,
    WEAPONS,
    Credibility,
    EntryKind,
    EntryState,
    EventOutcome,
    ImoCategory,
    Played,
    Relation,
    Reliability,
    ShipWas,
    VesselUse,
    Weapon,
)
from comity.kit.errors import FieldError, invalid
from comity.matching.accounts import account_keys, account_number
from comity.matching.keys import KeyKind
from comity.matching.ships import call_sign_keys, call_sign_text, imo_number, mmsi_keys, mmsi_number
from comity.matching.telephones import device_keys, device_text, telephone_keys, telephone_text
from comity.records import fields
from comity.records.parts import BirthDate, Document, Name, Nationality, Part, piece
from comity.records.record import Body, Record
from comity.records.values import Choice, Identifier, Line
from comity.records.ways import Documents, Imo, Names, One

VICTIMS = (Played.CREW, Played.HOSTAGE, Played.WITNESS)
_POSITION = re.compile(
    r"(?P<lat>[0-9]{1,2}(?:\.[0-9]{1,4})?) ?(?P<ns>[NS]) +(?P<lon>[0-9]{1,3}(?:\.[0-9]{1,4})?) ?(?P<ew>[EW])"
)
_RECORD = re.compile(r"[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}")


def position_text(raw: str, *, field: str) -> str:
    """A position in degrees, such as 12.5 N 47.25 E. Raises: Invalid for anything else."""
    found = _POSITION.fullmatch(raw.strip())
    if found is None or float(found["lat"]) > 90 or float(found["lon"]) > 180:
        message = _("Write the position in degrees, such as 12.5 N 47.25 E.")
        raise invalid(field, "position-form", message)
    return "{lat} {ns} {lon} {ew}".format(**found.groupdict())


def record_number(raw: str, *, field: str) -> str:
    """The number of another entry of this database. Raises: Invalid when it has not the form of one."""
    if not _RECORD.fullmatch(raw):
        message = _("Write the number of the other entry, as its page shows it.")
        raise invalid(field, "record-form", message)
    return raw.lower()


@dataclass(frozen=True, kw_only=True)
class Link(Part):
    """How this entry is joined to another of this database."""

    label: ClassVar[str | Promise] = _("Link")
    relation: str = piece(_("Relation"), Choice(Relation, RELATIONS), required=True)
    record: str = piece(_("Number of the other entry"), Identifier(36, form=record_number), required=True)
    note: str = piece(_("Note"), Line(200))


@dataclass(frozen=True, kw_only=True)
class Armed(Part):
    """A kind of weapon that was seen or found."""

    label: ClassVar[str | Promise] = _("Weapon")
    kind: str = piece(_("Kind of weapon"), Choice(Weapon, WEAPONS), required=True)
    note: str = piece(_("Note"), Line(200))


class PiracyEntry(Record):
    """Piracy and armed robbery at sea. Only units to which their bureau granted this database read foreign entries.

    Source: domain facts 1.4 (maritime piracy) and 1.5; practice 20; the categories after IMO resolution A.1025(26)
    and UNCLOS Article 101, and the grades of sources as intelligence services use them, from general knowledge.
    """

    slug, code, label = "maritime-piracy", 9, _("Maritime piracy")
    kept_years, personal, specialist = 10, True, True
    keys = (
        Names("names", "born"),
        Documents("documents"),
        One(KeyKind.TELEPHONE, telephone_keys, "telephone"),
        One(KeyKind.TELEPHONE, device_keys, "imei"),
        One(KeyKind.ACCOUNT, account_keys, "account", by="bank"),
        Imo("imo"),
        One(KeyKind.MMSI, mmsi_keys, "mmsi"),
        One(KeyKind.CALL_SIGN, call_sign_keys, "call_sign"),
    )
    happened_on = "date"
    columns = ("kind", "name", "names", "telephone", "account", "date", "state")
    wanted = ("facts", "links")
    example = {
        "kind": "event",
        "state": "confirmed",
        "reliability": "b",
        "credibility": "confirmed",
        "name": "Attack on the Altavena Star",
        "date": "2026-01-19",
        "imo_category": "attempted-piracy",
        "position": "12.5 N 47.25 E",
        "area": "Gulf of Aden",
        "ship_was": "under-way",
        "outcome": "repelled",
        "weapons": [{"kind": "rifles"}, {"kind": "ladders", "note": "One, aluminium"}],
        "attackers": 7,
        "crew_aboard": 22,
        "crew_held": 0,
        "crew_harmed": 1,
        "vessel_name": "Altavena Star",
        "imo": "9074729",
        "mmsi": "227123450",
        "facts": "Two skiffs came from astern; the crew went to the citadel, a warship answered.",
    }

    kind = fields.choice(_("Kind of entry"), EntryKind, ENTRY_KINDS, required=True)
    state = fields.choice(_("Status of the entry"), EntryState, ENTRY_STATES, required=True)
    reliability = fields.choice(_("Reliability of the source"), Reliability, RELIABILITIES, required=True)
    credibility = fields.choice(
        _("Credibility of the information"), Credibility, CREDIBILITIES, required=True
    )
    name = fields.line(_("Title of the event"), 200)
    names = fields.many(_("Names"), Name)
    role = fields.choice(
        _("Role of the person"),
        Played,
        PLAYED,
        hint=_("Crew, hostages and witnesses are victims: protect them."),
    )
    born = fields.many(_("Born"), BirthDate)
    nationalities = fields.many(_("Nationalities"), Nationality)
    documents = fields.many(_("Documents"), Document)
    telephone = fields.identifier(
        _("Telephone"), 40, form=telephone_text, hint=_("With its country: +33123456789.")
    )
    imei = fields.identifier(_("Number of the device (IMEI)"), 20, form=device_text)
    calls = fields.paragraph(_("Call records"), 4000, hint=_("What they show and where they are kept."))
    account = fields.identifier(_("Account"), 40, form=account_number, hint=_("IBAN or account number."))
    bank = fields.line(_("Bank"), 120)
    date = fields.partial_day(_("When"), past=True)
    imo_category = fields.choice(_("IMO category"), ImoCategory, IMO_CATEGORIES)
    position = fields.identifier(
        _("Position"), 40, form=position_text, hint=_("In degrees, such as 12.5 N 47.25 E.")
    )
    area = fields.line(_("Sea area or place"), 200)
    ship_was = fields.choice(_("The ship was"), ShipWas, SHIP_WAS)
    outcome = fields.choice(_("What came of it"), EventOutcome, EVENT_OUTCOMES)
    weapons = fields.many(_("Weapons"), Armed)
    attackers = fields.number(_("Number of attackers"), 0, 1000)
    crew_aboard = fields.number(_("Crew on board"), 0, 10_000)
    crew_held = fields.number(_("Crew still held"), 0, 10_000)
    crew_harmed = fields.number(_("Crew hurt or killed"), 0, 10_000)
    vessel_name = fields.line(_("Name of the vessel"), 120)
    vessel_role = fields.choice(_("Role of the vessel"), VesselUse, VESSEL_USES)
    flag = fields.issuer(_("Flag"))
    imo = fields.identifier(_("IMO number"), 20, form=imo_number)
    mmsi = fields.identifier(_("Radio identity (MMSI)"), 20, form=mmsi_number)
    call_sign = fields.identifier(_("Call sign"), 12, form=call_sign_text)
    links = fields.many(_("Linked entries"), Link)
    facts = fields.paragraph(_("Facts in short"), 8000)

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        fits = FITTING[body["kind"]] | ALWAYS
        found = [
            FieldError(each.name, "not-for-this-kind", _("An entry of this kind has no such field."))
            for each in cls.declared()
            if each.name in body and each.name not in fits
        ]
        if not body.keys() & set(NEEDED[body["kind"]]):
            name = NEEDED[body["kind"]][0]
            found.append(FieldError(name, "required", _("An entry of this kind needs this.")))
        return found

    @classmethod
    def headline(cls, body: Body) -> str:
        if "names" in body:
            return str(body["names"][0]["text"])
        told = ("name", "telephone", "imei", "account", "vessel_name", "imo", "mmsi", "call_sign")
        return next(str(body[each]) for each in told if each in body)

    def remarks(self, today: datetime.date) -> list[str | Promise]:  # noqa: ARG002
        if self.role in VICTIMS:
            return [_("A victim: protect this person, no measure may follow from this entry.")]
        return []


ALWAYS = frozenset({"kind", "state", "reliability", "credibility", "date", "area", "links", "facts"})
_SHIP = frozenset({"vessel_name", "flag", "imo", "mmsi", "call_sign"})
# What an entry of each kind may say beside what all do.
FITTING = {
    "event": _SHIP
    | {"name", "imo_category", "position", "ship_was", "outcome", "weapons", "attackers"}
    | {"crew_aboard", "crew_held", "crew_harmed"},
    "person": frozenset({"names", "role", "born", "nationalities", "documents"}),
    "group": frozenset({"names"}),
    "telephone": frozenset({"telephone", "imei", "calls"}),
    "account": frozenset({"account", "bank"}),
    "vessel": _SHIP | {"vessel_role"},
}
# Of these one at least.
NEEDED = {
    "event": ("name",),
    "person": ("names",),
    "group": ("names",),
    "telephone": ("telephone", "imei"),
    "account": ("account",),
    "vessel": ("vessel_name", "imo", "mmsi", "call_sign"),
}
