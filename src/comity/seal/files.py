"""A file of any length, sealed for a few public keys: written and read in pieces, read from any place.

A random key of its own encrypts each file; the header carries it once for each recipient. The pieces are numbered and
the last one is marked, so that none can be changed, left out, moved or added. Format: docs/spec/backup.md.
"""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader, RawIOBase
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal.errors import NotOpened, WeakSecret
from comity.seal.keys import public_key, unwrap, wrap
from comity.seal.pieces import Pieces

MAGIC = b"comity/sealed-file/v1\n"
PIECE_BITS = 16
_KEY_BYTES, _TAG_BYTES, _ID_BYTES, _WRAPPED_BYTES = 32, 16, 8, 32 + 1136
_FEWEST_BITS, _MOST_BITS = 8, 22
_LABEL = b"comity/sealed-file/v1\0"


def is_sealed(file: IO[bytes]) -> bool:
    """Does a sealed file begin here? Leaves the file at its begin."""
    head = file.read(len(MAGIC))
    file.seek(0)
    return head == MAGIC


@contextmanager
def sealing(output: IO[bytes], recipients: Sequence[bytes], *, bits: int = PIECE_BITS) -> Iterator["Sealing"]:
    """What is written inside the block arrives in `output` sealed; a block that fails leaves it unreadable.

    recipients: public keys, 1 to 255. bits: a piece has 2 to the power of it bytes. Raises: WeakSecret.
    """
    writer = Sealing(output, recipients, bits)
    yield writer
    writer.finish()


class Sealing(RawIOBase):
    """A stream to write into. Holds one piece in memory."""

    def __init__(self, output: IO[bytes], recipients: Sequence[bytes], bits: int) -> None:
        if not 1 <= len(recipients) <= 255:
            raise WeakSecret("A sealed file has between one and 255 recipients.")
        key, self._output, self._piece = os.urandom(_KEY_BYTES), output, 1 << bits
        header = MAGIC + bytes((bits, len(recipients)))
        for public in recipients:
            header += _id(public) + wrap(key, public, context=_LABEL)
        self._cipher, self._bound = AESGCM(key), sha256(header).digest()
        self._waiting, self._count = bytearray(), 0
        output.write(header)

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        """Take bytes. A full piece waits until more come: only then it is known not to be the last."""
        self._waiting += content
        while len(self._waiting) > self._piece:
            self._put(bytes(self._waiting[: self._piece]), last=False)
            del self._waiting[: self._piece]
        return len(content)

    def finish(self) -> None:
        """Write the last piece. Without it nobody reads the file."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._output.write(self._cipher.encrypt(_nonce(self._count, last), piece, self._bound))
        self._count += 1


def opened(file: IO[bytes], private: bytes) -> BufferedReader:
    """The content of a sealed file, to read and seek in; holds one piece in memory.

    file: open for reading, and kept open as long as the content is read. Raises: NotOpened at once for another key or
    a cut file, and when reading for a changed piece; WeakSecret.
    """
    cipher, bound, bits = _key_of(file, private)
    begin, box_bytes = file.tell(), (1 << bits) + _TAG_BYTES
    sealed = file.seek(0, os.SEEK_END) - begin
    count = max(1, -(-sealed // box_bytes))

    def open_piece(number: int) -> bytes:
        file.seek(begin + number * box_bytes)
        try:
            return cipher.decrypt(_nonce(number, number == count - 1), file.read(box_bytes), bound)
        except (InvalidTag, ValueError):
            raise NotOpened("The file is cut, or was changed since it was sealed.") from None

    open_piece(count - 1)  # a cut file has no last piece
    return BufferedReader(Pieces(sealed - count * _TAG_BYTES, 1 << bits, open_piece))


def _key_of(file: IO[bytes], private: bytes) -> tuple[AESGCM, bytes, int]:
    """The cipher of a file, what its pieces are bound to, the bits of a piece. Leaves the file behind its header."""
    header = file.read(len(MAGIC) + 2)
    if len(header) < len(MAGIC) + 2 or not header.startswith(MAGIC):
        raise NotOpened("This is no sealed file.")
    bits, count = header[-2:]
    entries = file.read(count * (_ID_BYTES + _WRAPPED_BYTES))
    mine, key = _id(public_key(private)), None
    for start in range(0, len(entries), _ID_BYTES + _WRAPPED_BYTES):
        entry = entries[start : start + _ID_BYTES + _WRAPPED_BYTES]
        if entry[:_ID_BYTES] == mine:
            key = unwrap(entry[_ID_BYTES:], private, context=_LABEL)
    if key is None or not _FEWEST_BITS <= bits <= _MOST_BITS:
        raise NotOpened("The file was not sealed for this key.")
    return AESGCM(key), sha256(header + entries).digest(), bits


def _id(public: bytes) -> bytes:
    return sha256(public).digest()[:_ID_BYTES]


def _nonce(number: int, last: bool) -> bytes:
    return struct.pack(">3xQB", number, last)
