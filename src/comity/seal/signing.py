"""Signatures, as bytes: Ed25519 and ML-DSA-65 over the same words; both must hold, so that both must fall.

A signing key is one 32-byte seed, a public key 1,984 bytes, a signature 3,373.
`sign` and `verify` bind a context of their own and serve releases; `sign_cose` and `verify_cose` sign what already
says what it is, as COSE has it, and serve envelopes. A bureau's key does both, for the directory and for envelopes:
neither can be taken for the other, because a context stands in front of the one and a list of CBOR begins the other.
Source: RFC 8032; FIPS 204 (ML-DSA-65, context string); RFC 9964; docs/spec/bundle.md; docs/spec/seal.md, 9.
"""

from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.seal.errors import NotSigned, WeakSecret

SEED_BYTES = 32
_ED25519_PUBLIC, _MLDSA_PUBLIC = 32, 1952
_ED25519_SIGNATURE, _MLDSA_SIGNATURE = 64, 3309
PUBLIC_BYTES = _ED25519_PUBLIC + _MLDSA_PUBLIC
SIGNATURE_BYTES = _ED25519_SIGNATURE + _MLDSA_SIGNATURE
_DERIVED = b"comity/signing/v1\0"


@lru_cache(maxsize=64)  # each signature names its key by it
def public_of(seed: bytes) -> bytes:
    """The public key of a seed. Raises: WeakSecret."""
    ed25519, mldsa = halves(seed)
    first = ed25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return first + mldsa.public_key().public_bytes_raw()


def key_name(public: bytes) -> str:
    """By which a public key is called in the directory and in signatures: SHA-256, hexadecimal."""
    return sha256(public).hexdigest()


def key_id_of(bureau: str, public: bytes) -> str:
    """By which envelopes, receipts and packages call a bureau's signing key (docs/spec/seal.md, 7)."""
    return f"{bureau}/{key_name(public)}"


def sign(message: bytes, seed: bytes, *, context: bytes) -> bytes:
    """Both signatures, one after the other. context: what is signed, at most 255 bytes. Raises: WeakSecret."""
    ed25519, mldsa = halves(seed)
    return ed25519.sign(_bound(message, context)) + mldsa.sign(message, context=context)


def verify(message: bytes, signature: bytes, public: bytes, *, context: bytes) -> None:
    """Go on only where both signatures hold. Raises: NotSigned, WeakSecret."""
    if len(signature) != SIGNATURE_BYTES:
        raise NotSigned("A signature has 3,373 bytes.")
    first, second = signature[:_ED25519_SIGNATURE], signature[_ED25519_SIGNATURE:]
    try:
        ed25519, mldsa = public_halves(public)
        ed25519.verify(first, _bound(message, context))
        mldsa.verify(second, message, context=context)
    except (InvalidSignature, ValueError):
        raise NotSigned("These bytes are not what the holder of this key signed.") from None


def sign_cose(messages: tuple[bytes, bytes], seed: bytes) -> tuple[bytes, bytes]:
    """The Ed25519 signature of the first message and the ML-DSA-65 signature of the second. Raises: WeakSecret.

    messages: one Sig_structure for each, which differ in the algorithm that they name.
    """
    ed25519, mldsa = halves(seed)
    return ed25519.sign(messages[0]), mldsa.sign(messages[1])


def verify_cose(messages: tuple[bytes, bytes], signatures: tuple[bytes, bytes], public: bytes) -> None:
    """Go on only where both signatures hold. Raises: NotSigned, WeakSecret."""
    try:
        ed25519, mldsa = public_halves(public)
        ed25519.verify(signatures[0], messages[0])
        mldsa.verify(signatures[1], messages[1])
    except (InvalidSignature, ValueError):
        raise NotSigned("These bytes are not what the holder of this key signed.") from None


@lru_cache(maxsize=512)  # a directory's bureaus; reading an ML-DSA key costs as much as a signature to check
def public_halves(public: bytes) -> tuple[Ed25519PublicKey, MLDSA65PublicKey]:
    """The two keys of a public key, for formats that carry signatures apart. Raises: WeakSecret, ValueError."""
    if len(public) != PUBLIC_BYTES:
        raise WeakSecret("A public signing key has 1,984 bytes.")
    first, second = public[:_ED25519_PUBLIC], public[_ED25519_PUBLIC:]
    return Ed25519PublicKey.from_public_bytes(first), MLDSA65PublicKey.from_public_bytes(second)


@lru_cache(maxsize=64)  # the bureaus that one node hosts; the seeds lie in its memory anyhow
def halves(seed: bytes) -> tuple[Ed25519PrivateKey, MLDSA65PrivateKey]:
    """The two private keys of a seed, for such formats. Raises: WeakSecret."""
    if len(seed) != SEED_BYTES:
        raise WeakSecret("A signing key is a seed of 32 bytes.")

    def half(name: bytes) -> bytes:
        return HKDF(SHA256(), length=SEED_BYTES, salt=None, info=_DERIVED + name).derive(seed)

    return (
        Ed25519PrivateKey.from_private_bytes(half(b"ed25519")),
        MLDSA65PrivateKey.from_seed_bytes(half(b"ml-dsa-65")),
    )


def _bound(message: bytes, context: bytes) -> bytes:
    """Ed25519 has no context of its own: its length and bytes go in front."""
    return bytes((len(context),)) + context + message
