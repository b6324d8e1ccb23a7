"""The suites of envelopes: which algorithms go together under one number. The next suite costs one entry.

Post-quantum wraps in COSE are still drafts: their number is of the private range, and will stay readable beside the
registered one when there is one. Source: draft-ietf-cose-hpke-27; RFC 9864; RFC 9964; docs/spec/seal.md, 7.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from comity.seal import keys, signing
from comity.seal.errors import UnknownSuite

ED25519, MLDSA65, A256GCM = -19, -49, 3
# Private use: -65536 less the number of X-Wing among the KEMs of HPKE, 0x647a.
HPKE_XWING_KE = -65536 - 0x647A

Two = tuple[bytes, bytes]


class Wrap(Protocol):
    def __call__(self, secret: bytes, public: bytes, *, context: bytes) -> bytes: ...


class Unwrap(Protocol):
    def __call__(self, wrapped: bytes, private: bytes, *, context: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Suite:
    """What signs, what encrypts the content, what wraps its key.

    signatures: algorithm number and length of each, in their order; all must hold. encapsulated_bytes: of the wrap's
    `ek`. The content's key has 32 bytes, its nonce 12, its tag 16.
    """

    number: int
    signatures: tuple[tuple[int, int], tuple[int, int]]
    sign: Callable[[Two, bytes], Two]
    verify: Callable[[Two, Two, bytes], None]
    content: int
    wrapping: int
    encapsulated_bytes: int
    wrap: Wrap
    unwrap: Unwrap


SUITES = {
    each.number: each
    for each in (
        Suite(
            number=1,
            signatures=((ED25519, 64), (MLDSA65, 3309)),
            sign=signing.sign_cose,
            verify=signing.verify_cose,
            content=A256GCM,
            wrapping=HPKE_XWING_KE,
            encapsulated_bytes=keys.ENCAPSULATED_BYTES,
            wrap=keys.wrap,
            unwrap=keys.unwrap,
        ),
    )
}
CURRENT = SUITES[1]


def suite_of(number: int) -> Suite:
    """Raises: UnknownSuite."""
    if number not in SUITES:
        raise UnknownSuite("The envelope was sealed with a suite that this version does not have.")
    return SUITES[number]
