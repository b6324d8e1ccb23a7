"""What is not at the centre as it is here: read from the change feed, or found by comparing all, a portion at a time.

The feed tells what moved since the last look, by an index, and nothing where nothing moved. Once a day, after a restore
and where somebody asks for it, all records of a database are compared besides: the data decide, not the feed.
Source: docs/spec/contribution.md, 2.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from comity.messages.contributing.tables import (
    ContributedDatabase,
    Contribution,
    SharingPlace,
    Standing,
)
from comity.records.candidates.feed import Place, now_placed, step_after
from comity.records.record import Record
from comity.records.registry import all_databases, by_code
from comity.records.rules import DELETION_ORDERED, Status

PORTION = 500  # records that are compared at once
COMPARED_EVERY = timedelta(days=1)
FROM_THE_START = UUID(int=0)
LIVE = {Status.ACTIVE: "active", Status.DISPUTED: "disputed", Status.RECOVERED: "recovered"}
ENDED = {
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "withdrawn",
    Status.REPLACED: "withdrawn",
    Status.ENTERED_IN_ERROR: "entered-in-error",
}
HELD = "held"  # neither lives nor has ended: it may come back
_GONE = [int(Standing.WITHDRAWN)]


@dataclass(slots=True)
class Due:
    """What is to be sent. put: records, the oldest change first. gone: what stands there, and what became of it here.

    more: there is more at once.
    """

    put: list[Record] = field(default_factory=list)
    gone: list[tuple[Contribution, str]] = field(default_factory=list)
    more: bool = False

    def add(self, other: "Due") -> None:
        """What the feed tells of and a comparison finds as well is sent once."""
        known = {record.id for record in self.put} | {row.record for row, _became_so in self.gone}
        self.put += [record for record in other.put if record.id not in known]
        self.gone += [(row, became) for row, became in other.gone if row.record not in known]


def due(bureau: str, place: SharingPlace, chosen: Collection[ContributedDatabase], now: datetime) -> Due:
    """The next portion of all that is due, in the databases chosen and in those that are shared no more.

    Moves `place` and what the chosen say of their comparison; saving them is the caller's.
    """
    found = _unshared(bureau, chosen)
    if chosen:
        _follow_feed(bureau, place, chosen, found)
        for each in chosen:
            if each.after is None and (each.compared_at is None or each.compared_at <= now - COMPARED_EVERY):
                each.after = FROM_THE_START
            if each.after is not None:
                found.add(_compare(bureau, each, now))
    found.more = found.more or any(each.after is not None for each in chosen)
    found.put.sort(key=lambda record: (record.changed_at, record.id))
    return found


def _follow_feed(
    bureau: str, place: SharingPlace, chosen: Collection[ContributedDatabase], found: Due
) -> None:
    """What moved since; where nobody can tell any more, all is compared."""
    step = step_after(Place(place.era, place.placed), frozenset(each.database for each in chosen))
    if step is None:
        here = now_placed()
        place.era, place.placed = here.era, here.placed
        for each in chosen:
            each.after = FROM_THE_START
        return
    for code, ids in step.touched.items():
        found.add(_of_records(bureau, by_code(code), ids))
    place.era, place.placed = step.place.era, step.place.placed
    found.more = not step.whole


def _of_records(bureau: str, database: type[Record], ids: Iterable[UUID]) -> Due:
    records = {row.id: row for row in database._default_manager.filter(owner=bureau, pk__in=list(ids))}
    rows = Contribution.objects.filter(bureau=bureau, database=database.code, record__in=list(ids))
    return _told_apart(records, {row.record: row for row in rows})


def _compare(bureau: str, chosen: ContributedDatabase, now: datetime) -> Due:
    """The next records by their ids, beside what stands at the centre between the same two ids."""
    database, after = by_code(chosen.database), chosen.after or FROM_THE_START
    rows = database._default_manager.filter(owner=bureau, pk__gt=after).order_by("pk")[:PORTION]
    records = {row.id: row for row in rows}
    known = Contribution.objects.filter(bureau=bureau, database=chosen.database, record__gt=after)
    if len(records) == PORTION:
        last = max(records)
        known, chosen.after = known.filter(record__lte=last), last
    else:
        chosen.after, chosen.compared_at = None, now
    return _told_apart(records, {row.record: row for row in known})


def _told_apart(records: dict[UUID, Record], known: dict[UUID, Contribution]) -> Due:
    """What lives goes in a newer version than stands there; what does not is taken back, or held."""
    found = Due()
    for id, record in records.items():
        row = known.get(id)
        newer = row is None or (row.version < record.version and row.code != DELETION_ORDERED)
        if Status(record.status) in LIVE and newer:
            found.put.append(record)
    for id, row in known.items():
        became = _became(records.get(id))
        stands = Standing(row.state)
        if became and stands is not Standing.WITHDRAWN and not (became == HELD and stands is Standing.HELD):
            found.gone.append((row, became))
    return found


def _became(record: Record | None) -> str:
    """Why a record must not be found at the centre; nothing where it may."""
    if record is None:
        return "deleted"
    status = Status(record.status)
    return "" if status in LIVE else ENDED.get(status, HELD)


def _unshared(bureau: str, chosen: Collection[ContributedDatabase]) -> Due:
    """What stands there of databases that are shared no more."""
    codes = {each.code for each in all_databases()} - {each.database for each in chosen}
    states = [int(each) for each in Standing if int(each) not in _GONE]
    rows = Contribution.objects.filter(Q(state__in=states), bureau=bureau, database__in=codes)
    found = list(rows.order_by("database", "record")[:PORTION])
    return Due(gone=[(row, "withdrawn") for row in found], more=len(found) == PORTION)
