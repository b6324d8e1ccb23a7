"""The header of an envelope: what whoever carries it may read, and what all addressees know to be the same.

Moments are whole seconds since 1970, UTC. Source: docs/spec/seal.md, 8.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from comity.seal import cbor
from comity.seal.errors import Expired, Malformed, NotYet, WrongVersion
from comity.seal.shapes import BUREAU, KIND, items, names, octets, text, whole
from comity.seal.suites import suite_of

VERSION = 1
MOST_HEADER_BYTES = 128 * 1024
MOST_ADDRESSEES, MOST_BLOBS, MOST_BLOB_BYTES = 1000, 64, 1 << 40
LONGEST = timedelta(days=30)  # after which the sender's and the addressees' old keys are destroyed
CLOCKS_DIFFER = timedelta(minutes=5)
HASH_BYTES = 32
BEGINNING = bytes(HASH_BYTES)  # what stands where nothing came before
_NAMES = (
    "v", "suite", "id", "from", "to", "kind", "schema", "precedence", "iat", "exp", "seq", "prev", "commit", "blobs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a chain: the number of this envelope, from 1, and the digest of the header before it."""

    seq: int
    prev: bytes


FIRST = Link(1, BEGINNING)


@dataclass(frozen=True, slots=True)
class BlobMark:
    """A sealed attachment, as whoever carries it sees it: how many bytes, and their SHA-256."""

    sealed_bytes: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """kind, schema: what the content holds (docs/spec/message.md). to: codes of bureaus, ascending.

    commit: SHA-256 of the content with its salt. link: in the chain of everything that this sender seals.
    """

    id: UUID
    sender: str
    to: tuple[str, ...]
    kind: str
    schema: int
    precedence: int
    issued_at: int
    expires_at: int
    link: Link
    commit: bytes
    blobs: tuple[BlobMark, ...] = ()
    suite: int = 1

    def written(self) -> bytes:
        """The one encoding. Raises: Malformed for what no reader would take."""
        data = cbor.write(
            {
                "v": VERSION,
                "suite": self.suite,
                "id": self.id.bytes,
                "from": self.sender,
                "to": self.to,
                "kind": self.kind,
                "schema": self.schema,
                "precedence": self.precedence,
                "iat": self.issued_at,
                "exp": self.expires_at,
                "seq": self.link.seq,
                "prev": self.link.prev,
                "commit": self.commit,
                "blobs": [(each.sealed_bytes, each.sha256) for each in self.blobs],
            }
        )
        read_header(data)
        return data


def read_header(data: bytes) -> Header:
    """Raises: WrongVersion, UnknownSuite, UnknownHeader, Malformed and what `cbor.read` raises."""
    found = cbor.read(data, most_bytes=MOST_HEADER_BYTES)
    if isinstance(found, dict) and found.get("v", VERSION) != VERSION:
        raise WrongVersion("The header is of another version of the format.")
    found = names(found, _NAMES)
    suite = suite_of(whole(found["suite"], 0, cbor.MOST_NUMBER)).number
    issued_at = whole(found["iat"], 0, 1 << 40)
    longest = int(LONGEST.total_seconds())
    return Header(
        id=UUID(bytes=octets(found["id"], 16)),
        sender=text(found["from"], BUREAU),
        to=_addressees(found["to"]),
        kind=text(found["kind"], KIND),
        schema=whole(found["schema"], 1, 65535),
        precedence=whole(found["precedence"], 1, 4),
        issued_at=issued_at,
        expires_at=whole(found["exp"], issued_at + 1, issued_at + longest),
        link=read_link(found),
        commit=octets(found["commit"], HASH_BYTES),
        blobs=tuple(_blob(each) for each in items(found["blobs"], 0, MOST_BLOBS)),
        suite=suite,
    )


def read_link(found: dict[int | str, Any]) -> Link:
    """Number and former digest out of a map. Raises: Malformed, also where the first has a former one."""
    link = Link(whole(found["seq"], 1, cbor.MOST_NUMBER), octets(found["prev"], HASH_BYTES))
    if (link.seq == 1) != (link.prev == BEGINNING):
        raise Malformed("Only the first of a chain has nothing before it.")
    return link


def digest_of(written: bytes) -> bytes:
    """The digest by which the next header names this one."""
    return sha256(written).digest()


def check_times(header: Header, now: datetime) -> None:
    """Is it a moment at which this may be taken? now: aware. Raises: NotYet, Expired."""
    if header.issued_at > (now + CLOCKS_DIFFER).timestamp():
        raise NotYet("The envelope is dated later than now: one of the two clocks is wrong.")
    if header.expires_at <= now.timestamp():
        raise Expired("The envelope arrived after its last moment.")


def _addressees(value: Any) -> tuple[str, ...]:
    codes = [text(each, BUREAU) for each in items(value, 1, MOST_ADDRESSEES)]
    if any(former >= code for former, code in pairwise(codes)):
        raise Malformed("The addressees are not in their order, or one stands there twice.")
    return tuple(codes)


def _blob(value: Any) -> BlobMark:
    length, digest = items(value, 2)
    return BlobMark(whole(length, 1, MOST_BLOB_BYTES), octets(digest, HASH_BYTES))
