"""What is told of a parcel that was dealt with: again, where its sender asks again. Inside verbs."""

from datetime import datetime

from comity.messages.courier.rules import Level, ParcelKind, TakenState
from comity.messages.courier.tables import Incoming, ReceiptDue, Taken
from comity.messages.models import Delivery


def tell_of(taken: Taken) -> None:
    """A receipt for the sender: this bureau has it, or refuses it."""
    level = Level.REFUSED if taken.code else Level.DELIVERED
    _due(taken.bureau, taken.sender, bytes(taken.digest), level, taken.taken_at, taken.code)


def tell_refused(incoming: Incoming, bureau: str, code: str, now: datetime) -> None:
    """A parcel in which nothing could be believed goes back to the node that handed it over, by its own digest."""
    _due(bureau, incoming.node, bytes(incoming.sha256), Level.REFUSED, now, code)


def tell_again(incoming: Incoming, bureau: str, now: datetime) -> None:
    """The sender offers what was dealt with: our receipt did not reach it, or its disk lost it.

    bureau: of this node, which signs for what no bureau could read.
    """
    if incoming.kind != ParcelKind.ENVELOPE or incoming.state not in (TakenState.OPENED, TakenState.REFUSED):
        return
    rows = list(Taken.objects.filter(parcel=incoming.row))
    if not rows and incoming.code:
        tell_refused(incoming, bureau, incoming.code, now)
    for row in rows:
        tell_of(row)
        for delivery in Delivery.objects.filter(message=row.message, bureau=row.bureau):
            if delivery.read_at:
                _due(row.bureau, row.sender, bytes(row.digest), Level.READ, delivery.read_at)
            if delivery.answered_at:
                _due(row.bureau, row.sender, bytes(row.digest), Level.ANSWERED, delivery.answered_at)


def _due(bureau: str, to: str, subject: bytes, level: Level, at: datetime, code: str = "") -> None:
    """Once, however often it is asked for, until it has left."""
    ReceiptDue.objects.get_or_create(
        bureau=bureau, to=to, subject=subject, level=int(level), code=code, defaults={"at": at}
    )
