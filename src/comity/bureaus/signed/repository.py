"""The directory as a TUF repository: who signs what, how long it holds, and its files. Pure: no store, no clock.

Source: The Update Framework, specification 1.0.31; docs/spec/directory.md, 2.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import (
    Metadata,
    MetaFile,
    Role,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from comity.seal.signing import halves, public_halves

ROOT_FOR, TARGETS_FOR, SNAPSHOT_FOR = timedelta(days=365), timedelta(days=90), timedelta(days=14)
# After so long without a new signature nobody takes anything new from a copy (docs/spec/directory.md, 6).
TIMESTAMP_FOR = timedelta(hours=72)
SIGNED_AGAIN = timedelta(minutes=5)
FEWEST_OFFICERS, MOST_OFFICERS = 3, 20
ONLINE_KEYS = 2  # one seed: Ed25519 and ML-DSA-65, both needed
Signers = Sequence[CryptoSigner]


def signers(seed: bytes) -> tuple[CryptoSigner, CryptoSigner]:
    """The two signers of a seed. Raises: WeakSecret."""
    first, second = halves(seed)
    return CryptoSigner(first), CryptoSigner(second)


def public_keys(public: bytes) -> tuple[Key, Key]:
    """The two public keys of a signing key, under the names that their content gives them. Raises: WeakSecret."""
    first, second = public_halves(public)
    return SSlibKey.from_crypto(first), SSlibKey.from_crypto(second)


def root_threshold(officers: int) -> int:
    """How many of the `2 * officers` root keys must sign: of five officers six of ten keys.

    One more than there are officers: at least one key of each algorithm, and more than half of the officers.
    """
    return officers + 1


def draft_root(
    version: int,
    officers: Sequence[Sequence[Key]],
    *,
    targets: Sequence[Key],
    timestamp: Sequence[Key],
    now: datetime,
) -> Metadata[Root]:
    """A root that nobody has signed yet. officers: the two keys of each. Raises: ValueError for a wrong number."""
    if not FEWEST_OFFICERS <= len(officers) <= MOST_OFFICERS:
        raise ValueError("A root has between 3 and 20 officers.")
    root = Root(version=version, expires=_whole(now) + ROOT_FOR, consistent_snapshot=True)
    root.roles[Root.type] = Role([], root_threshold(len(officers)))
    for keys in officers:
        for key in keys:
            root.add_key(key, Root.type)
    for role, online in ((Targets.type, targets), (Snapshot.type, timestamp), (Timestamp.type, timestamp)):
        root.roles[role] = Role([], ONLINE_KEYS)
        for key in online:
            root.add_key(key, role)
    if len(root.roles[Root.type].keyids) != 2 * len(officers):
        raise ValueError("Two officers have one key.")
    return Metadata(root)


def sign_with(metadata: Metadata[Any], by: Signers) -> bytes:
    """The metadata with these signatures beside those it has."""
    for signer in by:
        metadata.sign(signer, append=True)
    return metadata.to_bytes()


def targets_of(version: int, files: Mapping[str, bytes], *, now: datetime) -> Metadata[Targets]:
    """The list of all target files. files: name and content."""
    listed = {name: TargetFile.from_data(name, content, ["sha256"]) for name, content in files.items()}
    return Metadata(Targets(version=version, expires=_whole(now) + TARGETS_FOR, targets=listed))


def snapshot_of(version: int, targets: bytes, *, targets_version: int, now: datetime) -> Metadata[Snapshot]:
    """Which list of targets counts."""
    meta = {"targets.json": MetaFile.from_data(targets_version, targets, ["sha256"])}
    return Metadata(Snapshot(version=version, expires=_whole(now) + SNAPSHOT_FOR, meta=meta))


def timestamp_of(
    version: int, snapshot: bytes, *, snapshot_version: int, now: datetime
) -> Metadata[Timestamp]:
    """Which snapshot counts, and when this was said: `signed_at` reads it back."""
    meta = MetaFile.from_data(snapshot_version, snapshot, ["sha256"])
    return Metadata(Timestamp(version=version, expires=_whole(now) + TIMESTAMP_FOR, snapshot_meta=meta))


def signed_at(timestamp: Timestamp) -> datetime:
    """When the centre signed it. A timestamp holds 72 hours, so that its end says its beginning."""
    return timestamp.expires - TIMESTAMP_FOR


def target_file(name: str, content: bytes) -> str:
    """Under which name a target is served: with the digest of its content in front."""
    digest = TargetFile.from_data(name, content, ["sha256"]).hashes["sha256"]
    return f"targets/{digest}.{name}"


def _whole(moment: datetime) -> datetime:
    """To the second, UTC, as metadata writes it."""
    return moment.astimezone(timezone.utc).replace(microsecond=0)
