"""Withdrawing elsewhere too: what stands in other systems when a record ends, listed until each is ticked.

Source: practice 19 (a withdrawn own record lists the other systems and stays on the desk until ticked).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused
from comity.records.document import body_of
from comity.records.ending.endings import Ending
from comity.records.life.elsewhere import HANDED_OVER, StillElsewhere
from comity.records.life.external import NO_LONGER_TRUE, System, stands_there
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status
from comity.records.values import slug

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list. record: None where it is deleted by now."""

    row: StillElsewhere
    database: type[Record]
    record: Record | None
    is_late: bool


@action("records.list_elsewhere")
def list_elsewhere(act: ActDraft, *, by: Actor) -> list[Listed]:
    """What one's own bureau must still withdraw in other systems, the oldest first."""
    rows, now = list(StillElsewhere.visible_to(by).filter(ticked_at=None)[:MOST_LISTED]), timezone.now()
    act.count = len(rows)
    found = []
    for row in rows:
        database = by_code(row.database)
        record = database.owned_by(by).filter(pk=row.record).first()
        found.append(Listed(row, database, record, row.is_late(now)))
    return found


def elsewhere_here(actor: Actor) -> list[QuerySet[Any]]:
    """What the reader's desk must still withdraw elsewhere, for the menu."""
    return [StillElsewhere.visible_to(actor).filter(ticked_at=None)]


def elsewhere_of(record: Record, actor: Actor) -> list[StillElsewhere]:
    """The other systems of one record, ticked ones too; nothing for anybody but its owner."""
    return list(StillElsewhere.visible_to(actor).filter(database=record.code, record=record.id))


@action("records.tick_elsewhere")
def tick_elsewhere(act: ActDraft, row_id: UUID, *, by: Actor) -> StillElsewhere:
    """Say that it is withdrawn in the other system. Raises: NotFound for anybody else's; Refused when it was said.

    Where the record itself is gone by now, the row goes too: the act says who did it and when.
    """
    row = StillElsewhere.visible_to(by).select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotFound()
    if row.ticked_at is not None:
        raise Refused(_("Somebody has said so already."), code="wrong-state")
    row.ticked_at, row.ticked_by, row.ticked_as = timezone.now(), by.officer, by.function[:200]
    record = by_code(row.database)._default_manager.filter(pk=row.record).first()
    if record is None:
        StillElsewhere._default_manager.filter(pk=row.pk).delete()
    else:
        row.save(update_fields=["ticked_at", "ticked_by", "ticked_as"])
        act.touches(database=record.code, record=record.id, version=record.version)
    act.about, act.count, act.databases = str(row.id), 1, (row.database,)
    return row


def follow_elsewhere(record: Record, now: datetime) -> None:
    """Inside a verb that ended a record, or changed one that has ended: list where it still stands."""
    if record.status in NO_LONGER_TRUE:
        _list(record, Status(record.status), now)


def leave_elsewhere(record: Record, ending: Ending, now: datetime) -> None:
    """Inside the verb that deletes a record: what other systems still say stays listed, what is settled goes.

    An import that is undone never was true here; what it said of other systems goes with it.
    """
    rows = StillElsewhere._default_manager.filter(database=record.code, record=record.id)
    if ending is Ending.UNDONE:
        rows.delete()
        return
    _list(record, Status(record.status) if record.status in NO_LONGER_TRUE else Status.EXPIRED, now)
    rows.exclude(ticked_at=None).delete()


def hand_over_elsewhere(record: Record, now: datetime) -> None:
    """Inside the verb that hands a record to another bureau, before it is that one's: the references stay behind.

    They are the giver's business, who is asked to tell those systems.
    """
    _list(record, None, now)
    record.references = []


Key = tuple[int, str, str]


def _list(record: Record, why: Status | None, now: datetime) -> None:
    standing = {
        _key(System[each["system"].replace("-", "_").upper()], each): each
        for each in body_of(record).get("references", [])
        if stands_there(each.get("state", ""))
    }
    rows = StillElsewhere._default_manager.filter(database=record.code, record=record.id, owner=record.owner)
    known = {_key(System(row.system), row.there): row for row in rows}
    for key, row in known.items():
        if key not in standing and row.ticked_at is None:
            row.delete()
    for key, reference in standing.items():
        if key not in known:
            row = StillElsewhere(
                database=record.code,
                record=record.id,
                owner=record.owner,
                why=int(why or HANDED_OVER),
                opened_at=now,
            )
            row.put(reference)
            row.save(force_insert=True)


def _key(system: System, told: dict[str, Any]) -> Key:
    return int(system), told.get("name", ""), told["number"]


def system_slug(row: StillElsewhere) -> str:
    """The system as API and files spell it."""
    return slug(System(row.system))
