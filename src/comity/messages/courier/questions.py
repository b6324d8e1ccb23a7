"""Heads that travel as a parcel between nodes that do not speak to each other at once: asked, answered, signed. Pure.

Source: docs/spec/courier.md, 8.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from comity.messages.courier.rules import LATEST, Head
from comity.messages.courier.wire import MOST_HEADS_BYTES, id_of, read_heads, write_heads
from comity.seal import cbor
from comity.seal.errors import Malformed, NotSigned, UnknownKey, WrongSignature
from comity.seal.shapes import BUREAU, items, octets, text, whole
from comity.seal.signing import SIGNATURE_BYTES, sign, verify

FORMAT = "comity/heads/v1"
CONTEXT = FORMAT.encode()
MOST_BYTES = MOST_HEADS_BYTES + 8 * 1024


@dataclass(frozen=True, slots=True)
class Heads:
    """How far `node` is with what the bureaus of `to` sealed for it. at: seconds since 1970, UTC.

    asks: the name of a question, which the answer repeats; answers: the question to which this is the answer.
    """

    node: str
    to: str
    at: int
    heads: tuple[Head, ...]
    asks: UUID | None = None
    answers: UUID | None = None


def write_signed(heads: Heads, key_id: str, seed: bytes) -> bytes:
    """key_id, seed: of the bureau after which the node is called."""
    named = [each.bytes if each else b"" for each in (heads.asks, heads.answers)]
    payload = cbor.write((heads.node, heads.to, heads.at, *named, write_heads(heads.heads)))
    return cbor.write((FORMAT, key_id, payload, sign(payload, seed, context=CONTEXT)))


def read_signed(data: bytes, keys: Callable[[str], bytes | None]) -> Heads:
    """Go on only with what the node's bureau signed. Raises: UnknownKey, WrongSignature, Malformed."""
    form, key_id, payload, signature = items(cbor.read(data, most_bytes=MOST_BYTES), 4)
    if form != FORMAT or not isinstance(key_id, str) or not isinstance(payload, bytes):
        raise Malformed("These are no heads of a form that this version knows.")
    public = keys(key_id)
    if public is None:
        raise UnknownKey("The directory has no such signing key.")
    try:
        verify(payload, octets(signature, SIGNATURE_BYTES), public, context=CONTEXT)
    except NotSigned:
        raise WrongSignature("These heads are not what their bureau signed.") from None
    node, to, at, asks, answers, heads = items(cbor.read(payload, most_bytes=MOST_BYTES), 6)
    if node != key_id.partition("/")[0] or not isinstance(heads, bytes):
        raise Malformed("These heads are another node's than their key.")
    return Heads(
        node=text(node, BUREAU),
        to=text(to, BUREAU),
        at=whole(at, 0, LATEST),
        heads=read_heads(heads),
        asks=None if asks == b"" else id_of(asks),
        answers=None if answers == b"" else id_of(answers),
    )
