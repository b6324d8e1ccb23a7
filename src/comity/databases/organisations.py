"""Organisations, ships and companies on sanctions lists."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from comity.databases.persons import MEASURES, Measure
from comity.databases.scripts import script_of
from comity.matching.keys import KeyKind
from comity.matching.ships import registration_keys
from comity.records import fields
from comity.records.exporting import given
from comity.records.exporting.entities import SANCTION, Entity, country, entity, names
from comity.records.exporting.given import Given
from comity.records.parts import Name, Place
from comity.records.record import Body, Record
from comity.records.ways import Imo, Names, One

SANCTIONED = "sanctions"  # the measure, as the record says it


class Organisation(Record):
    """Entities: names, aliases, addresses, registration. Source: practice 13."""

    slug, code, label, abbreviation = "organisations", 5, _("Organisations"), ""
    kept_years, personal, has_entities = 5, True, True
    listed_as, made_of = "Organization", ("Organization", "Company", "PublicBody", "LegalEntity")
    entities_lack = ("measure",)
    keys = (
        Names("names"),
        Imo("imo"),
        One(KeyKind.REGISTRATION, registration_keys, "registration", by="registration_country"),
    )
    columns = ("names", "measure")
    wanted = ("addresses", "registration")
    example = {
        "names": [{"text": "Velmar Shipping Company", "quality": "primary", "script": "latin"}],
        "measure": "sanctions",
        "registration": "VS-204881",
        "registration_country": "URY",
        "imo": "9074729",
        "facts": "An invented company.",
    }

    names = fields.many(_("Names"), Name, required=True)
    measure = fields.choice(_("Measure asked"), Measure, MEASURES, required=True)
    addresses = fields.many(_("Addresses"), Place)
    registration = fields.identifier(_("Registration number"), 120)
    registration_country = fields.issuer(_("Country of the register"))
    imo = fields.identifier(
        _("IMO number"), 20, hint=_("Of a ship or a company; only a ship's number finds the record.")
    )
    titles = fields.line(_("Titles and functions"), 1000)
    facts = fields.paragraph(_("Facts in short"), 8000)

    @classmethod
    def headline(cls, body: Body) -> str:
        return str(body["names"][0]["text"])

    @classmethod
    def entities(cls, id: str, body: Body) -> list[Entity]:
        organisation = entity(
            "Organization",
            id,
            **names(body["names"]),
            address=[part.get("text") for part in body.get("addresses", ())],
            registrationNumber=body.get("registration"),
            jurisdiction=country(body.get("registration_country")),
            imoNumber=body.get("imo"),
            topics=SANCTION if body["measure"] == SANCTIONED else None,
            notes=body.get("facts"),
        )
        return [organisation]

    @classmethod
    def from_entity(cls, whole: Given, papers: Sequence[Given]) -> Body:  # noqa: ARG003  # a company has none
        numbers, lands = whole.texts("registrationNumber"), whole.texts("jurisdiction")
        others = [f"Registration number: {number}" for number in numbers[1:]]
        return {
            **({"measure": SANCTIONED} if SANCTION in whole.texts("topics") else {}),
            "names": [{**name, "script": script_of(name["text"])} for name in given.names(whole)],
            "addresses": [{"text": text} for text in whole.texts("address")],
            "registration": numbers[0] if numbers else "",
            "registration_country": given.code(lands[0]) if lands else "",
            "imo": next(iter(whole.texts("imoNumber")), ""),
            "facts": "\n".join([*whole.texts("notes"), *others]),
        }
