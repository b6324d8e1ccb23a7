"""The record of a hit at another node, as that node told it: what pages show, in no table of records."""

from datetime import datetime, timezone
from typing import Any

import msgspec

from comity.kit.errors import ComityError
from comity.queries.models import Hit
from comity.records.document import columns
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status


class Kept(msgspec.Struct, omit_defaults=True):
    """`Hit.told`. values: of the canonical document, as much of it as this bureau was told."""

    version: int
    status: int
    recorded_at: datetime
    headline: str
    values: dict[str, Any] = {}


def copy_of(hit: Hit) -> Record | None:
    """The record of a hit at another node as it was told, in no table; None where nothing of it is kept.

    A value that this version does not know is left out.
    """
    if not hit.told:
        return None
    kept, database = msgspec.convert(hit.told, Kept), by_code(hit.database)
    return database(
        **_known(database, kept.values),
        id=hit.record,
        home=hit.kept_at,
        version=kept.version,
        owner=hit.owner,
        status=kept.status if kept.status in set(Status) else int(Status.ACTIVE),
        recorded_at=kept.recorded_at.astimezone(timezone.utc),
        changed_at=kept.recorded_at.astimezone(timezone.utc),
    )


def _known(database: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found |= columns(database, {name: value})
        except (ComityError, ValueError, TypeError, KeyError):
            continue
    return found
