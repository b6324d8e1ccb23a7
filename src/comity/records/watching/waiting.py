"""What waits for those who watch over records: the centre's reviewer and the commission. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.records.document import body_of
from comity.records.life.disputes import Block, Dispute
from comity.records.record import Record
from comity.records.registry import by_code, databases

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that waits, with its record as the reader may see it."""

    row: Dispute | Block
    record: Record

    @property
    def title(self) -> str:
        return self.record.headline(body_of(self.record))


@dataclass(frozen=True, slots=True)
class Watch:
    """disputes: to the commission all that are open, to the centre those not answered in time. blocks: in force."""

    disputes: list[Watched]
    blocks: list[Watched]


def watch(actor: Actor) -> Watch:
    """What this reader watches over, by clock and newest first. Raises: NotAllowed."""
    require(actor, "records.oversee")
    now = timezone.now()
    commission = bool(actor.may("records.view_all", now=now))
    disputes = Dispute.all_open() if commission else Dispute.overdue(now)
    return Watch(
        _seen(list(disputes.order_by("due_at", "pk")[:MOST_LISTED]), actor, commission=commission),
        _seen(list(Block.in_force()[:MOST_LISTED]), actor, commission=commission),
    )


def overdue_here(actor: Actor) -> list[QuerySet[Any]]:
    """The disputes that no owner answered in time, for the menu."""
    now = timezone.now()
    rows, commission = Dispute.overdue(now), bool(actor.may("records.view_all", now=now))
    return [
        rows.filter(
            database=each.code,
            record__in=_watched(each, actor, now.date(), commission=commission).values("pk"),
        )
        for each in databases()
    ]


def _watched(database: type[Record], actor: Actor, today: date, *, commission: bool) -> QuerySet[Any]:
    """The records of this database over which the reader watches: the commission over all."""
    return database._default_manager.all() if commission else database.open_to_centre(actor, today=today)


def _seen(rows: list[Dispute] | list[Block], actor: Actor, *, commission: bool) -> list[Watched]:
    today = timezone.now().date()
    records: dict[tuple[int, UUID], Record] = {}
    for code in {row.database for row in rows}:
        database = by_code(code)
        seen = _watched(database, actor, today, commission=commission)
        ids = [row.record for row in rows if row.database == code]
        records |= {(code, each.pk): each for each in seen.filter(pk__in=ids)}
    return [
        Watched(row, records[row.database, row.record])
        for row in rows
        if (row.database, row.record) in records
    ]
