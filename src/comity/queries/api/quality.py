"""A bureau's data quality for programs: its head's page as data."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.queries.data_quality import Answering, answering_of
from comity.records.listing.data_quality import Quality, qualities

router = Router(tags=["records"])


class MissingOut(Schema):
    """A wanted field and in how many records it is empty. share: 0 to 1."""

    field: str
    count: int
    share: float


class EntryOut(Schema):
    """Days from theft or loss to the record, of what was recorded in the last twelve months.

    counted: records whose day is known whole; partial: those whose day is not, which are left out of both days.
    median_days, ninetieth_days: null where nothing is counted.
    """

    counted: int
    partial: int
    median_days: int | None
    ninetieth_days: int | None


class AnsweringOut(Schema):
    """Questions about these records. waiting: not answered; oldest_s: seconds since the first of them was asked.

    due, in_time: of the last 90 days. unanswered: ran out without an answer.
    """

    waiting: int
    oldest_s: int | None
    due: int
    in_time: int
    unanswered: int


class QualityOut(Schema):
    """One database, counted at as_of. records: that still live. entry: null where it knows no such day."""

    database: str
    as_of: datetime
    records: int
    near_review: int
    disputed: int
    missing: list[MissingOut]
    entry: EntryOut | None
    answering: AnsweringOut


@router.get("", response=list[QualityOut], summary="Data quality", operation_id="view_quality")
def view_quality(request: HttpRequest) -> list[dict[str, Any]]:
    """How good your bureau's own records are, by database; nothing of other bureaus is in any figure."""
    actor, now = actor_of(request), timezone.now()
    require(actor, "queries.view_quality")
    answering = answering_of(actor, now)
    return [_told(each, answering.get(each.database.code, Answering())) for each in qualities(actor)]


def _told(each: Quality, answering: Answering) -> dict[str, Any]:
    entry = each.entry
    return {
        "database": each.database.slug,
        "as_of": each.as_of,
        "records": each.count,
        "near_review": each.near_review,
        "disputed": each.disputed,
        "missing": [{"field": one.name, "count": one.count, "share": one.share} for one in each.missing],
        "entry": entry
        and {
            "counted": entry.counted,
            "partial": entry.partial,
            "median_days": entry.median,
            "ninetieth_days": entry.ninetieth,
        },
        "answering": {
            "waiting": answering.waiting,
            "oldest_s": int(answering.oldest.total_seconds()) if answering.oldest is not None else None,
            "due": answering.asked,
            "in_time": answering.in_time,
            "unanswered": answering.unanswered,
        },
    }
