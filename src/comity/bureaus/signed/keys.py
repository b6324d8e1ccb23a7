"""The way in for whoever uses the directory's keys: the courier, the seal of messages, the door of other nodes.

Every answer comes from entries that were followed to a key known before; nothing here trusts a column. A bureau whose
standing is suspended keeps its keys: the standing decides what it may do, and it must still receive (practice 9).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comity.bureaus.signed import holding
from comity.bureaus.signed.age import CLOCKS_APART, judged_at
from comity.bureaus.signed.entries import EncryptionKey, Entry
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.tables import DirectoryCopy, KeyUse, RevokedKey, SignedEntry
from comity.kit.errors import Refused
from comity.seal.signed import Signer
from comity.seal.signing import key_id_of, key_name


class NoKey(Refused):
    """The directory holds no key for this, at this time. `codes`: the bureaus concerned."""

    code = "no-key"

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(sorted(codes))
        sentence = _("The directory holds no key that counts now of: %(codes)s")
        super().__init__(sentence % {"codes": ", ".join(self.codes)})


@dataclass(frozen=True, slots=True)
class NodeOf:
    """Where the node of a bureau is reached and how it is known. addresses: none where it fetches by itself."""

    bureau: str
    addresses: tuple[str, ...]
    request_key: bytes
    tls_pins: tuple[str, ...]
    hosted_by: str


def signing_keys(code: str, at: datetime, *, seen_at: datetime) -> tuple[bytes, ...]:
    """The keys under which a signature of this bureau counts, that it says it made at `at`. Newest first.

    at: aware. seen_at: when we got it: a key that was revoked by then proves nothing, whatever time its holder writes.
    Two keys only within five minutes of a change. Raises: NoKey.
    """
    revoked = set(RevokedKey.objects.filter(bureau=code, at__lte=seen_at).values_list("key", flat=True))
    rows = SignedEntry.objects.filter(bureau=code).order_by("-version")
    then = (each.signing_key for each in entries_at((row.signed.entry for row in rows), at))
    found = tuple(dict.fromkeys(key for key in then if key_name(key) not in revoked))
    if not found:
        raise NoKey([code])
    return found


def signing_keys_by_id(code: str, at: datetime, *, seen_at: datetime) -> dict[str, bytes]:
    """The same by the ids that signatures name. Raises: NoKey."""
    return {key_id_of(code, public): public for public in signing_keys(code, at, seen_at=seen_at)}


def entries_at(entries: Iterable[Entry], at: datetime) -> Iterator[Entry]:
    """Those under whose signing key a signature counts that was made at `at`. entries: of one bureau, newest first.

    An entry ends where the next begins. What is signed in the minute of a new key still counts, by either clock.
    """
    ends: datetime | None = None
    for entry in entries:
        over = entry.valid_to if ends is None else ends + CLOCKS_APART
        if entry.valid_from - CLOCKS_APART <= at <= over:
            yield entry
        ends = entry.valid_from


def epoch_at(entry: Entry, moment: datetime) -> EncryptionKey | None:
    """The key to seal for at that moment, of those that an entry names."""
    return next((each for each in entry.encryption if each.valid_from <= moment < each.valid_to), None)


def encryption_keys(codes: Iterable[str], now: datetime) -> dict[str, EncryptionKey]:
    """The key to seal for, of each of these bureaus, for the month of now. Raises: NoKey, naming all that have none."""
    moment, wanted = judged(now), sorted(set(codes))
    found: dict[str, EncryptionKey] = {}
    for row in (
        SignedEntry.objects.filter(bureau__in=wanted).order_by("bureau_id", "-version").distinct("bureau_id")
    ):
        entry = row.signed.entry
        if RevokedKey.objects.filter(key=row.signing_key, at__lte=moment).exists():
            continue  # who stole the signing key may have signed this month's key, too
        if (key := epoch_at(entry, moment)) is not None:
            found[entry.bureau] = key
    if len(found) < len(wanted):
        raise NoKey(set(wanted) - set(found))
    return found


def node_of(code: str) -> NodeOf:
    """Where the bureau's node is reached. Raises: NoKey for a bureau without an entry."""
    entry = _newest(code)
    return NodeOf(code, entry.addresses, entry.request_key, entry.tls_pins, entry.hosted_by)


def signing_key_named(key_id: str) -> bytes | None:
    """The signing key that signatures of envelopes name; None where the directory has none such of that bureau.

    key_id: bureau and name of the key (docs/spec/seal.md, 7). Whether it counts at a time: `signing_keys`.
    """
    code, _slash, name = key_id.partition("/")
    row = SignedEntry.objects.filter(bureau=code, signing_key=name).order_by("-version").first()
    return row.signed.entry.signing_key if row else None


def own_signer(code: str) -> Signer:
    """With what this node signs for a bureau it hosts. Raises: NoKey."""
    head = head_of(code)
    signer = signer_named(code, head.signing_key) if head else None
    if signer is None:
        raise NoKey([code])
    return signer


def signer_named(code: str, name: str) -> Signer | None:
    """The same by the key of this name; None where it is not held here."""
    key = holding.held_signing(code, name)
    return Signer(code, holding.private_of(key)) if key else None


def own_encryption_seeds(code: str) -> dict[str, bytes]:
    """The seeds that open what was sealed for a bureau hosted here, by epoch, until they are destroyed."""
    return {key.epoch: holding.private_of(key) for key in holding.held_epochs(code)}


def own_request_seed() -> bytes:
    """The Ed25519 seed with which this node signs its requests to others. Raises: NoKey."""
    key = holding.held("", KeyUse.REQUESTS)
    if key is None:
        raise NoKey([])
    return holding.private_of(key)


def judged(now: datetime) -> datetime:
    """The moment by which keys are judged here: a clock that was set back revives none."""
    copy = DirectoryCopy.here()
    return judged_at(copy.signed_at if copy else None, now)


def _newest(code: str) -> Entry:
    head = head_of(code)
    if head is None:
        raise NoKey([code])
    return head.signed.entry
