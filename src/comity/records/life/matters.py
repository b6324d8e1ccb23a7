"""What others say of a bureau's records, and what it said of theirs. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.document import body_of
from comity.records.life.disputes import Dispute
from comity.records.life.finds import Find
from comity.records.reading import as_told
from comity.records.record import Record
from comity.records.registry import by_code, databases

MOST_LISTED = 200
Row = Dispute | Find


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that was said of a record. record: None where this reader may not see it (any more)."""

    row: Row
    database: type[Record]
    record: Record | None
    now: datetime

    @property
    def title(self) -> str:
        """The record's headline; its number where it is not the reader's to see."""
        return self.database.headline(body_of(self.record)) if self.record else str(self.row.record)

    @property
    def given(self) -> timedelta:
        """From the beginning to the time due."""
        return self.row.due_at - self.row.at

    @property
    def is_overdue(self) -> bool:
        return self.row.is_open and self.row.due_at <= self.now


@dataclass(frozen=True, slots=True)
class Matters:
    """disputes, finds: to answer, by clock. answered: lately. ours: what the own bureau said of others' records."""

    disputes: list[Matter]
    finds: list[Matter]
    answered: list[Matter]
    ours: list[Matter]


@action("records.list_matters")
def list_matters(act: ActDraft, *, by: Actor) -> Matters:
    """Everything that waits between the own bureau and others about records; at most MOST_LISTED of each."""
    answered: list[Matter] = []
    ours: list[Matter] = []
    for table in (Dispute, Find):
        rows = table.visible_to(by)
        past = rows.filter(owner=by.bureau).exclude(state=1).order_by("-answered_at", "-id")[:MOST_LISTED]
        answered += _with_records(past, by, own=True)
        mine = rows.filter(bureau=by.bureau).order_by("-id")[:MOST_LISTED]
        ours += _with_records(mine, by, own=False)
    found = Matters(open_of(Dispute, by), open_of(Find, by), answered, ours)
    act.count = len(found.disputes) + len(found.finds) + len(found.answered) + len(found.ours)
    return found


def open_of(table: type[Dispute] | type[Find], actor: Actor) -> list[Matter]:
    """What waits for an answer about records that this reader may see, what is due first."""
    rows = _open_for(table, actor).order_by("due_at", "id")
    return _with_records(rows[:MOST_LISTED], actor, own=True)


def _open_for(table: type[Dispute] | type[Find], actor: Actor) -> QuerySet[Any]:
    return table.visible_to(actor).filter(owner=actor.bureau, state=1)


def to_answer(actor: Actor) -> list[Matter]:
    """Disputes and finds together, what is due first."""
    return sorted(open_of(Dispute, actor) + open_of(Find, actor), key=lambda each: each.row.due_at)


def matters_here(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for an answer of the reader's bureau, for the menu."""
    return [
        _open_for(table, actor).filter(database=each.code, record__in=each.owned_by(actor).values("pk"))
        for table in (Dispute, Find)
        for each in databases()
    ]


def matter_of(row: Row, actor: Actor) -> Matter:
    """One of them, for its page."""
    return Matter(
        row, by_code(row.database), _records([row], actor, own=False).get(_key(row)), timezone.now()
    )


def _with_records(rows: Iterable[Row], actor: Actor, *, own: bool) -> list[Matter]:
    """own: leave out those whose record is above the reader's clearance, as its list does."""
    listed, now = list(rows), timezone.now()
    records = _records(listed, actor, own=own)
    found = [Matter(row, by_code(row.database), records.get(_key(row)), now) for row in listed]
    return [each for each in found if each.record is not None or not own]


def _records(rows: list[Row], actor: Actor, *, own: bool) -> dict[tuple[int, UUID], Record]:
    today = timezone.now().date()
    found: dict[tuple[int, UUID], Record] = {}
    for code in {row.database for row in rows}:
        database = by_code(code)
        seen = database.owned_by(actor) if own else database.visible_to(actor, today=today)
        for record in seen.filter(pk__in=[row.record for row in rows if row.database == code]):
            found[code, record.pk] = record
    if not own:
        for row in (each for each in rows if _key(each) not in found):
            if told := as_told(actor, by_code(row.database), row.record):
                found[_key(row)] = told
    return found


def _key(row: Row) -> tuple[int, UUID]:
    return row.database, row.record
