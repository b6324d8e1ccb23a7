"""Files of our messages on their way: sealed for an envelope, handed over chunk by chunk after it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.messages.courier import disk
from comity.messages.courier.chunks import Chunk, Load, Progress, chunks_of, count_of, numbers_to_send
from comity.messages.courier.disk import SealedBytes
from comity.messages.courier.filed import IncomingFile, OutgoingFile, SealedFile
from comity.messages.courier.rules import (
    CHUNK_BYTES,
    ParcelKind,
    ParcelState,
    expires_at,
    pause,
    refused_for_now,
    resend_after,
)
from comity.messages.courier.tables import OPEN_STATES, Outgoing, Sent
from comity.messages.courier.telling import lacks_files
from comity.messages.evidence.keeping import keep_fronts
from comity.messages.files import stored
from comity.messages.files.tables import Attachment
from comity.seal import tree
from comity.seal.blobs import Blob
from comity.seal.content import Attachment as SealedAttachment
from comity.seal.header import BlobMark

SEALING = "files"  # what a delivery waits for whose files are not sealed yet
LOST = "file-lost"
CRASHED = timedelta(days=1)  # after which what was begun and has no row is nobody's
AFTER_ITS_PARCEL = timedelta(seconds=1)  # the other node must have opened the envelope that names the file


class FileGone(Exception):
    """The disk lost a sealed file. way: the row of its way to a node."""

    def __init__(self, way: UUID) -> None:
        super().__init__(str(way))
        self.way = way


@dataclass(frozen=True, slots=True)
class SealingJob:
    """Files to seal for one envelope of a message, in their order."""

    message: UUID
    envelope: UUID
    sources: tuple[Path, ...]

    def run(self) -> list[SealedBytes]:
        """In a thread of its own: no row is touched here."""
        return [disk.seal_file(source, self.envelope, place) for place, source in enumerate(self.sources)]


def waiting() -> QuerySet[Sent]:
    """What waits for its files to be sealed."""
    return Sent.unsealed().filter(waits_for=SEALING)


def to_seal(now: datetime) -> SealingJob | None:
    """The message whose files are to be sealed next, the most urgent first."""
    rows = waiting().order_by("-precedence", "id")
    for message in dict.fromkeys(rows.values_list("message", flat=True)[:100]):
        if not ready(message, now) and not lacks_files(message):
            files = _files(message)
            return SealingJob(message, new_id(), tuple(stored.place_of(each.id) for each in files))
    return None


@action("messages.note_sealed")
def note_sealed(act: ActDraft, job: SealingJob, files: Sequence[SealedBytes], *, by: Actor) -> None:  # noqa: ARG001
    """These files are sealed; the envelope that names them can be."""
    now = timezone.now()
    act.about, act.count = f"message:{job.message}", len(files)
    SealedFile.objects.bulk_create(
        SealedFile(
            id=each.id,
            message=job.message,
            envelope=job.envelope,
            place=each.place,
            key=each.blob.key,
            content_bytes=each.blob.content_bytes,
            sealed_bytes=each.blob.mark.sealed_bytes,
            sha256=each.blob.mark.sha256,
            root=each.root,
            leaves=each.leaves,
            expires_at=expires_at(now),
        )
        for each in files
    )
    keep_fronts(job.message, job.envelope, {each.place: disk.front_of(each.id) for each in files})
    Sent.objects.filter(message=job.message, waits_for=SEALING, seq=None).update(next_at=now)


@action("messages.note_lost_file")
def note_lost_file(act: ActDraft, job: SealingJob, *, by: Actor) -> None:  # noqa: ARG001
    """The disk lost a file of this message: it cannot be sent as it was written, and its sender reads so."""
    act.about = f"message:{job.message}"
    act.count = Sent.unsealed().filter(message=job.message).update(refused=LOST)


@action("messages.note_gone_file")
def note_gone_file(act: ActDraft, way: UUID, *, by: Actor) -> None:  # noqa: ARG001
    """The disk lost a sealed file that is under way: it is offered no more, and the sender reads so."""
    row = OutgoingFile.objects.get(pk=way)
    act.about, act.count = f"file:{row.file_id}", 1
    row.state, row.refused = int(ParcelState.REFUSED), LOST
    row.save(update_fields=["state", "refused"])
    Sent.unsigned().filter(parcel=row.parcel_id).update(refused=LOST)


def ready(message: UUID, now: datetime) -> list[SealedFile]:
    """Its sealed files that no envelope names yet, in order; empty where they are still to be sealed."""
    rows = SealedFile.objects.filter(message=message, is_used=False, expires_at__gt=now)
    newest = rows.order_by("-id").values_list("envelope", flat=True).first()
    return list(rows.filter(envelope=newest).order_by("place")) if newest else []


def attachments(files: Sequence[SealedFile]) -> tuple[SealedAttachment, ...]:
    """What the envelope says of them."""
    named = {each.place: each for each in _files(files[0].message)} if files else {}
    return tuple(
        SealedAttachment(
            named[each.place].name,
            named[each.place].media_type,
            Blob(bytes(each.key), each.content_bytes, BlobMark(each.sealed_bytes, bytes(each.sha256))),
        )
        for each in files
    )


def go_with(parcels: Iterable[Outgoing], files: Sequence[SealedFile], now: datetime) -> None:
    """These files follow these parcels, which were just written. Inside messages.seal."""
    OutgoingFile.objects.bulk_create(
        OutgoingFile(parcel=parcel, file=file, next_at=now) for parcel in parcels for file in files
    )
    SealedFile.objects.filter(id__in=[each.id for each in files]).update(is_used=True, key=b"")


def due(now: datetime) -> "QuerySet[OutgoingFile]":
    """Files that can go: their envelope has arrived and is not signed for."""
    return OutgoingFile.objects.filter(
        state__in=OPEN_STATES,
        next_at__lte=now,
        parcel__state=int(ParcelState.ARRIVED),
        parcel__expires_at__gt=now,
    )


def nodes_due(now: datetime, alone: Collection[str]) -> list[str]:
    """Nodes to which a file can go. alone: which are left alone now."""
    rows = due(now).exclude(parcel__node__in=alone)
    return list(rows.values_list("parcel__node", flat=True).distinct())


def chunks_for(node: str, now: datetime, most_bytes: int) -> tuple[Chunk, ...]:
    """The next chunks of the most urgent, then oldest file that is due there. Raises: FileGone."""
    row = (
        due(now)
        .filter(parcel__node=node)
        .order_by("-parcel__precedence", "parcel", "file__place")
        .select_related("file", "parcel")
        .defer("parcel__content")
        .first()
    )
    if row is None:
        return ()
    load = load_of(row)
    numbers = numbers_to_send(row.have, load.count, most_bytes)
    try:
        contents = disk.read_chunks(row.file.id, numbers)
    except FileNotFoundError:
        raise FileGone(row.id) from None
    return tuple(chunks_of(load, tree.cut(bytes(row.file.leaves)), contents))


def load_of(row: OutgoingFile) -> Load:
    """What its chunks say of it."""
    return Load(
        id=row.id,
        kind=ParcelKind.FILE,
        precedence=row.parcel.precedence,
        expires_at=int(row.parcel.expires_at.timestamp()),
        total_bytes=row.file.sealed_bytes,
        sha256=bytes(row.file.sha256),
        root=bytes(row.file.root),
    )


def note_progress(answers: Mapping[UUID, Progress], now: datetime, random: Random) -> None:
    """What a node said of files. Inside messages.note_sent."""
    rows = OutgoingFile.objects.filter(id__in=list(answers), state__in=OPEN_STATES).select_related("file")
    for row in rows:
        answer = answers[row.id]
        if isinstance(answer, int):
            row.have, row.tries, row.refused, row.state = answer, 0, "", int(ParcelState.WAITING)
            if answer >= count_of(row.file.sealed_bytes):
                row.state, row.next_at = int(ParcelState.ARRIVED), now + resend_after(1, random)
        elif refused_for_now(answer):
            row.tries += 1
            row.next_at, row.refused = now + pause(row.tries, random), answer
        else:
            row.state, row.refused = int(ParcelState.REFUSED), answer
            Sent.unsigned().filter(parcel=row.parcel_id).update(refused=answer)
        row.save(update_fields=["have", "tries", "state", "next_at", "refused"])


def follow(parcels: Iterable[UUID], now: datetime) -> None:
    """These parcels have just arrived: their files may go a moment later. Inside messages.note_sent."""
    rows = OutgoingFile.objects.filter(parcel__in=list(parcels), state__in=OPEN_STATES, have=0)
    rows.update(next_at=now + AFTER_ITS_PARCEL)


def again(parcels: "QuerySet[Outgoing]", now: datetime) -> None:
    """The other side was restored: ask how far it has the files of these parcels. Inside messages.compare."""
    OutgoingFile.objects.filter(parcel__in=parcels).update(state=int(ParcelState.WAITING), next_at=now)


def end_expired(now: datetime) -> None:
    """Sealed files that nobody will ask for any more, and what a crash left. Inside messages.end_parcels."""
    late = SealedFile.objects.filter(expires_at__lte=now)
    ids = list(late.values_list("id", flat=True))
    late.delete()
    left = [path for path in disk.older_than((now - CRASHED).timestamp()) if not _known(path)]

    def remove() -> None:
        disk.remove(ids)
        for path in left:
            path.unlink(missing_ok=True)

    transaction.on_commit(remove)


def _known(path: Path) -> bool:
    return (
        SealedFile.objects.filter(pk=path.name).exists() or IncomingFile.objects.filter(pk=path.name).exists()
    )


def progress_of(parcels: Iterable[UUID | None]) -> dict[UUID, tuple[int, int]]:
    """Of each of these parcels with files: bytes handed over, and bytes in all."""
    found: dict[UUID, tuple[int, int]] = {}
    rows = OutgoingFile.objects.filter(parcel__in=[each for each in parcels if each])
    for parcel, have, total in rows.values_list("parcel", "have", "file__sealed_bytes"):
        there, whole = found.get(parcel, (0, 0))
        found[parcel] = (there + min(total, have * CHUNK_BYTES), whole + total)
    return found


def _files(message: UUID) -> list[Attachment]:
    return list(Attachment._default_manager.filter(message=message).order_by("place", "id"))
