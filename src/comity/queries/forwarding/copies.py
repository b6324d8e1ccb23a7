"""The record of a hit at another node, as that node told it: what pages show, in no table of records.

And what that node said since of what became of it.
"""

from datetime import datetime, timezone
from typing import Any

import msgspec

from comity.kit.errors import ComityError
from comity.queries.models import Hit
from comity.records.document import columns
from comity.records.life.happened import Told
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

# After these nothing may rest on what was told: the copy goes, and what was said stays.
ENDS = frozenset({Told.ENTERED_IN_ERROR, Told.WITHDRAWN, Told.CORRECTED, Told.BLOCKED, Told.GONE})
# What the record is after the others.
STATES = {Told.FOUND: Status.RECOVERED, Told.DISPUTED: Status.DISPUTED, Told.STANDS: Status.ACTIVE}
MOST_HEARD = 50  # of one record


class Heard(msgspec.Struct, frozen=True):
    """One thing that became of a record, as its node said. at: UTC."""

    what: Told
    at: datetime


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
    if "version" not in hit.told:
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


def heard_of(hit: Hit) -> list[Heard]:
    """What the other node said since of what became of the record, oldest first."""
    return msgspec.convert(hit.told.get("heard", []), list[Heard])


def hears(hit: Hit, what: str, at: datetime) -> bool:
    """Put what became of the record beside the copy, and let the copy go where nothing may rest on it; saving is the
    verb's. False where it was known, or is too much.
    """
    said, before = Heard(Told(what), at), heard_of(hit)
    if said in before or len(before) >= MOST_HEARD:
        return False
    heard = msgspec.to_builtins(sorted([*before, said], key=lambda each: each.at))
    kept = {} if said.what in ENDS else {name: each for name, each in hit.told.items() if name != "heard"}
    if "version" in kept and said.what in STATES:
        kept["status"] = int(STATES[said.what])
    hit.told = kept | {"heard": heard}
    return True


def _known(database: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found |= columns(database, {name: value})
        except (ComityError, ValueError, TypeError, KeyError):
            continue
    return found
