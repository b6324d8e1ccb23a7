"""Alerts about forged documents: what is false, how to see it, and which numbers it bears."""

import datetime
from enum import IntEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching.document_kinds import LABELS, DocumentKind
from comity.records import fields
from comity.records.record import Body, Record
from comity.records.ways import Pattern


class Forgery(IntEnum):
    """What is wrong with such a document. Closed set: numbers are never reused."""

    COUNTERFEIT = 1
    DATA_ALTERED = 2
    PHOTOGRAPH_REPLACED = 3
    PAGE_REPLACED = 4
    STOLEN_BLANK = 5
    CHIP_MANIPULATED = 6
    FANTASY = 7
    OBTAINED_BY_FRAUD = 8
    STAMP_OR_VISA_FORGED = 9


FORGERIES = {
    Forgery.COUNTERFEIT: _("counterfeit as a whole"),
    Forgery.DATA_ALTERED: _("data altered"),
    Forgery.PHOTOGRAPH_REPLACED: _("photograph replaced"),
    Forgery.PAGE_REPLACED: _("page replaced"),
    Forgery.STOLEN_BLANK: _("stolen blank filled in"),
    Forgery.CHIP_MANIPULATED: _("chip manipulated"),
    Forgery.FANTASY: _("fantasy document: nobody issues such a one"),
    Forgery.OBTAINED_BY_FRAUD: _("genuine, obtained by fraud"),
    Forgery.STAMP_OR_VISA_FORGED: _("stamp or visa forged"),
}


class DocumentAlert(Record):
    """Alerts about forged documents, each checked by an examiner of another bureau before anybody sees it.

    Source: INTERPOL's Dial-Doc as our facts describe it (domain facts 1.4 and 1.5); practice 20.
    """

    slug, code, label, abbreviation = "document-alerts", 11, _("Alerts about forged documents"), "Dial-Doc"
    kept_years, reference, checked = 10, True, True
    keys = (Pattern("number_pattern"),)
    columns = ("issuer", "kind", "forgery", "series", "detect")
    example = {
        "issuer": "FRA",
        "kind": "passport",
        "series": "2013",
        "number_pattern": '"19"AA99999',
        "forgery": "counterfeit",
        "detect": "Tilt the page: the large E beside the photograph stays green. In a genuine one it turns blue.",
        "description": "Offset print throughout; the perforated number is drilled after binding, holes without taper.",
        "found_where": "Land border, in a coach",
        "found_country": "ITA",
        "found_on": "2026-02",
    }

    issuer = fields.issuer(_("Issuing country or body"), required=True)
    kind = fields.choice(_("Kind of document"), DocumentKind, LABELS, required=True)
    series = fields.line(_("Series or model"), 60)
    number_pattern = fields.number_pattern(
        _("Pattern of the numbers"),
        hint=_(
            "A is any letter, 9 any digit; a fixed beginning in quotes, a range in brackets: “19”[300-349]99. "
            "Questions about such a number are answered with this advice."
        ),
    )
    forgery = fields.choice(_("What is forged"), Forgery, FORGERIES, required=True)
    detect = fields.line(_("How to see it in ten seconds"), 300, required=True)
    description = fields.paragraph(_("How it is made, beside a genuine one"), 4000)
    found_where = fields.line(pgettext_lazy("of a forgery", "Found where"), 120)
    found_country = fields.issuer(_("Country where it was found"))
    found_on = fields.partial_day(_("Found on"))
    remark = fields.paragraph(_("Remark"), 2000, hint=_("No names of persons: a library holds no case data."))
    replaces = fields.line(
        _("Replaces the alert with this number"),
        36,
        hint=_("When this one is published, that one is replaced."),
    )

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:  # noqa: ARG003
        """The number of the alert it replaces is one, as the page of that alert shows it."""
        try:
            if "replaces" in body and str(UUID(body["replaces"])) != body["replaces"]:
                raise ValueError
        except ValueError:
            return [
                FieldError("replaces", "no-number", _("Write the number as it stands on the alert's page."))
            ]
        return []

    @classmethod
    def headline(cls, body: Body) -> str:
        return " ".join(
            filter(None, (body["issuer"], body["kind"], body.get("series"), body.get("number_pattern")))
        )
