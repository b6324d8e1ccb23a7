"""The stamp of a printed notice: who issued which version when, signed; short enough for a QR code. Pure.

Two things are signed by one key. The stamp stands on the paper and binds the facts to it; the last line of the file
binds every byte before it, so that `comity notices check` needs no reader of PDF to see a changed page.
Wire format: docs/spec/printed-notice.md. A field may be added only with another number of the format.
"""

import struct
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

from comity.notices.printing.printed import PAPER_DAYS, paper_until
from comity.seal.errors import NotSigned
from comity.seal.papers import SIGNATURE_BYTES, sign_paper, verify_paper

FORMAT = 1
STAMP_CONTEXT, FILE_CONTEXT = b"comity/notice/paper/v1", b"comity/notice/file/v1"
DIGEST_BYTES, LONGEST_NUMBER = 16, 60
# Format, id, version, seconds since 1970 in UTC, days, the first half of the facts' digest; the number follows.
_HEAD = struct.Struct(">B16sHQB16s")
_LAST_LINE = b"%comity-notice "
# Readers look for the end of a PDF in its last 1,024 bytes: what follows it must be shorter.
MOST_LAST_LINE_BYTES = 900


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a paper says of itself. printed_at: aware, to the second. facts: the first 16 bytes of their SHA-256."""

    notice: UUID
    version: int
    number: str
    printed_at: datetime
    facts: bytes
    days: int = PAPER_DAYS

    @property
    def until(self) -> datetime:
        return paper_until(self.printed_at, self.days)

    def is_too_old(self, now: datetime) -> bool:
        """Must one ask before one acts? The last moment still counts."""
        return now > self.until


def signed(stamp: Stamp, key: bytes) -> str:
    """The stamp and its signature as one word for an address. key: a seed of `seal.papers`. Raises: ValueError."""
    number = stamp.number.encode()
    if len(number) > LONGEST_NUMBER or len(stamp.facts) != DIGEST_BYTES:
        raise ValueError("no number of a notice, or no digest")
    seconds = int(stamp.printed_at.timestamp())
    head = _HEAD.pack(FORMAT, stamp.notice.bytes, stamp.version, seconds, stamp.days, stamp.facts)
    body = head + number
    return _word(body + sign_paper(body, key, context=STAMP_CONTEXT))


def read(word: str, public: bytes) -> Stamp:
    """The stamp of an address, where the holder of the key wrote it. Raises: NotSigned."""
    raw = _bytes(word)
    body, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
    verify_paper(body, signature, public, context=STAMP_CONTEXT)
    if len(body) < _HEAD.size or body[0] != FORMAT:
        raise NotSigned("This stamp is of another format.")
    _format, notice, version, seconds, days, facts = _HEAD.unpack_from(body)
    at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    return Stamp(UUID(bytes=notice), version, body[_HEAD.size :].decode(), at, facts, days)


def sealed_file(pdf: bytes, word: str, key: bytes) -> bytes:
    """The file with its last line: the stamp once more, and the signature over every byte before that line."""
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    signature = _word(sign_paper(sha256(body).digest(), key, context=FILE_CONTEXT))
    return body + _LAST_LINE + word.encode() + b" " + signature.encode() + b"\n"


def read_file(content: bytes, public: bytes) -> Stamp:
    """The stamp of a file in which no byte has changed. Raises: NotSigned."""
    at = content.rfind(_LAST_LINE, max(0, len(content) - MOST_LAST_LINE_BYTES))
    words = content[at + len(_LAST_LINE) :].split(b" ") if at > 0 else []
    if len(words) != 2 or not words[1].endswith(b"\n"):
        raise NotSigned("This file has no signature of a notice.")
    try:
        word, signature = words[0].decode("ascii"), words[1][:-1].decode("ascii")
    except UnicodeDecodeError:
        raise NotSigned("This file has no signature of a notice.") from None
    verify_paper(sha256(content[:at]).digest(), _bytes(signature), public, context=FILE_CONTEXT)
    return read(word, public)


def _word(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(word: str) -> bytes:
    """What `_word` wrote, and nothing that only looks like it: each stamp has one spelling. Raises: NotSigned."""
    try:
        raw = b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except (NoBase64, ValueError):
        raw = b""
    if not raw or _word(raw) != word:
        raise NotSigned("This is no stamp.")
    return raw
