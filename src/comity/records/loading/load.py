"""The loader's verb: a file of records, batch by batch, each committed; what is known already is left alone."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, FieldError, Invalid, NotAnswered, Refused
from comity.kit.locks import alone
from comity.records.accept import Accepted, accept
from comity.records.actions import already_recorded, let_numbers_go, replace, withdraw_within
from comity.records.ending.reentries import note_load
from comity.records.feeding import FeedingBureau, feeder_of
from comity.records.loading.batches import Batch, Ready, ahead, batches
from comity.records.loading.copying import Copied, Copier
from comity.records.loading.files import Line, lines_in, rows_of, sha256_of
from comity.records.models import Load
from comity.records.record import Record

# By hand: one array for 2,000 values, which the store's planner and psycopg take in far less time than a list.
_BY_NUMBER = (
    "SELECT source_reference, id, sha256 FROM {} "
    "WHERE owner = %s AND source_reference = ANY(%s) AND NOT source_reference = ''"
)
_BY_CONTENT = "SELECT id, sha256 FROM {} WHERE owner = %s AND sha256 = ANY(%s) AND source_reference = ''"

log = logging.getLogger("comity.records")
Refusals = list[tuple[int, Invalid]]
Tell = Callable[[int, FieldError], None]
Moved = Callable[[Load], None]
Read = Callable[[BinaryIO, type[Record]], Iterator[Line]]


@dataclass(frozen=True, slots=True)
class Known:
    """A record that is already there for a row: by its owner's number, or by its content."""

    id: UUID
    sha256: bytes


@action("records.load", atomic=False)
def load(
    act: ActDraft,
    database: type[Record],
    file: BinaryIO,
    *,
    by: Actor,
    refused: Tell,
    moved: Moved = lambda _load: None,
    strict: bool = False,
    change: bool = False,
    read: Read = rows_of,
    lines: int | None = None,
    gone: Collection[UUID] = (),
    gone_because: str = "",
    back: Collection[UUID] = (),
) -> Load:
    """Record every good row of a file; a repeated load changes nothing.

    refused: told each refused row's line and reason. moved: told of each committed batch.
    strict: one refused row, and nothing is recorded. change: rows whose own number is known with other values
    change that record; otherwise they are refused. read: how rows are found in the file; lines: how many it has at
    most, where line ends do not tell. gone: own records that whoever made the file dropped, withdrawn last, for this
    reason; back: ended ones that the file has again: new records take their numbers.
    Raises: Invalid for the file as a whole, or a refused row under `strict`; Refused while another load of this
    bureau into this database runs; NotAnswered when the store is lost: what was committed stays, and the same
    call goes on.
    """
    now = timezone.now()
    loading = _begun(database, file, lines, by=by, now=now)
    act.about, act.databases = str(loading.id), (database.code,)
    feeder = feeder_of(by.bureau, now.date())
    run = _Run(database, feeder, loading, refused, change, read)
    with _alone(database, by.bureau), _told_when_lost(loading):
        if strict:
            run.check_all(file)
        broken = _cut_off(loading)
        loading.save(force_insert=True)
        let_numbers_go(database, back, by=by, now=now)
        # A file without rows is wrong, unless all is gone.
        for batch in run.batches(file) if loading.lines or not gone else ():
            run.take(batch)
            moved(loading)
        with transaction.atomic():
            withdrawn = withdraw_within(act, database, gone, reason=gone_because, by=by)
            loading.ended_at = timezone.now()
            loading.save(force_update=True)
            note_load(database.code, loading.owner, loading.started_at)
    told = [summary(loading), *([f"withdrawn={withdrawn}"] if withdrawn else []), *broken]
    act.count, act.reason = loading.recorded + loading.changed + withdrawn, " ".join(told)
    return loading


def _begun(database: type[Record], file: BinaryIO, lines: int | None, *, by: Actor, now: datetime) -> Load:
    """The load as it begins, not stored yet."""
    return Load(
        database=database.code,
        owner=by.bureau,
        unit=by.unit,
        officer=by.officer,
        file_name=PurePath(str(getattr(file, "name", ""))).name[:200],
        sha256=sha256_of(file),
        lines=lines_in(file) if lines is None else lines,
        started_at=now,
        moved_at=now,
    )


def summary(loading: Load) -> str:
    """The counts of a load, for its act."""
    return (
        f"sha256={bytes(loading.sha256).hex()} recorded={loading.recorded} changed={loading.changed} "
        f"unchanged={loading.unchanged} refused={loading.refused}"
    )


def _cut_off(loading: Load) -> list[str]:
    """Close the loads that were killed before they could leave an act; this one's act tells of them.

    Only under the lock: then no other load of this bureau into this database lives.
    """
    dead = Load.objects.filter(owner=loading.owner, database=loading.database, ended_at=None)
    told = [f"after={each.id} {summary(each)}" for each in dead]
    for each in dead:
        note_load(each.database, each.owner, each.started_at)
    dead.update(cut_off=True, ended_at=F("moved_at"))
    return told


