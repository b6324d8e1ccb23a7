"""Indexes over names for tests: one that knows nobody, so that questions answer by their keys; and real ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

from comity.matching.names.index import Folder
from comity.matching.names.index.building import collected
from comity.records.candidates import proposing
from comity.records.candidates.keeping import Keeper
from comity.records.candidates.proposing import FOLDER

# No test outlives it: an index is never behind by the clock.
ALWAYS = datetime(2100, 1, 1, tzinfo=timezone.utc)


def nobody_named(home: Path) -> None:
    """An index without a name, for a node in this home whose keeper does not run."""
    folder = Folder(home / FOLDER)
    with folder.writing():
        nobody = collected([])
        folder.publish(base=nobody, late=nobody, gone=(), since={"era": "", "placed": 0, "quiet": []})
        folder.beat(ALWAYS)


def read_all_names(path: Path) -> Folder:
    """The names of the database as it is now, in files below this path."""
    folder = Folder(path)
    with folder.writing():
        Keeper(folder).rebuild()
        folder.beat(ALWAYS)
    return folder


@contextmanager
def asked_of(folder: Folder) -> Iterator[None]:
    """Questions of this process read this index meanwhile."""
    with mock.patch.object(proposing, "names_folder", return_value=folder):
        yield
