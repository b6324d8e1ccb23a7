"""Undoing a whole import: what it recorded is deleted, what it changed gets its former values.

What others rely on, or somebody has worked on since, stays and is named (docs/decisions/0014-imports.md). Deleted and
not withdrawn: a mended file could otherwise not be imported, because the loader never brings back what was withdrawn.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.accept import Accepted
from comity.records.actions import replace
from comity.records.document import body_of, parsed
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.feeding import feeder_of
from comity.records.life.happenings import note_gone
from comity.records.models import Load, RecordVersion
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status
from comity.records.ways import keys_of

# About which of these records was this owner asked? Rooms above answer. Not which were found: that an asker looked
# and told nobody is the asker's own (practice 2), and an undo must not tell it.
Asked = Callable[[str, int, Collection[UUID]], set[UUID]]
ASKED: list[Asked] = []
MOST_NAMED = 1_000
_AT_ONCE = 1_000
# What an import makes, and what the centre alone may have done with it since.
UNTOUCHED = (Status.ACTIVE, Status.DRAFT, Status.SENT_BACK)
WHY: dict[str, str | Promise] = {
    "asked-about": _("Another bureau has asked you about it."),
    "changed-since": _("It was changed after the import."),
}


@dataclass(slots=True)
class Undone:
    """What became of an import's records. stayed: {record, title, why} of the first MOST_NAMED."""

    deleted: int = 0
    restored: int = 0
    kept: int = 0
    stayed: list[dict[str, Any]] = field(default_factory=list)

    def stays(self, record: Record, why: str) -> None:
        self.kept += 1
        if len(self.stayed) < MOST_NAMED:
            title = record.headline(body_of(record))
            self.stayed.append({"record": str(record.id), "title": title, "why": why})


@action("records.undo_load")
def undo_load(act: ActDraft, load: Load, *, reason: str, by: Actor) -> Undone:
    """Take back what a load of one's own bureau did, in one act that lists every record."""
    database, undone = by_code(load.database), Undone()
    run = _Undoing(act, database, load, by, undone)
    for ids in _in_parts(_touched(database, load)):
        run.take(ids)
    act.databases, act.about, act.count = (database.code,), str(load.id), undone.deleted + undone.restored
    counts = f"deleted={undone.deleted} restored={undone.restored} stayed={undone.kept}"
    # The import's own act says why. Here words would stay that are about records that are gone.
    act.reason = f"{counts} {reason.strip()}"[:500] if undone.restored else counts
    return undone


class _Undoing:
    """One undoing while it runs."""

    def __init__(self, act: ActDraft, database: type[Record], load: Load, by: Actor, undone: Undone) -> None:
        self.act, self.database, self.load, self.by, self.undone = act, database, load, by, undone
        self.now = timezone.now()
        feeder = feeder_of(load.owner, self.now.date())
        self.waits, self.untouched = feeder.waits, {*UNTOUCHED, feeder.first_status(database)}

    def take(self, ids: list[UUID]) -> None:
        """These records: gone, as before, or named."""
        records = list(self.database.owned_by(self.by).select_for_update().filter(pk__in=ids).order_by("id"))
        asked = {record for ask in ASKED for record in ask(self.load.owner, self.database.code, ids)}
        former: dict[UUID, list[RecordVersion]] = {record.id: [] for record in records}
        for row in RecordVersion.objects.filter(database=self.database.code, record__in=list(former)):
            former[row.record].append(row)
        for record in records:
            if record.id in asked:
                self.undone.stays(record, "asked-about")
            elif record.recorded_at == self.load.started_at:
                self._unmake(record, former[record.id])
            else:
                self._restore(record, former[record.id])

    def _unmake(self, record: Record, former: list[RecordVersion]) -> None:
        values = {bytes(row.sha256) for row in former} | {bytes(record.sha256)}
        if record.status not in self.untouched or len(values) > 1:
            self.undone.stays(record, "changed-since")
            return
        note_gone(record, self.now, why="import-undone")
        delete(self.act, record, self.now, Ending.UNDONE, by=self.by)
        self.undone.deleted += 1

    def _restore(self, record: Record, former: list[RecordVersion]) -> None:
        before = next((row for row in former if row.version == record.version - 1), None)
        if before is None or record.changed_at != self.load.started_at:
            self.undone.stays(record, "changed-since")
            return
        body = parsed(before.body)
        body.pop("status")
        accepted = Accepted(body, bytes(before.sha256), keys_of(self.database.keys, body))
        replace(record, accepted, seen=record.version, now=self.now, waits=self.waits)
        self.act.touches(database=record.code, record=record.id, version=record.version)
        self.undone.restored += 1


def _touched(database: type[Record], load: Load) -> list[UUID]:
    """What the load made or changed: it wrote its own moment into each."""
    made = Q(recorded_at=load.started_at) | Q(changed_at=load.started_at)
    rows = database._default_manager.filter(made, owner=load.owner)
    again = RecordVersion.objects.filter(database=database.code, at=load.started_at)
    found = set(rows.values_list("id", flat=True))
    others = database._default_manager.filter(owner=load.owner, pk__in=again.values("record"))
    return sorted(found | set(others.values_list("id", flat=True)))


def _in_parts(ids: list[UUID]) -> Iterator[list[UUID]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]
