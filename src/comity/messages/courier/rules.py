"""What the courier decides: how long to wait, what goes first, how much at once. Pure. Source: docs/spec/courier.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from itertools import accumulate
from random import Random
from uuid import UUID

MOST_PARCEL_BYTES = 3 * 1024 * 1024  # an envelope's limit (docs/spec/seal.md, 6)
MOST_BATCH_BYTES, MOST_IN_A_BATCH = 4 * 1024 * 1024, 200
CHUNK_BYTES = 64 * 1024  # what is longer than a request may hold travels in pieces of this size
MOST_STORED_BYTES = 512 * 1024 * 1024  # of one node's parcels that were not opened yet
MOST_RECEIPTS = 500  # under one signature of 3 kB
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=15)
LONGEST_BROKEN = timedelta(seconds=20)  # after a request that broke off: the node is there, the link is bad
# A parcel that arrived and is not receipted is offered again: the answer may have been lost with a disk.
FIRST_RESEND, LONGEST_RESEND = timedelta(minutes=2), timedelta(hours=6)
TRAVELS_FOR = timedelta(days=29)  # a day less than an envelope may: clocks differ
MOST_AHEAD = 1_000_000  # numbers that a peer may claim to know beyond ours: more is no backup, but a lie
LONG_REQUEST_S = 5.0  # behind a longer one an urgent parcel waits for too long
MOST_LEFT_BYTES = 64 * 1024 * 1024  # that one node may leave with a relay for another
# What lies aside so long is opened all the same: what came before it was refused or has expired, as its sender knows.
ASIDE_FOR = timedelta(days=1)
FETCH_EVERY, LATER = timedelta(seconds=5), timedelta(seconds=30)
STALE_AFTER = timedelta(days=7)  # a parcel of which nothing came for so long begins anew, if it ever does
FIRST_BATCH_BYTES, FEWEST_BATCH_BYTES = 1024 * 1024, 8 * 1024
LATEST = (1 << 40) - 1  # seconds since 1970 that a number on the wire may say
LONGEST_CODE = 40


class ParcelKind(IntEnum):
    """What a parcel holds. Closed set: numbers are never reused."""

    ENVELOPE = 1
    RECEIPTS = 2
    FILE = 3  # in chunks alone, beside the envelope that names it
    HEADS = 4  # between nodes that do not speak to each other at once


class FileState(IntEnum):
    """How far a file came that an envelope named. Closed set: numbers are never reused."""

    COMING = 1
    WHOLE = 2
    HERE = 3  # opened, on its message
    REFUSED = 4


class ParcelState(IntEnum):
    """How far a parcel of ours came. Closed set: numbers are never reused."""

    WAITING = 1
    ARRIVED = 2  # the other node has all of it; no receipt yet
    DONE = 3
    REFUSED = 4
    EXPIRED = 5


# The states of a parcel that is still offered.
OPEN = (ParcelState.WAITING, ParcelState.ARRIVED)


class TakenState(IntEnum):
    """What became of a parcel that came. Closed set: numbers are never reused."""

    WHOLE = 1
    OPENED = 2
    REFUSED = 3
    ASIDE = 4  # something before it is missing
    PARTIAL = 5  # not all of its chunks are here


class Level(IntEnum):
    """What a bureau signs for. The numbers of `messages.rules.State`, and one for a refusal."""

    DELIVERED = 2
    READ = 3
    ANSWERED = 4
    REFUSED = 9


@dataclass(frozen=True, slots=True)
class Parcel:
    """What travels. expires_at: seconds since 1970, UTC; after it nobody need keep the parcel."""

    id: UUID
    kind: ParcelKind
    precedence: int
    expires_at: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """How far an addressee is with what a sender sealed for it.

    last: up to which number nothing is missing. top: the highest number that came, and the digest of its header.
    """

    sender: str
    bureau: str
    last: int
    top: int
    digest: bytes


def pause(tries: int, random: Random, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """How long a node that did not answer is left alone: doubling, at random between half and all of it.

    tries: failures in a row, from 1. The chance keeps 195 nodes from coming back in the same second.
    """
    return _spread(min(longest, FIRST_PAUSE * 2 ** min(tries - 1, 20)), random)


def resend_after(times: int, random: Random) -> timedelta:
    """How long a receipt is waited for before the parcel is offered again. times: offers so far, from 1."""
    return _spread(min(LONGEST_RESEND, FIRST_RESEND * 2 ** min(times - 1, 20)), random)


def _spread(whole: timedelta, random: Random) -> timedelta:
    return whole * (0.5 + random.random() / 2)


def in_one_batch(lengths: Iterable[int], most_bytes: int = MOST_BATCH_BYTES) -> int:
    """How many of these parcels, in their order, go in one request; at least one where there is one.

    lengths: bytes of each, the most urgent first.
    """
    first = list(lengths)[:MOST_IN_A_BATCH]
    fitting = sum(total <= most_bytes for total in accumulate(first))
    return max(fitting, min(len(first), 1))


def batch_bytes(before: int, *, reached: bool, took_s: float = 0.0) -> int:
    """How much the next request to a node may hold: a quarter after a failure, twice as much after a success.

    took_s: how long it was under way. One that took long is followed by none that is longer, and by half of it where it
    took twice as long. A thin link that breaks keeps what got through, and an urgent parcel never waits for megabytes.
    """
    if not reached:
        return max(FEWEST_BATCH_BYTES, before // 4)
    if took_s > 2 * LONG_REQUEST_S:
        return max(FEWEST_BATCH_BYTES, before // 2)
    return before if took_s > LONG_REQUEST_S else min(MOST_BATCH_BYTES, before * 2)


def in_chunks(length: int, most_bytes: int) -> bool:
    """Does a parcel of this length travel in chunks, where a request may hold so much?"""
    return length > max(most_bytes, CHUNK_BYTES)


def refused_for_now(code: str) -> bool:
    """Does this answer to a parcel mean: later? Every other code is the last word on it."""
    return code in ("no-room", "busy", "not-wanted")


def moment(seconds: int) -> datetime:
    """A number of the wire, seconds since 1970, as a moment in UTC."""
    return datetime.fromtimestamp(seconds, tz=timezone.utc)


def expires_at(now: datetime) -> datetime:
    """Until when an envelope sealed now may arrive. An answer that is late still tells the asker something."""
    return now.replace(microsecond=0) + TRAVELS_FOR
