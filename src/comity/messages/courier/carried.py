"""A file with parcels and files for one other node, carried on a stick: frames, and a signed end. Pure over streams.

The signature says from which node it is and that nothing is missing; what is inside proves itself as on any other way.
Source: docs/spec/courier.md, 10.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.messages.courier.handed import Handed, read_handed, write_handed
from comity.messages.courier.rules import LATEST
from comity.messages.courier.wire import MOST_REQUEST_BYTES
from comity.seal import cbor
from comity.seal.errors import Refusal
from comity.seal.header import HASH_BYTES
from comity.seal.shapes import BUREAU, items, octets, text, whole

MAGIC = b"comity/courier-file/v1\n"
CONTEXT = b"comity/courier-file/v1\0"
FRAME_BYTES = 1024 * 1024  # of content in one frame, but for a parcel that is longer
_END, _LENGTH_BYTES, _MOST_END_BYTES, _AT_ONCE = bytes(4), 4, 1024, 1 << 20


class FileRefused(Refusal):
    """A carried file is refused as a whole, before anything of it is kept."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code  # type: ignore[misc]  # one class for the few codes of this form


@dataclass(frozen=True, slots=True)
class Origin:
    """From and for which node, and when it was made: seconds since 1970, UTC."""

    node: str
    to: str
    made_at: int


def write_file(output: IO[bytes], frames: Iterable[Handed], origin: Origin, seed: bytes) -> int:
    """Write all of it; how many frames. seed: of the node's request key."""
    digest, count = sha256(), 0

    def put(data: bytes) -> None:
        output.write(data)
        digest.update(data)

    put(MAGIC)
    for frame in frames:
        count += 1
        body = write_handed(frame)
        put(len(body).to_bytes(_LENGTH_BYTES, "big") + body)
    put(_END)
    payload = cbor.write((origin.node, origin.to, origin.made_at, count, digest.digest()))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(CONTEXT + payload)
    output.write(cbor.write((payload, signature)))
    return count


def check_file(file: IO[bytes], keys: Callable[[str], bytes | None]) -> Origin:
    """Go on only with a whole file that its node signed. file: at its begin. keys: request keys by node.

    Raises: FileRefused: file-form, file-cut, file-changed, file-unknown-node, file-signature.
    """
    digest, count = sha256(), 0
    if file.read(len(MAGIC)) != MAGIC:
        raise FileRefused("file-form")
    digest.update(MAGIC)
    while (length := _length(file, digest.update)) > 0:
        count += 1
        while length > 0:
            block = file.read(min(_AT_ONCE, length))
            if not block:
                raise FileRefused("file-cut")
            digest.update(block)
            length -= len(block)
    end = file.read(_MOST_END_BYTES + 1)
    try:
        payload, signature = items(cbor.read(end, most_bytes=_MOST_END_BYTES), 2)
        node, to, made_at, frames, told = items(cbor.read(payload, most_bytes=_MOST_END_BYTES), 5)
        origin = Origin(text(node, BUREAU), text(to, BUREAU), whole(made_at, 0, LATEST))
        signature, told = octets(signature, 64), octets(told, HASH_BYTES)
    except (Refusal, TypeError):
        raise FileRefused("file-cut") from None
    public = keys(origin.node)
    if public is None:
        raise FileRefused("file-unknown-node")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, CONTEXT + payload)
    except InvalidSignature:
        raise FileRefused("file-signature") from None
    if told != digest.digest() or frames != count:
        raise FileRefused("file-changed")
    return origin


def read_frames(file: IO[bytes]) -> Iterator[Handed]:
    """The frames of a file that was checked, one at a time. file: at its begin. Raises: Malformed for an odd frame."""
    file.seek(len(MAGIC))
    while length := _length(file, lambda _data: None):
        yield read_handed(file.read(length))


def _length(file: IO[bytes], seen: Callable[[bytes], object]) -> int:
    """Of the next frame; 0 at the end. Raises: FileRefused."""
    head = file.read(_LENGTH_BYTES)
    if len(head) < _LENGTH_BYTES:
        raise FileRefused("file-cut")
    seen(head)
    length = int.from_bytes(head, "big")
    if length > MOST_REQUEST_BYTES:
        raise FileRefused("file-form")
    return length
