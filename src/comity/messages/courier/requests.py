"""Requests between nodes, signed: HTTP Message Signatures with Ed25519, one fixed set of components. Pure.

One form is written and read, so that nobody chooses what a signature covers: method, whole address, digest of the body.
Source: RFC 9421, 2 and 3; RFC 9530 (Content-Digest); docs/spec/courier.md, 3. Vector: tests/rooms/messages/courier.
"""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.seal.header import CLOCKS_DIFFER

LABEL = "comity"
COVERED = ("@method", "@target-uri", "content-digest")
LIVES_S = 60
NONCE_BYTES = 16
_INPUT = re.compile(
    LABEL + r'=(\("@method" "@target-uri" "content-digest"\);created=(\d{1,12});expires=(\d{1,12})'
    r';keyid="([A-Z0-9][A-Z0-9-]{1,11})";alg="ed25519";nonce="([0-9a-f]{32})")'
)
_SIGNATURE = re.compile(LABEL + r"=:([A-Za-z0-9+/]{86}==):")


class NotBelieved(Exception):
    """A request is not what a node of the directory signed, or not now. `code` says which of these.

    said: the node that it names, believed in nothing. dated_s: how much later than now it is dated, where
    that is why; negative where it is dated earlier.
    """

    def __init__(self, code: str, said: str = "", dated_s: int = 0) -> None:
        super().__init__(code)
        self.code, self.said, self.dated_s = code, said, dated_s


@dataclass(frozen=True, slots=True)
class Believed:
    """Who sent a request. nonce: to be remembered until `until` (seconds since 1970), so that nobody sends it again."""

    node: str
    nonce: str
    until: int


def content_digest(body: bytes) -> str:
    """The header Content-Digest of a body."""
    return f"sha-256=:{base64.b64encode(sha256(body).digest()).decode()}:"


def base_of(components: dict[str, str], params: str) -> bytes:
    """The signature base: one line a component, in order, then the parameters."""
    lines = [f'"{name}": {value}' for name, value in components.items()]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def sign_request(
    method: str, address: str, body: bytes, *, node: str, seed: bytes, now: datetime, nonce: str
) -> dict[str, str]:
    """The headers that make a request ours. now: aware. nonce: 32 hexadecimal digits, used once."""
    created = int(now.timestamp())
    named = " ".join(f'"{name}"' for name in COVERED)
    params = (
        f"({named});created={created};expires={created + LIVES_S};"
        f'keyid="{node}";alg="ed25519";nonce="{nonce}"'
    )
    digest = content_digest(body)
    values = dict(zip(COVERED, (method, address, digest), strict=True))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(base_of(values, params))
    return {
        "Content-Digest": digest,
        "Signature-Input": f"{LABEL}={params}",
        "Signature": f"{LABEL}=:{base64.b64encode(signature).decode()}:",
    }


def believe_request(
    method: str,
    address: str,
    body: bytes,
    headers: tuple[str, str, str],
    *,
    keys: Callable[[str], bytes | None],
    now: datetime,
) -> Believed:
    """Who sent this. headers: Content-Digest, Signature-Input, Signature as they came. keys: transport keys by node.

    Raises: NotBelieved: request-unsigned, request-digest, request-time, request-unknown-node, request-signature.
    """
    digest, told, signed = headers
    found, signature = _INPUT.fullmatch(told), _SIGNATURE.fullmatch(signed)
    if found is None or signature is None:
        raise NotBelieved("request-unsigned")
    if digest != content_digest(body):
        raise NotBelieved("request-digest")
    params, created, expires, node, nonce = found.groups()
    moment, differ = now.timestamp(), CLOCKS_DIFFER.total_seconds()
    until = int(expires) + int(differ)
    if not int(created) - differ <= moment < until or int(expires) - int(created) > LIVES_S:
        raise NotBelieved("request-time", node, int(created) - int(moment))
    public = keys(node)
    if public is None:
        raise NotBelieved("request-unknown-node", node)
    values = dict(zip(COVERED, (method, address, digest), strict=True))
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(base64.b64decode(signature[1]), base_of(values, params))
    except (InvalidSignature, ValueError):
        raise NotBelieved("request-signature", node) from None
    return Believed(node, nonce, until)
