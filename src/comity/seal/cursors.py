"""Cursors that tell their holder nothing: a place in a list, sealed for one bureau, so that nobody counts by it.

Only this node makes and reads them. The form is nobody's to know and may change; an old one then reads as not ours.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal.errors import NotOpened, WeakSecret
from comity.seal.tags import SECRET_BYTES

_LABEL = b"comity/cursor/v1"
_NONCE_BYTES = 12
LONGEST = 200


def seal_cursor(node_secret: bytes, bureau: str, place: bytes) -> str:
    """The place as text that fits into an address. Raises: WeakSecret."""
    nonce = os.urandom(_NONCE_BYTES)
    box = _cipher(node_secret).encrypt(nonce, place, bureau.encode())
    return urlsafe_b64encode(nonce + box).rstrip(b"=").decode()


def open_cursor(node_secret: bytes, bureau: str, text: str) -> bytes:
    """The place in a cursor of this bureau. Raises: NotOpened for any other text."""
    try:
        sealed = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        return _cipher(node_secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bureau.encode())
    except (InvalidTag, ValueError):
        raise NotOpened("This is no cursor of this node for this bureau.") from None


@lru_cache(maxsize=4)
def _cipher(node_secret: bytes) -> AESGCM:
    if len(node_secret) < SECRET_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=_LABEL).derive(node_secret))
