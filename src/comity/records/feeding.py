"""Who feeds: what a bureau's country and standing let it record."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Say, Verb, effective_standing, standing_allows
from comity.kit.errors import FieldError, Invalid, invalid
from comity.records.record import Body, Record
from comity.records.rules import FEEDERS, Feeder, Status, feeder_refuses, first_status

SENTENCES = {
    "not-the-issuer": _(
        "Only the state that issued a document may record it. Your bureau did not issue this one."
    ),
    "centre-only": _("Only the centre records in this database."),
    "made-by-node": FEEDERS[Feeder.NODE],
}


@dataclass(frozen=True, slots=True)
class FeedingBureau:
    """A bureau as feeder: issuer_codes are those under which its state issues papers.

    waits: what it records waits for the centre (practice 9).
    """

    code: str
    issuer_codes: frozenset[str]
    is_centre: bool
    waits: bool
    is_partner: bool = False

    def first_status(self, database: type[Record]) -> Status:
        """The state in which its records of this database begin."""
        return first_status(checked=database.checked, waits=self.waits)

    def check(self, database: type[Record], body: Body) -> None:
        """Raises: Invalid when this bureau may not feed this record."""
        refusal = feeder_refuses(
            database.fed_by,
            issuer=body.get("issuer", ""),
            issuer_codes=self.issuer_codes,
            is_centre=self.is_centre,
            is_partner=self.is_partner,
        )
        if refusal is not None:
            raise Invalid([FieldError(refusal.field, refusal.code, SENTENCES[refusal.code])])


def feeder_of(code: str, today: date) -> FeedingBureau:
    """This bureau as feeder on this day (UTC). A pre-moderated bureau's records wait as drafts for the centre.

    Raises: Invalid for a code that is in no directory.
    """
    bureau = Bureau.objects.filter(pk=code).first()
    if bureau is None:
        raise invalid("owner", "unknown-bureau", _("This bureau is not in the directory."))
    standing = effective_standing(bureau.standing, bureau.mandate_ends, today)
    return FeedingBureau(
        code=code,
        issuer_codes=issuer_codes(bureau),
        is_centre=bureau.kind == BureauKind.CENTRE,
        is_partner=bureau.kind == BureauKind.PARTNER,
        waits=standing_allows(standing, Verb.RECORD) is Say.WAITS,
    )


def waits_for_centre(code: str) -> bool:
    """Does what this bureau records today wait for the centre? For pages, before anything is written."""
    return feeder_of(code, timezone.now().date()).waits


def may_now(code: str, verb: Verb, today: date) -> bool:
    """Does the standing of this bureau allow it, by itself or through the centre?"""
    return standing_allows(Bureau.objects.get(pk=code).standing_on(today), verb) is not Say.NO


def issuer_codes(bureau: Bureau) -> frozenset[str]:
    """Every code under which this bureau's state or body issues papers, former and special ones too."""
    own = {bureau.code, bureau.country} - {""}
    return frozenset(each.code for each in countries.issuers() if countries.answers_for(each.code) in own)
