"""Stolen, lost and revoked travel documents."""

import datetime
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import FieldError
from comity.matching.document_kinds import LABELS, TRAVELLING, DocumentKind
from comity.records import fields
from comity.records.life import finding_words
from comity.records.record import Body, Record
from comity.records.rules import AfterRecovery, Feeder
from comity.records.ways import DocumentNumber


class Happening(IntEnum):
    """What happened to the document. Closed set: numbers are never reused."""

    STOLEN = 1
    LOST = 2
    STOLEN_BLANK = 3
    REVOKED = 4
    INVALID = 5
    NEVER_ISSUED = 6


class Reporter(IntEnum):
    """Who reported it."""

    BEARER = 1
    POLICE = 2
    ISSUING_AUTHORITY = 3


HAPPENINGS = {
    Happening.STOLEN: pgettext_lazy("travel document", "stolen"),
    Happening.LOST: pgettext_lazy("travel document", "lost"),
    Happening.STOLEN_BLANK: pgettext_lazy("travel document", "stolen blank"),
    Happening.REVOKED: pgettext_lazy("travel document", "revoked"),
    Happening.INVALID: pgettext_lazy("travel document", "invalid"),
    Happening.NEVER_ISSUED: pgettext_lazy("travel document", "never issued"),
}
# What is recorded as a range: a document that somebody held is recorded by itself. Source: practice 8.
RANGED = frozenset({"stolen-blank", "never-issued"})
REPORTERS = {
    Reporter.BEARER: _("the bearer"),
    Reporter.POLICE: _("the police"),
    Reporter.ISSUING_AUTHORITY: _("the issuing authority, without the bearer"),
}


CANCELLED = frozenset({"revoked", "invalid"})


def paper_faults(body: Body, today: datetime.date) -> list[FieldError]:
    """What is wrong between the fields of a paper that only its issuer records. Source: practice 8."""
    found = []
    if "issued_on" in body and "expires_on" in body and body["issued_on"] > body["expires_on"]:
        found.append(FieldError("expires_on", "date-order", _("It must not expire before it was issued.")))
    if "last_number" in body and body["happened"] not in RANGED:
        message = _("Only stolen blanks, and documents never issued, are recorded as a range.")
        found.append(FieldError("last_number", "range-happened", message))
    if "review_on" in body and body["review_on"] < today.isoformat():
        found.append(FieldError("review_on", "date-past", _("Give a day from today on for the review.")))
    if body["happened"] in CANCELLED and body["reported_by"] != "bearer" and "legal_basis" not in body:
        message = _(
            "A document cancelled without its bearer needs the legal ground: name the law or decision."
        )
        found.append(FieldError("legal_basis", "legal-ground", message))
    return found


def cancelled_remarks(happened: int, reported_by: int) -> list[str | Promise]:
    """Source: practice 8, the sentence for documents cancelled without the bearer's report."""
    if happened in (Happening.REVOKED, Happening.INVALID) and reported_by != Reporter.BEARER:
        return [
            _(
                "Cancelled by the issuer. Not reported stolen. The bearer may be its rightful holder; "
                "cancellation says nothing about the person."
            )
        ]
    return []


class TravelDocument(Record):
    """Stolen, lost, revoked and invalid travel documents. Only the issuer may record; no holder data.

    Source: the record INTERPOL showed to ICAO's 8th Facilitation Panel (domain facts 1.4); practice 8.
    """

    slug, code, label, abbreviation = "travel-documents", 1, _("Stolen and lost travel documents"), "SLTD"
    fed_by, kept_years = Feeder.ISSUER, 10
    after_recovery, recovered_words = AfterRecovery.STAYS_A_HIT, _("Recovered, still invalid.")
    keys = (DocumentNumber(last="last_number"),)
    happened_on = "date"
    found_asks = finding_words.OF_A_DOCUMENT
    columns = ("number", "issuer", "kind", "happened", "date")
    wanted = ("country_of_loss", "issued_on", "expires_on")
    example = {
        "number": "12AB34567",
        "issuer": "FRA",
        "kind": "passport",
        "happened": "stolen",
        "reported_by": "bearer",
        "date": "2024-05-03",
        "national_reference": "PV-2024-88123",
        "reported_to_issuer": "2024-05-04",
        "review_on": "2033-05-01",
    }

    number = fields.identifier(_("Document number"), 20, required=True)
    last_number = fields.identifier(
        _("Last number of a range of blanks"),
        20,
        hint=_("One record for the whole range: any number from the first to this one finds it."),
    )
    issuer = fields.issuer(_("Issuing country or body"), required=True)
    kind = fields.choice(_("Kind of document"), DocumentKind, LABELS, only=TRAVELLING, required=True)
    happened = fields.choice(_("What happened"), Happening, HAPPENINGS, required=True)
    reported_by = fields.choice(_("Who reported it"), Reporter, REPORTERS, required=True)
    date = fields.partial_day(_("When"), past=True, required=True)
    country_of_loss = fields.issuer(_("Country where it was lost or stolen"))
    issued_on = fields.day(_("Issued on"), past=True)
    expires_on = fields.day(_("Expires on"))
    national_reference = fields.line(
        _("National reference"), 60, required=True, hint=_("The number of the national file or report.")
    )
    reported_to_issuer = fields.day(_("Reported to the issuer on"), past=True, required=True)
    review_on = fields.day(
        _("Review on"), required=True, hint=_("The day on which you look again whether it must stay.")
    )
    remark = fields.paragraph(
        _("Remark"), 1000, hint=_("No names of persons: this database holds no holder data.")
    )

    @classmethod
    def faults(cls, body: Body, today: datetime.date) -> list[FieldError]:
        return paper_faults(body, today)

    @classmethod
    def headline(cls, body: Body) -> str:
        numbers = "–".join(filter(None, [body["number"], body.get("last_number")]))
        return f"{body['issuer']} {numbers}"

    def remarks(self, today: datetime.date) -> list[str | Promise]:  # noqa: ARG002
        return cancelled_remarks(self.happened, self.reported_by)
