"""Envelopes: sealed for the addressed bureaus, signed by the sender, verifiable by whoever carries them.

`seal_envelope` makes one; `verify_envelope` says without any private key that it is its sender's and whole;
`open_envelope` reads it; `trim_envelope` leaves only some bureaus' wraps. Times and chains are the caller's to check
(`header.check_times`, `chain.follow`), who knows the clock and what came before; so is whether the signing key, which
`Verified.key_id` names, counted when the envelope was dated. Source: docs/spec/seal.md, 6 to 14.
"""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.seal import cbor
from comity.seal.content import (
    MOST_CONTENT_BYTES,
    Content,
    commitment,
    read_content,
    write_content,
)
from comity.seal.errors import BoxNotOpened, BoxSwapped, Malformed, NotCommitted
from comity.seal.header import MOST_ADDRESSEES, Header, Link, digest_of
from comity.seal.padding import FEWEST_BYTES, pad, padded_length, unpad
from comity.seal.shapes import items, names, octets, parts_of
from comity.seal.signed import Signer, SigningKeys, sign_header, verify_signed
from comity.seal.suites import CURRENT, Suite, suite_of
from comity.seal.wraps import (
    ALG,
    Addressee,
    Wrap,
    check_wraps,
    keep,
    make_wrap,
    open_wrap,
    read_wrap,
    root_of,
)

FORMAT = "comity/envelope/v1"
MOST_BYTES = 3 * 1024 * 1024
_IV = 5
_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_MOST_SEALED = padded_length(MOST_CONTENT_BYTES) + _TAG_BYTES


@dataclass(frozen=True, slots=True)
class Draft:
    """What the sender says openly: see `Header`. Addressees, commitment and blobs are found when sealing."""

    id: UUID
    sender: str
    kind: str
    schema: int
    precedence: int
    issued_at: int
    expires_at: int
    link: Link


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed envelope. digest: of its header, which the sender's next envelopes name as their former one.

    proof: the signed part and the content, from which `proof.write_proof` makes evidence later.
    """

    envelope: bytes
    header: Header
    digest: bytes
    signed: bytes = field(repr=False)
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Box:
    """The sealed content: COSE_Encrypt without its recipients."""

    protected: bytes
    nonce: bytes
    sealed: bytes

    @property
    def digest(self) -> bytes:
        return sha256(cbor.write((self.protected, self.nonce, self.sealed))).digest()

    def words(self, header_digest: bytes) -> bytes:
        """What the content's tag is over besides: Enc_structure."""
        return cbor.write(("Encrypt", self.protected, header_digest))


@dataclass(frozen=True, slots=True)
class Verified:
    """An envelope whose origin, addressees and wholeness are known, and whose content is not."""

    header: Header
    digest: bytes
    key_id: str
    signed: bytes = field(repr=False)
    box: Box = field(repr=False)
    wraps: tuple[Wrap, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """What an addressee reads. link: its own place among what this sender sent to it. raw: for `write_proof`."""

    header: Header
    digest: bytes
    content: Content
    link: Link
    raw: bytes = field(repr=False)


def seal_envelope(draft: Draft, content: Content, addressees: Sequence[Addressee], signer: Signer) -> Sealed:
    """Seal for up to 1,000 bureaus, each once, and sign.

    Raises: Malformed for what no reader would take, WeakSecret for what is no key.
    """
    suite, addressees = CURRENT, sorted(addressees, key=lambda each: each.bureau)
    raw = write_content(content)
    header = Header(
        **{name: getattr(draft, name) for name in Draft.__slots__},
        to=tuple(each.bureau for each in addressees),
        commit=commitment(raw),
        blobs=tuple(each.blob.mark for each in content.attachments),
        suite=suite.number,
    )
    written = header.written()
    digest, key = digest_of(written), os.urandom(_KEY_BYTES)
    box = Box(cbor.write({ALG: suite.content}), os.urandom(_NONCE_BYTES), b"")
    box = replace(box, sealed=AESGCM(key).encrypt(box.nonce, pad(raw), box.words(digest)))
    wraps = [make_wrap(key, each, suite, digest) for each in addressees]
    signed = cbor.write(sign_header(written, box.digest, root_of(wraps), signer, suite))
    return Sealed(_write(signed, box, wraps), header, digest, signed, raw)


def verify_envelope(envelope: bytes, keys: SigningKeys) -> Verified:
    """Go on only with what its sender signed, whole. Needs no private key: a carrier asks this too.

    Raises: Refusal; the order of what is looked at is in docs/spec/seal.md, 14.
    """
    value = cbor.read(envelope, most_bytes=MOST_BYTES)
    first, second = parts_of(value, FORMAT, 2)
    signed = verify_signed(first, keys)
    box, wraps = _read_box(second, signed.header)
    if box.digest != signed.box:
        raise BoxSwapped("The sealed content is not the one that was signed.")
    check_wraps(wraps, signed.header.to, signed.wraps)
    return Verified(signed.header, signed.digest, signed.key_id, cbor.write(first), box, wraps)


def open_envelope(verified: Verified, bureau: str, private: Mapping[str, bytes]) -> Opened:
    """Read what is for this bureau. private: the seeds it holds, by the epoch's name, as `2026-11`.

    Raises: NotAddressed, NoPrivateKey, WrapNotOpened, BoxNotOpened, WrongPadding, NotCommitted, Malformed.
    """
    header, box = verified.header, verified.box
    key, wrap = open_wrap(verified.wraps, bureau, private, header.suite, verified.digest)
    try:
        padded = AESGCM(key).decrypt(box.nonce, box.sealed, box.words(verified.digest))
    except (InvalidTag, ValueError):
        raise BoxNotOpened("The content does not open with the key in the wrap.") from None
    raw = unpad(padded)
    if commitment(raw) != header.commit:
        raise NotCommitted("The content is another than the one all addressees were promised.")
    return Opened(header, verified.digest, read_content(raw, header.blobs), wrap.link, raw)


def trim_envelope(verified: Verified, bureaus: Collection[str]) -> bytes:
    """The envelope with the wraps of these bureaus alone; it verifies as before. Raises: NotAddressed."""
    return _write(verified.signed, verified.box, keep(verified.wraps, bureaus))


def _write(signed: bytes, box: Box, wraps: Sequence[Wrap]) -> bytes:
    encrypt = (box.protected, {_IV: box.nonce}, box.sealed, [each.written for each in wraps])
    parts = (cbor.write(FORMAT), signed, cbor.write(cbor.Tagged(cbor.COSE_ENCRYPT, encrypt)))
    return b"\x83" + b"".join(parts)  # a list of three


def _read_box(value: Any, header: Header) -> tuple[Box, tuple[Wrap, ...]]:
    if not isinstance(value, cbor.Tagged) or value.tag != cbor.COSE_ENCRYPT:
        raise Malformed("No COSE_Encrypt stands where the sealed part should.")
    protected, open_part, sealed, recipients = items(value.value, 4)
    suite: Suite = suite_of(header.suite)
    if names(cbor.read(octets(protected, 1, 16), most_bytes=16), (ALG,))[ALG] != suite.content:
        raise Malformed("The content is sealed by another algorithm than the suite's.")
    nonce = octets(names(open_part, (_IV,))[_IV], _NONCE_BYTES)
    box = Box(protected, nonce, octets(sealed, FEWEST_BYTES + _TAG_BYTES, _MOST_SEALED))
    wraps = tuple(read_wrap(each, header.suite) for each in items(recipients, 1, MOST_ADDRESSEES))
    return box, wraps
