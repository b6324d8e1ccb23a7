"""A file of arrays: written aside and whole, opened without copying, refused when a byte of it is not as written.

Layout: eight bytes of magic, the length of the head in eight bytes, its SHA-256, the head as JSON, and then the arrays,
each at a multiple of 64 bytes. The head names each array with its SHA-256.
"""

import hashlib
import mmap
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

MAGIC = b"COMITYN1"
ALIGNED = 64
LONGEST_HEAD = 64 << 20
_FIXED = len(MAGIC) + 8 + 32

Arrays = dict[str, NDArray[Any]]


class Damaged(Exception):
    """The file is not what was written: make it again, and answer nothing from it."""


class Section(msgspec.Struct, frozen=True):
    """Where an array lies, and what it must be."""

    kind: str
    offset: int
    count: int
    sha256: str


class Head(msgspec.Struct, frozen=True):
    """about: whatever the writer says of the file."""

    sections: dict[str, Section]
    about: dict[str, Any]
    size: int


@dataclass(frozen=True)
class Opened:
    """An open file. The arrays are views of the mapped bytes: read-only, shared by all processes that map it."""

    arrays: Mapping[str, NDArray[Any]]
    about: Mapping[str, Any]
    size: int


def write(path: Path, arrays: Arrays, about: Mapping[str, Any]) -> None:
    """Make the file, readable by us alone. It appears under its name when all of it is on the disk.

    Raises: OSError when the disk is full or the folder closed; then nothing was changed.
    """
    sections, offset = {}, 0
    for name, array in arrays.items():
        digest = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest() if array.size else ""
        sections[name] = Section(array.dtype.str, offset, array.size, digest)
        offset += -(-array.nbytes // ALIGNED) * ALIGNED
    head = msgspec.json.encode(Head(sections, dict(about), offset))
    start = -(-(_FIXED + len(head)) // ALIGNED) * ALIGNED
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + len(head).to_bytes(8, "big") + hashlib.sha256(head).digest() + head)
            file.write(bytes(start - file.tell()))
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(bytes(-array.nbytes % ALIGNED))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        flush_folder(path.parent)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def open_file(path: Path) -> Opened:
    """Map a file and check every byte of it. Raises: Damaged; FileNotFoundError."""
    with path.open("rb") as file:
        try:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise Damaged(path.name) from error
    head, start = _head(mapped, path)
    if len(mapped) != start + head.size:
        raise Damaged(path.name)
    arrays = {}
    for name, section in head.sections.items():
        kind = np.dtype(section.kind)
        array = (
            np.frombuffer(mapped, kind, section.count, start + section.offset)
            if section.count
            else _none(kind)
        )
        if section.count and hashlib.sha256(array.data).hexdigest() != section.sha256:
            raise Damaged(path.name)
        arrays[name] = array
    return Opened(arrays, head.about, len(mapped))


def _head(mapped: mmap.mmap, path: Path) -> tuple[Head, int]:
    length = int.from_bytes(mapped[len(MAGIC) : len(MAGIC) + 8], "big")
    if mapped[: len(MAGIC)] != MAGIC or length > min(LONGEST_HEAD, len(mapped)):
        raise Damaged(path.name)
    text = mapped[_FIXED : _FIXED + length]
    if hashlib.sha256(text).digest() != mapped[len(MAGIC) + 8 : _FIXED]:
        raise Damaged(path.name)
    try:
        head = msgspec.json.decode(text, type=Head)
    except msgspec.MsgspecError as error:
        raise Damaged(path.name) from error
    return head, -(-(_FIXED + length) // ALIGNED) * ALIGNED


def _none(kind: np.dtype[Any]) -> NDArray[Any]:
    return np.zeros(0, kind)


def flush_folder(folder: Path) -> None:
    """What was renamed in it stays renamed when the power fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
