"""Signatures of printed papers, as bytes: Ed25519 alone, because a QR code has no room for 3,309 bytes of ML-DSA-65.

The key comes from the node's secret. A signing key is a 32-byte seed, a public key 32 bytes, a signature 64.
Source: RFC 8032; docs/spec/printed-notice.md.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal.errors import NotSigned, WeakSecret

SEED_BYTES, PUBLIC_BYTES, SIGNATURE_BYTES = 32, 32, 64
_LABEL = b"comity/paper-key/v1"


def paper_key(node_secret: bytes) -> bytes:
    """The seed with which this node signs papers. Raises: WeakSecret."""
    if len(node_secret) < SEED_BYTES:
        raise WeakSecret("A node's secret has at least 32 bytes.")
    return HKDF(SHA256(), length=SEED_BYTES, salt=None, info=_LABEL).derive(node_secret)


def paper_public(seed: bytes) -> bytes:
    """The public key of a seed. Raises: WeakSecret."""
    return _private(seed).public_key().public_bytes_raw()


def sign_paper(message: bytes, seed: bytes, *, context: bytes) -> bytes:
    """The signature. context: what kind of thing is signed, at most 255 bytes. Raises: WeakSecret."""
    return _private(seed).sign(_bound(message, context))


def verify_paper(message: bytes, signature: bytes, public: bytes, *, context: bytes) -> None:
    """Go on only where the signature holds. Raises: NotSigned, WeakSecret."""
    if len(public) != PUBLIC_BYTES:
        raise WeakSecret("A public key for papers has 32 bytes.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _bound(message, context))
    except (InvalidSignature, ValueError):
        raise NotSigned("These bytes are not what the holder of this key signed.") from None


def _private(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != SEED_BYTES:
        raise WeakSecret("A signing key is a seed of 32 bytes.")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _bound(message: bytes, context: bytes) -> bytes:
    """Ed25519 has no context of its own: its length and bytes go in front."""
    return bytes((len(context),)) + context + message
