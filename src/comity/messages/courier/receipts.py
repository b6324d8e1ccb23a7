"""Receipts: what a bureau says of envelopes that came, many under one signature. Pure. docs/spec/courier.md, 6.

The signature is over the root of a tree, so that one receipt can be shown to a third party without the others.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comity.messages.courier.rules import LATEST, LONGEST_CODE, MOST_RECEIPTS, Level
from comity.seal import cbor
from comity.seal.errors import Malformed, NotSigned, UnknownKey, WrongSignature
from comity.seal.header import HASH_BYTES
from comity.seal.shapes import items, octets, parts_of, whole
from comity.seal.signing import SIGNATURE_BYTES, sign, verify
from comity.seal.tree import leaf, root

FORMAT = "comity/receipts/v2"
CONTEXT = FORMAT.encode()
MOST_BYTES = 128 * 1024
MOST_RECEIPT_BYTES = 128


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
class SignedRoot:
    """What the signature of a list is over, and the signature: all that is needed besides one receipt and its path."""

    key_id: str
    payload: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Receipts:
    """What one bureau signed. to: the bureau whose envelopes these were, so that nobody shows them to another.

    signed: as it came; None for a list that is still to be signed.
    """

    bureau: str
    to: str
    listed: tuple[Receipt, ...]
    signed: SignedRoot | None = None


def write_receipts(receipts: Receipts, key_id: str, seed: bytes) -> bytes:
    """The signed list. key_id: as in envelopes."""
    words = [words_of(each) for each in receipts.listed]
    payload = cbor.write((receipts.bureau, receipts.to, len(words), root([leaf(each) for each in words])))
    return cbor.write((FORMAT, key_id, payload, words, sign(payload, seed, context=CONTEXT)))


def words_of(receipt: Receipt) -> bytes:
    """One receipt as it is written, which is a leaf of the tree."""
    return cbor.write((receipt.subject, int(receipt.level), receipt.at, receipt.code))


def read_receipts(data: bytes, keys: Callable[[str], bytes | None]) -> Receipts:
    """Go on only with what the bureau signed. keys: public signing keys by key id.

    Raises: UnknownKey, WrongSignature, Malformed and what `cbor.read` raises.
    """
    value = cbor.read(data, most_bytes=MOST_BYTES)
    key_id, payload, words, signature = parts_of(value, FORMAT, 4)
    bureau, to, count, signed_root = items(read_signed(key_id, payload, signature, keys, CONTEXT), 4)
    listed = [octets(each, 1, MOST_RECEIPT_BYTES) for each in items(words, 1, MOST_RECEIPTS)]
    if count != len(listed) or signed_root != root([leaf(each) for each in listed]):
        raise WrongSignature("The receipts are not those that their bureau signed.")
    found = tuple(read_receipt(each) for each in listed)
    return Receipts(_bureau(bureau, key_id), _text(to), found, SignedRoot(key_id, payload, signature))


def read_signed(
    key_id: Any, payload: Any, signature: Any, keys: Callable[[str], bytes | None], context: bytes
) -> Any:
    """What the holder of this key signed, read. Raises: as `read_receipts`."""
    if not isinstance(key_id, str) or not isinstance(payload, bytes):
        raise Malformed("A signed part is no signed part.")
    public = keys(key_id)
    if public is None:
        raise UnknownKey("The directory has no such signing key.")
    signature = octets(signature, SIGNATURE_BYTES)
    try:
        verify(payload, signature, public, context=context)
    except NotSigned:
        raise WrongSignature("These bytes are not what their bureau signed.") from None
    return cbor.read(payload, most_bytes=MOST_BYTES)


def read_receipt(words: bytes) -> Receipt:
    """One receipt. Raises: Malformed and what `cbor.read` raises."""
    subject, level, at, code = items(cbor.read(words, most_bytes=MOST_RECEIPT_BYTES), 4)
    if level not in list(Level) or not isinstance(code, str) or len(code) > LONGEST_CODE:
        raise Malformed("A receipt has a part that is none.")
    return Receipt(octets(subject, HASH_BYTES), Level(level), whole(at, 0, LATEST), code)


def _bureau(bureau: Any, key_id: str) -> str:
    if bureau != key_id.partition("/")[0]:
        raise Malformed("The receipts are another bureau's than their key.")
    return str(bureau)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("The receipts name nobody whose envelopes these were.")
    return value
