"""What nodes say to each other in bodies: deterministic CBOR. Pure. Source: docs/spec/courier.md, 4."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from comity.messages.courier.rules import MOST_BATCH_BYTES, MOST_IN_A_BATCH, Head, Parcel, ParcelKind
from comity.seal import cbor
from comity.seal.errors import Malformed

MOST_REQUEST_BYTES = MOST_BATCH_BYTES + 64 * 1024
MOST_HEADS_BYTES = 512 * 1024
HAVE = "have"  # of a parcel: the other node keeps all of it


def write_batch(parcels: Sequence[Parcel]) -> bytes:
    """Whole parcels in one body, the most urgent first."""
    return cbor.write(
        [(each.id.bytes, int(each.kind), each.precedence, each.expires_at, each.content) for each in parcels]
    )


def read_batch(data: bytes) -> list[Parcel]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=MOST_REQUEST_BYTES)
    if not isinstance(listed, list) or len(listed) > MOST_IN_A_BATCH:
        raise Malformed("A batch is a list of parcels, and not of too many.")
    return [_parcel(each) for each in listed]


def write_answers(answers: Sequence[tuple[UUID, str]]) -> bytes:
    """For each parcel: `have`, or the code of why not."""
    return cbor.write([(id.bytes, answer) for id, answer in answers])


def read_answers(data: bytes) -> dict[UUID, str]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=64 * 1024)
    if not isinstance(listed, list):
        raise Malformed("Answers are a list.")
    return dict(_answer(each) for each in listed)


def write_heads(heads: Sequence[Head]) -> bytes:
    """How far one side is with what the other side's bureaus sealed for it."""
    return cbor.write([(each.sender, each.bureau, each.last, each.top, each.digest) for each in heads])


def read_heads(data: bytes) -> tuple[Head, ...]:
    """Raises: Malformed and what `cbor.read` raises."""
    listed = cbor.read(data, most_bytes=MOST_HEADS_BYTES)
    if not isinstance(listed, list):
        raise Malformed("Heads are a list.")
    return tuple(map(_head, listed))


def _head(value: Any) -> Head:
    if (
        not isinstance(value, list)
        or len(value) != 5
        or not isinstance(value[4], bytes)
        or len(value[4]) != 32
    ):
        raise Malformed("A head has five parts.")
    sender, bureau, last, top, digest = value
    fits = (
        isinstance(sender, str) and isinstance(bureau, str) and isinstance(last, int) and isinstance(top, int)
    )
    if not fits or not 0 <= last <= top:
        raise Malformed("A head has a part that is none.")
    return Head(sender, bureau, last, top, digest)


def _parcel(value: Any) -> Parcel:
    if not isinstance(value, list) or len(value) != 5:
        raise Malformed("A parcel has five parts.")
    id, kind, precedence, expires_at, content = value
    if not (isinstance(precedence, int) and 1 <= precedence <= 4 and isinstance(content, bytes)):
        raise Malformed("A parcel has a part that is none.")
    if kind not in list(ParcelKind) or not isinstance(expires_at, int) or not 0 <= expires_at < 1 << 40:
        raise Malformed("A parcel has a part that is none.")
    return Parcel(_id(id), ParcelKind(kind), precedence, expires_at, content)


def _answer(value: Any) -> tuple[UUID, str]:
    if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str) or len(value[1]) > 40:
        raise Malformed("An answer is an id and a word.")
    return _id(value[0]), value[1]


def _id(value: Any) -> UUID:
    if not isinstance(value, bytes) or len(value) != 16:
        raise Malformed("An id has 16 bytes.")
    return UUID(bytes=value)
