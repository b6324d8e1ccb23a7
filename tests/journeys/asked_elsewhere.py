"""What tests do on a bureau's own node and on the centre's, inside a process of that node (federation.py)."""

from dataclasses import replace
from typing import Any

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.journal.models import ActRow
from comity.queries import actions
from comity.queries.asked import Asked, AskedSubject, Document
from comity.queries.hit_page import hit_page
from comity.queries.models import Hit
from comity.records import actions as records
from tests.actors import AnyActor

PASSPORT = Asked(
    purpose="border-control", subjects=[AskedSubject(document=Document("12AB34567", "FRA", "passport"))]
)


def be_centre(code: str, *more: str) -> None:
    """That bureau is the centre; `more` are hosted on its node."""
    Bureau.objects.filter(code=code).update(kind=BureauKind.CENTRE)
    for each in more:
        Bureau.objects.get_or_create(
            code=each,
            defaults={"kind": 1, "names": {"en": each}, "hosted": Bureau.objects.get(code=code).hosted},
        )
    epoch.bump()


def someone(code: str) -> AnyActor:
    return AnyActor(bureau=code, function="border guard", epoch=epoch.current())


def record_passport(owner: str, **more: Any) -> str:
    return str(records.create(TravelDocument, TravelDocument.example | more, by=someone(owner)).id)


def ask_passport(code: str) -> dict[str, Any]:
    """What the whole answer says, what the centre said, and why not."""
    answer = actions.ask_everywhere(PASSPORT, by=lambda _fresh: someone(code)).whole
    [there] = answer.elsewhere
    return {
        "outcome": answer.outcome,
        "here": answer.subjects[0].outcome,
        "there": there.outcome,
        "code": there.code,
    }


def hits() -> list[list[str]]:
    return [[str(hit.id), str(hit.record), hit.bureau, hit.kept_at] for hit in Hit.objects.order_by("id")]


def page_of_hit(code: str) -> dict[str, Any]:
    page = hit_page(Hit.objects.get(), replace(someone(code)))
    return {"owner": page.hit.owner, "number": page.record.number, "step": str(page.step.lead)}


def acts(verb: str) -> list[list[str]]:
    return [[row.bureau, row.about, str(row.id)] for row in ActRow.objects.filter(verb=verb).order_by("at")]
