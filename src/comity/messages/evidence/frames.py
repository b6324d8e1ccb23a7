"""The content of an envelope without the words that its message keeps itself, and whole again. Pure.

CBOR here has one encoding for each value, so what is put together again is byte for byte what was signed for, and no
word stands in two columns. Source: docs/spec/seal.md, 6 and 10.
"""

from typing import Any

from comity.seal import cbor
from comity.seal.content import MOST_BODY_BYTES, MOST_CONTENT_BYTES
from comity.seal.errors import Malformed


def without_body(raw: bytes) -> bytes:
    """The content with a letter whose body is empty. raw: of `Sealed` or `Opened`. Raises: Malformed for no letter."""
    content = cbor.read(raw, most_bytes=MOST_CONTENT_BYTES)
    return cbor.write({**content, "body": _with(content, "")})


def with_body(frame: bytes, body: str) -> bytes:
    """The content again. body: of the message, canonical JSON."""
    content = cbor.read(frame, most_bytes=MOST_CONTENT_BYTES)
    return cbor.write({**content, "body": _with(content, body)})


def _with(content: Any, body: str) -> bytes:
    letter = cbor.read(content["body"], most_bytes=MOST_BODY_BYTES)
    if not isinstance(letter, dict) or not isinstance(letter.get("body"), str):
        raise Malformed("The content is no letter.")
    return cbor.write({**letter, "body": body})
