"""What others changed on what a desk uses, for programs: the desk's inbox as data, and the word that it was seen."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.messages.models import Delivery
from comity.messages.shown import show
from comity.queries import actions
from comity.queries.actions.seeing import MOST_AT_ONCE
from comity.queries.changed_by_others import About, changes, seen_among

router = Router(tags=["inbox"])


class Asked(Schema):
    """about: all, found, asked or own. seen: also what the desk has seen. before: `next` of the page before."""

    about: About = About.ALL
    seen: bool = False
    before: UUID | None = None
    limit: int = Field(50, ge=1, le=MOST_AT_ONCE)


class ChangeOut(Schema):
    """One change. id: by which it is said to be seen. message: that told it, to be read under /messages. at: UTC.

    body: as the message's kind says; null where its words were deleted with the record that they were about.
    """

    id: UUID
    message: UUID
    kind: str
    title: str
    about: str
    sender: str
    at: datetime
    body: dict[str, Any] | None
    seen: bool


class ChangesOut(Schema):
    """A page, newest first. next: the `before` of the following page; null at the end."""

    changes: list[ChangeOut]
    next: UUID | None


class SeenIn(Schema):
    """ids: of changes."""

    ids: list[UUID] = Field(max_length=MOST_AT_ONCE)


class SeenOut(Schema):
    """How many of them the desk had not seen before."""

    seen: int


@router.get("", response=ChangesOut, summary="What others changed", operation_id="list_inbox")
def list_inbox(request: HttpRequest, asked: Query[Asked]) -> ChangesOut:
    """Changes by others that the token's desk has not seen: on records found, questions asked, its own records."""
    actor = actor_of(request)
    require(actor, "queries.view_changes")
    rows = changes(actor, asked.about, unseen=not asked.seen).select_related("message")
    if asked.before is not None:
        rows = rows.filter(message__lt=asked.before)
    page = list(rows[: asked.limit + 1])
    here, more = page[: asked.limit], page[asked.limit :]
    seen = seen_among(here, actor)
    shown = show([each.message for each in here], actor)
    told = [
        ChangeOut(**_told(row, str(said.title)), seen=row.pk in seen)
        for row, said in zip(here, shown, strict=True)
    ]
    return ChangesOut(changes=told, next=here[-1].message_id if more else None)


@router.post("/seen", response=SeenOut, summary="Say that it was seen", operation_id="see_changes")
def see_changes(request: HttpRequest, told: SeenIn) -> SeenOut:
    """Note that the token's desk has seen these changes; the messages count as read. Others' are passed over."""
    return SeenOut(seen=actions.see_changes(told.ids, by=actor_of(request)))


def _told(row: Delivery, title: str) -> dict[str, Any]:
    message = row.message
    return {
        "id": row.pk,
        "message": message.id,
        "kind": message.kind,
        "title": title,
        "about": next(each for each in About if each is not About.ALL and message.kind in each.kinds).value,
        "sender": message.sender,
        "at": row.delivered_at,
        "body": message.content if message.is_whole and not message.emptied_on else None,
    }
