"""A whole load of a pre-moderated bureau, let out by one decision of the centre's reviewer.

Source: practice 9; docs/decisions/0007-pre-moderation.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Stale, invalid
from comity.records.actions import move
from comity.records.models import Load
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.watching.reviewing import state_before

# What one decision lets out; of a larger load the rest waits for the next one. Some ten seconds.
MOST_RELEASED = 5_000
# Rooms above tell the owner, in the transaction of the verb: (load, how many records, reason, by).
TellOwner = Callable[[Load, int, str, Actor], None]
TELL_OWNER: list[TellOwner] = []


@dataclass(frozen=True, slots=True)
class WaitingLoad:
    """A load of which records wait. count: those that this reviewer may look at."""

    load: Load
    database: type[Record]
    count: int

    @property
    def next_count(self) -> int:
        """How many the next decision lets out."""
        return min(self.count, MOST_RELEASED)


def loads_waiting(by: Actor) -> list[WaitingLoad]:
    """Every load of which something waits for this reviewer, the oldest first."""
    found = []
    for database in databases():
        rows = database.waiting_for(by, today=timezone.now().date()).order_by()
        groups = rows.values_list("owner", "recorded_at").annotate(Count("id"))
        counts = {(owner, at): count for owner, at, count in groups}
        moments = {at for _owner, at in counts}
        loads = Load.objects.filter(database=database.code, started_at__in=moments)
        found += [
            WaitingLoad(load, database, counts[load.owner, load.started_at])
            for load in loads
            if (load.owner, load.started_at) in counts
        ]
    return sorted(found, key=lambda each: each.load.started_at)


def load_waiting(load_id: UUID, *, by: Actor) -> WaitingLoad:
    """One load of which something waits for this reviewer. Raises: NotFound for any other.

    Found among all that wait, so that the same work is done for a load that is not there and for one whose records
    are closed to this reviewer (practice 10).
    """
    for each in loads_waiting(by):
        if each.load.id == load_id:
            return each
    raise NotFound()


@action("records.release_load")
def release_load(act: ActDraft, load_id: UUID, *, count: int, reason: str, by: Actor) -> int:
    """Let out what waits of one load, each record in the state it had before; how many they were.

    count: how many the reviewer was shown. Raises: NotFound; Invalid without a reason; Stale when it is another
    number by now.
    """
    if not reason.strip():
        raise invalid("reason", "required", _("Write the reason."))
    waiting = load_waiting(load_id, by=by)
    rows = _rows(waiting.load, waiting.database, by).order_by("id")
    records = list(rows.select_for_update()[:MOST_RELEASED])
    if len(records) != count:
        raise Stale(_("Another number waits by now. Look again, then decide."))
    for record in records:
        move(act, record, state_before(record), reason, record.version)
    act.count, act.about, act.recipients = len(records), str(load_id), (waiting.load.owner,)
    for tell in TELL_OWNER:
        tell(waiting.load, len(records), reason.strip(), by)
    return len(records)


def _rows(load: Load, database: type[Record], by: Actor) -> "QuerySet[Record]":
    """What waits of a load. Its records carry its own moment (records.models.Load)."""
    rows = database.waiting_for(by, today=timezone.now().date())
    return rows.filter(owner=load.owner, recorded_at=load.started_at)
