"""An owner deletes a record on purpose: nobody finds it from that moment, and within a minute it is gone.

The verb itself deletes nothing: the work of forgetting grows with the hits on a record, and its time would tell the
owner whether anybody found it (practice 2; docs/decisions/0019-how-a-record-ends.md).
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused, Stale
from comity.records.actions import STALE, move, own_locked
from comity.records.ending.asked import AskedDeletion
from comity.records.ending.endings import Ending
from comity.records.ending.expire import delete
from comity.records.feeding import feeder_of
from comity.records.life.disputes import Block, Dispute
from comity.records.life.finds import Find
from comity.records.life.standing import was_out
from comity.records.life.states import ENDED, Cause, Deed, demand, may
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

R = TypeVar("R", bound=Record)
MOST_AT_ONCE = 200
SAID_AGAINST = _(
    "Another bureau disputed this record or reports to have found it, or it was blocked. Once it is withdrawn, "
    "it is deleted 90 days later, with what was said."
)
ONLY_THROUGH_CENTRE = _(
    "Your bureau is pre-moderated: it deletes only what the centre has never let out. Once this record is "
    "withdrawn, it is deleted 90 days later."
)


@action("records.delete")
def ask_deletion(
    act: ActDraft, database: type[R], record_id: UUID, *, cause: Cause, seen: int, by: Actor
) -> R:
    """Delete an own record for a coded reason: withdrawn at once, gone with every word about it at the next minute.

    Whoever had a hit is told as of a withdrawal. Raises: NotFound for anything not one's own; Stale; Refused while
    something is held against it, or where a pre-moderated bureau would delete what others have seen.
    Source: practice 21, 8 and 9; docs/decisions/0019-how-a-record-ends.md.
    """
    record = own_locked(database, record_id, by)
    status, now = Status(record.status), timezone.now()
    demand(status, Deed.DELETE)
    if is_said_against(record):
        raise Refused(SAID_AGAINST, code="said-against")
    if feeder_of(by.bureau, now.date()).waits and was_out(record):
        raise Refused(ONLY_THROUGH_CENTRE, code="pre-moderated")
    if seen != record.version:
        raise Stale(STALE)
    AskedDeletion.objects.get_or_create(
        database=record.code,
        record=record.id,
        defaults={"owner": record.owner, "code": cause.value, "at": now},
    )
    if status not in ENDED:
        move(act, record, Status.WITHDRAWN, "", seen, needs_reason=False, why=cause.value)
    act.about, act.count = f"deletion {cause.value}", 1
    act.touches(database=record.code, record=record.id, version=record.version)
    return record


def is_said_against(record: Record) -> bool:
    """Did others dispute or block it, or does somebody report to have it? The owner knows of all of these."""
    return Dispute.about(record).exists() or Block.about(record).exists() or Find.open_on(record).exists()


def may_be_deleted(record: Record, actor: Actor) -> bool:
    """May a page offer this owner to delete it? The verb asks again."""
    return (
        record.owner == actor.bureau
        and may(Status(record.status), Deed.DELETE)
        and bool(actor.may("records.delete", database=record.code, now=timezone.now()))
        and not is_said_against(record)
    )


@action("records.delete_asked")
def delete_asked(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Delete what this bureau asked for, as every record is deleted; how many records went. now: aware, UTC.

    Idempotent, found again from the data. The record is locked before anything about it, as everywhere.
    """
    gone = 0
    for row in AskedDeletion.objects.filter(owner=by.bureau).order_by("at", "id")[:MOST_AT_ONCE]:
        rows = by_code(row.database)._default_manager.select_for_update(skip_locked=True)
        record = rows.filter(pk=row.record, owner=by.bureau).first()
        if record is not None:
            delete(act, record, now, Ending.OWNER, code=row.code, by=by)
            gone += 1
    act.count = gone
    return gone


def owners_asking() -> list[str]:
    """The bureaus that asked for a deletion which is still to be done."""
    return sorted(set(AskedDeletion.objects.values_list("owner", flat=True)))
