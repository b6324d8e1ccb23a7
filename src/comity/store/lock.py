"""One process at a time: a lock that the system takes back when its holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from comity.store.errors import StoreError


@contextmanager
def held(path: Path, *, otherwise: str) -> Iterator[None]:
    """Hold the lock file `path`. Raises: StoreError with the sentence `otherwise` where another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(otherwise, code="in-use") from None
        yield
    finally:
        os.close(handle)
