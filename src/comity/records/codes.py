"""Values that are codes of somebody else's list: issuers, bureaus, purposes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.bureaus import countries
from comity.kit.errors import invalid
from comity.records.rules import ALL_BUT, ONLY

MOST_BUREAUS = 250


@dataclass(frozen=True, slots=True)
class Issuer:
    """An ICAO 9303-3 code of who issues papers; also used for a country. Former states are allowed."""

    def clean(self, raw: object, field: str) -> str:
        code = raw.strip().upper() if isinstance(raw, str) else ""
        known = countries.issuer(code)
        if known is None:
            message = _("This is no country or issuer code. Use the three letters of ICAO, for example FRA.")
            raise invalid(field, "unknown-country", message)
        return known.code  # documents write D where lists write DEU

    def store(self, canonical: Any) -> str:
        return str(canonical)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Whom a record is closed to: "" for nobody, "all-but FRA DEU", or "only ITA".

    Stored as a signed list (records.rules). An `only` list never widens when a participant joins.
    """

    def clean(self, raw: object, field: str) -> str:
        words = raw.replace(",", " ").split() if isinstance(raw, str) else ["?"]
        if not words:
            return ""
        kind, codes = words[0].lower(), sorted({code.upper() for code in words[1:]})
        well_formed = all(code.replace("-", "").isalnum() and len(code) <= 12 for code in codes)
        if kind not in ("all-but", "only") or not well_formed or len(codes) > MOST_BUREAUS:
            message = _("Write the restriction as “all-but FRA DEU” or “only ITA”, or leave it empty.")
            raise invalid(field, "restriction-form", message)
        if kind == "all-but" and not codes:
            return ""
        return " ".join([kind, *codes])

    def store(self, canonical: Any) -> list[str] | None:
        if not canonical:
            return None
        kind, *codes = str(canonical).split()
        return [ALL_BUT if kind == "all-but" else ONLY, *codes]


def restriction_text(stored: list[str] | None) -> str:
    """The canonical text of a stored restriction."""
    if stored is None:
        return ""
    return " ".join(["all-but" if stored[0] == ALL_BUT else "only", *stored[1:]])
