"""The verb that keeps chunks: in order, each checked before it is kept, until all of a parcel is here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier.chunks import CHANGED, Chunk, Load, Progress
from comity.messages.courier.files_in import take_file
from comity.messages.courier.requests import Believed
from comity.messages.courier.rules import (
    MOST_PARCEL_BYTES,
    MOST_STORED_BYTES,
    TRAVELS_FOR,
    ParcelKind,
    TakenState,
    moment,
)
from comity.messages.courier.tables import Incoming, Piece
from comity.messages.courier.taking import ANOTHER, BUSY, complete, stored_bytes, use_once
from comity.messages.courier.telling import tell_again


@action("messages.take_chunks")
def take_chunks(
    act: ActDraft,
    chunks: Sequence[Chunk],
    sent_by: Believed,
    node: str,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
) -> list[tuple[UUID, Progress]]:
    """Keep what goes on where we stopped, and say of each load how far it is here. A repeat changes nothing.

    node: our own name, which signs for what no bureau here could read.
    Raises: NotBelieved for a request that came before. Source: docs/spec/courier.md, 5.
    """
    use_once(sent_by)
    act.about, act.count = f"node:{sent_by.node}", len(chunks)
    return keep_chunks(chunks, sent_by.node, node, timezone.now())


def keep_chunks(
    chunks: Sequence[Chunk], sender: str, node: str, now: datetime
) -> list[tuple[UUID, Progress]]:
    """The same for chunks of that node, however they came. Inside a verb."""
    loads: dict[Load, list[Chunk]] = defaultdict(list)
    for each in chunks:
        loads[each.load].append(each)
    if not node:
        return [(load.id, BUSY) for load in loads]
    return [
        (
            load.id,
            take_file(load, listed)
            if load.kind is ParcelKind.FILE
            else _take(load, listed, sender, node, now),
        )
        for load, listed in loads.items()
    ]


def _take(load: Load, chunks: Sequence[Chunk], sent_by: str, node: str, now: datetime) -> Progress:
    row = Incoming.objects.select_for_update().filter(node=sent_by, id=load.id).first()
    if row is None and (code := _no_place(load, sent_by, now)):
        return code
    if row is not None and bytes(row.sha256) != load.sha256:
        return ANOTHER
    if row is not None and row.state != TakenState.PARTIAL:
        tell_again(row, node, now)
        return load.count
    row = row or _begun(load, sent_by, now)
    if bytes(row.root) != load.root or row.total_bytes != load.total_bytes:
        return ANOTHER
    code = _keep(row, chunks, now)
    return code or row.have


def _keep(row: Incoming, chunks: Sequence[Chunk], now: datetime) -> str:
    """What comes next is kept, what does not is left; a wrong one ends the request. The code of why, or nothing."""
    kept = []
    for chunk in chunks:
        if not chunk.is_genuine:
            return CHANGED
        if chunk.number == row.have:
            kept.append(Piece(load=row.row, number=chunk.number, content=chunk.content))
            row.have += 1
    Piece.objects.bulk_create(kept)
    row.arrived_at = now
    row.save(update_fields=["have", "arrived_at"])
    if row.have < chunks[0].load.count:
        return ""
    pieces = Piece.objects.filter(load=row.row).order_by("number").values_list("content", flat=True)
    content = b"".join(map(bytes, pieces))
    if sha256(content).digest() != bytes(row.sha256):  # the tree holds: who announced it announced two things
        Piece.objects.filter(load=row.row).delete()
        row.delete()
        return CHANGED
    complete(row, content, now)
    return ""


def _no_place(load: Load, sent_by: str, now: datetime) -> str:
    """The code of why nothing of this load is taken, or nothing."""
    if load.total_bytes > MOST_PARCEL_BYTES:
        return "too-large"
    if load.expires_at <= now.timestamp():
        return "expired"
    return "no-room" if load.total_bytes > MOST_STORED_BYTES - stored_bytes(sent_by) else ""


def _begun(load: Load, sent_by: str, now: datetime) -> Incoming:
    return Incoming.objects.create(
        id=load.id,
        node=sent_by,
        kind=int(load.kind),
        state=int(TakenState.PARTIAL),
        precedence=load.precedence,
        content=b"",
        sha256=load.sha256,
        arrived_at=now,
        expires_at=min(moment(load.expires_at), now + TRAVELS_FOR),
        total_bytes=load.total_bytes,
        root=load.root,
    )
