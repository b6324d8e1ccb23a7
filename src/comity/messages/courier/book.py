"""Whose keys and addresses are whose: what the courier asks the directory, and nothing of how it knows.

A node is called by the code of the bureau whose node it is. Source: docs/spec/directory.md; docs/spec/courier.md, 1.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from comity.seal.signed import Signer


class AddressBook(Protocol):
    """What everybody may know."""

    def signing_key(self, key_id: str) -> bytes | None:
        """The public signing key, 1,984 bytes; None where there is none, or it was revoked."""

    def signed_then(self, key_id: str, at: datetime) -> bool:
        """Did this key count for its bureau at that moment?"""

    def sealing_key(self, bureau: str, at: datetime) -> tuple[str, bytes] | None:
        """Key id and public key to seal for at that moment, or None."""

    def node_of(self, bureau: str) -> str | None:
        """The node that holds this bureau's keys; None where the directory has no entry of it."""

    def address_of(self, node: str) -> str:
        """Where that node can be reached; empty where it cannot."""

    def carrier_of(self, node: str) -> str:
        """The node that takes requests for that one: itself, or its relay where it cannot be reached; empty: none."""

    def relay_of(self, node: str) -> str:
        """The node at which that one fetches, where it cannot be reached; empty: none."""

    def request_key(self, node: str) -> bytes | None:
        """The Ed25519 key under which that node signs requests, or None."""


class HeldKeys(Protocol):
    """What this node alone holds."""

    def signer(self, bureau: str) -> Signer | None:
        """With what this bureau signs, or None where its key is elsewhere."""

    def private_keys(self, bureau: str) -> Mapping[str, bytes]:
        """The seeds to open with, by epoch."""

    def request_seed(self) -> bytes | None:
        """With what this node signs requests."""
