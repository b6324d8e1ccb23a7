"""Notes of a bureau that outlive what they are about: sealed with the node's secret, so that no column holds the words.

The format is nobody's to know but this node's.
"""

import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal.errors import NotOpened, WeakSecret
from comity.seal.tags import SECRET_BYTES

PAD_BYTES = 64  # the length tells nothing finer than this
_LABEL = b"comity/note/v1"
_NONCE_BYTES = 12


def seal_note(node_secret: bytes, bureau: str, about: bytes, text: str) -> bytes:
    """The text, for this bureau and this thing alone. about: 16 bytes that name it. Raises: WeakSecret."""
    plain = text.encode() + b"\x80"
    plain += bytes(-len(plain) % PAD_BYTES)
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(node_secret).encrypt(nonce, plain, about + bureau.encode())


def open_note(node_secret: bytes, bureau: str, about: bytes, sealed: bytes) -> str:
    """The text again. Raises: NotOpened when one byte, the bureau or the thing is another."""
    try:
        plain = _cipher(node_secret).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about + bureau.encode()
        )
    except (InvalidTag, ValueError):
        raise NotOpened("This note belongs to something else, or was changed.") from None
    return plain[: plain.rindex(b"\x80")].decode()


@lru_cache(maxsize=4)
def _cipher(node_secret: bytes) -> AESGCM:
    if len(node_secret) < SECRET_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    return AESGCM(HKDF(SHA256(), length=32, salt=None, info=_LABEL).derive(node_secret))
