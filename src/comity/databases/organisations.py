"""Organisations, ships and companies on sanctions lists."""

from django.utils.translation import gettext_lazy as _

from comity.databases.persons import MEASURES, Measure
from comity.records import fields
from comity.records.parts import Name, Place
from comity.records.record import Body, Record
from comity.records.ways import Names


class Organisation(Record):
    """Entities: names, aliases, addresses, registration. Source: practice 13."""

    slug, code, label, abbreviation = "organisations", 5, _("Organisations"), ""
    kept_years, personal = 5, True
    keys = (Names("names"),)
    columns = ("names", "measure")
    example = {
        "names": [{"text": "Velmar Shipping Company", "quality": "primary", "script": "latin"}],
        "measure": "sanctions",
        "facts": "An invented company.",
    }

    names = fields.many(_("Names"), Name, required=True)
    measure = fields.choice(_("Measure asked"), Measure, MEASURES, required=True)
    addresses = fields.many(_("Addresses"), Place)
    registration = fields.line(_("Registration number"), 120, upper=True)
    imo = fields.line(_("IMO number"), 10, upper=True)
    titles = fields.line(_("Titles and functions"), 1000)
    facts = fields.paragraph(_("Facts in short"), 8000)

    @classmethod
    def headline(cls, body: Body) -> str:
        return str(body["names"][0]["text"])
