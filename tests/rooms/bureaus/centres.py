"""A centre without a store: it publishes what it is told, and lies as it is told. Its files lie in a dictionary."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from unittest import mock

import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient._internal import trusted_metadata_set

from comity.access import actors
from comity.access.models import Alarm
from comity.access.roles import AlarmKind
from comity.bureaus.models import SignedEntry
from comity.bureaus.rules import BureauKind, Standing
from comity.bureaus.signed import repository, taking
from comity.bureaus.signed.client import DirectoryRefused, Line
from comity.bureaus.signed.entries import EncryptionKey, Signed, read_signed, require_next
from comity.bureaus.signed.epochs import epochs_needed
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.publishing import recovered_under
from comity.bureaus.signed.refreshing import refresh
from comity.bureaus.signed.statements import Statement
from comity.seal.keys import public_key
from comity.seal.signing import key_name, public_of
from tests.rooms.bureaus.directories import NOW, OFFICERS

URL = "https://centre.example"
MINUTE = timedelta(minutes=1)
ITA, FRA = b"i" * 32, b"f" * 32
TARGETS_SEED, TIMESTAMP_SEED = b"t" * 32, b"s" * 32


class Centre(Line):
    """Publishes entries and standings. away: it does not answer. asked: what was fetched since the last look."""

    def __init__(self, now: datetime = NOW) -> None:
        self.files: dict[str, bytes] = {}
        self.entries: dict[str, list[Signed]] = {}
        self.standings: dict[str, Standing] = {}
        self.revoked: dict[str, list[tuple[str, datetime]]] = {}
        self.changes: dict[str, dict] = {}  # what a lying centre says otherwise of a bureau
        self.version, self.targets_version, self.away = 0, 0, False
        self.asked: list[str] = []
        self.root = self.make_root(1, now)

    def make_root(self, version, now, *, officers=OFFICERS, signing=OFFICERS[:3]) -> bytes:
        """A root of these officers, signed by some, put among the files."""
        draft = repository.draft_root(
            version,
            [repository.public_keys(public_of(each)) for each in officers],
            targets=repository.public_keys(public_of(TARGETS_SEED)),
            timestamp=repository.public_keys(public_of(TIMESTAMP_SEED)),
            now=now,
        )
        for each in signing:
            repository.sign_with(draft, repository.signers(each))
        self.files[f"{version}.root.json"] = draft.to_bytes()
        return self.files[f"{version}.root.json"]

    def add(self, signed: Signed) -> None:
        """Take in an entry of a bureau, whatever it is."""
        self.entries.setdefault(signed.entry.bureau, []).append(signed)
        self.files[f"entries/{signed.digest}.json"] = signed.content

    def publish(self, now: datetime = NOW, *, targets_by=TARGETS_SEED, keys: int = 2) -> None:
        """Sign everything anew. keys: how many of the two keys of the list sign."""
        codes = sorted({"CEN", *self.entries, *self.standings})
        files = {f"{code}.json": self.statement(code).content for code in codes}
        self.targets_version += 1
        number = self.targets_version
        listed = repository.targets_of(number, files, now=now)
        targets = repository.sign_with(listed, repository.signers(targets_by)[:keys])
        self.files |= {repository.target_file(name, content): content for name, content in files.items()}
        snapshot = repository.snapshot_of(number, targets, targets_version=number, now=now)
        self.files[f"{number}.targets.json"] = targets
        self.files[f"{number}.snapshot.json"] = repository.sign_with(
            snapshot, repository.signers(TIMESTAMP_SEED)
        )
        self.sign_again(now)

    def sign_again(self, now: datetime) -> None:
        """A new timestamp and nothing else."""
        self.version += 1
        number = self.targets_version
        said = repository.timestamp_of(
            self.version, self.files[f"{number}.snapshot.json"], snapshot_version=number, now=now
        )
        self.files["timestamp.json"] = repository.sign_with(said, repository.signers(TIMESTAMP_SEED))

    def statement(self, code: str) -> Statement:
        entries = self.entries.get(code, [])
        links = [
            each.digest
            for before, each in zip([None, *entries], entries, strict=False)
            if before is None or key_name(before.entry.signing_key) != key_name(each.entry.signing_key)
        ]
        values = {
            "code": code,
            "kind": BureauKind.CENTRE if code == "CEN" else BureauKind.MEMBER,
            "names": {"en": f"Bureau {code}"},
            "country": "",
            "city": "",
            "time_zone": "UTC",
            "languages": (),
            "standing": self.standings.get(code, Standing.NORMAL),
            "standing_since": datetime(2026, 1, 1, tzinfo=timezone.utc),
            "mandate_ends": None,
            "head": entries[-1].digest if entries else "",
            "version": entries[-1].entry.version if entries else 0,
            "links": tuple(links),
            "revoked": tuple(self.revoked.get(code, [])),
            **self.changes.get(code, {}),
        }
        return Statement(**values)

    def offer(self, url: str, content: bytes) -> int:
        """Takes what follows on what it has, as a centre's node does."""
        assert url == f"{URL}/directory/entries/"
        signed = read_signed(content)
        require_next(signed, self.entries[signed.entry.bureau][-1], recovered=recovered_under(None))
        self.add(signed)
        return 204

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix(f"{URL}/directory/")
        self.asked.append(name)
        if self.away:
            raise ConnectionError("nobody answers")
        if name not in self.files:
            raise DownloadHTTPError("not there", 404)
        return iter([self.files[name]])


def at(moment: datetime):
    """The library's clock stands at this moment: it takes no other."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment

    clock = SimpleNamespace(datetime=Clock, timezone=timezone)
    return mock.patch.object(trusted_metadata_set, "datetime", clock)


def hours(count: float, minutes: int = 0) -> timedelta:
    return timedelta(hours=count, minutes=minutes)


def trust(centre, root=None):
    root = root or centre.root
    said = fingerprint(taking.Metadata[taking.Root].from_bytes(root).signed_bytes)
    return taking.trust(root, URL, NOW, by=actors.for_node("DEU"), fingerprint_said=said)


def epochs(seed, now=NOW):
    return tuple(
        EncryptionKey(epoch=each.month, public=public_key(seed), valid_from=each.begins, valid_to=each.ends)
        for each in epochs_needed(now)
    )


def refreshed(centre, now=NOW):
    with at(now):
        return refresh(now, centre)


def refused(centre, now=NOW):
    with pytest.raises(DirectoryRefused) as refusal:
        refreshed(centre, now)
    return refusal.value.code


def versions():
    return dict(SignedEntry.objects.order_by("version").values_list("bureau", "version"))


def alarms():
    return sorted({code for each in Alarm.objects.filter(kind=AlarmKind.DIRECTORY) for code in each.codes})
