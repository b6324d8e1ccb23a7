"""The one writer of the index: a base, what came since, and a merge of both aside while questions go on.

Every step is idempotent and found again from the data: a keeper that was killed goes on from the place in the note.
"""

import threading
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from comity.gate import epoch
from comity.matching.names.index import Folder, Outdated, Pair
from comity.matching.names.index.building import Rows, collected
from comity.matching.names.index.folder import segment_of
from comity.matching.names.index.merging import merged
from comity.matching.names.index.sections import Damaged
from comity.records.candidates.feed import Place, Step, Touched, now_placed, quiet_owners, step_after
from comity.records.candidates.marks import teaching
from comity.records.candidates.reading_rows import entries, named

# What came since may grow to this part of the base, and to so many records in any case.
LATE_SHARE, LEAST_LATE = 0.02, 5_000
# What was taken away stands in the base's file for so long at most: a small base is soon written anew.
SMALL_BASE, FORGOTTEN_SMALL_S, FORGOTTEN_S = 50_000, 60.0, 60 * 60.0

Record = tuple[int, UUID]


@dataclass(slots=True)
class Merge:
    """A merge that runs aside. rows: its result. since: what was touched meanwhile, and so is older there."""

    thread: threading.Thread
    rows: list[Rows]
    since: set[Record] = field(default_factory=set)


class Keeper:
    """Keeps one folder up with the database. Only inside `folder.writing()`."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.databases = {each.code: each for each in named()}
        self.pair: Pair | None = None
        self.place: Place | None = None
        self.gone: set[Record] = set()
        self.quiet: frozenset[str] = frozenset()
        self.looked_at: tuple[int, date] | None = None
        self.merge: Merge | None = None
        self.replaced_at: float | None = None

    def step(self) -> bool:
        """Bring in what changed; True when everything there was is in. The first step makes or opens the files."""
        if self.pair is None:
            self._open()
        assert self.pair is not None
        assert self.place is not None
        self._look_at_owners()
        found = step_after(self.place, frozenset(self.databases)) if self._is_there() else None
        if found is None:
            self.rebuild()
            return True
        if found.touched:
            self._bring_in(found)
        self.place = found.place
        self._maybe_merge()
        if found.whole:
            self.folder.beat(found.at)
        return found.whole

    def rebuild(self) -> None:
        """Read everything again. Until it is done nothing is answered, where nothing was before."""
        self.merge = None
        place, at, self.quiet = now_placed(), timezone.now(), quiet_owners()
        rows = collected(
            entry for database in self.databases.values() for entry in entries(database, self.quiet)
        )
        self._publish(rows, collected([]), set(), place)
        self.folder.beat(at)

    def forget(self) -> None:
        """Merge now and wait for it: of what was deleted no file holds a byte."""
        self.merge = self.merge or self._begun()
        self.merge.thread.join()
        self._take_merged()

    # Opening

    def _open(self) -> None:
        try:
            self.pair = self.folder.current()
        except (Outdated, Damaged):
            self.folder.clear()
            self.rebuild()
            return
        since = self.pair.note.since
        self.place, self.gone = Place(since["era"], since["placed"]), set(self.pair.gone)
        self.quiet = frozenset(since["quiet"])
        self.replaced_at = 0.0 if len(self.pair.replaced) else None  # of before we were started: at once

    def _is_there(self) -> bool:
        """A reader that found a damaged file took the note away."""
        try:
            return self.folder.current() is not None
        except (Outdated, Damaged):
            return False

    def _look_at_owners(self) -> None:
        """Where the owners that teach rarity are others now, the base is weighed anew."""
        seen = (epoch.current(), timezone.now().date())
        if seen != self.looked_at:
            self.looked_at = seen
            if (quiet := quiet_owners()) != self.quiet:
                self.quiet = quiet
                self.merge = self._begun()

    # Changes

    def _bring_in(self, found: Step) -> None:
        """What was touched is read again and stands in the late segment, or is gone."""
        assert self.pair is not None
        new = segment_of(collected(self._read(found.touched)))
        touched = {(code, record) for code, records in found.touched.items() for record in records}
        there = {
            (int(code), UUID(int=int(high) << 64 | int(low)))
            for code, (high, low) in zip(new.arrays["database"].tolist(), new.ids.tolist(), strict=True)
        }
        if self.merge is not None:
            self.merge.since |= touched
        late = merged([(self.pair.late, self.pair.late.places_of(touched)), (new, np.zeros(0, np.int64))])
        gone = (self.gone - there) | {
            each for each in touched - there if len(self.pair.base.places_of([each]))
        }
        self._publish(self.pair, late, gone, found.place)

    def _read(self, touched: Touched) -> Any:
        for code, records in touched.items():
            yield from entries(self.databases[code], self.quiet, records)

    def _publish(self, base: Rows | Pair, late: Rows, gone: set[Record], place: Place) -> None:
        since = {**place.noted(), "quiet": sorted(self.quiet)}
        self.pair = self.folder.publish(base=base, late=late, gone=sorted(gone), since=since)
        self.gone, self.place = gone, place
        if not len(self.pair.replaced):
            self.replaced_at = None
        elif self.replaced_at is None:
            self.replaced_at = timezone.now().timestamp()

    # Merging

    def _maybe_merge(self) -> None:
        assert self.pair is not None
        if self.merge is not None:
            if not self.merge.thread.is_alive():
                self._take_merged()
            return
        base, late = self.pair.base.records, self.pair.late.records
        if late > max(LEAST_LATE, base * LATE_SHARE) or self._is_to_be_forgotten():
            self.merge = self._begun()

    def _is_to_be_forgotten(self) -> bool:
        if self.replaced_at is None or self.pair is None:
            return False
        within_s = FORGOTTEN_SMALL_S if self.pair.base.records <= SMALL_BASE else FORGOTTEN_S
        return timezone.now().timestamp() - self.replaced_at > within_s

    def _begun(self) -> Merge:
        """In a thread: numpy lets others run, and changes go on being brought in."""
        assert self.pair is not None
        pair, quiet, rows = self.pair, self.quiet, list[Rows]()

        def run() -> None:
            late_none = np.zeros(0, np.int64)
            rows.append(merged([(pair.base, pair.replaced), (pair.late, late_none)], teaches=teaching(quiet)))

        merge = Merge(threading.Thread(target=run, name="merge", daemon=True), rows)
        merge.thread.start()
        return merge

    def _take_merged(self) -> None:
        """The merged base, and late only what was touched since the merge began."""
        assert self.pair is not None
        assert self.place is not None
        merge, self.merge = self.merge, None
        if merge is None or not merge.rows:  # it failed: the next step tries again
            return
        since = merge.since
        late = self.pair.late
        kept = late.places_of(since)
        others = np.setdiff1d(np.arange(late.records), kept)
        there = {each for each in since if len(late.places_of([each]))}
        self._publish(merge.rows[0], merged([(late, others)]), since - there, self.place)


def keep(folder: Folder, *, every_s: float, ended: threading.Event) -> None:
    """Keep the folder up until somebody ends us. Where another keeper is at it, wait for its end."""
    while not ended.is_set():
        with folder.writing() as held:
            if held:
                keeper = Keeper(folder)
                while not ended.is_set():
                    if keeper.step():
                        ended.wait(every_s)
        if not held:
            ended.wait(every_s)
