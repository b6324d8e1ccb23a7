"""Where a node keeps its files, and the secrets that never leave it."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from comity.store.errors import StoreError


def home_folder() -> Path:
    """This node's folder, made 0700 if it is not there: COMITY_HOME, or ~/.local/share/comity."""
    named = os.environ.get("COMITY_HOME", "")
    home = Path(named).expanduser().absolute() if named else Path.home() / ".local/share/comity"
    if not home.is_dir():
        try:
            home.parent.mkdir(parents=True, exist_ok=True)
            home.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"The folder {home} cannot be made ({error.strerror}). Set COMITY_HOME to a folder you may write to.",
                code="home",
            ) from error
    return home


def secret_key(home: Path) -> str:
    """The secret under which this node signs sessions and forms."""
    return _kept(home / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()


def node_secret(home: Path) -> bytes:
    """32 random bytes from which `seal` derives this node's keys. Lose them, and what they seal stays sealed."""
    return _kept(home / "node-secret", lambda: secrets.token_bytes(32))


def restore_test_key(home: Path) -> bytes:
    """The seed for which backups are sealed a second time, so that this node alone can try them out unattended.

    It is in no backup: a stolen copy opens with the operator's key only.
    """
    return _kept(home / "restore-test-key", lambda: secrets.token_bytes(32))


def write_atomically(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file whole or not at all, flushed to the disk.

    Raises: StoreError with a sentence when the disk is full or the folder closed.
    """
    with atomic_file(path, mode=mode) as file:
        file.write(content)


class atomic_file:  # reads as a verb: with atomic_file(path) as file
    """A file that appears under its name only when all of it is on the disk."""

    def __init__(self, path: Path, *, mode: int = 0o600) -> None:
        self.path, self.mode = path, mode
        self.draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")

    def __enter__(self) -> BinaryIO:
        try:
            handle = os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.mode)
        except OSError as error:
            raise _not_written(self.path, error) from error
        self.file = os.fdopen(handle, "wb")
        return self.file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self.file.flush()
                os.fsync(self.file.fileno())
                self.draft.replace(self.path)
                _flush_folder(self.path.parent)
        except OSError as full:
            raise _not_written(self.path, full) from full
        finally:
            with suppress(OSError):
                self.file.close()
            self.draft.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _not_written(self.path, error) from error


def _kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of a secret file; two processes that start at once agree on the first one's."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        write_atomically(draft, make())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_written(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} could not be written ({error.strerror}). Nothing was changed.", code="not-written"
    )
