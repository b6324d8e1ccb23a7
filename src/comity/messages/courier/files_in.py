"""Files that come to messages: expected when their envelope is opened, kept in chunks, opened when they are whole."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, Refused
from comity.messages.courier import disk
from comity.messages.courier.chunks import CHANGED, Chunk, Load, Progress
from comity.messages.courier.coming_back import tell_file
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.letter import Letter
from comity.messages.courier.rules import FileState, moment
from comity.messages.courier.tables import Taken
from comity.messages.courier.telling import tell_levels
from comity.messages.evidence.keeping import keep_fronts
from comity.messages.files.hanging import arrived
from comity.messages.files.stored import Arrived, most_bytes
from comity.messages.files.tables import Attachment
from comity.messages.kinds import NotTaken, no_mail
from comity.messages.models import Message
from comity.messages.rules import MOST_FILES
from comity.seal.blobs import Blob
from comity.seal.content import Content
from comity.seal.errors import Malformed
from comity.seal.header import BlobMark, Header

log = logging.getLogger("comity.courier")
NOT_WANTED, NO_ROOM, EXPIRED = "not-wanted", "no-room", "expired"


@dataclass(frozen=True, slots=True)
class OpeningJob:
    """A file that is whole, to be opened."""

    row: UUID
    blob: Blob
    envelope: UUID
    place: int

    def run(self) -> Arrived:
        """In a thread of its own: no row is touched here."""
        return disk.open_file(self.row, self.blob, self.envelope, self.place)


def expect(header: Header, letter: Letter, content: Content, message: Message) -> None:
    """From now on the chunks of these files are taken. Inside messages.open. Raises: NotTaken, Malformed.

    What was sealed a second time, after a restore of its sender, takes the place of what has not come.
    """
    if len(letter.files) != len(content.attachments):
        raise Malformed("The letter has another number of files than its envelope.")
    if len(content.attachments) > MOST_FILES:
        raise NotTaken("too-many-files")
    if not content.attachments:
        return
    largest = _largest(message)
    if not largest:
        raise NotTaken("no-files")
    here = set(Attachment._default_manager.filter(message=message).values_list("place", flat=True))
    for place, (each, root) in enumerate(zip(content.attachments, letter.files, strict=True)):
        if each.blob.content_bytes > largest:
            raise NotTaken("file-too-large")
        known = IncomingFile.objects.filter(message=message.pk, place=place).first()
        if place in here or (known is not None and bytes(known.root) == root):
            continue
        if known is not None:
            disk.remove([known.id])
            known.delete()
        IncomingFile.objects.create(
            message=message.pk,
            sender=header.sender,
            envelope=header.id,
            place=place,
            name=each.name,
            key=each.blob.key,
            content_bytes=each.blob.content_bytes,
            sealed_bytes=each.blob.mark.sealed_bytes,
            sha256=each.blob.mark.sha256,
            root=root,
            expires_at=moment(header.expires_at),
        )


def _largest(message: Message) -> int:
    """How large a file of this message may be. Nobody fills a disk by what no page shows."""
    kind = message.kind_known
    if kind is None or kind.file_bytes is None:
        return most_bytes()
    return min(kind.file_bytes, most_bytes())


def take_file(load: Load, chunks: Sequence[Chunk]) -> Progress:
    """Keep what goes on where we stopped of a file that an envelope named. Inside messages.take_chunks."""
    row = (
        IncomingFile.objects.select_for_update()
        .filter(root=load.root, sha256=load.sha256, sealed_bytes=load.total_bytes)
        .first()
    )
    if row is None:
        return NOT_WANTED
    if row.state == FileState.REFUSED:
        return row.refused
    if row.state != FileState.COMING:
        return load.count
    have = min(row.have, disk.chunks_there(row.id))  # a disk may have lost what the row remembers
    kept: list[bytes] = []
    for chunk in chunks:
        if not chunk.is_genuine:
            return CHANGED
        if chunk.number == have + len(kept):
            kept.append(chunk.content)
    last = have + len(kept) == load.count
    try:
        if kept:
            disk.write_chunks(row.id, have, kept, last=last)
    except (Refused, OSError) as error:
        log.error("no room for a file from %s: %s", row.sender, type(error).__name__)
        return NO_ROOM
    row.have = have + len(kept)
    row.state = int(FileState.WHOLE if last else FileState.COMING)
    row.save(update_fields=["have", "state"])
    return row.have


def waiting() -> QuerySet[IncomingFile]:
    """Files that are whole and not opened."""
    return IncomingFile.objects.filter(state=int(FileState.WHOLE))


def to_open() -> OpeningJob | None:
    """The file that is to be opened next."""
    row = waiting().order_by("id").first()
    if row is None:
        return None
    mark = BlobMark(row.sealed_bytes, bytes(row.sha256))
    return OpeningJob(row.id, Blob(bytes(row.key), row.content_bytes, mark), row.envelope, row.place)


@action("messages.take_file")
def hang_on(act: ActDraft, job: OpeningJob, file: Arrived, *, by: Actor) -> None:  # noqa: ARG001
    """A file was opened: it hangs on its message, and when it is the last one, *delivered* is signed for."""
    row = IncomingFile.objects.select_for_update().filter(pk=job.row, state=int(FileState.WHOLE)).first()
    message = Message.objects.filter(pk=row.message).first() if row else None
    if row is None or message is None or message.emptied_on:
        file.drop()
        if row is not None:
            _end(row, FileState.REFUSED, "emptied")
        return
    act.about, act.count = f"message:{message.pk}", 1
    try:
        with transaction.atomic():
            tell_file(message, arrived(message, file, row.name, place=row.place))
            if message.kind not in no_mail():  # what nodes say to each other nobody proves to anybody
                keep_fronts(message.pk, row.envelope, {row.place: disk.front_of(row.id)})
    except ComityError as refusal:
        file.drop()
        _end(row, FileState.REFUSED, refusal.detail_code[:40])
        return
    _end(row, FileState.HERE)


@action("messages.refuse_file")
def refuse_file(act: ActDraft, job: OpeningJob, code: str, *, by: Actor) -> None:  # noqa: ARG001
    """A file that came does not open, or may not be here: its sender is told with a code."""
    row = IncomingFile.objects.select_for_update().filter(pk=job.row, state=int(FileState.WHOLE)).first()
    if row is not None:
        act.about, act.count = f"message:{row.message}", 1
        _end(row, FileState.REFUSED, code)


@action("messages.begin_file_again")
def begin_again(act: ActDraft, job: OpeningJob, *, by: Actor) -> None:  # noqa: ARG001
    """The disk lost what had come: its sender offers it again, and is told that nothing of it is here."""
    act.about = f"file:{job.row}"
    IncomingFile.objects.filter(pk=job.row).update(state=int(FileState.COMING), have=0)


def end_expired(now: datetime) -> None:
    """Files that did not come in time, and rows that nobody asks for any more. Inside messages.end_parcels."""
    late = IncomingFile.objects.filter(expires_at__lte=now)
    gone = list(late.exclude(state=int(FileState.HERE)).values_list("id", flat=True))
    transaction.on_commit(lambda: disk.remove(gone))
    late.filter(state=int(FileState.COMING)).update(state=int(FileState.REFUSED), refused=EXPIRED, key=b"")
    late.filter(state=int(FileState.HERE)).delete()


def coming_to(messages: Iterable[Message]) -> dict[UUID, list[IncomingFile]]:
    """What is not here yet, or never will be, of messages that their reader has been shown; by message."""
    found: dict[UUID, list[IncomingFile]] = {}
    rows = IncomingFile.objects.filter(message__in=[each.pk for each in messages])
    for row in rows.exclude(state=int(FileState.HERE)).order_by("place"):
        found.setdefault(row.message, []).append(row)
    return found


def _end(row: IncomingFile, state: FileState, code: str = "") -> None:
    """It has come, or will not: the key goes, the sealed bytes too, and the sender is told."""
    row.state, row.refused, row.key = int(state), code, b""
    row.save(update_fields=["state", "refused", "key"])
    transaction.on_commit(lambda: disk.remove([row.id]))
    for taken in Taken.objects.filter(message=row.message):
        tell_levels(taken)
