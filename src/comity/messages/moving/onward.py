"""What still comes here for a bureau that has left goes on to its own node, as it was sealed. Inside messages.open.

The sender's node may not know yet; it stops when it has read the directory. The envelope proves itself at its end.
"""

from collections.abc import Iterable
from datetime import datetime

from comity.messages.courier.rules import ParcelKind, TakenState
from comity.messages.courier.tables import Incoming, Outgoing
from comity.messages.moving.tables import Departure


def hand_on(row: Incoming, bureaus: Iterable[str], precedence: int, now: datetime) -> TakenState | None:
    """What becomes of this parcel with envelopes for these bureaus; None where none of them has left.

    ASIDE: one of them is about to leave, and its node cannot be known yet.
    """
    left = list(Departure.objects.filter(pk__in=list(bureaus)).order_by("bureau"))
    if any(each.handed_at is None for each in left):
        return TakenState.ASIDE
    for each in left:
        content = bytes(row.content)
        parcel = Outgoing.of(ParcelKind.ENVELOPE, content, node=each.bureau, precedence=precedence, now=now)
        parcel.save(force_insert=True)
    return TakenState.OPENED if left else None
