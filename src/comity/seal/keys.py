"""Key pairs to seal for, as bytes: X-Wing, ML-KEM-768 and X25519 together, so that both must fall.

A private key is its 32-byte seed, a public key 1,216 bytes. The key of a bureau hosted on a node comes from
the node's secret: its operator could open what is sealed for it; the directory says who is hosted.
Source: draft-connolly-cfrg-xwing-kem, 5.2; RFC 9180; docs/spec/seal.md.
"""

from functools import lru_cache
from hashlib import shake_256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal.errors import NotOpened, WeakSecret

SEED_BYTES = 32
_MLKEM_PUBLIC_BYTES, _X25519_BYTES = 1184, 32
PUBLIC_BYTES = _MLKEM_PUBLIC_BYTES + _X25519_BYTES
ENCAPSULATED_BYTES = 1088 + _X25519_BYTES  # what HPKE calls `enc`: the first bytes of what is wrapped
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_HOSTED = b"comity/hosted-key/v1"


def hosted_private_key(node_secret: bytes, owner: str) -> bytes:
    """The seed of a hosted bureau's key pair. owner: the bureau's code.

    Raises: WeakSecret.
    """
    if len(node_secret) < SEED_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    label = _HOSTED + b"\0" + owner.encode()
    return HKDF(SHA256(), length=SEED_BYTES, salt=None, info=label).derive(node_secret)


def public_key(private: bytes) -> bytes:
    """The public key of a seed, 1,216 bytes. Raises: WeakSecret."""
    mlkem, x25519 = _halves(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def wrap(secret: bytes, public: bytes, *, context: bytes) -> bytes:
    """Encrypt a short secret for one public key (HPKE, base mode): 1,136 bytes longer than the secret.

    context: bound to the bytes; opening needs the same. Raises: WeakSecret for what is no public key.
    """
    return _SUITE.encrypt(secret, _public(public), info=context)


def unwrap(wrapped: bytes, private: bytes, *, context: bytes) -> bytes:
    """What `wrap` was given. Raises: NotOpened, WeakSecret."""
    try:
        return _SUITE.decrypt(wrapped, _private(private), info=context)
    except (InvalidTag, ValueError):
        raise NotOpened("These bytes were not sealed for this key.") from None


def _halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != SEED_BYTES:
        raise WeakSecret("A private key is a seed of 32 bytes.")
    wide = shake_256(private).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(wide[:64]), X25519PrivateKey.from_private_bytes(wide[64:])


@lru_cache(maxsize=64)  # the epochs of the bureaus that one node hosts; the seeds lie in its memory anyhow
def _private(seed: bytes) -> MLKEM768X25519PrivateKey:
    return MLKEM768X25519PrivateKey(*_halves(seed))


@lru_cache(maxsize=512)
def _public(raw: bytes) -> MLKEM768X25519PublicKey:
    if len(raw) != PUBLIC_BYTES:
        raise WeakSecret("A public key has 1,216 bytes.")
    mlkem = MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES])
    return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(raw[_MLKEM_PUBLIC_BYTES:]))
