"""Records between two bureaus in the invented world: made by the centre for one, and offered by one to another."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from comity.databases.persons import Person
from comity.databases.vehicles import Vehicle
from comity.demo.stage import officer
from comity.records.between import behalf, offering
from comity.records.between.behalf import Request
from comity.records.between.offering import Chosen
from comity.records.models import Offer, OnBehalf

OLGA, BIANCA = "olga@cen", "bianca@ita"
SHEPHERD: Mapping[str, Any] = {
    "names": [{"text": "Odalys Ferrantekivu", "script": "latin", "quality": "primary"}],
    "sex": "female",
    "born": [{"date": "1991"}],
    "birth_places": [{"country": "FRA", "text": "Gap"}],
    "nationalities": [{"country": "FRA"}],
    "status_of_person": "missing",
    "measure": "locate",
    "offence": "Missing since the first snow",
    "facts": "Went up with her flock and did not come down.",
    "family_may_be_told": True,
    "case": "FRA-2026-311",
}
TRAILER: Mapping[str, Any] = {**Vehicle.example, "vin": "VF1RFB00X57990017", "plate": "QX017QX"}


def play(today: date) -> None:
    """Let it happen, once. today: UTC."""
    if OnBehalf.objects.exists() or Offer.objects.exists():
        return
    asked = Request("FRA", "Letter 2026/311", today - timedelta(days=1), "head of the bureau")
    for database, row in ((Person, SHEPHERD), (Vehicle, TRAILER)):
        body = {name: value for name, value in row.items() if name != "source_reference"}
        behalf.record_for(database, body, asked, by=officer(OLGA))
    bianca = officer(BIANCA)
    last = Vehicle.owned_by(bianca).order_by("-id")[:2]
    reason = "The court of Nice has taken over the case."
    offering.offer([Chosen(Vehicle, each.id) for each in last], to="FRA", reason=reason, by=bianca)
