"""What people compare of a key for papers."""

from hashlib import sha256

_GROUP = 4


def key_mark(public: bytes) -> str:
    """The first 20 hexadecimal digits of its SHA-256, in groups."""
    digits = sha256(public).hexdigest()[:20]
    return "-".join(digits[start : start + _GROUP] for start in range(0, 20, _GROUP))
