"""The address book and the keys as the signed directory has them. Entries are verified once for each process."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from urllib.parse import urlsplit

from django.utils import timezone

from comity.bureaus.signed import keys
from comity.bureaus.signed.age import judged_at
from comity.bureaus.signed.entries import Entry, read_signed
from comity.bureaus.signed.tables import DirectoryCopy, RevokedKey, SignedEntry
from comity.seal.signed import Signer
from comity.seal.signing import key_id_of, key_name

FRESH_S = 5.0  # a new key or a revocation counts on this node so much later at most


@dataclass(slots=True)
class Directory:
    """Both protocols of `book`, read from this node's copy. Forget it, and the next question reads anew.

    entries: of each bureau, the newest first. known: all, by digest. signed_at: when the centre signed the copy.
    pins: of the TLS doors, by host and port.
    """

    read_at: float = float("-inf")
    known: dict[str, Entry] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    revoked: dict[str, datetime] = field(default_factory=dict)
    pins: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)
    signed_at: datetime | None = None

    def signing_key(self, key_id: str) -> bytes | None:
        public = self._fresh().keys.get(key_id)
        return None if public is None or self._is_revoked(public, timezone.now()) else public

    def signed_then(self, key_id: str, at: datetime) -> bool:
        """Did this key count when its bureau says it signed? Two keys do for five minutes around a change."""
        bureau, public = key_id.partition("/")[0], self._fresh().keys.get(key_id)
        then = keys.entries_at(self.entries.get(bureau, ()), at)
        return any(entry.signing_key == public for entry in then)

    def sealing_key(self, bureau: str, at: datetime) -> tuple[str, bytes] | None:
        entry = self._head(bureau)
        moment = judged_at(self.signed_at, at)
        if entry is None or self._is_revoked(entry.signing_key, moment):
            return None  # who stole the signing key may have signed this month's key, too
        key = keys.epoch_at(entry, moment)
        return (f"{bureau}/{key.epoch}", key.public) if key else None

    def node_of(self, bureau: str) -> str | None:
        entry = self._head(bureau)
        return (entry.hosted_by or bureau) if entry else None

    def address_of(self, node: str) -> str:
        entry = self._head(node)
        return entry.addresses[0].rstrip("/") if entry and entry.addresses else ""

    def carrier_of(self, node: str) -> str:
        return node if self.address_of(node) else self.relay_of(node)

    def relay_of(self, node: str) -> str:
        entry = self._head(node)
        relay = self._head(entry.relay) if entry and entry.relay and not entry.addresses else None
        return relay.bureau if relay and relay.relays and relay.addresses else ""

    def pins_at(self, host: str, port: int) -> frozenset[str]:
        """The keys of the TLS door there, as SHA-256 in hex; empty where the directory names none.

        As it was last read, for it is asked in threads that hold no connection to the database.
        """
        return self.pins.get((host, port), frozenset())

    def request_key(self, node: str) -> bytes | None:
        entry = self._head(node)
        return entry.request_key if entry else None

    def signer(self, bureau: str) -> Signer | None:
        entry = self._head(bureau)
        return keys.signer_named(bureau, key_name(entry.signing_key)) if entry else None

    def private_keys(self, bureau: str) -> Mapping[str, bytes]:
        return keys.own_encryption_seeds(bureau)

    def request_seed(self) -> bytes | None:
        try:
            return keys.own_request_seed()
        except keys.NoKey:
            return None

    def forget(self) -> None:
        self.read_at, self.known, self.entries, self.keys = float("-inf"), {}, {}, {}

    def _head(self, bureau: str) -> Entry | None:
        found = self._fresh().entries.get(bureau)
        return found[0] if found else None

    def _is_revoked(self, public: bytes, now: datetime) -> bool:
        at = self.revoked.get(key_name(public))
        return at is not None and at <= now

    def _fresh(self) -> "Directory":
        if monotonic() - self.read_at > FRESH_S:
            self._read()
            self.read_at = monotonic()
        return self

    def _read(self) -> None:
        digests = list(SignedEntry.objects.order_by("bureau", "-version").values_list("digest", flat=True))
        new = SignedEntry.objects.filter(digest__in=set(digests) - self.known.keys())
        self.known |= {
            digest: read_signed(bytes(content)).entry
            for digest, content in new.values_list("digest", "content")
        }
        entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in (self.known[digest] for digest in digests):
            entries[entry.bureau].append(entry)
        self.entries = dict(entries)
        found = (entry for each in entries.values() for entry in each)
        self.keys = {key_id_of(each.bureau, each.signing_key): each.signing_key for each in found}
        self.pins = {
            place: frozenset(each[0].tls_pins)
            for each in entries.values()
            if each[0].tls_pins
            for place in map(_place, each[0].addresses)
        }
        self.revoked = dict(RevokedKey.objects.values_list("key", "at"))
        copy = DirectoryCopy.here()
        self.signed_at = copy.signed_at if copy else None


def _place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or 443


DIRECTORY = Directory()
