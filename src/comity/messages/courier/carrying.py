"""Parcels and files as a file on a stick: what waits for another node goes out, what is for this one comes in.

Nothing that leaves so is taken for delivered: it goes again in the next file, or by the link, until its bureau signed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier import opening
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.carried import (
    FRAME_BYTES,
    FileRefused,
    Origin,
    check_file,
    read_frames,
    write_file,
)
from comity.messages.courier.chunks import Chunk, chunks_of
from comity.messages.courier.disk import read_chunks
from comity.messages.courier.fetching import take_handed
from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.files_out import load_of
from comity.messages.courier.handed import Handed
from comity.messages.courier.here import own_node
from comity.messages.courier.rules import CHUNK_BYTES, MOST_IN_A_BATCH, Parcel, ParcelKind, ParcelState
from comity.messages.courier.sending import parcel_of
from comity.messages.courier.tables import OPEN_STATES, Outgoing
from comity.seal import tree

Count = dict[str, int]


def nodes_waiting(now: datetime) -> list[str]:
    """Nodes for which something waits."""
    rows = Outgoing.objects.filter(state__in=OPEN_STATES, expires_at__gt=now)
    return sorted(set(rows.values_list("node", flat=True)))


@action("messages.export", atomic=False)
def export(act: ActDraft, node: str, path: Path, book: AddressBook, keys: HeldKeys, *, by: Actor) -> Count:  # noqa: ARG001
    """Write all that waits for a node, with its files, into one file, or leave no file; how much of what.

    Receipts and heads are taken for carried: who loses the file gets them again when it asks again, by its own parcels.
    Raises: FileRefused before this node has keys in the directory.
    """
    now, own, seed = timezone.now(), own_node(book), keys.request_seed()
    if not own or seed is None:
        raise FileRefused("no-entry")
    found: Counter[str] = Counter()
    draft = path.with_name(path.name + ".part")
    try:
        with draft.open("wb") as output:
            os.chmod(draft, 0o600)
            frames = _frames(node, own, now, found)
            write_file(output, frames, Origin(own, node, int(now.timestamp())), seed)
            output.flush()
            os.fsync(output.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    with transaction.atomic():
        carried = Outgoing.objects.filter(node=node, state=int(ParcelState.WAITING), next_at__lte=now)
        carried.exclude(kind=int(ParcelKind.ENVELOPE)).update(state=int(ParcelState.DONE))
    act.about, act.count = f"node:{node}", found.total()
    return dict(found)


def bring_in(file: IO[bytes], book: AddressBook, keys: HeldKeys, *, by: Actor) -> tuple[Origin, Count]:
    """Keep what a file brings for this node, and open it; what became of it, by answer. A repeat changes nothing.

    Raises: FileRefused before anything of it is kept; Refusal for a frame that is none.
    """
    origin = check_file(file, book.request_key)
    own = own_node(book)
    if origin.to != own:
        raise FileRefused("file-not-for-us")
    found: Counter[str] = Counter()
    for frame in read_frames(file):
        if frame.chunks and opening.is_due():  # its envelope says which files are wanted
            while opening.open_parcels(book, keys, by=by):
                pass
        for each in take_handed(frame, own, by=by):
            found["chunks" if isinstance(each.answer, int) else each.answer] += 1
    while opening.open_parcels(book, keys, by=by):
        pass
    return origin, dict(found)


def _frames(node: str, own: str, now: datetime, found: Counter[str]) -> Iterator[Handed]:
    """Parcels first, then the chunks of their files. found: is counted on the way."""
    parcels: list[Parcel] = []
    rows = Outgoing.objects.filter(node=node, state__in=OPEN_STATES, expires_at__gt=now)
    for id in rows.order_by("-precedence", "id").values_list("id", flat=True):
        row = Outgoing.objects.filter(pk=id).first()
        if row is None:
            continue
        length = sum(len(each.content) for each in parcels)
        if parcels and (length + len(row.content) > FRAME_BYTES or len(parcels) == MOST_IN_A_BATCH):
            yield Handed(tuple((own, each) for each in parcels))
            parcels = []
        parcels.append(parcel_of(row))
        found["parcels"] += 1
    if parcels:
        yield Handed(tuple((own, each) for each in parcels))
    files = OutgoingFile.objects.filter(parcel__in=rows, state__in=OPEN_STATES)
    for file in files.order_by("parcel", "file__place").select_related("file", "parcel"):
        found["files"] += 1
        for chunks in _chunks(file):
            yield Handed(chunks=tuple((own, each) for each in chunks))


def _chunks(row: OutgoingFile) -> Iterator[list[Chunk]]:
    load, leaves, at_once = load_of(row), tree.cut(bytes(row.file.leaves)), FRAME_BYTES // CHUNK_BYTES
    for first in range(0, load.count, at_once):
        numbers = range(first, min(load.count, first + at_once))
        yield chunks_of(load, leaves, read_chunks(row.file.id, numbers))
