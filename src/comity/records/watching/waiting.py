"""What waits for those who watch over records: the centre's reviewer and the commission. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.records.document import body_of
from comity.records.life.disputes import Block, Dispute
from comity.records.record import Record
from comity.records.registry import by_code

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
        _seen(list(disputes.order_by("due_at")[:MOST_LISTED]), actor, commission=commission),
        _seen(list(Block.in_force()[:MOST_LISTED]), actor, commission=commission),
    )


def overdue_here(request: HttpRequest) -> int:
    """How many disputes no owner answered in time, for the menu."""
    actor = actor_of(request)
    rows = list(Dispute.overdue(timezone.now())[:MOST_LISTED])
    return len(_seen(rows, actor, commission=bool(actor.may("records.view_all", now=timezone.now()))))


def _seen(rows: list[Dispute] | list[Block], actor: Actor, *, commission: bool) -> list[Watched]:
    today = timezone.now().date()
    records: dict[tuple[int, UUID], Record] = {}
    for code in {row.database for row in rows}:
        database = by_code(code)
        seen = database._default_manager.all() if commission else database.open_to_centre(actor, today=today)
        ids = [row.record for row in rows if row.database == code]
        records |= {(code, each.pk): each for each in seen.filter(pk__in=ids)}
    return [
        Watched(row, records[row.database, row.record])
        for row in rows
        if (row.database, row.record) in records
    ]
