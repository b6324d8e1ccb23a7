"""Private keys as a node keeps them: sealed with its secret, so that a copy of the tables alone opens nothing.

Only this node makes and reads them; who deletes a row deletes the key. The form is nobody's to know.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from comity.seal.errors import NotOpened, WeakSecret
from comity.seal.tags import SECRET_BYTES

_LABEL = b"comity/held-key/v1"
_NONCE_BYTES, _SALT_BYTES, _KEY_BYTES = 12, 16, 32
# Half a second and 128 MB for each guess at the passphrase of an officer's file (RFC 7914).
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**17, 8, 1
SHORTEST_PASSPHRASE = 12


def seal_private(node_secret: bytes, private: bytes, *, about: bytes) -> bytes:
    """A private key for the store. about: what it is the key of; opening needs the same. Raises: WeakSecret."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(node_secret).encrypt(nonce, private, about)


def open_private(node_secret: bytes, sealed: bytes, *, about: bytes) -> bytes:
    """The private key again. Raises: NotOpened when the node, the key or what it is of is another."""
    return _opened(_cipher(node_secret), sealed, about)


def seal_for_passphrase(private: bytes, passphrase: str, *, about: bytes) -> bytes:
    """A private key for a file that only who knows the passphrase opens. Raises: WeakSecret for a short one."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakSecret("A passphrase has at least 12 characters.")
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    return salt + nonce + _from_passphrase(passphrase, salt).encrypt(nonce, private, about)


def open_with_passphrase(sealed: bytes, passphrase: str, *, about: bytes) -> bytes:
    """The private key of such a file. Raises: NotOpened for another passphrase."""
    return _opened(_from_passphrase(passphrase, sealed[:_SALT_BYTES]), sealed[_SALT_BYTES:], about)


def _opened(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        raise NotOpened("This key does not open here.") from None


def _from_passphrase(passphrase: str, salt: bytes) -> AESGCM:
    derive = Scrypt(salt=salt, length=_KEY_BYTES, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
    return AESGCM(derive.derive(passphrase.encode()))


def _cipher(node_secret: bytes) -> AESGCM:
    if len(node_secret) < SECRET_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    return AESGCM(HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=_LABEL).derive(node_secret))
