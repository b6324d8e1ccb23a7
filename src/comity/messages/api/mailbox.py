"""Messages for programs. To fetch one is to read it: the sender sees which function did."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.messages import actions
from comity.messages.api.files import FileOut, file_out
from comity.messages.found.searching import LONGEST_WORDS
from comity.messages.mailboxes import Box, Sieve, due, inbox, outbox
from comity.messages.models import Delivery, Message
from comity.messages.notes import WARNING
from comity.messages.rules import LONGEST_CASE, Precedence
from comity.messages.shown import Party, Shown, show

MOST_IN_A_PAGE = 200

router = Router(tags=["messages"])


class Asked(Schema):
    """box: in, due (to be answered), waiting or out. words: each stands in the message. attention: for this function of
    one's bureau, or for none. bureau: the sender, of one's
    own an addressee. before: `next` of the page before.
    """

    box: Box = Box.IN
    kind: str = Field("", max_length=40)
    case: str = Field("", max_length=LONGEST_CASE)
    bureau: str = Field("", max_length=12)
    unread: bool = False
    words: str = Field("", max_length=LONGEST_WORDS)
    attention: str = Field("", max_length=40)
    before: UUID | None = None
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


class DeliveryOut(Schema):
    """How far it came at one bureau; times in UTC, null where it did not come so far.

    way: to a bureau of another node `waits`, `under-way`, `receipted` or `refused`, empty where it never leaves this
    one. why: the code of what it waits for, of what its last try met, or of the refusal (docs/spec/courier.md).
    files_bytes, files_there: of its files, sealed, on the way to another node: all, and what that node has; null where
    there are none.
    """

    bureau: str
    state: str
    read_by_function: str
    accepted_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    answered_at: datetime | None
    expired_at: datetime | None
    way: str
    why: str
    files_bytes: int | None
    files_there: int | None


class MessageOut(Schema):
    """A message without its body. deliveries: of one's own messages all, of others' one's own bureau's."""

    id: UUID
    kind: str
    version: int
    sender: str
    function: str
    case: str
    precedence: str
    created_at: datetime
    expires_at: datetime | None
    thread: UUID
    reply_to: UUID | None
    about: str
    deliveries: list[DeliveryOut]


class MessagesOut(Schema):
    """A page, newest first. next: the `before` of the following page; null at the end."""

    messages: list[MessageOut]
    next: UUID | None


class ComingOut(Schema):
    """A file that has not come. bytes, there: sealed, in all and so far. why: the code of why it never will."""

    name: str
    bytes: int
    there: int
    why: str


class WholeMessageOut(MessageOut):
    """A message with its body as its kind says, its files, and what every reader of free text must know.

    emptied_on: the day on which its words were deleted with the record that they were about; body is null then.
    """

    body: dict[str, Any] | None
    sha256: str
    is_whole: bool
    emptied_on: date | None
    warning: str
    files: list[FileOut]
    coming: list[ComingOut]


@router.get("", response=MessagesOut, summary="A box of your bureau", operation_id="list_messages")
def list_messages(request: HttpRequest, asked: Query[Asked]) -> MessagesOut:
    """What came, what waits for an answer, or what was sent."""
    actor = actor_of(request)
    require(actor, "messages.read")
    page = _page(asked, actor)
    shown = show(page[: asked.limit], actor)
    more = page[asked.limit - 1].id if len(page) > asked.limit else None
    return MessagesOut(messages=[MessageOut(**_row(each)) for each in shown], next=more)


@router.get("/{id}", response=WholeMessageOut, summary="One message", operation_id="read_message")
def read_message(request: HttpRequest, id: UUID) -> WholeMessageOut:
    """A message with its body; for an addressed bureau it counts as read from now on."""
    actor = actor_of(request)
    message = get_object_or_404(Message.visible_to(actor), pk=id)
    actions.read(message, by=actor)
    return whole(message, actor)


def whole(message: Message, actor: Actor) -> WholeMessageOut:
    """A message that the actor may see, with everything in it."""
    (shown,) = show([message], actor)
    return WholeMessageOut(
        **_row(shown),
        body=message.content if message.is_whole else None,
        sha256=bytes(message.sha256).hex(),
        is_whole=message.is_whole,
        emptied_on=message.emptied_on,
        warning=str(WARNING) if shown.is_free_text else "",
        files=[file_out(each) for each in shown.files],
        coming=[
            ComingOut(name=each.name, bytes=each.sealed_bytes, there=each.there, why=each.refused)
            for each in shown.coming
        ],
    )


def _page(asked: Asked, actor: Actor) -> list[Message]:
    """One message more than was asked for, so that one knows whether there is a next page."""
    sieve = Sieve(
        kind=asked.kind,
        case=asked.case,
        bureau=asked.bureau,
        unread=asked.unread,
        words=asked.words,
        attention=asked.attention,
    )
    if asked.box in (Box.IN, Box.DUE):
        chosen = due(actor, sieve) if asked.box is Box.DUE else inbox(actor, sieve)
        rows: QuerySet[Delivery] = chosen.order_by("-message")
        rows = rows.filter(message__lt=asked.before) if asked.before else rows
        return [row.message for row in rows[: asked.limit + 1]]
    sent = outbox(actor, sieve, waiting=asked.box is Box.WAITING)
    sent = sent.filter(id__lt=asked.before) if asked.before else sent
    return list(sent[: asked.limit + 1])


def _row(shown: Shown) -> dict[str, Any]:
    message = shown.message
    return {
        "id": message.id,
        "kind": message.kind,
        "version": message.schema_version,
        "sender": message.sender,
        "function": message.function,
        "case": message.case,
        "precedence": Precedence(message.precedence).slug,
        "created_at": message.created_at,
        "expires_at": message.expires_at,
        "thread": message.thread,
        "reply_to": message.reply_to,
        "about": message.about,
        "deliveries": [_delivery(party) for party in shown.parties],
    }


def _delivery(party: Party) -> DeliveryOut:
    row, sent = party.delivery, party.sent
    return DeliveryOut(
        bureau=row.bureau,
        state=row.level.slug,
        read_by_function=row.read_function,
        accepted_at=row.accepted_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        answered_at=row.answered_at,
        expired_at=row.expired_at,
        way=party.way or "",
        why=(sent.refused or party.hindrance or sent.waits_for) if sent else "",
        files_bytes=party.handed_over[1] if party.handed_over else None,
        files_there=party.handed_over[0] if party.handed_over else None,
    )
