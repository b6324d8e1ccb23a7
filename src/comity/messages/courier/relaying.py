"""A relay's verbs: keep sealed parcels and chunks for a node that cannot be reached, and hand them out when it asks.

Nothing is opened: a relay has no key for any of it. What it loses its sender has, until the other bureau has signed.
Source: docs/spec/courier.md, 9.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier.chunks import CHANGED, Chunk, Load, Progress
from comity.messages.courier.handed import Became, Handed
from comity.messages.courier.left import LeftChunk, LeftLoad, LeftParcel
from comity.messages.courier.requests import Believed
from comity.messages.courier.rules import (
    CHUNK_BYTES,
    LATER,
    MOST_IN_A_BATCH,
    MOST_LEFT_BYTES,
    MOST_PARCEL_BYTES,
    TRAVELS_FOR,
    Parcel,
    ParcelKind,
    in_one_batch,
    moment,
    refused_for_now,
)
from comity.messages.courier.taking import ANOTHER, Answer, use_once
from comity.messages.courier.wire import HAVE
from comity.seal import tree


@action("messages.leave")
def leave(act: ActDraft, parcels: Sequence[Parcel], sent_by: Believed, to: str, *, by: Actor) -> list[Answer]:  # noqa: ARG001
    """Keep these parcels until that node fetches them. Raises: NotBelieved for a request that came before."""
    now = timezone.now()
    use_once(sent_by)
    act.about, act.count = f"node:{to}", len(parcels)
    return [(each.id, _leave(each, sent_by.node, to, now)) for each in parcels]


@action("messages.leave_chunks")
def leave_chunks(
    act: ActDraft,
    chunks: Sequence[Chunk],
    sent_by: Believed,
    to: str,
    *,
    by: Actor,  # noqa: ARG001
) -> list[tuple[UUID, Progress]]:
    """Keep chunks until that node fetches them. Raises: NotBelieved for a request that came before."""
    now = timezone.now()
    use_once(sent_by)
    act.about, act.count = f"node:{to}", len(chunks)
    loads: dict[Load, list[Chunk]] = defaultdict(list)
    for each in chunks:
        loads[each.load].append(each)
    return [(load.id, _leave_chunks(load, listed, sent_by.node, to, now)) for load, listed in loads.items()]


@action("messages.hand_out")
def hand_out(
    act: ActDraft,
    most_bytes: int,
    answers: Sequence[Became],
    asked_by: Believed,
    *,
    by: Actor,  # noqa: ARG001
) -> Handed:
    """What is here for the node that asks, the most urgent first; what it has dealt with is forgotten.

    Raises: NotBelieved for a request that came before.
    """
    now = timezone.now()
    use_once(asked_by)
    for each in answers:
        _became(each, asked_by.node, now)
    chunks = _chunks_for(asked_by.node, most_bytes, now)
    room = max(1, most_bytes - sum(len(chunk.content) for _node, chunk in chunks))
    parcels = _parcels_for(asked_by.node, room, now)
    act.about, act.count = f"node:{asked_by.node}", len(parcels) + len(chunks)
    act.goes_on = not act.count and not answers  # it asks every few seconds
    return Handed(tuple(parcels), tuple(chunks))


def end_left(now: datetime) -> None:
    """What nobody fetched in time: its sender knows. Inside messages.end_parcels."""
    LeftParcel.objects.filter(expires_at__lte=now).delete()
    LeftLoad.objects.filter(expires_at__lte=now).delete()


def _leave(parcel: Parcel, node: str, to: str, now: datetime) -> str:
    digest = sha256(parcel.content).digest()
    known = LeftParcel.objects.filter(node_from=node, node_to=to, id=parcel.id).first()
    if known is not None:
        return HAVE if bytes(known.sha256) == digest else ANOTHER
    if code := _no_place(len(parcel.content), parcel.expires_at, node, to, now):
        return code
    LeftParcel.objects.create(
        node_from=node,
        node_to=to,
        id=parcel.id,
        kind=int(parcel.kind),
        precedence=parcel.precedence,
        content=parcel.content,
        sha256=digest,
        next_at=now,
        expires_at=min(moment(parcel.expires_at), now + TRAVELS_FOR),
    )
    return HAVE


def _leave_chunks(load: Load, chunks: Sequence[Chunk], node: str, to: str, now: datetime) -> Progress:
    """How many the sender has handed over. Its last chunk is kept again: it asks how far the other node is."""
    row = LeftLoad.objects.select_for_update().filter(node_from=node, node_to=to, id=load.id).first()
    if row is not None and (bytes(row.sha256), bytes(row.root)) != (load.sha256, load.root):
        return ANOTHER
    if row is not None and row.refused:
        return row.refused
    length = sum(len(each.content) for each in chunks)
    if code := _no_place(length, load.expires_at, node, to, now):
        return code
    if not all(each.is_genuine for each in chunks):
        return CHANGED
    row = row or _begun(load, node, to, now)
    for chunk in chunks:
        if chunk.number == row.have or (row.have == load.count and chunk.number == load.count - 1):
            LeftChunk.objects.get_or_create(
                load=row,
                number=chunk.number,
                defaults={"path": b"".join(chunk.path), "content": chunk.content},
            )
            row.have = max(row.have, chunk.number + 1)
    row.save(update_fields=["have"])
    return row.have


def _no_place(length: int, expires_at: int, node: str, to: str, now: datetime) -> str:
    """The code of why nothing is kept, or nothing."""
    if length > MOST_PARCEL_BYTES + CHUNK_BYTES * MOST_IN_A_BATCH:
        return "too-large"
    if expires_at <= now.timestamp():
        return "expired"
    return "no-room" if length > MOST_LEFT_BYTES - _left_bytes(node, to) else ""


def _left_bytes(node: str, to: str) -> int:
    parcels = LeftParcel.objects.filter(node_from=node, node_to=to)
    chunks = LeftChunk.objects.filter(load__node_from=node, load__node_to=to)
    return sum(int(rows.aggregate(bytes=Sum(Length("content")))["bytes"] or 0) for rows in (parcels, chunks))


def _begun(load: Load, node: str, to: str, now: datetime) -> LeftLoad:
    return LeftLoad.objects.create(
        node_from=node,
        node_to=to,
        id=load.id,
        kind=int(load.kind),
        precedence=load.precedence,
        total_bytes=load.total_bytes,
        sha256=load.sha256,
        root=load.root,
        next_at=now,
        expires_at=min(moment(load.expires_at), now + TRAVELS_FOR),
    )


def _became(told: Became, to: str, now: datetime) -> None:
    """A parcel that was answered is gone, chunks up to the progress too; what comes later is handed out later."""
    row = LeftLoad.objects.filter(node_from=told.node, node_to=to, id=told.id).first()
    parcels = LeftParcel.objects.filter(node_from=told.node, node_to=to, id=told.id)
    if isinstance(told.answer, str) and refused_for_now(told.answer):
        parcels.update(next_at=now + LATER)
        if row is not None:
            row.next_at = now + LATER
            row.save(update_fields=["next_at"])
        return
    parcels.delete()
    if row is None:
        return
    if isinstance(told.answer, str):
        row.refused = told.answer
        row.chunks.all().delete()
    else:
        row.chunks.filter(number__lt=told.answer).delete()
        first = row.chunks.order_by("number").values_list("number", flat=True).first()
        if told.answer < (row.have if first is None else first):  # it stopped before what we still have
            row.chunks.all().delete()
            row.have = told.answer
    row.save(update_fields=["have", "refused"])


def _parcels_for(node: str, most_bytes: int, now: datetime) -> list[tuple[str, Parcel]]:
    rows = LeftParcel.objects.filter(node_to=node, next_at__lte=now, expires_at__gt=now)
    heads = list(rows.order_by("-precedence", "row").values_list("row", Length("content"))[:MOST_IN_A_BATCH])
    chosen = [row for row, _length in heads[: in_one_batch((length for _row, length in heads), most_bytes)]]
    found = LeftParcel.objects.in_bulk(chosen)
    return [(found[row].node_from, _parcel(found[row])) for row in chosen]


def _chunks_for(node: str, most_bytes: int, now: datetime) -> list[tuple[str, Chunk]]:
    """Chunks of the most urgent, then oldest load, for half of the room at most, and one at least."""
    loads = LeftLoad.objects.filter(node_to=node, next_at__lte=now, expires_at__gt=now, refused="")
    row = loads.filter(chunks__isnull=False).order_by("-precedence", "row").first()
    if row is None:
        return []
    load = Load(
        row.id,
        ParcelKind(row.kind),
        row.precedence,
        int(row.expires_at.timestamp()),
        row.total_bytes,
        bytes(row.sha256),
        bytes(row.root),
    )
    many = max(1, min(MOST_IN_A_BATCH, most_bytes // 2 // CHUNK_BYTES))
    return [
        (row.node_from, Chunk(load, each.number, tuple(tree.cut(bytes(each.path))), bytes(each.content)))
        for each in row.chunks.order_by("number")[:many]
    ]


def _parcel(row: LeftParcel) -> Parcel:
    return Parcel(
        row.id, ParcelKind(row.kind), row.precedence, int(row.expires_at.timestamp()), bytes(row.content)
    )
