"""One way to write a document as bytes, so that its digest means something on every node.

Source: RFC 8785 (JSON Canonicalization Scheme), without fractions: our measures are whole numbers with units.
"""

import json
from collections.abc import Mapping
from hashlib import sha256

# Beyond this a reader in another language rounds silently (RFC 8785, 3.2.2.3).
GREATEST_INTEGER = 2**53 - 1


def canonical_json(document: object) -> str:
    """Sorted, compact JSON. Two equal documents give the same text.

    Raises: TypeError for what is no JSON, for fractions and for whole numbers beyond 2^53.
    """
    return json.dumps(_ordered(document), ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> bytes:
    """SHA-256 of a canonical text, 32 bytes."""
    return sha256(text.encode()).digest()


def _ordered(value: object) -> object:
    match value:
        case None | bool() | str():
            return value
        case int() if abs(value) <= GREATEST_INTEGER:
            return int(value)  # an enum is its number
        case Mapping():
            if not all(isinstance(key, str) for key in value):
                raise TypeError("A canonical document has text as keys.")
            # By UTF-16 units, as the standard says; by code points the order differs beyond the basic plane.
            return {
                key: _ordered(value[key]) for key in sorted(value, key=lambda key: key.encode("utf-16-be"))
            }
        case list() | tuple():
            return [_ordered(each) for each in value]
        case _:
            raise TypeError(f"A canonical document cannot hold this {type(value).__name__}.")
