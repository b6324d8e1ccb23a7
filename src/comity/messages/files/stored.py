"""Files of messages on the disk, below COMITY_HOME: written once, in constant memory, under a name without words.

A file is whole and has its row, or it is in the folder `incoming` and nobody's. What a crash leaves behind in either
folder is swept away after a day (`leftovers`). The rows decide; the disk follows, after the transaction.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import Refused, invalid
from comity.kit.ids import new_id
from comity.messages.files.media import BEGINNING_BYTES
from comity.messages.files.tables import Attachment

FOLDER, INCOMING = "attachments", "incoming"
PIECE_BYTES = 1 << 20
# Left free on the disk: the database stands there too, and stops for everybody when it is full.
KEPT_FREE_BYTES = 1 << 30
LOOK_EVERY_BYTES = 64 << 20


def most_bytes() -> int:
    """How large one file may be."""
    return int(settings.ATTACHMENT_MB) * 1024 * 1024


def folder() -> Path:
    return Path(settings.HOME) / FOLDER


def place_of(id: UUID) -> Path:
    """Where the bytes of a file are: by the end of its id, since the begin is a clock and changes slowly."""
    return folder() / id.hex[-2:] / id.hex


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that came whole and is nobody's yet. beginning: its first bytes, by which its type is told."""

    id: UUID
    path: Path
    size: int
    sha256: bytes
    beginning: bytes

    def drop(self) -> None:
        """Delete it, where no row has taken it over."""
        self.path.unlink(missing_ok=True)


class Arriving:
    """A file on its way in, piece by piece. Left by an error it is deleted.

    `put` and `end` raise Invalid when it is too large, Refused when the disk is nearly full.
    """

    def __init__(self) -> None:
        self.id, self.size, self._looked_at, self._beginning = new_id(), 0, -LOOK_EVERY_BYTES, b""
        self.path = folder() / INCOMING / self.id.hex
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._digest = sha256()
        self._file: BinaryIO = os.fdopen(
            os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
        )

    def __enter__(self) -> "Arriving":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            self.path.unlink(missing_ok=True)

    def put(self, piece: bytes) -> None:
        """One more piece."""
        self.size += len(piece)
        if self.size > most_bytes():
            raise too_large()
        if self.size - self._looked_at >= LOOK_EVERY_BYTES:
            self._looked_at = self.size
            refuse_full_disk(len(piece))
        if len(self._beginning) < BEGINNING_BYTES:
            self._beginning += piece[: BEGINNING_BYTES - len(self._beginning)]
        self._digest.update(piece)
        self._file.write(piece)

    def end(self) -> Arrived:
        """The whole file, on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Arrived(self.id, self.path, self.size, self._digest.digest(), self._beginning)

    def drop(self) -> None:
        """It is not wanted any more."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def take(pieces: Iterable[bytes]) -> Arrived:
    """A file from its pieces. Raises: Invalid, Refused."""
    with Arriving() as arriving:
        for piece in pieces:
            arriving.put(piece)
        return arriving.end()


class Readable(Protocol):
    """A stream: a file, or the body of a request."""

    def read(self, size: int, /) -> bytes: ...


def pieces_of(file: Readable) -> Iterable[bytes]:
    """What is read from a stream, piece by piece."""
    return iter(lambda: file.read(PIECE_BYTES), b"")


def too_large() -> Exception:
    words = {"most": settings.ATTACHMENT_MB}
    return invalid("file", "too-large", _("A file may have at most %(most)s MB. Split it.") % words)


def refuse_full_disk(more: int) -> None:
    """Raises: Refused where so many bytes would leave the database no room."""
    if shutil.disk_usage(settings.HOME).free - more < KEPT_FREE_BYTES:
        sentence = _(
            "This node has no room for files just now. Tell its operator; the words can be sent alone."
        )
        raise Refused(sentence, code="disk-full")


def settle(file: Arrived) -> None:
    """Put a file in its place. Inside the verb that writes its row: an undone transaction leaves it for the sweep."""
    place = place_of(file.id)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.path.replace(place)


def open_stored(attachment: Attachment) -> BinaryIO:
    """Open a stored file for reading, from its begin. Raises: FileNotFoundError where the disk has lost it."""
    return place_of(attachment.id).open("rb")


def is_stored(attachment: Attachment) -> bool:
    """Is its file there, and as long as its row says?"""
    with suppress(OSError):
        return place_of(attachment.id).stat().st_size == attachment.size
    return False


def let_go(rows: Iterable[Attachment]) -> int:
    """Delete these files, inside the verb that ends them; the bytes go when its transaction holds. How many."""
    ids = [each.id for each in rows]
    Attachment._default_manager.filter(id__in=ids).delete()

    def delete_bytes() -> None:
        for id in ids:
            place_of(id).unlink(missing_ok=True)

    transaction.on_commit(delete_bytes)
    return len(ids)


def leftovers(before: datetime) -> list[Path]:
    """Files of a crash: untouched since then, and without a row."""
    old = [path for path in folder().glob("*/*") if _touched(path) < before.timestamp()]
    rows = Attachment._default_manager.filter(
        id__in=[path.name for path in old if path.parent.name != INCOMING]
    )
    known = {id.hex for id in rows.values_list("id", flat=True)}
    return [path for path in old if path.parent.name == INCOMING or path.name not in known]


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
