"""The centre's signed word that it released what a pre-moderated bureau wrote. docs/spec/courier.md, 11; practice 9.

It travels inside the letter, and names the bureaus it is for and every byte of the letter besides itself: what the
centre read is what is delivered, with its files, and to nobody else.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from comity.messages.courier.letter import Letter, write_letter
from comity.messages.courier.receipts import read_signed
from comity.messages.courier.rules import LATEST
from comity.seal import cbor
from comity.seal.errors import Malformed, WrongSignature
from comity.seal.header import HASH_BYTES, Header, digest_of
from comity.seal.shapes import items, octets, whole
from comity.seal.signed import Signer
from comity.seal.signing import sign

FORMAT = "comity/release/v1"
CONTEXT = FORMAT.encode()
MOST_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class Release:
    """centre: who released it. key_id: under which key. at: seconds since 1970, UTC, as the envelope's `iat`."""

    centre: str
    key_id: str
    at: int


def with_release(letter: Letter, sender: str, to: tuple[str, ...], at: int, centre: Signer) -> Letter:
    """The letter with the centre's word. to: all bureaus of the envelope; at: its `iat`."""
    payload = cbor.write((centre.bureau, sender, sorted(to), digest_of(write_letter(letter)), at))
    signed = cbor.write((FORMAT, centre.key_id, payload, sign(payload, centre.seed, context=CONTEXT)))
    return replace(letter, released=signed)


def centre_named(letter: Letter) -> str:
    """Whose word a letter bears, as it says itself; "" for none. Nothing of it is believed before `read_release`."""
    if not letter.released:
        return ""
    _form, key_id, _payload, _signature = _parts(letter.released)
    return str(key_id).partition("/")[0]


def read_release(header: Header, letter: Letter, keys: Callable[[str], bytes | None]) -> Release:
    """Go on only with what a centre signed for this envelope. keys: public signing keys by key id.

    Whether it is a centre, and whether the key counted, is the caller's to ask.
    Raises: UnknownKey, WrongSignature, Malformed and what `cbor.read` raises.
    """
    _form, key_id, payload, signature = _parts(letter.released)
    said = items(read_signed(key_id, payload, signature, keys, CONTEXT), 5)
    centre, sender, to, digest, at = said
    if centre != key_id.partition("/")[0]:
        raise Malformed("The release is another centre's than its key.")
    told = digest_of(write_letter(replace(letter, released=b"")))
    if (sender, to, octets(digest, HASH_BYTES)) != (header.sender, list(header.to), told):
        raise WrongSignature("The centre released something else.")
    if whole(at, 0, LATEST) != header.issued_at:
        raise WrongSignature("The centre released it for another envelope.")
    return Release(str(centre), key_id, at)


def _parts(released: bytes) -> list[Any]:
    found = items(cbor.read(released, most_bytes=MOST_BYTES), 4)
    if found[0] != FORMAT or not isinstance(found[1], str):
        raise Malformed("This is no release of a form that this version knows.")
    return found
