"""What is told of a parcel that was dealt with: again, where its sender asks again. Inside verbs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from comity.kit.many import insert_new
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.rules import FileState, Level, ParcelKind, TakenState
from comity.messages.courier.tables import Incoming, ReceiptDue, Taken
from comity.messages.models import Delivery


def tell_of(taken: Taken) -> None:
    """A receipt for the sender: this bureau has it with all its files, or refuses it, or one of them."""
    code, files = taken.code, _missing(taken.message)
    if not code and files:
        code = next(filter(None, files), "")
        if not code:
            return
    level = Level.REFUSED if code else Level.DELIVERED
    _due(taken.bureau, taken.sender, bytes(taken.digest), level, taken.taken_at, code)


def tell_of_new(rows: Iterable[Taken]) -> None:
    """The same of what was taken just now, without files, and so was never told of."""
    insert_new(
        ReceiptDue(
            bureau=each.bureau,
            to=each.sender,
            subject=bytes(each.digest),
            level=int(Level.REFUSED if each.code else Level.DELIVERED),
            code=each.code,
            at=each.taken_at,
        )
        for each in rows
    )


def tell_levels(taken: Taken) -> None:
    """All that the sender does not know for certain."""
    tell_of(taken)
    if lacks_files(taken.message):
        return
    for delivery in Delivery.objects.filter(message=taken.message, bureau=taken.bureau):
        if delivery.read_at:
            _due(taken.bureau, taken.sender, bytes(taken.digest), Level.READ, delivery.read_at)
        if delivery.answered_at:
            _due(taken.bureau, taken.sender, bytes(taken.digest), Level.ANSWERED, delivery.answered_at)


def lacks_files(message: UUID | None) -> bool:
    """Is a file of this message not here? Then nothing is signed for it but a refusal."""
    return bool(_missing(message))


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
        tell_levels(row)


def _missing(message: UUID | None) -> list[str]:
    """Of each file of a message that is not here the code for which it was refused; empty where it is still coming."""
    if message is None:
        return []
    rows = IncomingFile.objects.filter(message=message).exclude(state=int(FileState.HERE)).order_by("place")
    return [
        code if state == FileState.REFUSED else "" for state, code in rows.values_list("state", "refused")
    ]


def _due(bureau: str, to: str, subject: bytes, level: Level, at: datetime, code: str = "") -> None:
    """Once, however often it is asked for, until it has left."""
    told = {"bureau": bureau, "to": to, "subject": subject, "level": int(level), "code": code}
    if not ReceiptDue.objects.filter(**told).exists():
        ReceiptDue.objects.create(**told, at=at)
