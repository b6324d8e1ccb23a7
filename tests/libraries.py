"""Entries of reference libraries as tests need them: published, and somebody who may read them."""

from datetime import datetime, timezone
from typing import TypeVar
from uuid import uuid4

from comity.records.record import Record
from comity.records.watching import quality_check
from tests.actors import AnyActor

R = TypeVar("R", bound=Record)
CHECKERS = ("DZA", "DEU", "ITA", "FRA")


def published(record: R) -> R:
    """The entry as its readers find it; a record of any other database as it is."""
    if not record.checked:
        return record
    named = frozenset({record.code})
    handed_in = quality_check.submit(
        type(record), record.id, seen=record.version, by=AnyActor(bureau=record.owner, databases=named)
    )
    today = datetime.now(timezone.utc).date()
    others = [AnyActor(code, officer=uuid4(), function="examiner", databases=named) for code in CHECKERS]
    by = next(each for each in others if type(record).to_check_by(each, today=today).exists())
    return quality_check.publish(type(record), record.id, seen=handed_in.version, by=by)


def reader(database: type[Record], bureau: str = "ITA", **more: object) -> AnyActor:
    """Somebody whose scope holds this database, by its name where it must be named."""
    databases = frozenset({database.code}) if database.named_only else None
    return AnyActor(bureau=bureau, databases=databases, **more)  # type: ignore[arg-type]
