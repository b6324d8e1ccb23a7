"""What waits between two bureaus, for the pages and the API that list it. Reads only."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.records.actions import ENDED
from comity.records.agreements import Behalf
from comity.records.between import OnBehalf
from comity.records.document import body_of
from comity.records.record import Record
from comity.records.registry import by_code

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record made on behalf of somebody. title: only for its owner; its maker is shown no more than the request."""

    row: OnBehalf
    database: type[Record]
    title: str = ""


def recorded_for_us(actor: Actor) -> list[Recorded]:
    """What waits for this owner's word, the soonest to end first."""
    now = timezone.now()
    rows = OnBehalf.visible_to(actor).filter(owner=actor.bureau, step=int(Behalf.WAITING), ends_at__gt=now)
    found = list(rows.order_by("ends_at")[:MOST_LISTED])
    records = _alive(found, actor)
    return [
        Recorded(row, type(record), record.headline(body_of(record)))
        for row in found
        if (record := records.get(row.record)) is not None
    ]


def recorded_before(actor: Actor) -> list[Recorded]:
    """What was made on this bureau's behalf and is settled, and what it made for others; newest first."""
    rows = OnBehalf.visible_to(actor).exclude(owner=actor.bureau, step=int(Behalf.WAITING))
    return [Recorded(row, by_code(row.database)) for row in rows.order_by("-id")[:MOST_LISTED]]


def open_behalf(record: Record, actor: Actor) -> OnBehalf | None:
    """What the owner of this record may still accept or reject; None for everybody else."""
    if record.owner != actor.bureau or not actor.may("records.view_between", now=timezone.now()):
        return None
    rows = OnBehalf.visible_to(actor).filter(database=record.code, record=record.id, owner=actor.bureau)
    row = rows.first()
    return row if row is not None and row.is_open(timezone.now()) else None


def waits_here(request: HttpRequest) -> int:
    """How much waits for the reader's word, for the menu."""
    return count(actor_of(request))


def count(actor: Actor) -> int:
    """How much waits for this actor's bureau."""
    return len(recorded_for_us(actor))


def _alive(rows: list[OnBehalf], actor: Actor) -> dict[UUID, Record]:
    """The own records of these rows whose life has not ended, by id; one query for each database among them."""
    found: dict[UUID, Record] = {}
    for code in sorted({row.database for row in rows}):
        ids = [row.record for row in rows if row.database == code]
        found |= by_code(code).owned_by(actor).filter(pk__in=ids).exclude(status__in=ENDED).in_bulk()
    return found
