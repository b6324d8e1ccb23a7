"""The private keys that this node holds for the bureaus it hosts, and its own: made, opened, ended. Inside verbs."""

import secrets
from collections.abc import Collection
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from comity.bureaus.signed.epochs import Epoch
from comity.bureaus.signed.tables import HeldKey, KeyUse
from comity.kit.ids import new_id
from comity.seal import keys, signing
from comity.seal.held import open_private, seal_private
from comity.store.home import node_secret

SEED_BYTES = 32


def held(owner: str, use: KeyUse) -> HeldKey | None:
    """The newest key of this use that is not to end, or None."""
    return HeldKey.objects.filter(owner=owner, use=int(use), ends_at=None).order_by("-valid_from").first()


def held_signing(owner: str, named: str) -> HeldKey | None:
    """The signing key of that name, or None where it is not held here. named: SHA-256, hexadecimal."""
    rows = HeldKey.objects.filter(owner=owner, use=int(KeyUse.SIGNING))
    return next((row for row in rows if signing.key_name(bytes(row.public)) == named), None)


def epoch_key(owner: str, month: str) -> HeldKey | None:
    """The newest encryption key of that month, or None."""
    rows = HeldKey.objects.filter(owner=owner, use=int(KeyUse.ENCRYPTION), epoch__startswith=month)
    return max(rows, key=lambda row: row.id, default=None)  # ids count up with time


def held_epochs(owner: str) -> list[HeldKey]:
    """All encryption keys that still open something."""
    return list(HeldKey.objects.filter(owner=owner, use=int(KeyUse.ENCRYPTION)))


def private_of(key: HeldKey) -> bytes:
    """The 32-byte seed. Raises: NotOpened where the row is of another node."""
    return open_private(node_secret(settings.HOME), bytes(key.sealed), about=_about(key))


def make_key(owner: str, use: KeyUse, now: datetime) -> HeldKey:
    """A new random key of this use, from now on."""
    return _kept(HeldKey(id=new_id(), owner=owner, use=int(use), valid_from=now))


def make_epoch_key(
    owner: str, epoch: Epoch, message_days: int, *, published: Collection[str] = ()
) -> HeldKey:
    """A new random encryption key for that month, beside those that the month has.

    published: names of keys in the bureau's newest entry. Another node may hold them, and no name means two keys.
    """
    held = HeldKey.objects.filter(owner=owner, use=int(KeyUse.ENCRYPTION), epoch__startswith=epoch.month)
    known = {*held.values_list("epoch", flat=True), *published}
    former = max((_turn(name) for name in known if name.startswith(epoch.month)), default=0)
    return _kept(
        HeldKey(
            id=new_id(),
            owner=owner,
            use=int(KeyUse.ENCRYPTION),
            epoch=f"{epoch.month}.{former + 1}" if former else epoch.month,
            valid_from=epoch.begins,
            ends_at=epoch.key_ends(message_days),
        )
    )


def adopt_epoch_key(key: HeldKey, seed: bytes) -> None:
    """Hold an encryption key that another node made, under its own id and name: what was sealed for it opens here.

    key: not yet written, without its secret part. It counts as older than what was made here since.
    """
    _kept(key, seed)


def end_keys(now: datetime) -> int:
    """Delete what has ended; how many. Nothing sealed for these keys opens any more."""
    return HeldKey.objects.filter(ends_at__lte=now).delete()[0]


def _turn(epoch: str) -> int:
    """Which key of its month a name means, from 1."""
    return int(epoch.partition(".")[2] or 1)


def _kept(key: HeldKey, seed: bytes | None = None) -> HeldKey:
    """Write it with its secret, a new one where none is given."""
    seed = seed or secrets.token_bytes(SEED_BYTES)
    key.public = _public(KeyUse(key.use), seed)
    key.sealed = seal_private(node_secret(settings.HOME), seed, about=_about(key))
    key.save(force_insert=True)
    return key


def _public(use: KeyUse, seed: bytes) -> bytes:
    match use:
        case KeyUse.ENCRYPTION:
            return keys.public_key(seed)
        case KeyUse.REQUESTS:
            return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        case _:
            return signing.public_of(seed)


def _about(key: HeldKey) -> bytes:
    return key.id.bytes + bytes((key.use,)) + key.owner.encode()
