"""The centre's side: the root that officers signed, the files it publishes, entries it takes in, keys it revokes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _
from securesystemslib.signer import Key, Signature
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from comity.bureaus.actions import only_the_centre
from comity.bureaus.models import Bureau
from comity.bureaus.signed import holding, repository
from comity.bureaus.signed.age import CLOCKS_APART
from comity.bureaus.signed.entries import (
    Recovered,
    Signed,
    read_signed,
    require_first,
    require_next,
)
from comity.bureaus.signed.fingerprints import same_fingerprint
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.history import add_entry, head_of, statements
from comity.bureaus.signed.repository import target_file
from comity.bureaus.signed.statements import name_of
from comity.bureaus.signed.tables import DirectoryFile, HeldKey, KeyUse, RevokedKey, SignedEntry
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused

TIMESTAMP = "timestamp.json"
KEPT_FILES = timedelta(days=7)  # a client that began with an older list may still fetch what it names


@dataclass(frozen=True, slots=True)
class Published:
    """What the centre has published. changed: how many target files were new."""

    root: int
    targets: int
    snapshot: int
    timestamp: int
    changed: int
    signed_at: datetime


def online_keys(now: datetime) -> tuple[HeldKey, HeldKey]:
    """The keys of this node for targets, and for snapshot and timestamp; made where they are missing. Inside a verb."""
    return tuple(  # type: ignore[return-value]
        holding.held("", use) or holding.make_key("", use, now) for use in (KeyUse.TARGETS, KeyUse.TIMESTAMP)
    )


def newest_root() -> Metadata[Root] | None:
    """The root this centre publishes; None before the ceremony."""
    rows = DirectoryFile.objects.filter(name__endswith=".root.json")
    newest = max(rows, key=lambda row: int(row.name.partition(".")[0]), default=None)
    return Metadata[Root].from_bytes(bytes(newest.content)) if newest else None


@action("bureaus.draft_root")
def draft_root(act: ActDraft, officers: list[bytes], now: datetime, *, by: Actor) -> Metadata[Root]:
    """The next root, for officers to sign: their keys, and the keys with which this node publishes.

    officers: their public signing keys. Raises: Refused for too few, too many or the same one twice.
    """
    only_the_centre(by)
    targets, timestamp = (_public(each) for each in online_keys(now))
    root = newest_root()
    version = root.signed.version + 1 if root else 1
    act.about, act.count = f"root:{version}", len(officers)
    try:
        return repository.draft_root(
            version,
            [repository.public_keys(each) for each in officers],
            targets=targets,
            timestamp=timestamp,
            now=now,
        )
    except ValueError as reason:
        sentence = _("A root has between 3 and 20 officers, each with a key of his or her own.")
        raise Refused(sentence, code="officers") from reason


@action("bureaus.install_root")
def install_root(act: ActDraft, content: bytes, now: datetime, *, by: Actor) -> Metadata[Root]:
    """Publish under this root from now on. It must be signed by enough officers, and by enough of the one before.

    Raises: Refused.
    """
    only_the_centre(by)
    try:
        root = Metadata[Root].from_bytes(content)
        former = newest_root()
        if root.signed.type != Root.type or root.signed.version != (
            former.signed.version + 1 if former else 1
        ):
            raise Refused(_("This is not the next root of this directory."), code="root-version")
        for signer in (root, former):
            if signer is not None:
                signer.signed.verify_delegate(Root.type, root.signed_bytes, root.signatures)
    except (DeserializationError, RepositoryError, ValueError):
        raise Refused(_("Too few officers have signed this root."), code="root-unsigned") from None
    for key, role in zip(online_keys(now), (Targets.type, Timestamp.type), strict=True):
        names = {each.keyid for each in _public(key)}
        if set(root.signed.roles[role].keyids) != names:
            raise Refused(_("This root names other keys than those of this node."), code="root-keys")
    act.about, act.count = f"root:{root.signed.version}", 1
    _keep(f"{root.signed.version}.root.json", content, now)
    return root


def is_due(now: datetime) -> bool:
    """Must the centre publish? It changed something, or the last signature is five minutes old."""
    timestamp = newest_timestamp()
    if timestamp is None:
        return newest_root() is not None
    if now - repository.signed_at(timestamp) >= repository.SIGNED_AGAIN:
        return True
    return _changed(_files(), _targets(timestamp)) > 0


@action("bureaus.publish")
def publish(act: ActDraft, now: datetime, *, by: Actor) -> Published:
    """Sign and publish how the directory stands. Repeat it as you like. Raises: Refused before the ceremony."""
    only_the_centre(by)
    root = newest_root()
    if root is None:
        raise Refused(_("There is no root yet: begin with the key ceremony."), code="no-root")
    DirectoryFile.objects.select_for_update().filter(name__endswith=".root.json").count()
    for_targets, for_timestamp = map(_signers, online_keys(now))
    timestamp, files = newest_timestamp(), _files()
    targets = _targets(timestamp)
    changed = _changed(files, targets)
    snapshot_version = timestamp.snapshot_meta.version if timestamp else 0
    targets_version = targets.version if targets else 0
    if targets is None or timestamp is None or changed or targets.expires - now < repository.TARGETS_FOR / 2:
        targets_version, snapshot_version = targets_version + 1, snapshot_version + 1
        signed = repository.sign_with(repository.targets_of(targets_version, files, now=now), for_targets)
        _keep(f"{targets_version}.targets.json", signed, now)
        for name, content in files.items():
            _keep(target_file(name, content), content, now)
        _publish_snapshot(snapshot_version, signed, targets_version, for_timestamp, now)
    elif _snapshot(timestamp).expires - now < repository.SNAPSHOT_FOR / 2:
        snapshot_version += 1
        signed = _content(f"{targets_version}.targets.json")
        _publish_snapshot(snapshot_version, signed, targets_version, for_timestamp, now)
    version = timestamp.version + 1 if timestamp else 1
    snapshot = _content(f"{snapshot_version}.snapshot.json")
    said = repository.timestamp_of(version, snapshot, snapshot_version=snapshot_version, now=now)
    _keep(TIMESTAMP, repository.sign_with(said, for_timestamp), now)
    _forget(targets_version, snapshot_version, files, now)
    act.about, act.count = f"directory:{version}", changed
    return Published(
        root.signed.version,
        targets_version,
        snapshot_version,
        version,
        changed,
        repository.signed_at(said.signed),
    )


@action("bureaus.accept_entry")
def accept_entry(
    act: ActDraft, content: bytes, now: datetime, *, by: Actor, fingerprint_said: str = ""
) -> SignedEntry:
    """Take in what a bureau with a node of its own signed. The same again changes nothing.

    fingerprint_said: of a first entry, as the bureau said it by another way. Raises: Refused, EntryRefused.
    """
    only_the_centre(by)
    signed = read_signed(content)
    act.about = signed.entry.bureau
    known = SignedEntry.objects.filter(digest=signed.digest).first()
    if known is not None:
        return known
    Bureau.objects.select_for_update().filter(code=signed.entry.bureau).first()  # one entry at a time
    require_acceptable(signed, now, fingerprint_said=fingerprint_said)
    act.count = 1
    return add_entry(signed, now=now)


def require_acceptable(signed: Signed, now: datetime, *, fingerprint_said: str = "") -> None:
    """All that the centre asks before it takes an entry. Raises: EntryRefused."""
    entry = signed.entry
    if not Bureau.objects.filter(code=entry.bureau).exists():
        raise EntryRefused(_("The directory holds no bureau of this code."), code="entry-bureau")
    if entry.valid_from > now + CLOCKS_APART or entry.valid_to <= now:
        raise EntryRefused(
            _("This entry does not hold now: look at the clocks of both nodes."), code="entry-time"
        )
    head = head_of(entry.bureau)
    if head is None:
        require_first(signed)
        if not same_fingerprint(fingerprint_said, entry.signing_key):
            raise EntryRefused(
                _("The fingerprint is another one than the bureau said."), code="entry-fingerprint"
            )
        return
    if RevokedKey.objects.filter(key=head.signing_key).exists() and not signed.recovery:
        raise EntryRefused(_("The key that signed this was revoked."), code="entry-revoked")
    require_next(signed, head.signed, recovered=recovered_under(newest_root()))


def recovered_under(root: Metadata[Root] | None) -> Recovered:
    """The check that enough officers of this root signed the entry of a bureau that lost its key."""

    def check(signed: Signed) -> None:
        marks = {name: Signature(name, mark) for name, mark in signed.recovery}
        try:
            if root is None:
                raise ValueError("no root")
            root.signed.verify_delegate(Root.type, signed.recovery_message(), marks)
        except (RepositoryError, ValueError):
            raise EntryRefused(
                _("Too few officers of the root have signed this recovery."), code="entry-recovery"
            ) from None

    return check


@action("bureaus.revoke_key")
def revoke_key(act: ActDraft, bureau: Bureau, key: str, now: datetime, *, by: Actor) -> RevokedKey:
    """Let a signing key of a bureau count no more, from now on, and publish that at once where a root is there.

    key: its fingerprint or its name. Its next entry needs the recovery by officers. Raises: Refused for no such key.
    """
    only_the_centre(by)
    named = {
        each.signing_key
        for each in SignedEntry.objects.filter(bureau=bureau)
        if key == each.signing_key or same_fingerprint(key, each.signed.entry.signing_key)
    }
    if len(named) != 1:
        raise Refused(_("This bureau has no such key."), code="no-such-key")
    act.about, act.count = bureau.code, 1
    row, _new = RevokedKey.objects.get_or_create(key=named.pop(), defaults={"bureau": bureau, "at": now})
    if newest_root() is not None:
        publish(now, by=by)
    return row


def _public(key: HeldKey) -> tuple[Key, Key]:
    return repository.public_keys(bytes(key.public))


def _signers(key: HeldKey) -> Any:
    return repository.signers(holding.private_of(key))


def _files() -> dict[str, bytes]:
    return {name_of(each.code): each.content for each in statements()}


def _changed(files: dict[str, bytes], targets: Targets | None) -> int:
    known = {name: each.hashes["sha256"] for name, each in targets.targets.items()} if targets else {}
    new = {name: sha256(content).hexdigest() for name, content in files.items()}
    return len(set(new.items()) ^ set(known.items()))


def _publish_snapshot(version: int, targets: bytes, targets_version: int, by: Any, now: datetime) -> None:
    snapshot = repository.snapshot_of(version, targets, targets_version=targets_version, now=now)
    _keep(f"{version}.snapshot.json", repository.sign_with(snapshot, by), now)


def newest_timestamp() -> Timestamp | None:
    """The timestamp this centre published last; None before the first."""
    row = DirectoryFile.objects.filter(name=TIMESTAMP).first()
    return Metadata[Timestamp].from_bytes(bytes(row.content)).signed if row else None


def _snapshot(timestamp: Timestamp) -> Snapshot:
    name = f"{timestamp.snapshot_meta.version}.snapshot.json"
    return Metadata[Snapshot].from_bytes(_content(name)).signed


def _targets(timestamp: Timestamp | None) -> Targets | None:
    if timestamp is None:
        return None
    version = _snapshot(timestamp).meta["targets.json"].version
    return Metadata[Targets].from_bytes(_content(f"{version}.targets.json")).signed


def _content(name: str) -> bytes:
    return bytes(DirectoryFile.objects.get(name=name).content)


def _keep(name: str, content: bytes, now: datetime) -> None:
    DirectoryFile.objects.update_or_create(name=name, defaults={"content": content, "at": now})


def _forget(targets: int, snapshot: int, files: dict[str, bytes], now: datetime) -> None:
    """Old lists and statements go; roots stay for ever, so that the oldest client finds its way."""
    present = {target_file(name, content) for name, content in files.items()}
    present |= {TIMESTAMP, f"{targets}.targets.json", f"{snapshot}.snapshot.json"}
    old = DirectoryFile.objects.filter(at__lt=now - KEPT_FILES).exclude(name__endswith=".root.json")
    old.exclude(name__in=present).delete()
