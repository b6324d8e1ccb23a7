"""Sealed files on the disk: written and read in chunks, sealed and opened in constant memory. Touches no row."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from comity.kit.ids import new_id
from comity.messages.courier.rules import CHUNK_BYTES
from comity.messages.files.stored import Arrived, pieces_of, refuse_full_disk, take
from comity.seal import tree
from comity.seal.blobs import Blob, check_blob, open_blob, seal_blob, sealed_size
from comity.seal.chunked import FRONT_BYTES

FOLDER = "sealed"


@dataclass(frozen=True, slots=True)
class SealedBytes:
    """A file that was sealed: its place on the message, and what its envelope says of it."""

    id: UUID
    place: int
    blob: Blob
    leaves: bytes

    @property
    def root(self) -> bytes:
        return tree.root(tree.cut(self.leaves))


def folder() -> Path:
    return Path(settings.HOME) / FOLDER


def place_of(id: UUID) -> Path:
    """By the end of its id: the begin is a clock, and all of a day would lie together."""
    return folder() / id.hex[-2:] / id.hex


def seal_file(source: Path, envelope: UUID, place: int) -> SealedBytes:
    """Seal one file for one envelope. Raises: FileNotFoundError; Refused where the disk is nearly full."""
    id = new_id()
    path = _made(id)
    refuse_full_disk(sealed_size(source.stat().st_size))
    try:
        with source.open("rb") as file, path.open("xb") as output:
            hashed = _Hashed(output)
            blob = seal_blob(file, hashed, envelope, place)
            hashed.flush()
            os.fsync(output.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return SealedBytes(id, place, blob, hashed.leaves)


def open_file(id: UUID, blob: Blob, envelope: UUID, place: int) -> Arrived:
    """The file in what came, beside the files of messages, and nobody's yet.

    Raises: BlobChanged, BlobNotOpened; Invalid where it is too large here; Refused where the disk is nearly full.
    """
    with place_of(id).open("rb") as file:
        check_blob(file, blob.mark)
        file.seek(0)
        return take(pieces_of(open_blob(file, blob, envelope, place)))


def read_chunks(id: UUID, numbers: Iterable[int]) -> list[tuple[int, bytes]]:
    """Some chunks, with their numbers. Raises: FileNotFoundError where the disk lost the file."""
    with place_of(id).open("rb") as file:
        found = []
        for number in numbers:
            file.seek(number * CHUNK_BYTES)
            found.append((number, file.read(CHUNK_BYTES)))
        return found


def front_of(id: UUID) -> bytes:
    """How a sealed file begins, by which it can be sealed again. Raises: FileNotFoundError."""
    with place_of(id).open("rb") as file:
        return file.read(FRONT_BYTES)


def write_chunks(id: UUID, first: int, contents: Sequence[bytes], *, last: bool) -> None:
    """Chunks that follow each other, safe on the disk when this returns. last: the file ends with them.

    Raises: Refused where the disk is nearly full, OSError.
    """
    path = _made(id)
    refuse_full_disk(sum(map(len, contents)))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.seek(first * CHUNK_BYTES)
        file.writelines(contents)
        if last:
            file.truncate()
        file.flush()
        os.fsync(file.fileno())


def chunks_there(id: UUID) -> int:
    """How many whole chunks the disk has."""
    try:
        return place_of(id).stat().st_size // CHUNK_BYTES
    except FileNotFoundError:
        return 0


def remove(ids: Iterable[UUID]) -> None:
    for id in ids:
        place_of(id).unlink(missing_ok=True)


def older_than(moment: float) -> list[Path]:
    """Files that nobody touched since then (seconds since 1970)."""
    return [path for path in folder().glob("*/*") if path.stat().st_mtime < moment]


def _made(id: UUID) -> Path:
    path = place_of(id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


class _Hashed:
    """Writes on, and keeps the hash of every chunk."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output, self._waiting, self.leaves = output, bytearray(), b""
        self._found: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._output.write(data)
        self._waiting += data
        start = 0
        while len(self._waiting) - start >= CHUNK_BYTES:
            self._found.append(tree.leaf(bytes(self._waiting[start : start + CHUNK_BYTES])))
            start += CHUNK_BYTES
        del self._waiting[:start]
        return len(data)

    def flush(self) -> None:
        """The last chunk, which may be shorter."""
        if self._waiting:
            self._found.append(tree.leaf(bytes(self._waiting)))
            self._waiting.clear()
        self.leaves = b"".join(self._found)
        self._output.flush()
