"""Attachments: files of any size, sealed apart from their envelope in constant memory, and read from any place.

The form is Cobblestone-256 of C2SP chunked encryption. Key and length are in the sealed content, the sealed bytes'
hash in the header.
Source: c2sp.org/chunked-encryption; docs/spec/seal.md, 12.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from io import BufferedReader
from typing import IO, Protocol
from uuid import UUID

from cryptography.cobblestone import Cobblestone256Encryptor

from comity.seal.chunked import CHUNK_BYTES, open_chunks, seal_again, sealed_length
from comity.seal.errors import BlobChanged
from comity.seal.header import BlobMark
from comity.seal.padding import padded_length
from comity.seal.pieces import Pieces

_LABEL = b"comity/blob/v1\0"
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that was sealed: its key and length for the content, its mark for the header."""

    key: bytes = field(repr=False)
    content_bytes: int
    mark: BlobMark


def sealed_size(content_bytes: int) -> int:
    """How long a file of this length is when it is padded and sealed."""
    return sealed_length(padded_length(content_bytes))


class Output(Protocol):
    """Where sealed bytes go."""

    def write(self, data: bytes, /) -> object: ...


def seal_blob(source: IO[bytes], output: Output, envelope: UUID, place: int) -> Blob:
    """Seal what is read from `source`, for one place among the attachments of one envelope. Reads and writes once."""
    key = Cobblestone256Encryptor.generate_key()
    encryptor = Cobblestone256Encryptor(key, _context(envelope, place))
    length, digest, sealed_bytes = 0, sha256(), 0

    def put(sealed: bytes) -> None:
        nonlocal sealed_bytes
        output.write(sealed)
        digest.update(sealed)
        sealed_bytes += len(sealed)

    while block := source.read(_AT_ONCE):
        length += len(block)
        put(encryptor.update(block))
    for zeros in _zeros(padded_length(length) - length):
        put(encryptor.update(zeros))
    put(encryptor.finalize())
    return Blob(key, length, BlobMark(sealed_bytes, digest.digest()))


def check_blob(file: IO[bytes], mark: BlobMark) -> None:
    """Are these the signed bytes, all of them? Who carries or takes a sealed file asks this. Raises: BlobChanged."""
    digest, left = sha256(), mark.sealed_bytes
    while left > 0 and (block := file.read(min(_AT_ONCE, left))):
        digest.update(block)
        left -= len(block)
    if left or file.read(1) or digest.digest() != mark.sha256:
        raise BlobChanged("The attachment is cut, or its bytes are not those that were signed.")


def check_content(source: IO[bytes], blob: Blob, front: bytes, envelope: UUID, place: int) -> None:
    """Is this the content that was sealed? Sealed again under the same front, it has the digest that was signed.

    So a third party needs no sealed bytes, which nobody keeps. Raises: BlobChanged, BlobNotOpened.
    """
    digest = sha256()
    for sealed in seal_again(_padded(source, blob.content_bytes), front, blob.key, _context(envelope, place)):
        digest.update(sealed)
    if source.read(1) or digest.digest() != blob.mark.sha256:
        raise BlobChanged("This is not the attachment that was signed.")


def open_blob(file: IO[bytes], blob: Blob, envelope: UUID, place: int) -> BufferedReader:
    """The content of a sealed file, to read and seek in; holds one chunk in memory.

    file: open for reading from its begin, and kept open as long as the content is read. Raises: BlobNotOpened at once
    for another key, envelope, place or length, and when reading for a changed chunk, before one byte of it is out.
    """
    open_chunk = open_chunks(file, blob.key, _context(envelope, place), padded_length(blob.content_bytes))
    return BufferedReader(Pieces(blob.content_bytes, CHUNK_BYTES, open_chunk))


def _padded(source: IO[bytes], length: int) -> Iterator[bytes]:
    """The content and its zeros in chunks, the last shorter. Raises: BlobChanged where the content ends too soon."""
    left, whole = length, padded_length(length)
    for start in range(0, whole // CHUNK_BYTES * CHUNK_BYTES + 1, CHUNK_BYTES):
        size = min(CHUNK_BYTES, whole - start)
        chunk = source.read(min(size, left))
        if len(chunk) < min(size, left):
            raise BlobChanged("The attachment is shorter than the one that was signed.")
        left -= len(chunk)
        yield chunk + bytes(size - len(chunk))


def _context(envelope: UUID, place: int) -> bytes:
    return _LABEL + envelope.bytes + place.to_bytes(2, "big")


def _zeros(count: int) -> Iterator[bytes]:
    for start in range(0, count, _AT_ONCE):
        yield bytes(min(_AT_ONCE, count - start))
