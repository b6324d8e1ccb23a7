"""The verb that keeps what another node hands over. Nothing is opened here: a request costs no private key."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Length
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.many import insert_new
from comity.kit.statements import fetch, numbered
from comity.messages.courier.requests import Believed, NotBelieved
from comity.messages.courier.rules import (
    MOST_PARCEL_BYTES,
    MOST_STORED_BYTES,
    TRAVELS_FOR,
    Parcel,
    TakenState,
    moment,
)
from comity.messages.courier.tables import Incoming, Piece
from comity.messages.courier.telling import tell_again
from comity.messages.courier.wire import HAVE

# Nothing comes back where it is there already; `get_or_create` takes four statements for it.
_USE = numbered(
    "INSERT INTO messages_usednonce (nonce, until) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING nonce"
)
Answer = tuple[UUID, str]
ANOTHER, BUSY = "another-parcel", "busy"


@action("messages.take")
def take(
    act: ActDraft,
    parcels: Sequence[Parcel],
    sent_by: Believed,
    node: str,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
) -> list[Answer]:
    """Keep these parcels, and say of each whether we have it. A repeat changes nothing; what was opened is told again.

    node: our own name, which signs for what no bureau here could read.
    Raises: NotBelieved for a request that came before. Source: docs/spec/courier.md, 4.
    """
    use_once(sent_by)
    act.about, act.count = f"node:{sent_by.node}", len(parcels)
    return keep_parcels(parcels, sent_by.node, node, timezone.now())


def keep_parcels(parcels: Sequence[Parcel], sender: str, node: str, now: datetime) -> list[Answer]:
    """The same for parcels of that node, however they came. Inside a verb.

    A node on which no bureau lives yet takes nothing now: it is about to take over the one that this is for.
    """
    if not node:
        return [(each.id, BUSY) for each in parcels]
    kept = {row.id: row for row in Incoming.objects.filter(node=sender, id__any=[one.id for one in parcels])}
    room = MOST_STORED_BYTES - stored_bytes(sender)
    answers: list[Answer] = []
    new: dict[UUID, Incoming] = {}
    for parcel in parcels:
        known = kept.get(parcel.id) or new.get(parcel.id)
        digest = sha256(parcel.content).digest()
        if known is not None and known.state == TakenState.PARTIAL and bytes(known.sha256) == digest:
            complete(known, parcel.content, now)
            answers.append((parcel.id, HAVE))
        elif known is not None:
            answers.append((parcel.id, HAVE if bytes(known.sha256) == digest else ANOTHER))
            if parcel.id in kept and bytes(known.sha256) == digest:
                tell_again(known, node, now)
        elif len(parcel.content) > MOST_PARCEL_BYTES:
            answers.append((parcel.id, "too-large"))
        elif parcel.expires_at <= now.timestamp():
            answers.append((parcel.id, "expired"))
        elif len(parcel.content) > room:
            answers.append((parcel.id, "no-room"))
        else:
            room -= len(parcel.content)
            new[parcel.id] = _new(parcel, sender, digest, now)
            answers.append((parcel.id, HAVE))
    insert_new(new.values())
    return answers


def complete(row: Incoming, content: bytes, now: datetime) -> None:
    """All of a parcel is here that was begun in chunks."""
    row.state, row.content, row.arrived_at = int(TakenState.WHOLE), content, now
    row.save(update_fields=["state", "content", "arrived_at"])
    Piece.objects.filter(load=row.row).delete()


def use_once(request: Believed) -> None:
    """Remember a request until its signature has ended. Raises: NotBelieved where it came before."""
    if not fetch(_USE, [f"{request.node}:{request.nonce}", moment(request.until)]):
        raise NotBelieved("request-repeated")


def stored_bytes(node: str) -> int:
    """What of this node's parcels is kept and not opened, and what was begun and is promised room."""
    states = (int(TakenState.WHOLE), int(TakenState.ASIDE), int(TakenState.PARTIAL))
    begun = Sum("total_bytes", filter=Q(state=int(TakenState.PARTIAL)), default=0)
    rows = Incoming.objects.filter(node=node, state__in=states)
    return int(rows.aggregate(bytes=Sum(Length("content"), default=0) + begun)["bytes"])


def _new(parcel: Parcel, node: str, digest: bytes, now: datetime) -> Incoming:
    return Incoming(
        id=parcel.id,
        node=node,
        kind=int(parcel.kind),
        precedence=parcel.precedence,
        content=parcel.content,
        sha256=digest,
        arrived_at=now,
        expires_at=min(moment(parcel.expires_at), now + TRAVELS_FOR),
    )
