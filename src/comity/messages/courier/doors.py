"""TLS doors of other nodes: where the directory names the keys of a door, those open it and nothing else does.

No certificate authority can then stand in that door, and a small bureau needs none. Source: docs/spec/directory.md, 3.
"""

from collections.abc import Callable, Collection
from hashlib import sha256
from typing import Any

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from urllib3.connection import HTTPSConnection

from comity.messages.courier.listed import DIRECTORY

Pins = Callable[[str, int], Collection[str]]
WRONG_DOOR, UNTRUSTED = "tls-pin", "tls"


class WrongDoor(urllib3.exceptions.SSLError):
    """Another key answers than those that the directory names. Nothing was sent."""


def pool_of_doors(pins: Pins = DIRECTORY.pins_at, **more: Any) -> urllib3.PoolManager:
    """Connections to other nodes; no redirects, no second try of its own. pins: by host and port."""

    class Connection(HTTPSConnection):
        def connect(self) -> None:
            """Raises: WrongDoor, before a byte of the request leaves."""
            named = pins(self.host, self.port or 443)
            if named:
                self.cert_reqs, self.assert_hostname = "CERT_NONE", False
            super().connect()
            if named and _pin_of_peer(self.sock) not in named:
                self.close()
                raise WrongDoor("Another key answers than the directory names.")
            self.is_verified = self.is_verified or bool(named)

    class Pool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Connection

    pool = urllib3.PoolManager(retries=False, **more)
    pool.pool_classes_by_scheme = {**pool.pool_classes_by_scheme, "https": Pool}
    return pool


def code_of(error: urllib3.exceptions.SSLError) -> str:
    """Why nobody was spoken to: another key than the directory's, or none that anybody vouches for."""
    return WRONG_DOOR if isinstance(error, WrongDoor) else UNTRUSTED


def _pin_of_peer(sock: Any) -> str:
    certificate: bytes = sock.getpeercert(binary_form=True)
    return pin_of(certificate)


def pin_of(certificate: bytes) -> str:
    """SHA-256 of the public key of a certificate, as hex. certificate: DER."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()
