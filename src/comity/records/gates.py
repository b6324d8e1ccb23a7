"""What this room adds to the table of rights: a library may be open only to units whose scope names it."""

from datetime import datetime
from functools import cache

from comity.access.denials import NOT_THIS_DATABASE
from comity.access.rules import Holder
from comity.gate.actor import Denied
from comity.records.registry import databases


def named_only(
    holder: Holder, right: str, database: int | None, _purpose: str | None, _now: datetime
) -> Denied | None:
    """What a unit is not told to work with by name is closed to it. Asked at every gate: it costs one look into a set.

    A file may be loaded all the same: that shows nothing, and the console of a node has no unit to name anything.
    """
    if database is None or database not in _codes() or holder.scope.databases is not None:
        return None
    return NOT_THIS_DATABASE if right.startswith("records.") and right != "records.load" else None


@cache
def _codes() -> frozenset[int]:
    return frozenset(each.code for each in databases() if each.named_only)
