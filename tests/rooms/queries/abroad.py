"""A bureau of another node that asks about a record here, or owns one that somebody here found."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.signed.keeping import keep_keys
from comity.databases.travel_documents import TravelDocument
from comity.messages.courier import opening, sealing
from comity.messages.courier.letter import Letter
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import Level, ParcelKind
from comity.messages.courier.tables import Outgoing, ReceiptDue, Taken
from comity.messages.kinds import canonical_body, find
from comity.queries import kinds
from tests.rooms.messages.courier.far import NODE, Far


def hosted(*codes: str) -> None:
    """These bureaus are of this node, with keys in the directory; all others have nodes of their own."""
    Bureau.objects.exclude(code__in=codes).update(hosted=False)
    for code in codes:
        keep_keys(Bureau.objects.get(code=code), timezone.now(), by=NODE)
    DIRECTORY.forget()


def far(code: str) -> Far:
    """A bureau with a node of its own, known to the directory."""
    return Far(code).listed()


def asks(asker: Far, record: TravelDocument, *, body: dict[str, Any] | None = None, **letter: Any) -> str:
    """This bureau asks the record's owner; the code of the refusal, "" where it was taken."""
    now = letter.pop("now", timezone.now())
    content = {
        "database": "travel-documents",
        "record": str(record.id),
        "version": record.version,
        "grade": "hit",
        "asked_at": now.isoformat(),
        "urgency": "held",
        "minutes": 60,
        **(body or {}),
    }
    created = letter.pop("created_at", now)
    more = {
        "about": f"record:{content['database']}:{content['record']}",
        "created": _microseconds(created),
        "answer_by": _microseconds(created + timedelta(minutes=content["minutes"])),
        "precedence": 3,
        **letter,
    }
    return says(asker, letter.pop("to", "FRA"), kinds.QUESTION, content, **more)


def says(sender: Far, to: str, kind: str, body: dict[str, Any], **letter: Any) -> str:
    """One message arrives at a bureau of this node; the code that goes back, "" where it was taken."""
    written = letter.pop("raw", None) or canonical_body(find(kind, letter.get("version", 1)), body)
    if moment := letter.pop("created_at", None):
        letter["created"] = _microseconds(moment)
    sealed = sender.seals(to, kind=kind, body=written, **letter)
    sender.hands_over(sealed.envelope, precedence=letter.get("precedence", 1))
    while opening.is_due():
        opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)
    row = ReceiptDue.objects.filter(subject=sealed.digest).order_by("id").last()
    if row is None:  # its files are still to come: it is signed for with the last one
        return str(Taken.objects.get(digest=sealed.digest).code)
    assert (row.level == Level.REFUSED) == bool(row.code)
    return str(row.code)


def left_for(bureau: Far) -> list[tuple[Outgoing, str, Letter]]:
    """What leaves this node for that one now, with its kind, as the bureau reads it."""
    sealing.seal(DIRECTORY, DIRECTORY, by=NODE)
    rows = Outgoing.objects.filter(node=bureau.code, kind=int(ParcelKind.ENVELOPE)).order_by("id")
    return [(row, bureau.opens(row).header.kind, bureau.reads(row)) for row in rows]


def signs(bureau: Far, parcel: Outgoing, level: Level, *, to: str, code: str = "") -> None:
    """The bureau's receipt for a parcel arrives."""
    bureau.hands_over(bureau.signs_for(parcel, level, to=to, code=code), kind=ParcelKind.RECEIPTS)
    opening.open_parcels(DIRECTORY, DIRECTORY, by=NODE)


def _microseconds(moment: Any) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
