"""One receipt, shown to a third party without the others of its list. Pure. docs/spec/message.md, 5."""

from collections.abc import Callable
from dataclasses import dataclass

from comity.messages.courier.receipts import (
    CONTEXT,
    MOST_RECEIPT_BYTES,
    Receipt,
    SignedRoot,
    read_receipt,
    read_signed,
)
from comity.messages.courier.rules import MOST_RECEIPTS
from comity.seal import cbor
from comity.seal.errors import Malformed, WrongSignature
from comity.seal.header import HASH_BYTES
from comity.seal.shapes import items, octets, parts_of, whole
from comity.seal.tree import cut, leaf, root_by_path

FORMAT = "comity/receipt/v1"
MOST_BYTES = 16 * 1024
_LONGEST_PATH = 16


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """What bureau signed for, to whom, under which key."""

    bureau: str
    to: str
    receipt: Receipt
    key_id: str


def write_shown(words: bytes, place: int, path: bytes, signed: SignedRoot) -> bytes:
    """words: the receipt as it stood in its list. path: hashes one after the other."""
    return cbor.write((FORMAT, signed.key_id, signed.payload, signed.signature, place, words, cut(path)))


def read_shown(data: bytes, keys: Callable[[str], bytes | None]) -> ShownReceipt:
    """Go on only with what the bureau signed.

    Raises: UnknownKey, WrongSignature, WrongVersion, Malformed and what `cbor.read` raises.
    """
    value = cbor.read(data, most_bytes=MOST_BYTES)
    key_id, payload, signature, place, words, path = parts_of(value, FORMAT, 6)
    bureau, to, count, root = items(read_signed(key_id, payload, signature, keys, CONTEXT), 4)
    if bureau != key_id.partition("/")[0] or not isinstance(to, str):
        raise Malformed("The receipt is another bureau's than its key.")
    count = whole(count, 1, MOST_RECEIPTS)
    place = whole(place, 0, count - 1)
    words = octets(words, 1, MOST_RECEIPT_BYTES)
    hashes = [octets(each, HASH_BYTES) for each in items(path, 0, _LONGEST_PATH)]
    if root_by_path(leaf(words), place, count, hashes) != octets(root, HASH_BYTES):
        raise WrongSignature("The receipt is none of those that its bureau signed.")
    return ShownReceipt(str(bureau), to, read_receipt(words), key_id)
