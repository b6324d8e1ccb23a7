"""Records by their ids within an asker's scope, as every hit reads them: the quick form of `Record.visible_to`."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

from comity.gate.actor import Actor
from comity.kit.statements import Rows, Slot
from comity.records.record import Record
from comity.records.scope import Scope, scope_of


def shown_to(actor: Actor, database: type[Record], ids: Sequence[UUID], *, today: date) -> list[Record]:
    """Which of these records this actor may be shown now, in no order. today: UTC."""
    return _rows(database, scope_of(actor, today), today).read(ids)


@lru_cache(maxsize=1024)  # a statement for each scope and day, of which a node sees few
def _rows(database: type[Record], scope: Scope, today: date) -> Rows[Record]:
    return Rows(database.shown_within(scope, today).filter(pk__any=Slot()))
