"""For programs: where ended records must still be withdrawn, and saying that it was done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from comity.gate.door import actor_of
from comity.records.life import withdrawing
from comity.records.life.elsewhere import StillElsewhere
from comity.records.life.withdrawing import system_slug
from comity.records.registry import by_code


class ElsewhereOut(Schema):
    """An entry of another system that stands although your record has ended.

    why: the state in which it ended, or handed-over. is_late: it should be withdrawn there by now. ticked_at: null
    until you said so.
    """

    id: UUID
    database: str
    record: UUID
    system: str
    name: str = ""
    number: str
    sent_on: str = ""
    why: str
    opened_at: datetime
    is_late: bool = False
    ticked_at: datetime | None = None
    ticked_as: str = ""


router = Router(tags=["elsewhere"])


@router.get("", response=list[ElsewhereOut], summary="Still elsewhere", operation_id="list_elsewhere")
def list_elsewhere(request: HttpRequest) -> Any:
    """What must still be withdrawn in other systems because your record has ended here, the oldest first."""
    return [
        _told(each.row, is_late=each.is_late) for each in withdrawing.list_elsewhere(by=actor_of(request))
    ]


@router.post(
    "/{uuid:id}/tick", response=ElsewhereOut, summary="Withdrawn there", operation_id="tick_elsewhere"
)
def tick(request: HttpRequest, id: UUID) -> Any:
    """Say that it is withdrawn in the other system. 409 where somebody has said so already."""
    return _told(withdrawing.tick_elsewhere(id, by=actor_of(request)), is_late=False)


def _told(row: StillElsewhere, *, is_late: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "database": by_code(row.database).slug,
        "record": row.record,
        "system": system_slug(row),
        **row.there,
        "why": row.why_slug,
        "opened_at": row.opened_at,
        "is_late": is_late,
        "ticked_at": row.ticked_at,
        "ticked_as": row.ticked_as,
    }
