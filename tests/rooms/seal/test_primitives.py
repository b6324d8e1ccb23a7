"""The algorithms underneath, against other people's vectors: Wycheproof, the IETF's HPKE-PQ group, C2SP, known answers.

What must fail is in them as well as what must hold. Origin and licences: README.md in tests/vectors/wycheproof and
tests/vectors/primitives.
"""

import hashlib
import io
import json
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey, MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.seal import chunked, keys
from comity.seal.chunked import CHUNK_BYTES, open_chunks, sealed_length
from comity.seal.errors import BlobNotOpened
from comity.seal.signing import PUBLIC_BYTES, verify_cose

VECTORS = Path(__file__).parents[2] / "vectors"


def wycheproof(name: str) -> list[Any]:
    document = json.loads((VECTORS / f"wycheproof/{name}.json").read_text("utf-8"))
    return [
        pytest.param(group, test, id=f"tc{test['tcId']}")
        for group in document["testGroups"]
        for test in group["tests"]
    ]


def stored(name: str) -> list[Any]:
    return json.loads((VECTORS / f"primitives/{name}.json").read_text("utf-8"))


def octets(test: dict[str, str], *names: str) -> list[bytes]:
    return [bytes.fromhex(test[name]) for name in names]


@pytest.mark.parametrize(("group", "test"), wycheproof("ed25519"))
def test_ed25519(group, test):
    message, signature = octets(test, "msg", "sig")
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
    if test["result"] == "valid":
        public.verify(signature, message)
    else:
        with pytest.raises((InvalidSignature, ValueError)):
            public.verify(signature, message)


@pytest.mark.parametrize(("group", "test"), wycheproof("aes_256_gcm"))
def test_aes_256_gcm(group, test):
    key, nonce, aad, message, sealed, tag = octets(test, "key", "iv", "aad", "msg", "ct", "tag")
    cipher = AESGCM(key)
    if test["result"] == "valid":
        assert cipher.encrypt(nonce, message, aad) == sealed + tag
        assert cipher.decrypt(nonce, sealed + tag, aad) == message
    else:
        with pytest.raises(InvalidTag):
            cipher.decrypt(nonce, sealed + tag, aad)


@pytest.mark.parametrize(("group", "test"), wycheproof("hkdf_sha256"))
def test_hkdf_sha256(group, test):
    secret, salt, info, made = octets(test, "ikm", "salt", "info", "okm")
    if test["result"] == "valid":
        assert HKDF(SHA256(), length=test["size"], salt=salt or None, info=info).derive(secret) == made
    else:
        with pytest.raises(ValueError, match="Cannot derive keys larger"):
            HKDF(SHA256(), length=test["size"], salt=salt or None, info=info)


@pytest.mark.parametrize(("group", "test"), wycheproof("x25519"))
def test_x25519(group, test):
    public, private, shared = octets(test, "public", "private", "shared")
    exchange = X25519PrivateKey.from_private_bytes(private).exchange
    if "ZeroSharedSecret" in test["flags"]:
        with pytest.raises(ValueError, match="key"):
            exchange(X25519PublicKey.from_public_bytes(public))
    else:
        assert exchange(X25519PublicKey.from_public_bytes(public)) == shared


@pytest.mark.parametrize("test", stored("ml_dsa_65"), ids=lambda each: f"count{each['count']}")
def test_ml_dsa_65(test):
    seed, public, message, context, signature = octets(test, "xi", "pk", "msg", "ctx", "sig")
    assert MLDSA65PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw() == public
    key = MLDSA65PublicKey.from_public_bytes(public)
    key.verify(signature, message, context=context)
    places = range(0, len(signature), 97)
    wrong = [signature[:place] + bytes([signature[place] ^ 1]) + signature[place + 1 :] for place in places]
    wrong += [b"", signature[:-1], signature + b"\0", bytes(len(signature)), b"\xff" * len(signature)]
    for each in wrong:
        with pytest.raises((InvalidSignature, ValueError)):
            key.verify(each, message, context=context)
    for other in (b"", context + b"\0"):
        with pytest.raises(InvalidSignature):
            key.verify(signature, message, context=other)


