"""The folder of the index: a base, what came since, and the note that names both. One writes, all read.

The note is replaced whole, so a reader sees the former pair or the new one and never a mixture; it looks at the note
before every question, which costs one stat. What no note names is left from a writer that was killed, and goes.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timezone
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

import msgspec
import numpy as np

from comity.matching.names import rarity as names_rarity
from comity.matching.names.index.asking import Search, wordings_of
from comity.matching.names.index.building import Rows, arranged
from comity.matching.names.index.questions import Asked, Proposed
from comity.matching.names.index.rarity import Rarity, Written
from comity.matching.names.index.sections import Damaged, flush_folder, open_file, write
from comity.matching.names.index.segment import Segment
from comity.matching.names.readiness import ready
from comity.matching.names.remembering import remembering

# Changes when what the files hold, or how names are read, is another: then they are made again.
VERSION = 2
NOTE, BEAT, LOCK = "names.json", "names.beat", "names.lock"
_SUFFIX = ".names"

Record = tuple[int, UUID]


class Outdated(Exception):
    """There is no index to ask, or it is further behind than allowed: nobody knows, and *no hit* would be a lie."""


class Note(msgspec.Struct, frozen=True):
    """base, late: names of files. generation: counts up. since: what the writer keeps of its source: a place."""

    version: int
    generation: int
    base: str
    late: str
    since: dict[str, Any]


class Pair:
    """A base with what came since: asked together. replaced: of the base's records, those that changed or went."""

    def __init__(self, note: Note, rarity: Rarity, late: Segment, gone: Sequence[Record]) -> None:
        base = rarity.base
        self.note, self.rarity, self.base, self.late, self.gone = note, rarity, base, late, gone
        self.replaced = np.union1d(base.places(late.key, late.ids), base.places_of(gone))

    @property
    def records(self) -> int:
        return self.base.records + self.late.records - len(self.replaced)

    def propose(
        self, asked: Asked, *, allow: Callable[[Any], bool], today: date, most: int
    ) -> list[Proposed]:
        """The best records for a question, best first. allow: may the asker have records with this mark?"""
        with remembering():
            wordings = wordings_of(asked)
            base = Search(
                self.base, self.rarity, asked, wordings, allow=allow, today=today, replaced=self.replaced
            ).proposed(most)
            late = Search(self.late, self.rarity, asked, wordings, allow=allow, today=today).proposed(most)
        return sorted([*base, *late], key=lambda each: -each.rank)[:most]

    def counts(self) -> Written:
        """How many names of records open to everyone have each word, as written."""
        return Written(self.base)

    @cached_property
    def how_rare(self) -> names_rarity.Rarity:
        """How rare names are here: the shipped prior with the words of records open to everyone laid over it."""
        counts = self.counts()
        return names_rarity.prior().over(counts, counts.total)


