"""C2SP chunked encryption, Cobblestone-256, read from any place.

`cryptography` has the form too and seals with it; it opens only from front to end. Here a chunk is opened by itself.
Source: c2sp.org/chunked-encryption.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from comity.seal.errors import BlobNotOpened

CHUNK_BYTES, KEY_BYTES = 16 * 1024, 32
_FORM = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"
_SALT_BYTES, _COMMITMENT_BYTES, _NONCE_BYTES, _TAG_BYTES = 24, 32, 12, 16
FRONT_BYTES, _BOX_BYTES = _SALT_BYTES + _COMMITMENT_BYTES, CHUNK_BYTES + _TAG_BYTES


def sealed_length(length: int) -> int:
    """How long something of this length is when it is sealed: the last chunk is always short, and may be empty."""
    return FRONT_BYTES + length + (length // CHUNK_BYTES + 1) * _TAG_BYTES


def open_chunks(file: IO[bytes], key: bytes, context: bytes, length: int) -> Callable[[int], bytes]:
    """What opens the chunk of a number. file: open for reading from its begin. length: of all that was sealed.

    Raises: BlobNotOpened at once for another key, context or end; what is given back, for a chunk that was changed.
    """
    cipher, base = _begun(file.read(FRONT_BYTES), key, context)
    last = length // CHUNK_BYTES

    def open_chunk(number: int) -> bytes:
        file.seek(FRONT_BYTES + number * _BOX_BYTES)
        box = file.read(_BOX_BYTES)
        try:
            chunk = cipher.decrypt((base ^ number).to_bytes(_NONCE_BYTES, "big"), box, None)
        except (InvalidTag, ValueError):
            raise BlobNotOpened("The attachment is cut, or was changed since it was sealed.") from None
        if len(chunk) != (CHUNK_BYTES if number < last else length % CHUNK_BYTES):
            raise BlobNotOpened("The attachment does not end where its sender said.")
        return chunk

    open_chunk(last)  # a cut file has no last chunk
    return open_chunk


def seal_again(chunks: Iterable[bytes], front: bytes, key: bytes, context: bytes) -> Iterator[bytes]:
    """What was sealed under this front, sealed again: the same bytes, if it is the same content.

    front: the first 56 bytes of what was sealed. chunks: 16 KiB each, and a last one that is shorter, also if empty.
    Raises: BlobNotOpened for another key or context. Never for a new content: a key seals one.
    """
    cipher, base = _begun(front, key, context)
    yield front
    for number, chunk in enumerate(chunks):
        yield cipher.encrypt((base ^ number).to_bytes(_NONCE_BYTES, "big"), chunk, None)


def _begun(front: bytes, key: bytes, context: bytes) -> tuple[AESGCM, int]:
    """The cipher of the chunks, and the number to which theirs are added. Raises: BlobNotOpened."""
    salt, commitment = front[:_SALT_BYTES], front[_SALT_BYTES:]
    wide_bytes = KEY_BYTES + _NONCE_BYTES + _COMMITMENT_BYTES
    wide = HKDFExpand(SHA512(), wide_bytes, _FORM + salt + context).derive(key)
    if len(key) != KEY_BYTES or not hmac.compare_digest(commitment, wide[-_COMMITMENT_BYTES:]):
        raise BlobNotOpened("The attachment was sealed with another key, or for another envelope.")
    return AESGCM(wide[:KEY_BYTES]), int.from_bytes(wide[KEY_BYTES:-_COMMITMENT_BYTES], "big")
