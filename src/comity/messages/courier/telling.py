"""What is told of a parcel that was dealt with: again, where its sender asks again. Inside verbs."""

from datetime import datetime
from uuid import UUID

from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.rules import FileState, Level, ParcelKind, TakenState
from comity.messages.courier.tables import Incoming, ReceiptDue, Taken
from comity.messages.models import Delivery


def tell_of(taken: Taken) -> None:
    """A receipt for the sender: this bureau has it with all its files, or refuses it, or one of them."""
    code = taken.code or _refused_file(taken)
    if not code and lacks_files(taken.message):
        return
    level = Level.REFUSED if code else Level.DELIVERED
    _due(taken.bureau, taken.sender, bytes(taken.digest), level, taken.taken_at, code)


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
    if message is None:
        return False
    return IncomingFile.objects.filter(message=message).exclude(state=int(FileState.HERE)).exists()


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


def _refused_file(taken: Taken) -> str:
    """The code for which a file of it was refused, or nothing."""
    if taken.message is None:
        return ""
    rows = IncomingFile.objects.filter(message=taken.message, state=int(FileState.REFUSED))
    return rows.values_list("refused", flat=True).first() or ""


def _due(bureau: str, to: str, subject: bytes, level: Level, at: datetime, code: str = "") -> None:
    """Once, however often it is asked for, until it has left."""
    ReceiptDue.objects.get_or_create(
        bureau=bureau, to=to, subject=subject, level=int(level), code=code, defaults={"at": at}
    )
