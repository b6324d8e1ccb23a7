"""ML-DSA-65 and ML-KEM-768 against Wycheproof's vectors: what must hold, and what must fail.

Origin and licence: README.md in tests/vectors/wycheproof. `test_primitives.py` has known answers of others.
"""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey

from tests.rooms.seal.test_primitives import octets, wycheproof


@pytest.mark.parametrize(("group", "test"), wycheproof("ml_dsa_65"))
def test_ml_dsa_65(group, test):
    """Wrong hints, norms at and beyond their bound, another context or length, a key of zeros."""
    message, signature = octets(test, "msg", "sig")
    key, context = bytes.fromhex(group["publicKey"]), bytes.fromhex(test.get("ctx", ""))

    def check() -> None:
        MLDSA65PublicKey.from_public_bytes(key).verify(signature, message, context=context)

    if test["result"] == "valid":
        check()
    else:
        with pytest.raises((InvalidSignature, ValueError)):
            check()


@pytest.mark.parametrize(("group", "test"), wycheproof("ml_kem_768"))
def test_ml_kem_768(group, test):
    """A ciphertext that was changed, or is compared only up to a zero, opens to a secret that nobody else has."""
    seed, sealed, shared = octets(test, "seed", "c", "K")
    if test["result"] == "valid":
        private = MLKEM768PrivateKey.from_seed_bytes(seed)
        assert private.public_key().public_bytes_raw().hex() == test["ek"]
        assert private.decapsulate(sealed) == shared
    else:
        with pytest.raises(ValueError, match=r"length|bytes|size|[Ii]nvalid"):
            MLKEM768PrivateKey.from_seed_bytes(seed).decapsulate(sealed)


@pytest.mark.parametrize(("group", "test"), wycheproof("ml_kem_768_public"))
def test_nothing_is_sealed_for_an_ml_kem_768_key_that_is_none(group, test):
    """Too long, too short, or with numbers that are not reduced (FIPS 203, 7.2)."""
    with pytest.raises(ValueError, match=r"length|bytes|size|[Ii]nvalid"):
        MLKEM768PublicKey.from_public_bytes(bytes.fromhex(test["ek"])).encapsulate()