class _Run:
    """One load while it runs."""

    def __init__(
        self,
        database: type[Record],
        feeder: FeedingBureau,
        loading: Load,
        refused: Tell,
        change: bool,
        read: Read,
    ) -> None:
        self.database, self.feeder, self.loading = database, feeder, loading
        self.refused, self.change, self.read = refused, change, read
        self.now: datetime = loading.started_at
        self.copier = Copier(
            database,
            home=settings.NODE,
            owner=loading.owner,
            unit=loading.unit,
            status=feeder.first_status(database),
            now=self.now,
        )

    def batches(self, file: BinaryIO) -> Iterator[Batch]:
        """The file's rows, accepted or refused, one batch ahead of the store."""
        return ahead(batches(self.read(file, self.database), self._accepted, self.copier.copied))

    def check_all(self, file: BinaryIO) -> None:
        """Read the whole file and record nothing. Raises: Invalid when a row is refused."""
        errors = 0
        for batch in self.batches(file):
            self._tell(batch.refused)
            errors += len(batch.refused)
        file.seek(0)
        if errors:
            message = _("%(rows)s rows do not fit, so nothing was recorded.") % {"rows": errors}
            raise Invalid([FieldError("", "rows-refused", message)])

    def take(self, batch: Batch) -> None:
        """Record one batch: all of it, with its counts, or nothing."""
        try:
            refused = self._commit(batch)
        except IntegrityError:  # another door recorded one of these numbers meanwhile: now it is known
            refused = self._commit(batch)
        self._tell(batch.refused + refused)

    def _commit(self, batch: Batch) -> Refusals:
        loading = self.loading
        before = (loading.recorded, loading.changed, loading.unchanged, loading.refused)
        refused: Refusals = []
        try:
            with transaction.atomic():
                known = known_of(self.database, loading.owner, [row.accepted for row in batch.rows])
                fresh: list[Copied] = []
                for row in batch.rows:
                    self._sort(row, known, fresh, refused)
                if fresh:
                    self.copier.write(fresh)
                loading.recorded += len(fresh)
                loading.refused += len(batch.refused) + len(refused)
                loading.line, loading.moved_at = batch.last, timezone.now()
                loading.save(force_update=True)
        except BaseException:
            loading.recorded, loading.changed, loading.unchanged, loading.refused = before
            raise
        return refused

    def _sort(
        self, ready: Ready, known: dict[str | bytes, Known], fresh: list[Copied], refused: Refusals
    ) -> None:
        """A row is there already, new, a change, or refused."""
        row = ready.accepted
        mark = row.body.get("source_reference") or row.sha256
        there = known.get(mark)
        if there is None:
            fresh.append(ready.copied)
            known[mark] = Known(UUID(int=0), row.sha256)
        elif there.sha256 == row.sha256:
            self.loading.unchanged += 1
        elif not self.change or not there.id.int:
            refused.append((ready.line, already_recorded()))
        else:
            try:
                record = self.database._default_manager.select_for_update().get(pk=there.id)
                replace(record, row, seen=record.version, now=self.now, waits=self.feeder.waits)
            except Invalid as refusal:
                refused.append((ready.line, refusal))
            except Refused as refusal:
                refused.append((ready.line, Invalid([FieldError("", refusal.code, refusal.message)])))
            else:
                self.loading.changed += 1
                known[mark] = Known(there.id, row.sha256)

    def _accepted(self, line: Line) -> Accepted:
        """A row as it may be recorded. Raises: Invalid."""
        raw = line[1]
        if isinstance(raw, Invalid):
            raise raw
        return accept(self.database, raw, feeder=self.feeder, today=self.now.date())

    def _tell(self, refusals: Refusals) -> None:
        for line, refusal in sorted(refusals, key=itemgetter(0)):
            for error in refusal.errors:
                self.refused(line, error)


def known_of(database: type[Record], owner: str, rows: list[Accepted]) -> dict[str | bytes, Known]:
    """Which of these rows are there already, withdrawn ones too: a repeated load must not bring them back."""
    numbers = [row.body["source_reference"] for row in rows if "source_reference" in row.body]
    digests = [row.sha256 for row in rows if "source_reference" not in row.body]
    known: dict[str | bytes, Known] = {}
    table = database._meta.db_table
    with connection.cursor() as cursor:
        if numbers:
            cursor.execute(_BY_NUMBER.format(table), [owner, numbers])
            known |= {number: Known(record, bytes(sha256)) for number, record, sha256 in cursor.fetchall()}
        if digests:
            cursor.execute(_BY_CONTENT.format(table), [owner, digests])
            known |= {bytes(sha256): Known(record, bytes(sha256)) for record, sha256 in cursor.fetchall()}
    return known


@contextmanager
def _alone(database: type[Record], owner: str) -> Iterator[None]:
    """One load at a time for a bureau and database. Raises: Refused."""
    with alone(f"comity load {database.code} {owner}") as is_ours:
        if not is_ours:
            message = _("A load of your bureau into this database is running. Wait for its end.")
            raise Refused(message, code="load-running")
        yield


@contextmanager
def _told_when_lost(loading: Load) -> Iterator[None]:
    """A lost store in the middle is a sentence that says how to go on."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        log.error("load %s: the store was lost after line %s", loading.id, loading.line)
        connection.close()
        raise _Lost(loading.line) from error


class _Lost(NotAnswered):
    """The store was lost between two batches."""

    def __init__(self, line: int) -> None:
        sentence = _(
            "The store was lost. Everything up to line %(line)s is recorded and stays. "
            "Load the same file again: it goes on from there and records nothing twice."
        )
        ComityError.__init__(self, sentence % {"line": line}, code="store-lost")
