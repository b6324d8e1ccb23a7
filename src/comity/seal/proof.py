"""Proofs: what was sent, shown to a third party by whoever has it, without anybody's private key.

A proof is the signed part of an envelope and its opened content. Source: docs/spec/seal.md, 15.
"""

from dataclasses import dataclass, field

from comity.seal import cbor
from comity.seal.content import MOST_CONTENT_BYTES, Content, commitment, read_content
from comity.seal.errors import NotCommitted, UnknownKey
from comity.seal.header import Header
from comity.seal.shapes import octets, parts_of
from comity.seal.signed import SigningKeys, verify_signed
from comity.seal.signing import PUBLIC_BYTES, key_name

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


def write_proof(signed: bytes, content: bytes, public: bytes) -> bytes:
    """signed, content: of a `Sealed`, or `Verified.signed` and `Opened.raw`. public: the sender's signing key."""
    parts = (cbor.write(FORMAT), signed, cbor.write(content), cbor.write(public))
    return b"\x84" + b"".join(parts)  # a list of four


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
