"""A bureau's keys as pages and programs show them."""

from dataclasses import dataclass
from datetime import datetime

from comity.bureaus.signed.entries import EncryptionKey, Entry
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.tables import RevokedKey


@dataclass(frozen=True, slots=True)
class KeysShown:
    """entry: the newest this node knows. fingerprint: of its signing key, as people read it aloud.

    revoked_at: since when its signing key counts no more; None while it does. epochs: keys to seal for, each with
    whether it is the one of now.
    """

    entry: Entry
    fingerprint: str
    revoked_at: datetime | None
    epochs: tuple[tuple[EncryptionKey, bool], ...]
    recovered: bool


def keys_shown(code: str, now: datetime) -> KeysShown | None:
    """The keys of a bureau; None where the directory has none of it."""
    head = head_of(code)
    if head is None:
        return None
    entry = head.signed.entry
    revoked = RevokedKey.objects.filter(key=head.signing_key).first()
    epochs = tuple((each, each.valid_from <= now < each.valid_to) for each in entry.encryption)
    return KeysShown(
        entry, fingerprint(entry.signing_key), revoked.at if revoked else None, epochs, head.recovered
    )
