"""What a relay, or a file on a stick, hands out for one node: parcels and chunks, each with the node it is from. Pure.

Source: docs/spec/courier.md, 9 and 10.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.messages.courier.chunks import Chunk, Progress, load_of, load_words, progress_of
from comity.messages.courier.rules import MOST_BATCH_BYTES, MOST_IN_A_BATCH, Parcel
from comity.messages.courier.wire import MOST_REQUEST_BYTES, parcel_of, parcel_words
from comity.seal import cbor
from comity.seal.shapes import BUREAU, items, text, whole


@dataclass(frozen=True, slots=True)
class Handed:
    """From whom, and what."""

    parcels: tuple[tuple[str, Parcel], ...] = ()
    chunks: tuple[tuple[str, Chunk], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parcels or self.chunks)


@dataclass(frozen=True, slots=True)
class Became:
    """What became of something that was handed out, at the node it was for."""

    node: str
    id: UUID
    answer: Progress


def write_fetch(most_bytes: int, answers: Sequence[Became]) -> bytes:
    """Hand out what is here for me, at most so much; this became of what you handed out before."""
    return cbor.write([most_bytes, [(each.node, each.id.bytes, each.answer) for each in answers]])


def read_fetch(data: bytes) -> tuple[int, list[Became]]:
    """Raises: Malformed and what `cbor.read` raises."""
    most, answers = items(cbor.read(data, most_bytes=MOST_REQUEST_BYTES), 2)
    return whole(most, 1, MOST_BATCH_BYTES), [
        _became(each) for each in items(answers, 0, 4 * MOST_IN_A_BATCH)
    ]


def write_handed(handed: Handed) -> bytes:
    loads = dict.fromkeys((node, chunk.load) for node, chunk in handed.chunks)
    return cbor.write(
        [
            [(node, parcel_words(parcel)) for node, parcel in handed.parcels],
            [(node, load_words(load, _of(handed.chunks, node, load))) for node, load in loads],
        ]
    )


def read_handed(data: bytes) -> Handed:
    """Raises: Malformed and what `cbor.read` raises."""
    parcels, loads = items(cbor.read(data, most_bytes=MOST_REQUEST_BYTES), 2)
    return Handed(
        tuple(_named(each, parcel_of) for each in items(parcels, 0, MOST_IN_A_BATCH)),
        tuple(
            (node, chunk)
            for each in items(loads, 0, MOST_IN_A_BATCH)
            for node, listed in [_named(each, load_of)]
            for chunk in listed
        ),
    )


def _of(chunks: Iterable[tuple[str, Chunk]], node: str, load: object) -> list[Chunk]:
    return [chunk for other, chunk in chunks if other == node and chunk.load == load]


def _named(value: Any, read: Any) -> tuple[str, Any]:
    node, what = items(value, 2)
    return text(node, BUREAU), read(what)


def _became(value: Any) -> Became:
    node, id, answer = items(value, 3)
    return Became(text(node, BUREAU), *progress_of([id, answer]))
