"""Disputes for tests, about the one travel document that there is, and what was said of them."""

from dataclasses import replace

from django.utils import timezone

from comity.databases.travel_documents import TravelDocument
from comity.gate import epoch
from comity.messages.models import Message
from comity.queries.record_word import RECORD_WORD
from comity.records.life import disputing
from comity.records.life.disputes import Dispute
from comity.records.rules import Status
from tests.actors import AMINA, BRUNO, AnyActor


def bruno() -> AnyActor:
    return replace(BRUNO, epoch=epoch.current())


def dispute(by: AnyActor | None = None, *, evidence: str = "The bearer shows the police report.") -> Dispute:
    record = TravelDocument.objects.get()
    return disputing.dispute(
        TravelDocument, record.id, evidence=evidence, seen=record.version, by=by or bruno()
    )


def status() -> Status:
    return Status(TravelDocument.objects.get().status)


def said() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(kind=RECORD_WORD).order_by("id")
    return [(row.sender, row.deliveries.get().bureau, row.content["what"]) for row in rows]


def expired(row: Dispute) -> None:
    Dispute.visible_to(AMINA).filter(pk=row.pk).update(due_at=timezone.now())
