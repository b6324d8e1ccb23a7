"""What the verbs of messages leave for the courier, in their own transaction: two rows, no key and no lock."""

from collections.abc import Callable, Iterable
from datetime import datetime

from comity.kit.many import insert_new
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import ReceiptDue, Sent, Taken
from comity.messages.courier.telling import lacks_files
from comity.messages.models import Delivery, Message

# What came in no envelope that is known here, and so has no receipt: rooms above hand down how its sender learns of it.
UNSEALED: list[Callable[[Message, str, Level, datetime], None]] = []


def queue(message: Message, deliveries: Iterable[Delivery], now: datetime, *, sealed_by: str = "") -> None:
    """These deliveries are to bureaus of other nodes: seal them when their keys are known.

    sealed_by: the centre, where it releases what a bureau of another node wrote; else the sender seals.
    """
    insert_new(
        Sent(
            id=each.id,
            message=message,
            sender=sealed_by or message.sender,
            bureau=each.bureau,
            precedence=message.precedence,
            next_at=now,
        )
        for each in deliveries
    )


def tell(message: Message, bureau: str, level: Level, now: datetime) -> None:
    """Let the sender know that its message was read or answered here, where it came from another node."""
    taken = Taken.objects.filter(message=message.pk, bureau=bureau).order_by("seq").first()
    if taken is None:
        for each in UNSEALED:
            each(message, bureau, level, now)
    elif not lacks_files(message.pk):  # it is told with the last file
        ReceiptDue.objects.create(
            bureau=bureau, to=taken.sender, subject=bytes(taken.digest), level=int(level), at=now
        )
