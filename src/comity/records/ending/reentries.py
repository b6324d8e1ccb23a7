"""What was deleted and is recorded again: found by the traces' tags, inside the centre, after the fact.

Whatever is recorded or changed leaves the same small row, match or not, and the worker looks later: no door answers
differently, or slower, because a trace is there (practice 10). A reviewer sees what was found; the bureau that recorded
it only where it was its own.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.records.document import body_of
from comity.records.ending.traces import NewlyRecorded, RecordTrace, Reentry, tags_of, years_of_traces
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import is_closed_to
from comity.records.scope import scope_of
from comity.records.ways import keys_of

MOST_AT_ONCE = 5_000
_AT_ONCE = 500
MOST_LISTED = 200


def note_record(record: Record) -> None:
    """Have a record compared soon, inside the verb that recorded or changed it: always the same work."""
    NewlyRecorded.objects.create(database=record.code, record=record.id, owner=record.owner)


def note_load(database: int, owner: str, loaded_at: datetime) -> None:
    """The same for all that a load recorded: they carry its moment."""
    NewlyRecorded.objects.create(database=database, loaded_at=loaded_at, owner=owner)


@action("records.match_traces")
def match_traces(act: ActDraft, *, by: Actor) -> int:  # noqa: ARG001  # the gate reads `by`
    """Compare what was recorded with the traces, in parts; how many rows were looked at. Found again from the data.

    Of a database of which nothing was deleted no record is read: after the first load of a register that is all of it.
    """
    looked, traces = 0, RecordTrace.objects.filter(ends_on__gte=timezone.now().date())
    deleted = set(traces.order_by().values_list("database", flat=True).distinct())
    for new in NewlyRecorded.objects.select_for_update(skip_locked=True).order_by("id")[:_AT_ONCE]:
        if looked >= MOST_AT_ONCE:
            break
        if new.database not in deleted:
            looked += 1
            new.delete()
            continue
        records = list(_records(new, MOST_AT_ONCE - looked))
        act.count += _match(records)
        looked += max(len(records), 1)
        if new.record is None and records:
            new.after = records[-1].id
            new.save(update_fields=["after"])
        else:
            new.delete()
    return looked


@action("records.list_reentries")
def list_reentries(act: ActDraft, *, by: Actor) -> list[tuple[Reentry, type[Record]]]:
    """What was recorded again, newest first, as far as neither record nor trace is closed to this reader."""
    found = []
    for each in Reentry.visible_to(by).order_by("seen_at", "-at")[:MOST_LISTED]:
        database = by_code(each.database)
        if _is_open(each, database, by):
            found.append((each, database))
            act.touches(database=each.database, record=each.record, version=0)
    found.sort(key=lambda row: row[0].seen_at is not None)
    act.count = len(found)
    return found


@action("records.note_reentry")
def note_reentry(act: ActDraft, reentry_id: UUID, *, by: Actor) -> None:
    """Say that a reviewer has looked. Raises: NotFound for any that this reviewer may not see."""
    found = Reentry.visible_to(by).filter(pk=reentry_id).first()
    if found is None or not _is_open(found, by_code(found.database), by):
        raise NotFound()
    Reentry.objects.filter(pk=found.pk, seen_at=None).update(seen_at=timezone.now())
    act.about, act.count = str(found.id), 1
    act.touches(database=found.database, record=found.record, version=0)


def deleted_before(record: Record, by: Actor) -> list[RecordTrace]:
    """When and why this bureau itself deleted what this own record says again; nothing of any other bureau's."""
    if record.owner != by.bureau:
        return []
    rows = Reentry.objects.filter(record=record.id, database=record.code, trace__owner=by.bureau)
    return [each.trace for each in rows.select_related("trace").order_by("-trace__deleted_at")]


def _is_open(each: Reentry, database: type[Record], by: Actor) -> bool:
    """Is neither side closed to this reader? The commission reads all (practice 23)."""
    if by.may("journal.read_all", now=timezone.now()):
        return True
    if is_closed_to(by.bureau, owner=each.trace.owner, visible=each.trace.restriction):
        return False
    scope = scope_of(by, timezone.now().date())
    return database.open_in(scope).filter(pk=each.record).exists()


def _records(new: NewlyRecorded, most: int) -> Iterator[Record]:
    rows = by_code(new.database)._default_manager.order_by("id")
    if new.record is not None:
        yield from rows.filter(pk=new.record)
    elif new.loaded_at is not None:
        rows = rows.filter(owner=new.owner, recorded_at=new.loaded_at)
        yield from (rows.filter(pk__gt=new.after) if new.after else rows)[:most]


def _match(records: list[Record]) -> int:
    """Compare these; how many were deleted before."""
    now, found = timezone.now(), 0
    for first in range(0, len(records), _AT_ONCE):
        tagged: dict[bytes, list[Record]] = {}
        for record in records[first : first + _AT_ONCE]:
            known = keys_of(record.keys, body_of(record))
            for year in years_of_traces(now.date()):
                for tag in tags_of(known, year):
                    tagged.setdefault(tag, []).append(record)
        traces = RecordTrace.objects.filter(tags__overlap=list(tagged), ends_on__gte=now.date())
        rows = [
            Reentry(trace=trace, database=record.code, record=record.id, owner=record.owner, at=now)
            for trace in (traces if tagged else ())
            for tag in trace.tags
            for record in tagged.get(bytes(tag), ())
            if trace.database == record.code and trace.record != record.id
        ]
        Reentry.objects.bulk_create(rows, ignore_conflicts=True)
        found += len(rows)
    return found
