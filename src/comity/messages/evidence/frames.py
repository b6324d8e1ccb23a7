"""The content of an envelope without the words that its message keeps itself, and whole again. Pure.

The words are cut out as they are written in the letter, with their name, and put back where they were: byte for byte
what was signed for, and no word stands in two columns. Nothing is parsed: this is done for every message that travels.
Source: docs/spec/seal.md, 10; docs/spec/courier.md, 2.
"""

from comity.seal import cbor
from comity.seal.errors import Malformed

_NAME, _PLACE_BYTES = cbor.write("body"), 4


def without_body(raw: bytes, body: str) -> bytes:
    """Where the words stood, and the rest. raw: of `Sealed` or `Opened`. body: of the letter in it.

    Raises: Malformed where the words do not stand there.
    """
    words = _NAME + cbor.write(body)
    place = raw.find(words)
    if place < 0:
        raise Malformed("The content holds other words than its message.")
    return place.to_bytes(_PLACE_BYTES) + raw[:place] + raw[place + len(words) :]


def with_body(frame: bytes, body: str) -> bytes:
    """The content again. body: of the message, canonical JSON."""
    place, rest = int.from_bytes(frame[:_PLACE_BYTES]), frame[_PLACE_BYTES:]
    return rest[:place] + _NAME + cbor.write(body) + rest[place:]
