"""What waits for the courier at this moment, in one statement: a node asks its database little, idle or busy."""

from datetime import datetime, timezone
from enum import IntEnum
from functools import cache

from django.db.models import Model, QuerySet, Value

from comity.kit.statements import fetch, inlined
from comity.messages.courier import files_in, files_out, opening, sealing, sending
from comity.messages.courier.tables import ReceiptDue


class Work(IntEnum):
    """What one round of the courier may have to do."""

    SEAL = 1
    OPEN = 2
    SIGN = 3
    OPEN_FILE = 4
    SEAL_FILE = 5
    HAND_OVER = 6
    HAND_OVER_FILE = 7
    COMPARE = 8


_MOMENT = datetime.max.replace(tzinfo=timezone.utc)  # where each run of the statement puts its own


def due(now: datetime) -> set[Work]:
    """Of what there is anything. SIGN and HAND_OVER: perhaps for a node that is left alone at present."""
    return {Work(each) for (each,) in fetch(_statement(), [now])}


@cache
def _statement() -> bytes:
    """Put together once: that took ten times as long as to ask."""
    waiting: dict[Work, QuerySet[Model]] = {
        Work.SEAL: sealing.waiting(_MOMENT),
        Work.OPEN: opening.waiting(),
        Work.SIGN: ReceiptDue.objects.all(),
        Work.OPEN_FILE: files_in.waiting(),
        Work.SEAL_FILE: files_out.waiting(),
        Work.HAND_OVER: sending.waiting(_MOMENT),
        Work.HAND_OVER_FILE: files_out.due(_MOMENT),
        Work.COMPARE: sealing.not_reached(),
    }
    first, *rest = (
        rows.order_by().values_list(Value(int(work)), flat=True)[:1] for work, rows in waiting.items()
    )
    text, values = first.union(*rest, all=True).query.sql_with_params()
    return inlined(text, values, _MOMENT)
