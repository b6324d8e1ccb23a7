"""What nodes say to each other in bodies: deterministic CBOR. Pure. Source: docs/spec/courier.md, 4."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from comity.messages.courier.rules import (
    LATEST,
    LONGEST_CODE,
    MOST_BATCH_BYTES,
    MOST_IN_A_BATCH,
    Head,
    Parcel,
    ParcelKind,
)
from comity.seal import cbor
from comity.seal.errors import Malformed
from comity.seal.header import HASH_BYTES
from comity.seal.shapes import items, octets, whole

MOST_REQUEST_BYTES = MOST_BATCH_BYTES + 64 * 1024
MOST_HEADS_BYTES = 512 * 1024
WHOLE_KINDS = (ParcelKind.ENVELOPE, ParcelKind.RECEIPTS, ParcelKind.HEADS)
HAVE = "have"  # of a parcel: the other node keeps all of it


def write_batch(parcels: Sequence[Parcel]) -> bytes:
    """Whole parcels in one body, the most urgent first."""
    return cbor.write([parcel_words(each) for each in parcels])


def parcel_words(parcel: Parcel) -> tuple[object, ...]:
    """A parcel as it is written."""
    return parcel.id.bytes, int(parcel.kind), parcel.precedence, parcel.expires_at, parcel.content


def read_batch(data: bytes) -> list[Parcel]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=MOST_REQUEST_BYTES)
    return [parcel_of(each) for each in items(listed, 0, MOST_IN_A_BATCH)]


def write_answers(answers: Sequence[tuple[UUID, str]]) -> bytes:
    """For each parcel: `have`, or the code of why not."""
    return cbor.write([(id.bytes, answer) for id, answer in answers])


def read_answers(data: bytes) -> dict[UUID, str]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=64 * 1024)
    return dict(_answer(each) for each in items(listed, 0, cbor.MOST_VALUES))


def write_heads(heads: Sequence[Head]) -> bytes:
    """How far one side is with what the other side's bureaus sealed for it."""
    return cbor.write([(each.sender, each.bureau, each.last, each.top, each.digest) for each in heads])


def read_heads(data: bytes) -> tuple[Head, ...]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=MOST_HEADS_BYTES)
    return tuple(map(_head, items(listed, 0, cbor.MOST_VALUES)))


def _head(value: Any) -> Head:
    sender, bureau, last, top, digest = items(value, 5)
    if not isinstance(sender, str) or not isinstance(bureau, str):
        raise Malformed("A head has a part that is none.")
    top = whole(top, 0, cbor.MOST_NUMBER)
    return Head(sender, bureau, whole(last, 0, top), top, octets(digest, HASH_BYTES))


def parcel_of(value: Any) -> Parcel:
    """What `parcel_words` made. Raises: Malformed."""
    id, kind, precedence, expires_at, content = items(value, 5)
    if kind not in WHOLE_KINDS or not isinstance(content, bytes):
        raise Malformed("A parcel has a part that is none.")
    until = whole(expires_at, 0, LATEST)
    return Parcel(id_of(id), ParcelKind(kind), whole(precedence, 1, 4), until, content)


def _answer(value: Any) -> tuple[UUID, str]:
    id, word = items(value, 2)
    if not isinstance(word, str) or len(word) > LONGEST_CODE:
        raise Malformed("An answer is an id and a word.")
    return id_of(id), word


def id_of(value: Any) -> UUID:
    """Sixteen bytes. Raises: Malformed."""
    return UUID(bytes=octets(value, 16))
