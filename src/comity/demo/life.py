"""What is said of records in the invented world: a dispute, a report of a find, and what must still end elsewhere."""

from collections.abc import Mapping
from typing import Any

from comity.databases.vehicles import Vehicle
from comity.demo.scenes import Answered, Scene, document, vehicle
from comity.demo.stage import officer, play
from comity.queries.actions.answering import Reply, Word
from comity.queries.actions.confirming import Question
from comity.queries.clocks import Urgency
from comity.queries.models import Hit
from comity.queries.telling import Telling
from comity.records import actions as records
from comity.records.life import disputing, finding
from comity.records.life.disputes import Dispute
from comity.records.life.finds import Find
from comity.records.models import StillElsewhere
from comity.records.record import Record
from comity.records.registry import by_code

AMINA, WANJA, ULISES = "amina@fra", "wanja@ken", "ulises@ury"
# Answered at once, so that no clock of theirs ends while somebody looks around.
STANDS = Answered(AMINA, Reply(word=Word.CONFIRMED))
HELD = Question(telling=Telling.YES, urgency=Urgency.HELD, checked=("in-hand",))
DISPUTED = Scene(WANJA, document("FRA", 17), (HELD, STANDS))
FOUND = Scene(ULISES, vehicle("FRA", 6), (HELD, STANDS))
EVIDENCE = "The bearer shows the receipt of the day on which the police gave the passport back."
REPORT: Mapping[str, Any] = {
    "where": "Colonia, beside the ferry",
    "found_on": "2026-05-04",
    "condition": "damaged",
    "keys": False,
}
TRACTOR: Mapping[str, Any] = {
    **Vehicle.example,
    "source_reference": "FRA-ended",
    "vin": "VF1RFB00X57990029",
    "plate": "QX029QX",
    "references": [
        {"system": "interpol", "number": "2026/4711", "sent_on": "2026-05-03", "state": "recorded"},
        {"system": "sis", "number": "FR-88-1", "state": "sent"},
    ],
}


def play_life() -> None:
    """Let it happen, once."""
    amina = officer(AMINA)
    if not Dispute.visible_to(amina).exists():
        for hit in play([DISPUTED]):
            database, seen = _found(hit)
            disputing.dispute(database, hit.record, evidence=EVIDENCE, seen=seen, by=officer(WANJA))
    if not Find.visible_to(amina).exists():
        for hit in play([FOUND]):
            database, seen = _found(hit)
            finding.report_found(database, hit.record, REPORT, seen=seen, by=officer(ULISES))
    if not StillElsewhere.visible_to(amina).exists():
        made = records.create(Vehicle, dict(TRACTOR), by=amina)
        records.withdraw(Vehicle, made.id, reason="Sold, not stolen.", seen=made.version, by=amina)


def _found(hit: Hit) -> tuple[type[Record], int]:
    """The database of a hit, and the version of the record that it showed."""
    return by_code(hit.database), hit.seen
