"""Invented bureaus that seal for each other, and the pieces of an envelope taken apart to be made wrong."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal import cbor
from comity.seal.cbor import Tagged
from comity.seal.content import Content
from comity.seal.envelope import Box, Draft, Opened, Sealed, open_envelope, seal_envelope, verify_envelope
from comity.seal.header import FIRST, Link, digest_of
from comity.seal.keys import public_key
from comity.seal.padding import pad
from comity.seal.signed import Signer, sign_header
from comity.seal.signing import public_of
from comity.seal.suites import CURRENT
from comity.seal.wraps import Addressee, make_wrap, root_of

NOON = 1_795_608_000  # 25 November 2026, 12:00 UTC
EPOCH = "2026-11"
SIGNING = {code: bytes([place]) * 32 for place, code in enumerate(("FRA", "ITA", "KEN", "CEN"), start=1)}
OPENING = {code: bytes([place]) * 32 for place, code in enumerate(("FRA", "ITA", "KEN", "CEN"), start=101)}
SIGNERS = {code: Signer(code, seed) for code, seed in SIGNING.items()}
KEYS = {each.key_id: public_of(each.seed) for each in SIGNERS.values()}
SIGNER = SIGNERS["FRA"]
DRAFT = Draft(
    id=UUID(int=7),
    sender="FRA",
    kind="note",
    schema=1,
    precedence=1,
    issued_at=NOON,
    expires_at=NOON + 86_400,
    link=FIRST,
)
CONTENT = Content(b'{"subject":"Silver boat","text":"Found at quay 4."}')


def addressee(code: str, link: Link = FIRST) -> Addressee:
    return Addressee(f"{code}/{EPOCH}", public_key(OPENING[code]), link)


def sealed(*codes: str, content: Content = CONTENT, **changed: Any) -> Sealed:
    to = [addressee(code) for code in codes or ("ITA",)]
    return seal_envelope(replace(DRAFT, **changed), content, to, SIGNER)


def read(envelope: bytes, code: str = "ITA") -> Opened:
    return open_envelope(verify_envelope(envelope, KEYS.get), code, {EPOCH: OPENING[code]})


def taken_apart(envelope: bytes) -> list[Any]:
    """Format, signed part, sealed part: lists and maps that may be changed in place."""
    return cbor.read(envelope, most_bytes=1 << 22)


def put_together(parts: list[Any]) -> bytes:
    return cbor.write(parts)


def signed_anew(envelope: bytes, change: Callable[[dict[Any, Any]], None]) -> bytes:
    """The envelope with another header, honestly signed: what only the sender can do wrong."""
    parts = taken_apart(envelope)
    header, box, wraps = cbor.read(parts[1].value[2], most_bytes=1 << 20)
    named = cbor.read(header, most_bytes=1 << 20)
    change(named)
    parts[1] = sign_header(cbor.write(named), box, wraps, SIGNER, CURRENT)
    return put_together(parts)


def signed_by(envelope: bytes, signer: Signer) -> bytes:
    """The envelope with somebody else's signatures."""
    parts = taken_apart(envelope)
    header, box, wraps = cbor.read(parts[1].value[2], most_bytes=1 << 20)
    parts[1] = sign_header(header, box, wraps, signer, CURRENT)
    return put_together(parts)


def sealed_wrongly(
    envelope: bytes, raw: bytes, *, padded: bytes | None = None, wrapped: bytes | None = None
) -> bytes:
    """Honest signatures over the header of an envelope and another content, its padding or the key in its wraps."""
    parts = taken_apart(envelope)
    header = cbor.read(parts[1].value[2], most_bytes=1 << 20)[0]
    digest, key = digest_of(header), os.urandom(32)
    box = Box(parts[2].value[0], os.urandom(12), b"")
    box = replace(box, sealed=AESGCM(key).encrypt(box.nonce, padded or pad(raw), box.words(digest)))
    to = cbor.read(header, most_bytes=1 << 20)["to"]
    wraps = [make_wrap(wrapped or key, addressee(code), CURRENT, digest) for code in to]
    parts[1] = sign_header(header, box.digest, root_of(wraps), SIGNER, CURRENT)
    parts[2] = Tagged(96, (box.protected, {5: box.nonce}, box.sealed, [each.written for each in wraps]))
    return put_together(parts)
