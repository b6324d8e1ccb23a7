"""Fetching the centre's directory: The Update Framework's own client, our errors, nothing of the store.

What it holds lies in a folder; what is refused leaves there the last good state.
"""

import fcntl
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import urllib3
from django.utils.translation import gettext_lazy as _
from tuf.api.exceptions import (
    BadVersionNumberError,
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    ExpiredMetadataError,
    LengthOrHashMismatchError,
    RepositoryError,
    SlowRetrievalError,
    UnsignedMetadataError,
)
from tuf.api.metadata import Metadata, Root, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.ngclient import FetcherInterface, Updater

from comity.bureaus.signed.entries import LONGEST_ENTRY_BYTES
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.repository import signed_at
from comity.bureaus.signed.statements import Statement, read_statement

# One silence, one file: a thin link carries the longest list in some minutes, and nobody keeps us for ever.
WAITS_S, MOST_S, PIECE_BYTES = 10.0, 600.0, 16 * 1024
# A kept connection that the other side closed in this moment is no centre that is away.
_ONCE_MORE = urllib3.Retry(1, redirect=0, status=0, raise_on_redirect=False)
METADATA, TARGETS = "metadata", "targets"


class DirectoryRefused(EntryRefused):
    """The directory as a whole cannot be used now. The copy stays as it was."""


class Unreached(DirectoryRefused):
    """The centre did not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A directory that stood every check. refused: code of a bureau to the code of why its statement cannot be used."""

    root: Metadata[Root]
    targets_version: int
    timestamp_version: int
    signed_at: datetime
    statements: dict[str, Statement]
    refused: dict[str, str]


class Line(FetcherInterface):
    """A way to a centre: what the library fetches by, and how a bureau's node brings its own entries."""

    @abstractmethod
    def offer(self, url: str, content: bytes) -> int:
        """Bring an entry; the HTTP status of the answer. Raises: Unreached."""


class Fetcher(Line):
    """Plain HTTP with a limit on time; the caller limits the length."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(retries=_ONCE_MORE, timeout=WAITS_S)

    def _fetch(self, url: str) -> Iterator[bytes]:
        answer = self._pool.request("GET", url, preload_content=False, redirect=False)
        if answer.status != 200:
            answer.close()  # unread: given back, its rest would be the beginning of the next answer
            raise DownloadHTTPError(f"status {answer.status}", answer.status)
        return _pieces(answer)

    def offer(self, url: str, content: bytes) -> int:
        """Bring an entry; the HTTP status of the answer. Raises: Unreached."""
        try:
            answer = self._pool.request(
                "POST", url, body=content, headers={"Content-Type": "application/json"}, redirect=False
            )
        except urllib3.exceptions.HTTPError:
            sentence = _("The centre does not answer. The last good copy goes on.")
            raise Unreached(sentence, code="directory-unreached") from None
        return answer.status


def _pieces(answer: Any) -> Iterator[bytes]:
    """The body. The library wraps what goes wrong at the call, not what goes wrong here, in the middle of it."""
    begun = monotonic()
    try:
        for piece in answer.stream(PIECE_BYTES):
            if monotonic() - begun > MOST_S:
                raise SlowRetrievalError
            yield piece
    except urllib3.exceptions.HTTPError as error:
        raise DownloadError("cut off") from error
    except BaseException:  # whoever reads went away: too long, or too slow
        answer.close()
        raise
    answer.release_conn()


def fetch_directory(folder: Path, url: str, root: bytes, fetcher: FetcherInterface) -> Fetched:
    """Bring the copy in this folder up to date, by the root that is trusted. Raises: DirectoryRefused, Unreached."""
    metadata, targets = folder / METADATA, folder / TARGETS
    for each in (metadata, targets):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _told(), _alone(folder):
        updater = Updater(str(metadata), url, str(targets), f"{url}targets/", fetcher, bootstrap=root)
        updater.refresh()
        newest = Metadata[Root].from_file(str(metadata / "root.json"))
        listed = Metadata[Targets].from_file(str(metadata / "targets.json")).signed
        timestamp = Metadata[Timestamp].from_file(str(metadata / "timestamp.json")).signed
        statements, refused = {}, {}
        for name in sorted(listed.targets):
            code = name.removesuffix(".json")
            try:
                statements[code] = read_statement(_target(updater, name, targets), code)
            except EntryRefused as refusal:
                refused[code] = refusal.code
            except DownloadHTTPError:
                refused[code] = "entry-gap"
            except LengthOrHashMismatchError:
                refused[code] = "directory-unsigned"
        _forget_others(targets, {_file_of(each.hashes["sha256"]) for each in listed.targets.values()})
    return Fetched(newest, listed.version, timestamp.version, signed_at(timestamp), statements, refused)


def fetch_entry(url: str, digest: str, fetcher: FetcherInterface) -> bytes:
    """The file of an entry. Raises: Unreached; EntryRefused where the centre has none of it."""
    with _told():
        try:
            return fetcher.download_bytes(f"{url}entries/{digest}.json", LONGEST_ENTRY_BYTES)
        except DownloadHTTPError:
            sentence = _("Versions are missing between this entry and the one before it.")
            raise EntryRefused(sentence, code="entry-gap") from None


def _target(updater: Updater, name: str, folder: Path) -> bytes:
    info = updater.get_targetinfo(name)
    if info is None:
        raise EntryRefused(_("This document has not the form that the directory's documents have."))
    # The name of a target is the centre's word: only the form of a bureau's code ever becomes a path.
    path = folder / _file_of(info.hashes["sha256"])
    if updater.find_cached_target(info, str(path)) is None:
        updater.download_target(info, str(path))
    return path.read_bytes()


def _file_of(sha256: str) -> str:
    return f"{sha256}.json"


def _forget_others(folder: Path, named: set[str]) -> None:
    """Statements that the list names no more: each publication brings new ones, and nobody reads the old again."""
    for path in folder.glob("*.json"):
        if path.name not in named:
            path.unlink(missing_ok=True)


@contextmanager
def _told() -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except DownloadLengthMismatchError:
        raise DirectoryRefused(_("A document of the directory is too long."), code="directory-form") from None
    except DownloadError:
        sentence = _("The centre does not answer. The last good copy goes on.")
        raise Unreached(sentence, code="directory-unreached") from None
    except ExpiredMetadataError:
        sentence = _("The directory has ended: the centre signs no more, or somebody holds its news back.")
        raise DirectoryRefused(sentence, code="directory-ended") from None
    except BadVersionNumberError:
        sentence = _("The directory is older than the one known here: somebody plays back an old one.")
        raise DirectoryRefused(sentence, code="directory-rolled-back") from None
    except UnsignedMetadataError:
        raise _unsigned() from None
    except DeserializationError:
        raise DirectoryRefused(_("What the centre sent is no directory."), code="directory-form") from None
    except (RepositoryError, ValueError):
        raise _unsigned() from None


def _unsigned() -> DirectoryRefused:
    sentence = _("The directory is not signed by those who must sign it.")
    return DirectoryRefused(sentence, code="directory-unsigned")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """The worker and a person at the console take turns."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
