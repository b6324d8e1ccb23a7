"""A release as one file: our source, the lock, perhaps wheels, and a signed list of all of it (docs/spec/bundle.md).

A ZIP archive. `manifest.json` names every other entry with its length and SHA-256; `manifest.sig` is the signature over
the manifest's bytes, checked by whoever calls us. Nothing of a bundle is used before its manifest was checked.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comity.store.errors import StoreError

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
CONTEXT = b"comity/bundle/v1"
LOCK = "requirements/run.txt"
MOST_BYTES, MOST_ENTRIES, MOST_MANIFEST_BYTES = 2 * 10**9, 20_000, 5_000_000
CHUNK_BYTES = 1 << 20
_VERSION = re.compile(r"\d{1,4}\.\d{1,4}\.\d{1,4}")
# Relative, no `..`, nothing hidden, only what we put into bundles ourselves.
_NAME = re.compile(r"(src|requirements|wheels)(/[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*)+")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the bundle. name: below the version's folder."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself. oldest: the oldest version from which it may be upgraded to.

    python: the oldest Python it runs under, (3, 11).
    """

    version: str
    oldest: str
    made: str
    python: tuple[int, int]
    entries: tuple[Entry, ...]

    @property
    def has_wheels(self) -> bool:
        """Does it bring the packages along?"""
        return any(each.name.startswith("wheels/") for each in self.entries)

    @property
    def bytes(self) -> int:
        """Of all entries, unpacked."""
        return sum(each.bytes for each in self.entries)


class Bundle:
    """An open bundle whose manifest was signed by the key that the operator trusts."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self.manifest, self._archive = manifest, archive

    def check(self, progress: Progress = lambda _bytes: None) -> None:
        """Read every entry to its end. Raises: StoreError when a byte of it is wrong."""
        for entry in self.manifest.entries:
            for _chunk in self._read(entry, progress):
                pass

    def unpack(self, folder: Path, progress: Progress = lambda _bytes: None) -> None:
        """Write every entry below this folder, checking it again on its way. Raises: StoreError."""
        for entry in self.manifest.entries:
            path = folder / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                for chunk in self._read(entry, progress):
                    file.write(chunk)

    def lock(self) -> bytes:
        """Its `requirements/run.txt`."""
        entry = next(each for each in self.manifest.entries if each.name == LOCK)
        return b"".join(self._read(entry, lambda _bytes: None))

    def _read(self, entry: Entry, progress: Progress) -> Iterator[bytes]:
        said, size = hashlib.sha256(), 0
        with self._archive.open(entry.name) as stream:
            while chunk := stream.read(min(CHUNK_BYTES, entry.bytes - size + 1)):
                said.update(chunk)
                size += len(chunk)
                if size > entry.bytes:
                    break
                progress(len(chunk))
                yield chunk
        if size != entry.bytes or said.hexdigest() != entry.sha256:
            raise _damaged(f"{entry.name} is not what was signed")


@contextmanager
def opened(file: Path, verify: Callable[[bytes, bytes], None]) -> Iterator[Bundle]:
    """The bundle, its manifest checked. verify: given the manifest's bytes and the signature, raises where it is not.

    Raises: StoreError for what is damaged or no bundle.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            content = _small(archive, MANIFEST, MOST_MANIFEST_BYTES)
            verify(content, _small(archive, SIGNATURE, 10_000))
            manifest = read_manifest(content)
            names = sorted(archive.namelist())
            if names != sorted([MANIFEST, SIGNATURE, *(each.name for each in manifest.entries)]):
                raise _damaged("it holds something that nobody signed, or lacks something")
            yield Bundle(archive, manifest)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _damaged("it is no bundle") from error
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}).", code="not-read") from error


def read_manifest(content: bytes) -> Manifest:
    """A manifest from its JSON. Raises: StoreError for one that we would not follow."""
    try:
        told = json.loads(content)
        entries = tuple(
            Entry(each["name"], int(each["bytes"]), str(each["sha256"])) for each in told["files"]
        )
        major, minor = told["python"]
        manifest = Manifest(told["version"], told["oldest"], told["made"], (int(major), int(minor)), entries)
        known = int(told["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged("its manifest cannot be read") from error
    if known != FORMAT:
        raise StoreError("The bundle was made for another version of `comity upgrade`.", code="other-version")
    names = [each.name for each in entries]
    if any(not _NAME.fullmatch(name) for name in names) or len(set(names)) != len(names):
        raise _damaged("it names a file that may not be in it")
    if len(entries) > MOST_ENTRIES or manifest.bytes > MOST_BYTES or any(each.bytes < 0 for each in entries):
        raise _damaged("it is too large")
    if LOCK not in names or "src/comity/__init__.py" not in names:
        raise _damaged("it lacks our source or its lock")
    number(manifest.version)
    number(manifest.oldest)
    return manifest


def number(version: str) -> tuple[int, ...]:
    """A version to compare by: (1, 2, 0). Raises: StoreError for anything but three numbers."""
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise StoreError(f"{version!r} is no version: three numbers with dots.", code="no-version")
    return tuple(map(int, version.split(".")))


def _small(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise _damaged(f"{name} is too large")
    return content


def _damaged(why: str) -> StoreError:
    return StoreError(f"The bundle is refused: {why}. Nothing was changed.", code="damaged")
