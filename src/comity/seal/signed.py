"""The signed part of an envelope: COSE_Sign over header, content and wraps, readable and verifiable by everybody.

It stands in envelopes and, alone, in proofs. Source: RFC 9052, 4; docs/spec/seal.md, 9.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comity.seal import cbor
from comity.seal.errors import Malformed, NotSigned, SignatureMissing, UnknownKey, WrongSignature
from comity.seal.header import HASH_BYTES, MOST_HEADER_BYTES, Header, digest_of, read_header
from comity.seal.shapes import items, key_id, names, octets
from comity.seal.signing import key_id_of, key_name, public_of
from comity.seal.suites import Suite, suite_of
from comity.seal.wraps import ALG, KID

MOST_SIGNED_BYTES = MOST_HEADER_BYTES + 8 * 1024
_LABEL = b"comity/envelope/v1"

# Finds the public signing key (1,984 bytes) under a key id, bureau / name; None where the directory has none for it.
SigningKeys = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. seed: 32 bytes of that bureau's signing key."""

    bureau: str
    seed: bytes

    @property
    def key_id(self) -> str:
        """Bureau and name of the key."""
        return key_id_of(self.bureau, public_of(self.seed))


@dataclass(frozen=True, slots=True)
class Signed:
    """What a verified signature stands for. digest: of the header, by which the next one names it.

    box, wraps: SHA-256 of the sealed content, root over the wraps. key_id: whose signatures hold.
    """

    header: Header
    digest: bytes
    box: bytes
    wraps: bytes
    key_id: str


def sign_header(header: bytes, box: bytes, wraps: bytes, signer: Signer, suite: Suite) -> cbor.Tagged:
    """COSE_Sign over a written header and the two digests. Raises: Malformed, WeakSecret."""
    name = signer.key_id.encode()
    key_id(name)
    payload = cbor.write((header, box, wraps))
    protected = [cbor.write({ALG: number, KID: name}) for number, _length in suite.signatures]
    first, second = (_words(each, payload) for each in protected)
    signatures = suite.sign((first, second), signer.seed)
    listed: list[Any] = [(part, {}, made) for part, made in zip(protected, signatures, strict=True)]
    return cbor.Tagged(cbor.COSE_SIGN, (b"", {}, payload, listed))


def verify_signed(value: Any, keys: SigningKeys) -> Signed:
    """Every signature that the suite asks for holds, and they are the sender's.

    Raises: Malformed, WrongVersion, UnknownSuite, UnknownHeader, SignatureMissing, UnknownKey, WrongSignature.
    """
    if not isinstance(value, cbor.Tagged) or value.tag != cbor.COSE_SIGN:
        raise Malformed("No COSE_Sign stands where the signed part should.")
    protected, open_part, payload, signatures = items(value.value, 4)
    octets(protected, 0)
    names(open_part, ())
    written, box, wraps = items(
        cbor.read(octets(payload, 1, MOST_SIGNED_BYTES), most_bytes=MOST_SIGNED_BYTES), 3
    )
    header = read_header(octets(written, 1, MOST_HEADER_BYTES))
    name = _check_signatures(signatures, payload, header, keys)
    return Signed(header, digest_of(written), octets(box, HASH_BYTES), octets(wraps, HASH_BYTES), name)


def _check_signatures(value: Any, payload: bytes, header: Header, keys: SigningKeys) -> str:
    """The id of the key that signed."""
    suite = suite_of(header.suite)
    if not isinstance(value, list) or len(value) != len(suite.signatures):
        raise SignatureMissing("Not exactly the signatures stand here that the suite asks for.")
    words: list[bytes] = []
    made: list[bytes] = []
    ids: set[str] = set()
    for each, (number, length) in zip(value, suite.signatures, strict=True):
        protected, open_part, signature = items(each, 3)
        found = names(cbor.read(octets(protected, 1, 96), most_bytes=96), (ALG, KID))
        names(open_part, ())
        if found[ALG] != number:
            raise SignatureMissing("A signature is by another algorithm than the suite's.")
        key_id(found[KID])
        ids.add(found[KID].decode())
        words.append(_words(protected, payload))
        made.append(octets(signature, length))
    name = ids.pop()
    if ids or name.partition("/")[0] != header.sender:
        raise SignatureMissing("The signatures are not both by one key of the sender.")
    public = keys(name)
    if public is None or key_name(public) != name.partition("/")[2]:
        raise UnknownKey(f"No signing key {name} is known.")
    try:
        suite.verify((words[0], words[1]), (made[0], made[1]), public)
    except NotSigned:
        raise WrongSignature("The envelope is not what its sender signed.") from None
    return name


def _words(protected: bytes, payload: bytes) -> bytes:
    """What one signature is over: Sig_structure."""
    return cbor.write(("Signature", b"", protected, _LABEL, payload))