class Folder:
    """Reads and writes the files. Every process has one, and keeps what it opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._pair: Pair | None = None

    # Reading

    def current(self) -> Pair:
        """The pair that the note names, opened once. Raises: Outdated where there is none; Damaged."""
        try:
            stat = (self.path / NOTE).stat()
        except FileNotFoundError:
            raise Outdated("none") from None
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        pair = self._pair
        if pair is None or seen != self._seen:
            with self._lock:
                pair = self._opened(seen)
        return pair

    def fresh(self, *, within_s: float) -> Pair:
        """The current pair, if the writer saw all changes at most so long ago. Raises: Outdated, Damaged."""
        if (behind := self.behind_s()) is None or behind > within_s:
            raise Outdated("behind")
        return self.current()

    def behind_s(self) -> float | None:
        """How long ago the writer last knew of every change, in seconds; None where it never did."""
        try:
            return max(0.0, time.time() - (self.path / BEAT).stat().st_mtime)
        except FileNotFoundError:
            return None

    def as_of(self) -> datetime | None:
        """The moment up to which everything is in it. UTC."""
        behind = self.behind_s()
        return None if behind is None else datetime.fromtimestamp(time.time() - behind, timezone.utc)

    def _opened(self, seen: tuple[int, int, int]) -> Pair:
        """Files go when a note no longer names them, so a note that was just replaced is read once more."""
        ready()
        for last in (False, False, True):
            note = self._note()
            try:
                known = self._pair if self._pair and self._pair.note.base == note.base else None
                rarity = known.rarity if known else Rarity(_segment(self.path / note.base)[0])
                late, gone = _segment(self.path / note.late)
            except FileNotFoundError as error:
                if last:
                    raise Damaged(note.base) from error
                continue
            self._pair, self._seen = Pair(note, rarity, late, gone), seen
            return self._pair
        raise AssertionError

    def _note(self) -> Note:
        try:
            note = msgspec.json.decode((self.path / NOTE).read_bytes(), type=Note)
        except FileNotFoundError:
            raise Outdated("none") from None
        except msgspec.MsgspecError as error:
            raise Damaged(NOTE) from error
        if note.version != VERSION:
            raise Outdated("version")
        if any(os.sep in name or not name.endswith(_SUFFIX) for name in (note.base, note.late)):
            raise Damaged(NOTE)
        return note

    # Writing

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the one place for a writer; False where somebody else has it. What a killed writer left goes."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            yield False
            return
        try:
            yield True
        finally:
            os.close(handle)

    def publish(
        self, *, base: Rows | Pair, late: Rows, gone: Sequence[Record], since: dict[str, Any]
    ) -> Pair:
        """Write what is new and then the note; a base that is a pair's stays as it is. Raises: OSError."""
        generation = time.time_ns()
        if isinstance(base, Pair):
            base_name = base.note.base
        else:
            base_name = f"base-{generation}{_SUFFIX}"
            _write(self.path / base_name, base, ())
        late_name = f"late-{generation}{_SUFFIX}"
        _write(self.path / late_name, late, gone)
        self._write_note(Note(VERSION, generation, base_name, late_name, since))
        self.sweep()
        return self.current()

    def beat(self, at: datetime) -> None:
        """Say that everything committed before this moment is in. at: aware."""
        beat = self.path / BEAT
        os.close(os.open(beat, os.O_WRONLY | os.O_CREAT, 0o600))
        os.utime(beat, (at.timestamp(), at.timestamp()))

    def sweep(self) -> None:
        """Delete every file that the note does not name."""
        note = self._note()
        kept = {note.base, note.late, NOTE, BEAT, LOCK}
        for file in self.path.iterdir():
            if file.name not in kept:
                file.unlink(missing_ok=True)

    def discard(self) -> None:
        """Take the note away: whoever reads knows nothing, and the writer makes everything anew."""
        for name in (NOTE, BEAT):
            (self.path / name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Delete everything: nothing can be asked until it is made again."""
        for file in [
            self.path / NOTE,
            self.path / BEAT,
            *self.path.glob(f"*{_SUFFIX}*"),
            *self.path.glob(".*"),
        ]:
            file.unlink(missing_ok=True)
        self._pair = self._seen = None

    def _write_note(self, note: Note) -> None:
        draft = self.path / f".{NOTE}.{note.generation}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(note))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / NOTE)
        flush_folder(self.path)


def _write(path: Path, rows: Rows, gone: Sequence[Record]) -> None:
    arrays, marks = arranged(rows)
    write(path, arrays, {"marks": marks, "gone": [[database, str(record)] for database, record in gone]})


def segment_of(rows: Rows) -> Segment:
    """A segment in memory."""
    arrays, marks = arranged(rows)
    return Segment(arrays, marks)


def _segment(path: Path) -> tuple[Segment, list[Record]]:
    opened = open_file(path)
    gone = [(database, UUID(record)) for database, record in opened.about["gone"]]
    return Segment(opened.arrays, opened.about["marks"]), gone
