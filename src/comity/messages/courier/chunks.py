"""What is too long for one request travels in chunks: each shows by itself that it belongs to what was announced. Pure.

Whoever takes chunks believes a root over all of them, and keeps only what leads to it; so a wrong chunk is refused
before it is kept, and whoever has some says how many, and gets the rest. Source: docs/spec/courier.md, 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from comity.messages.courier.rules import (
    CHUNK_BYTES,
    LATEST,
    LONGEST_CODE,
    MOST_IN_A_BATCH,
    ParcelKind,
)
from comity.messages.courier.wire import MOST_REQUEST_BYTES, id_of
from comity.seal import cbor, tree
from comity.seal.errors import Malformed
from comity.seal.header import HASH_BYTES, MOST_BLOB_BYTES
from comity.seal.shapes import items, octets, whole

CHANGED = "chunk-changed"
MOST_STEPS = 26  # from a chunk to the root of what is as long as anything may be


@dataclass(frozen=True, slots=True)
class Load:
    """What travels in chunks. total_bytes, sha256: of all of it; root: of the tree over its chunks.

    expires_at: seconds since 1970, UTC.
    """

    id: UUID
    kind: ParcelKind
    precedence: int
    expires_at: int
    total_bytes: int
    sha256: bytes
    root: bytes

    @property
    def count(self) -> int:
        return count_of(self.total_bytes)


@dataclass(frozen=True, slots=True)
class Chunk:
    """One of them. path: the hashes from it to the load's root, from below."""

    load: Load
    number: int
    path: tuple[bytes, ...]
    content: bytes = field(repr=False)

    @property
    def is_genuine(self) -> bool:
        """Is it that chunk of that load, as long as it has to be?"""
        length = min(CHUNK_BYTES, self.load.total_bytes - self.number * CHUNK_BYTES)
        if self.number >= self.load.count or len(self.content) != length:
            return False
        try:
            found = tree.root_by_path(tree.leaf(self.content), self.number, self.load.count, self.path)
        except Malformed:
            return False
        return found == self.load.root


Progress = int | str  # how many chunks are there from the first on, or the code of why none are taken


def count_of(length: int) -> int:
    """How many chunks that length makes; nothing has none."""
    return -(-length // CHUNK_BYTES)


def cut(content: bytes) -> list[bytes]:
    """Its chunks."""
    return [content[start : start + CHUNK_BYTES] for start in range(0, len(content), CHUNK_BYTES)]


def chunks_of(load: Load, leaves: Sequence[bytes], contents: Sequence[tuple[int, bytes]]) -> list[Chunk]:
    """Some chunks with their paths. leaves: the hashes of all; contents: numbers and bytes of those that go."""
    found = tree.paths(leaves, (number for number, _content in contents))
    return [
        Chunk(load, number, tuple(path), content)
        for (number, content), path in zip(contents, found, strict=True)
    ]


def numbers_to_send(have: int, count: int, most_bytes: int) -> range:
    """Which chunks go next: as many as fit, at least one.

    have: how many the other side said it has. Of what it has whole, the last goes alone: its answer says whether it
    still has it.
    """
    first = min(have, count - 1)
    return range(first, min(count, first + max(1, min(MOST_IN_A_BATCH, most_bytes // CHUNK_BYTES))))


def write_chunks(chunks: Sequence[Chunk]) -> bytes:
    """One request: each load once, and the chunks of it that go."""
    loads = dict.fromkeys(each.load for each in chunks)
    return cbor.write([load_words(load, [each for each in chunks if each.load == load]) for load in loads])


def load_words(load: Load, chunks: Iterable[Chunk]) -> tuple[object, ...]:
    """A load and some of its chunks, as they are written."""
    told = (
        load.id.bytes,
        int(load.kind),
        load.precedence,
        load.expires_at,
        load.total_bytes,
        load.sha256,
        load.root,
    )
    return told, [(each.number, each.path, each.content) for each in chunks]


def read_chunks(data: bytes) -> list[Chunk]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=MOST_REQUEST_BYTES)
    return [chunk for each in items(listed, 0, MOST_IN_A_BATCH) for chunk in load_of(each)]


def write_progress(answers: Iterable[tuple[UUID, Progress]]) -> bytes:
    """How far each load is here."""
    return cbor.write([(id.bytes, answer) for id, answer in answers])


def read_progress(data: bytes) -> dict[UUID, Progress]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=64 * 1024)
    return dict(progress_of(each) for each in items(listed, 0, MOST_IN_A_BATCH))


def load_of(value: Any) -> list[Chunk]:
    """What `load_words` made. Raises: Malformed."""
    told, listed = items(value, 2)
    load = _load(told)
    return [_chunk(load, each) for each in items(listed, 1, MOST_IN_A_BATCH)]


def _load(value: Any) -> Load:
    id, kind, precedence, expires_at, length, digest, root = items(value, 7)
    if kind not in list(ParcelKind):
        raise Malformed("A load is of no kind that this version knows.")
    return Load(
        id_of(id),
        ParcelKind(kind),
        whole(precedence, 1, 4),
        whole(expires_at, 0, LATEST),
        whole(length, 1, MOST_BLOB_BYTES),
        octets(digest, HASH_BYTES),
        octets(root, HASH_BYTES),
    )


def _chunk(load: Load, value: Any) -> Chunk:
    number, path, content = items(value, 3)
    steps = tuple(octets(each, HASH_BYTES) for each in items(path, 0, MOST_STEPS))
    return Chunk(load, whole(number, 0, MOST_BLOB_BYTES), steps, octets(content, 1, CHUNK_BYTES))


def progress_of(value: Any) -> tuple[UUID, Progress]:
    """An id, and how far it is. Raises: Malformed."""
    id, answer = items(value, 2)
    if isinstance(answer, str) and len(answer) <= LONGEST_CODE:
        return id_of(id), answer
    return id_of(id), whole(answer, 0, MOST_BLOB_BYTES)
