"""Stolen administrative documents: official papers that let nobody cross a border."""

import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.databases.travel_documents import (
    HAPPENINGS,
    REPORTERS,
    Happening,
    Reporter,
    cancelled_remarks,
    paper_faults,
)
from comity.kit.errors import FieldError
from comity.matching.document_kinds import ADMINISTRATIVE, LABELS, DocumentKind
from comity.records import fields
from comity.records.life import finding_words
from comity.records.record import Body, Record
from comity.records.rules import AfterRecovery, Feeder
from comity.records.ways import DocumentNumber


class AdministrativeDocument(Record):
    """Official papers other than travel papers. Only the issuer may record; no holder data.

    Source: domain facts 1.4 (SAD: fields as SLTD, from general knowledge) and 1.5; practice 8 for cancelled papers.
    """

    slug, code, label = "administrative-documents", 6, _("Stolen administrative documents")
    abbreviation = "SAD"
    fed_by, kept_years = Feeder.ISSUER, 10
    after_recovery, recovered_words = AfterRecovery.STAYS_A_HIT, _("Recovered, still invalid.")
    keys = (DocumentNumber(last="last_number"),)
    happened_on = "date"
    found_asks = finding_words.OF_A_DOCUMENT
    columns = ("number", "issuer", "kind", "happened", "date")
    wanted = ("authority", "country_of_loss", "national_reference", "reported_to_issuer")
    example = {
        "number": "2024CX90001",
        "last_number": "2024CX90250",
        "issuer": "FRA",
        "kind": "vehicle-registration",
        "authority": "Prefecture of the Gironde",
        "happened": "stolen-blank",
        "reported_by": "issuing-authority",
        "date": "2024-05",
        "country_of_loss": "FRA",
        "national_reference": "GIR-2024-0117",
        "reported_to_issuer": "2024-05-21",
        "review_on": "2034-05-01",
        "remark": "One of a box of blanks.",
    }

    number = fields.identifier(_("Document number"), 30, required=True)
    last_number = fields.identifier(
        _("Last number of a range of blanks"),
        30,
        hint=_("One record for the whole range: any number from the first to this one finds it."),
    )
    issuer = fields.issuer(_("Issuing country or body"), required=True)
    kind = fields.choice(_("Kind of document"), DocumentKind, LABELS, only=ADMINISTRATIVE, required=True)
    authority = fields.line(_("Issuing authority"), 120, hint=_("The office named on the paper."))
    happened = fields.choice(_("What happened"), Happening, HAPPENINGS, required=True)
    reported_by = fields.choice(_("Who reported it"), Reporter, REPORTERS, required=True)
    date = fields.partial_day(_("When"), past=True, required=True)
    country_of_loss = fields.issuer(_("Country where it was lost or stolen"))
    issued_on = fields.day(_("Issued on"), past=True)
    expires_on = fields.day(_("Expires on"))
    national_reference = fields.line(_("National reference"), 60)
    reported_to_issuer = fields.day(_("Reported to the issuer on"), past=True)
    review_on = fields.day(_("Review on"))
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