@pytest.mark.parametrize("test", stored("ml_kem_768"), ids=lambda each: f"count{each['count']}")
def test_ml_kem_768(test):
    d, z, public, sealed, shared, rejected, other = octets(test, "d", "z", "pk", "ct", "ss", "ct_n", "ss_n")
    private = MLKEM768PrivateKey.from_seed_bytes(d + z)
    assert private.public_key().public_bytes_raw() == public
    assert private.decapsulate(sealed) == shared
    assert private.decapsulate(rejected) == other  # implicit rejection: a secret that nobody else has
    for length in (0, len(sealed) - 1, len(sealed) + 1):
        with pytest.raises(ValueError, match="ciphertext"):
            private.decapsulate((sealed + b"\0")[:length])


@pytest.mark.parametrize("test", stored("hpke_x_wing"), ids=lambda each: f"kdf{each['kdf_id']}")
def test_hpke_with_x_wing(test):
    """Their suites have other ciphers than ours; key pair, encapsulation and key schedule are the same."""
    seed, public, info, encapsulated = octets(test, "skRm", "pkRm", "info", "enc")
    assert keys.public_key(seed) == public
    assert len(encapsulated) == keys.ENCAPSULATED_BYTES
    kdf = {1: KDF.HKDF_SHA256, 17: KDF.SHAKE256}[test["kdf_id"]]
    suite = Suite(KEM.MLKEM768_X25519, kdf, AEAD.CHACHA20_POLY1305)
    first = test["encryptions"][0]
    private = MLKEM768X25519PrivateKey(*keys._halves(seed))

    def opened(sealed: bytes) -> bytes:
        return openssl.hpke._decrypt_with_aad(
            suite, sealed, private, info=info, aad=bytes.fromhex(first["aad"])
        )

    sealed = encapsulated + bytes.fromhex(first["ct"])
    assert opened(sealed).hex() == first["pt"]
    for place in (0, 1087, 1088, 1119, 1120, -1):
        forged = bytearray(sealed)
        forged[place] ^= 1
        with pytest.raises(InvalidTag):
            opened(bytes(forged))


@pytest.mark.parametrize("test", stored("chunked_encryption_aes_256_gcm"), ids=lambda each: each["name"])
def test_chunked_encryption_read_from_any_place(test, monkeypatch):
    """Theirs derive with SHA-256, Cobblestone with SHA-512: all the rest is the same."""
    monkeypatch.setattr(chunked, "SHA512", SHA256)
    file = b64decode(test["ciphertext"] or "")
    if test.get("compressed"):
        file = zlib.decompress(file)
    chunks, rest = divmod(max(0, len(file) - 56), CHUNK_BYTES + 16)
    length = chunks * CHUNK_BYTES + max(0, rest - 16)
    key, context = bytes.fromhex(test["key"]), test["context"].encode()

    def read() -> bytes:
        open_chunk = open_chunks(io.BytesIO(file), key, context, length)
        return b"".join([open_chunk(number) for number in reversed(range(length // CHUNK_BYTES + 1))][::-1])

    if test["expect"] == "success":
        content = read()
        assert hashlib.sha256(content).hexdigest() == test["payload_sha256"]
        assert len(file) == sealed_length(len(content))
    else:
        with pytest.raises(BlobNotOpened):
            read()


def test_a_public_key_that_is_no_point_or_no_lattice_verifies_nothing():
    for public in (bytes(PUBLIC_BYTES), b"\xff" * PUBLIC_BYTES):
        with pytest.raises(Exception, match="not what the holder"):
            verify_cose((b"a", b"b"), (bytes(64), bytes(3309)), public)
