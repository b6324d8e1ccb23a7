"""In which state a record stands once nothing is held against it. Reads only."""

from comity.records.document import parsed
from comity.records.life.disputes import Dispute
from comity.records.life.states import NEVER_OUT
from comity.records.models import RecordVersion
from comity.records.record import Record
from comity.records.rules import NOT_OUT, Status

_AGAINST = {Status.DISPUTED, Status.BLOCKED, *NOT_OUT}


def resting(record: Record) -> Status:
    """The last state in which nothing stood against it; active for one that never had another.

    So what was recovered does not become an ordinary hit by being disputed, blocked or held.
    """
    former = RecordVersion.objects.filter(database=record.code, record=record.id).order_by("-version")
    states = (Status[parsed(row.body)["status"].upper()] for row in former)
    return next((state for state in states if state not in _AGAINST), Status.ACTIVE)


def was_out(record: Record) -> bool:
    """Could anybody but its owner ever find it? What waits again for the centre may have answered before."""
    former = RecordVersion.objects.filter(database=record.code, record=record.id)
    states = (Status[parsed(row.body)["status"].upper()] for row in former)
    return any(state not in NEVER_OUT for state in (Status(record.status), *states))


def standing(record: Record) -> Status:
    """Disputed while somebody's dispute is open, otherwise as it rests."""
    return Status.DISPUTED if Dispute.open_on(record).exists() else resting(record)
