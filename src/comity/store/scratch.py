"""A throw-away copy of the node, from a backup: a PostgreSQL of its own in a folder of its own, gone afterwards.

It never touches the node's server, which an operator may keep elsewhere: what is tried out there can break nothing.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from comity.store.account import server_account
from comity.store.backup import Manifest, Open, Progress, restore
from comity.store.cluster import OWNER
from comity.store.errors import StoreError
from comity.store.lock import held
from comity.store.place import find_place
from comity.store.server import running_cluster
from comity.store.tuning import Tuning

# Its data may die with the machine, and it must leave the memory to the node beside it.
SMALL = Tuning(shared_buffers_mb=128, max_connections=40, lasting=False)
MARK = "this-is-a-copy"
LEAVING_S, PATIENCE_S = 30.0, 60 * 60.0


@contextmanager
def scratch_home(folder: Path) -> Iterator[Path]:
    """An empty home in this folder; everything in it is gone afterwards. A killed run's remains go first.

    Raises: StoreError where the folder holds something that we did not make.
    """
    with _alone(folder, PATIENCE_S):
        if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
            raise StoreError(f"{folder} holds something else. Set COMITY_SCRATCH_FOLDER.", code="not-empty")
        _clear(folder)
        folder.mkdir(mode=0o700)
        (folder / MARK).touch()
        try:
            yield folder
        finally:
            _clear(folder)


def clear_left(folder: Path) -> None:
    """Take away what a killed run left in the scratch folder; nothing where one is at work there now."""
    if folder.exists():
        with suppress(StoreError), _alone(folder, 0):
            _clear(folder)


def disk_of(folder: Path) -> Path:
    """Where the server of a scratch home would put its data."""
    return find_place(folder, server_account()).root


def restored_into(
    scratch: Path, file: Path, *, open_file: Open, progress: Progress = lambda _bytes: None
) -> Manifest:
    """Restore a backup into a scratch home and compare the counts of every table and the head of the journal.

    Raises: StoreError when anything differs.
    """
    with running_cluster(scratch, tuning=SMALL) as cluster:
        return restore(
            file, home=scratch, owner_url=cluster.url(OWNER), open_file=open_file, progress=progress
        )


@contextmanager
def _alone(folder: Path, patience_s: float) -> Iterator[None]:
    """One copy at a time: the weekly test and an upgrade wait for each other. Raises: StoreError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    until, lock = time.monotonic() + patience_s, folder.with_name(f"{folder.name}.lock")
    while True:
        with ExitStack() as stack:
            try:
                stack.enter_context(held(lock, otherwise=f"Another copy is at work in {folder}."))
            except StoreError:
                if time.monotonic() >= until:
                    raise
                time.sleep(1)
                continue
            yield
            return


def _clear(folder: Path) -> None:
    """Take a scratch home away, with its server's files. Raises: StoreError where they are still written to."""
    if not (folder / MARK).exists():
        return  # not ours, or not there
    place, patience = find_place(folder, server_account()), time.monotonic() + LEAVING_S
    while True:
        try:
            for each in (place.run, place.root, folder):
                if each.exists():
                    shutil.rmtree(each)
            return
        except OSError as error:  # the server of a killed run is still writing its last
            if time.monotonic() > patience:
                raise StoreError(f"{folder} cannot be emptied ({error.strerror}).", code="scratch") from error
        time.sleep(0.2)
