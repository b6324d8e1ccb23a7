"""The change feed for programs: read what happened after a cursor, and say up to where it was applied."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comity.gate.door import actor_of
from comity.records.feed import following
from comity.records.feed.following import MOST_CHANGES
from comity.records.feed.telling_changes import Change

LONGEST_CURSOR = 200


class Asked(Schema):
    """since: the cursor of the answer before; empty: no changes, the cursor of now. bodies: own documents too."""

    since: str = Field("", max_length=LONGEST_CURSOR)
    limit: int = Field(500, ge=1, le=MOST_CHANGES)
    bodies: bool = True


class ChangeOut(Schema):
    """One change. own: of your bureau's records. What is not told is left out.

    kind: created, changed, withdrawn, recovered, deleted; gone: not yours to see any more, for whatever reason.
    document, sha256: of your own record, where no later entry tells of another version.
    """

    kind: str
    database: str
    id: UUID
    own: bool
    at: datetime
    version: int | None = None
    status: str | None = None
    document: dict[str, Any] | None = None
    sha256: str | None = None


class ChangesOut(Schema):
    """cursor: send it as `since` next time. more: ask again at once; else after retry_after_s seconds.

    first: recalls of notices that come later in the feed, where there is more: take them out before all else. They
    come again in their order.
    """

    first: list[ChangeOut]
    changes: list[ChangeOut]
    cursor: str
    more: bool
    retry_after_s: int


class Applied(Schema):
    """The cursor up to which your system has applied everything."""

    cursor: str = Field(max_length=LONGEST_CURSOR)


class AppliedOut(Schema):
    """When it was noted, UTC."""

    applied_at: datetime


router = Router(tags=["changes"])


@router.get("", response=ChangesOut, summary="What changed", operation_id="list_changes", exclude_none=True)
def list_changes(request: HttpRequest, asked: Query[Asked]) -> Any:
    """What happened to your own records, and to those of others that you had a hit on or were sent, in order.

    410 where the cursor is too old, or from before a restore: list your records again, then go on from a new cursor.
    """
    found = following.follow_changes(
        asked.since, limit=asked.limit, bodies=asked.bodies, by=actor_of(request)
    )
    return {
        "first": [_told(each) for each in found.first],
        "changes": [_told(each) for each in found.changes],
        "cursor": found.cursor,
        "more": found.more,
        "retry_after_s": found.retry_after_s,
    }


@router.post("/applied", response=AppliedOut, summary="Applied", operation_id="confirm_changes")
def confirm(request: HttpRequest, applied: Applied) -> Any:
    """Say up to where your system has applied what it read. Your bureau sees how far behind it is."""
    return {"applied_at": following.confirm_changes(applied.cursor, by=actor_of(request)).applied_at}


def _told(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "database": change.database.slug,
        "id": change.record,
        "own": change.own,
        "at": change.at,
        "version": change.version,
        "status": change.status or None,
        "document": change.document,
        "sha256": change.sha256 or None,
    }
