"""Receipts: what a bureau says of envelopes that came, many under one signature. Pure. docs/spec/courier.md, 6."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comity.messages.courier.rules import LATEST, LONGEST_CODE, MOST_RECEIPTS, Level
from comity.seal import cbor
from comity.seal.errors import Malformed, NotSigned, UnknownKey, WrongSignature
from comity.seal.header import HASH_BYTES
from comity.seal.shapes import items, octets, whole
from comity.seal.signing import SIGNATURE_BYTES, sign, verify

FORMAT = "comity/receipts/v1"
CONTEXT = FORMAT.encode()
MOST_BYTES = 128 * 1024


@dataclass(frozen=True, slots=True)
class Receipt:
    """subject: digest of the envelope's header; SHA-256 of the parcel where no header could be believed.

    at: seconds since 1970, UTC, when the bureau's node committed it. code: why, of a refusal; else empty.
    """

    subject: bytes
    level: Level
    at: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Receipts:
    """What one bureau signed. to: the bureau whose envelopes these were, so that nobody shows them to another."""

    bureau: str
    to: str
    listed: tuple[Receipt, ...]


def write_receipts(receipts: Receipts, key_id: str, seed: bytes) -> bytes:
    """The signed list. key_id: as in envelopes."""
    listed = [(each.subject, int(each.level), each.at, each.code) for each in receipts.listed]
    payload = cbor.write((receipts.bureau, receipts.to, listed))
    return cbor.write((FORMAT, key_id, payload, sign(payload, seed, context=CONTEXT)))


def read_receipts(data: bytes, keys: Callable[[str], bytes | None]) -> Receipts:
    """Go on only with what the bureau signed. keys: public signing keys by key id.

    Raises: UnknownKey, WrongSignature, Malformed and what `cbor.read` raises.
    """
    form, key_id, payload, signature = items(cbor.read(data, most_bytes=MOST_BYTES), 4)
    if form != FORMAT or not isinstance(key_id, str) or not isinstance(payload, bytes):
        raise Malformed("These are no receipts of a form that this version knows.")
    public = keys(key_id)
    if public is None:
        raise UnknownKey("The directory has no such signing key.")
    signature = octets(signature, SIGNATURE_BYTES)
    try:
        verify(payload, signature, public, context=CONTEXT)
    except NotSigned:
        raise WrongSignature("The receipts are not what their bureau signed.") from None
    bureau, to, listed = items(cbor.read(payload, most_bytes=MOST_BYTES), 3)
    if bureau != key_id.partition("/")[0] or not isinstance(to, str):
        raise Malformed("The receipts are another bureau's than their key.")
    return Receipts(bureau, to, tuple(map(_receipt, items(listed, 1, MOST_RECEIPTS))))


def _receipt(value: Any) -> Receipt:
    subject, level, at, code = items(value, 4)
    if level not in list(Level) or not isinstance(code, str) or len(code) > LONGEST_CODE:
        raise Malformed("A receipt has a part that is none.")
    return Receipt(octets(subject, HASH_BYTES), Level(level), whole(at, 0, LATEST), code)
