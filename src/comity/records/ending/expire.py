"""The end of a record: on its day it goes with every word about it; a tagged trace stays a while."""

from datetime import datetime
from itertools import product

from django.db.models import Exists, OuterRef, Q

from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.document import body_of
from comity.records.ending.endings import TAKEN_BACK, TRACE_KEPT_YEARS, Ending, taken_back_before, why_due
from comity.records.ending.forgetting import Gone, forget
from comity.records.ending.traces import RecordTrace, tags_of
from comity.records.record import Record
from comity.records.registry import all_databases
from comity.records.rules import Status, years_after
from comity.records.ways import keys_of

# Records of one call; the caller repeats until it answers 0.
MOST_AT_ONCE = 1_000


@action("records.expire")
def expire_due(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Delete a bureau's records that are due, and its traces whose own day has passed; how many records went.

    Idempotent: what was missed during an outage is found again by its day. now: aware, UTC. Source: `why_due`.
    """
    gone = 0
    for database, each_due in product(all_databases(), dues(now)):
        rows = database._default_manager.select_for_update(skip_locked=True)
        for record in rows.filter(each_due, owner=by.bureau)[: MOST_AT_ONCE - gone]:
            ending = why_due(
                Status(record.status), kept_until=record.kept_until, changed_at=record.changed_at, now=now
            )
            assert ending is not None, "the rule and its query agree"
            delete(act, record, now, ending, by=by)
            gone += 1
    RecordTrace.objects.filter(owner=by.bureau, ends_on__lt=now.date()).delete()
    act.count = gone
    return gone


def dues(now: datetime) -> tuple[Q, Q]:
    """The question of `endings.why_due` as the database asks it, in two halves; a test compares the two.

    Apart, and always with an owner, each half reads an index that is there anyhow: own records by their last day, and
    the few that are not active. Together they read every record, each hour.
    """
    taken_back = Q(status__in=[int(status) for status in TAKEN_BACK], changed_at__lt=taken_back_before(now))
    return Q(kept_until__lt=now.date()), taken_back


def owners_due(now: datetime) -> list[str]:
    """The bureaus that have something to delete now."""
    owners = set(RecordTrace.objects.filter(ends_on__lt=now.date()).values_list("owner", flat=True))
    for database, each_due in product(all_databases(), dues(now)):
        rows = database._default_manager.filter(each_due, owner=OuterRef("code"))
        owners |= set(Bureau.objects.filter(Exists(rows)).values_list("code", flat=True))
    return sorted(owners)


def endings_late(since: datetime) -> int:
    """How many records should have been deleted by this moment and are still here: for `comity doctor`."""
    late = 0
    for database in all_databases():
        owners = Bureau.objects.values("code")
        past, taken_back = (database._default_manager.filter(each, owner__in=owners) for each in dues(since))
        late += past.count() + taken_back.filter(kept_until__gte=since.date()).count()
    return late


def delete(
    act: ActDraft, record: Record, now: datetime, ending: Ending, *, code: str = "", by: Actor
) -> None:
    """Everything of a record but its trace, in the caller's transaction; whoever waits for a word on it gets one.

    code: why, in one word of a closed list, for the trace.
    """
    RecordTrace.objects.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        deleted_at=now,
        reason=int(ending),
        code=code,
        act=act.own_id(),
        restriction=record.restriction,
        tags=tags_of(keys_of(record.keys, body_of(record)), now.year),
        ends_on=years_after(now.date(), TRACE_KEPT_YEARS),
    )
    forget(Gone(record, ending, now, by))
    act.touches(database=record.code, record=record.id, version=record.version)
    record.delete()
