"""What was deleted, for the commission: ids, owner, day, reason and code; of what a record said there is nothing left.

Source: practice 23 (the commission reads all that is captured), practice 21; RPD Art. 52 (as our facts have it).
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.ending.endings import SLUGS
from comity.records.ending.ordered import GROUND_SLUGS, GROUNDS
from comity.records.ending.traces import RecordTrace
from comity.records.life.states import CAUSES
from comity.records.record import Record
from comity.records.registry import by_code

MOST_LISTED = 200
# Why its owner deleted it, or the commission ordered it, in words.
CODED: dict[str, str | Promise] = {**CAUSES, **{GROUND_SLUGS[each]: label for each, label in GROUNDS.items()}}


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace with its database and what its code says."""

    trace: RecordTrace
    database: type[Record]

    @property
    def coded(self) -> str | Promise:
        return CODED.get(self.trace.code, "")


@action("records.list_traces")
def list_traces(act: ActDraft, *, owner: str = "", why: str = "", by: Actor) -> list[Traced]:
    """The newest traces, of one owner and for one reason where they are named. why: of `endings.SLUGS`."""
    rows = RecordTrace.visible_to(by)
    if owner:
        rows = rows.filter(owner=owner)
    if why:
        rows = rows.filter(reason__in=[int(each) for each, slug in SLUGS.items() if slug == why])
    # By id, which is in order of time and indexed; nothing sorts millions of expired ones.
    found = [Traced(row, by_code(row.database)) for row in rows.order_by("-id")[:MOST_LISTED]]
    act.count, act.about = len(found), " ".join(filter(None, (owner, why)))[:80]
    return found
