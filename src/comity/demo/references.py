"""Invented entries of the reference libraries as raw rows, the same in every world."""

from collections.abc import Iterator
from typing import Any

from comity.databases.document_alerts import DocumentAlert
from comity.databases.document_specimens import DocumentSpecimen
from comity.databases.firearm_models import FirearmModel
from comity.demo.cast import CENTRE
from comity.demo.stage import officer
from comity.records.rules import Status
from comity.records.watching import quality_check

Row = dict[str, Any]
# Models of makers that do not exist; the demonstration's stolen weapons are of these models.
_MODELS: tuple[Row, ...] = (
    FirearmModel.example,
    {
        "make": "Ostrava Nova",
        "model": "R7",
        "kind": "rifle",
        "action": "bolt",
        "calibres": "7.62x39, .308",
        "capacity": 5,
        "country_of_make": "CZE",
        "made_from": 1996,
        "serial_at": "Left side of the receiver ring; the last four digits on the bolt handle.",
        "marks": "Two letters before the number give the year of the barrel.",
    },
    {
        "make": "Calderon",
        "model": "12",
        "kind": "shotgun",
        "action": "break",
        "calibres": "12",
        "capacity": 2,
        "country_of_make": "ESP",
        "made_from": 1974,
        "made_until": 2009,
        "serial_at": "Under the fore-end, on both barrels and on the action; it must be the same three times.",
    },
    {
        "make": "Brandelius",
        "model": "38",
        "kind": "revolver",
        "action": "revolving",
        "calibres": ".38",
        "capacity": 6,
        "country_of_make": "SWE",
        "serial_at": "Inside the frame behind the opened cylinder arm. The number on the butt is the maker's batch.",
        "copies": [{"make": "Lomax", "model": "Special", "tell": "The number stands on the butt only."}],
    },
)


def firearm_models(bureau: str) -> Iterator[Row]:
    """What the centre says about weapons."""
    for place, row in enumerate(_MODELS if bureau == CENTRE else ()):
        yield {**row, "source_reference": f"{CENTRE}-M-{place}"}


# Who prepared the alerts of a bureau, and who of another one checks them; Kenya's still waits.
_HANDS = {"FRA": ("amina@fra", "bianca@ita"), "ITA": ("bianca@ita", "amina@fra"), "KEN": ("kamau@ken", "")}
_ALERTS: dict[str, tuple[Row, ...]] = {
    "FRA": (
        DocumentAlert.example,
        {
            "issuer": "FRA",
            "kind": "residence-permit",
            "series": "2011",
            "number_pattern": '"7Q"[100-140]9999',
            "forgery": "photograph-replaced",
            "detect": "Run a nail over the photograph: its edge can be felt. In a genuine card it cannot.",
            "found_where": "Airport, arrivals",
            "found_country": "MAR",
            "found_on": "2026-05",
        },
    ),
    "ITA": (
        {
            "issuer": "ITA",
            "kind": "identity-card",
            "series": "paper",
            "number_pattern": '"AX"9999999',
            "forgery": "stolen-blank",
            "detect": "The dry stamp stands below the line of the signature and has no dot after the town.",
            "found_where": "Port",
            "found_country": "MAR",
            "found_on": "2025-11",
        },
    ),
    "KEN": (
        {
            "issuer": "KEN",
            "kind": "visa",
            "forgery": "fantasy",
            "detect": "It calls itself a transit licence. No such visa was ever issued.",
            "found_where": "Border post south",
            "found_country": "KEN",
            "found_on": "2026-08",
        },
    ),
}
_SPECIMENS: dict[str, tuple[Row, ...]] = {
    "FRA": (DocumentSpecimen.example,),
    "ITA": (
        {
            "issuer": "ITA",
            "kind": "identity-card",
            "series": "paper",
            "issued_from": 1974,
            "issued_until": 2018,
            "validity": "withdrawn",
            "features": [
                {"text": "Dry stamp over the edge of the photograph", "light": "oblique", "layer": "print"},
                {"text": "Watermark of chained rings", "light": "transmitted", "layer": "paper"},
            ],
        },
    ),
}


def document_alerts(bureau: str) -> Iterator[Row]:
    """What this bureau says about forgeries."""
    for place, row in enumerate(_ALERTS.get(bureau, ())):
        yield {**row, "source_reference": f"{bureau}-A-{place}"}


def document_specimens(bureau: str) -> Iterator[Row]:
    """Genuine documents of this bureau's state, as nobody issues them."""
    for place, row in enumerate(_SPECIMENS.get(bureau, ())):
        yield {**row, "source_reference": f"{bureau}-S-{place}"}


def publish_alerts() -> None:
    """Each alert is handed in and, but for one that waits, published by another bureau. What is published stays so."""
    for alert in DocumentAlert.objects.filter(status=int(Status.PREPARED), owner__in=_HANDS):
        writer, checker = _HANDS[alert.owner]
        handed_in = quality_check.submit(DocumentAlert, alert.id, seen=alert.version, by=officer(writer))
        if checker:
            by = officer(checker)
            quality_check.publish(DocumentAlert, alert.id, seen=handed_in.version, reason="Compared.", by=by)
