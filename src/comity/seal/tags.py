"""Keyed tags: a subject can be found again in the journal by the asking bureau, within the month.

Without the node's secret a tag says nothing: unkeyed digests of document numbers are reversed in minutes.
"""

import hmac
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal.errors import WeakSecret

TAG_BYTES = 16
SECRET_BYTES = 32
# The labels are part of the format: another label makes every old tag unfindable.
_LABEL = b"comity/subject-tag/v1"
_LASTING = b"comity/lasting-tag/v1"
_TRACE = b"comity/trace-tag/v1"
_SAMPLE = b"comity/sample/v1"


def subject_tag(node_secret: bytes, bureau: str, month: str, text: str) -> bytes:
    """The tag of a subject, 16 bytes.

    node_secret: 32 bytes or more. month: UTC, as "2026-11". text: the subject as the search key spells it
    (kind, scheme and folded value), so that one subject typed in two ways has one tag.
    Raises: WeakSecret.
    """
    return hmac.digest(_tag_key(node_secret, _LABEL, bureau, month), text.encode(), "sha256")[:TAG_BYTES]


def lasting_tag(node_secret: bytes, bureau: str, text: str) -> bytes:
    """A tag that outlives the month, 16 bytes: for what a bureau must find again when it asks the same next year.

    It never stands in the journal, so the journal's tags stay apart from month to month. Raises: WeakSecret.
    """
    return hmac.digest(_tag_key(node_secret, _LASTING, bureau), text.encode(), "sha256")[:TAG_BYTES]


def trace_tag(node_secret: bytes, year: int, text: str) -> bytes:
    """The tag of a deleted record's key, 16 bytes. year: of the deletion, UTC. text: as of `subject_tag`.

    One key for all owners: whether something was deleted before is asked with a handful of tags, always as many,
    where one key for each owner and month would need thousands for every row of a load.
    Raises: WeakSecret.
    """
    return hmac.digest(_tag_key(node_secret, _TRACE, str(year)), text.encode(), "sha256")[:TAG_BYTES]


def sample_number(node_secret: bytes, text: str) -> int:
    """A number of 32 bits that nobody without the secret foresees or steers. Raises: WeakSecret."""
    return int.from_bytes(hmac.digest(_tag_key(node_secret, _SAMPLE), text.encode(), "sha256")[:4])


@lru_cache(maxsize=1024)  # one per bureau and month; the queries' hot path must not derive each time
def _tag_key(node_secret: bytes, label: bytes, *parts: str) -> bytes:
    if len(node_secret) < SECRET_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    info = b"\0".join((label, *(part.encode() for part in parts)))
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(node_secret)
