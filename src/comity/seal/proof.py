"""Proofs: what was sent, shown to a third party by whoever has it, without anybody's private key.

A proof is the signed part of an envelope and its opened content. Source: docs/spec/seal.md, 15.
"""

from dataclasses import dataclass, field
from uuid import UUID

from comity.seal import cbor
from comity.seal.content import MOST_CONTENT_BYTES, Content, commitment, read_content, write_content
from comity.seal.errors import NotCommitted, UnknownKey
from comity.seal.header import FIRST, HASH_BYTES, Header
from comity.seal.shapes import octets, parts_of
from comity.seal.signed import Signer, SigningKeys, sign_header, verify_signed
from comity.seal.signing import PUBLIC_BYTES, key_name, public_of
from comity.seal.suites import CURRENT

FORMAT = "comity/proof/v1"
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Proof:
    """What a valid proof shows. key: the public key that the signatures fit; key_id: the sender's code and its name.

    Where the caller named no keys of its own, whose key it is is still to be found out.
    """

    header: Header
    digest: bytes
    content: Content
    key_id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """What a proof that was never sent says openly. kind, schema: what its body holds. at: seconds since 1970."""

    id: UUID
    kind: str
    schema: int
    at: int


def write_proof(signed: bytes, content: bytes, public: bytes) -> bytes:
    """signed, content: of a `Sealed`, or `Verified.signed` and `Opened.raw`. public: the sender's signing key."""
    parts = (cbor.write(FORMAT), signed, cbor.write(content), cbor.write(public))
    return b"\x84" + b"".join(parts)  # a list of four


def sign_proof(said: Said, body: bytes, signer: Signer) -> bytes:
    """A proof that is made to be shown and was never sent: its sender says what it has, to nobody in particular.

    It is addressed to its own sender, sealed for nobody, and stands in no chain (docs/spec/seal.md, 15).
    Raises: Malformed for a body that is too long.
    """
    raw = write_content(Content(body))
    header = Header(
        id=said.id,
        sender=signer.bureau,
        to=(signer.bureau,),
        kind=said.kind,
        schema=said.schema,
        precedence=1,
        issued_at=said.at,
        expires_at=said.at + 1,
        link=FIRST,
        commit=commitment(raw),
        suite=CURRENT.number,
    )
    nothing = bytes(HASH_BYTES)
    signed = cbor.write(sign_header(header.written(), nothing, nothing, signer, CURRENT))
    return write_proof(signed, raw, public_of(signer.seed))


def read_proof(data: bytes, keys: SigningKeys | None = None) -> Proof:
    """Go on only with what the sender signed. keys: trusted ones; without, the one in the file.

    Raises: Refusal; as `verify_envelope` up to the signatures, then NotCommitted and UnknownKey.
    """
    signed, raw, public = parts_of(cbor.read(data, most_bytes=MOST_BYTES), FORMAT, 3)
    octets(raw, 1, MOST_CONTENT_BYTES)
    octets(public, PUBLIC_BYTES)
    found = verify_signed(signed, keys or (lambda _name: public))
    if commitment(raw) != found.header.commit:
        raise NotCommitted("The content is another than the one that was signed.")
    if key_name(public) != found.key_id.partition("/")[2]:
        raise UnknownKey("The key in the file is not the one that its signatures name.")
    content = read_content(raw, found.header.blobs)
    return Proof(found.header, found.digest, content, found.key_id, public)
