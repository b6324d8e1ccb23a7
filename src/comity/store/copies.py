"""Backups in their folders: room first, a copy elsewhere that was read back, and no more than the plan keeps."""

import hashlib
import os
import re
import shutil
from pathlib import Path

import psycopg

from comity.store.errors import StoreError
from comity.store.home import atomic_file
from comity.store.plan import NAME, Plan

CHUNK_BYTES = 1 << 20
LEAST_FREE_BYTES = 500_000_000  # what a node needs to go on while a backup is written beside it
# A restored database needs its own size, and the log of one transaction that fills it.
SCRATCH_PART = 2.0
_DRAFT = re.compile(rf"\.{NAME.pattern}\.[0-9a-f]{{8}}")


def database_bytes(url: str) -> int:
    """How large the database is on its disk."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0


def require_room(folder: Path, wanted: int, what: str) -> None:
    """Go on only where that many bytes fit beside what the node needs. Raises: StoreError.

    folder: need not be there yet.
    """
    free = shutil.disk_usage(existing(folder)).free
    if free < wanted + LEAST_FREE_BYTES:
        raise StoreError(
            f"{what} needs {_gb(wanted + LEAST_FREE_BYTES)} GB under {folder}, and {_gb(free)} GB are free.",
            code="no-room",
        )


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists():
        folder = folder.parent
    return folder


def require_folder(folder: Path, setting: str) -> None:
    """A folder of backups is made by the operator, never by us: a disk that is not mounted must be noticed.

    Raises: StoreError.
    """
    if not folder.is_dir():
        raise StoreError(f"{folder} is not there. Is the disk mounted? ({setting})", code="not-there")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"{folder} is closed to this account. ({setting})", code="not-there")


def copy_to(file: Path, second: Path) -> int:
    """Copy a backup to the second place under its own name, and read it back; its bytes.

    Raises: StoreError when a byte differs.
    """
    require_folder(second, "COMITY_BACKUP_SECOND")
    clear_drafts(second)
    require_room(second, file.stat().st_size, "The copy")
    said = hashlib.sha256()
    with file.open("rb") as source, atomic_file(second / file.name) as copy:
        while chunk := source.read(CHUNK_BYTES):
            said.update(chunk)
            copy.write(chunk)
    with (second / file.name).open("rb") as copy:
        if hashlib.file_digest(copy, "sha256").digest() != said.digest():
            raise StoreError(f"The copy in {second} is not what was written.", code="damaged")
    return file.stat().st_size


def clear_drafts(folder: Path) -> None:
    """Take away what a run that was killed had begun to write. Call it where no other run can be at work."""
    for each in folder.iterdir():
        if _DRAFT.fullmatch(each.name):
            each.unlink()


def prune(folder: Path, plan: Plan) -> list[str]:
    """Delete the backups that need not stay; their names. What we did not name ourselves is never touched."""
    gone = sorted(plan.outdated(each.name for each in folder.iterdir() if each.is_file()))
    for name in gone:
        (folder / name).unlink()
    return gone


def same_disk(one: Path, other: Path) -> bool:
    """Do both folders end with one disk?"""
    try:
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def rough_gb(place: Path) -> int | None:
    """Free room at a place in whole gigabytes; None where it is not there."""
    return round(shutil.disk_usage(place).free / 10**9) if place.exists() else None


def _gb(size: float) -> str:
    return f"{size / 10**9:.1f}"
