"""The verbs of those who watch: the centre's reviewer and the commission look at a record, block it, let it out again.

Source: practice 21 (block: centre or commission, at once, with a reason), practice 23 (the commission reads all).
"""

from typing import TypeVar
from uuid import UUID

from django.db import models
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.records.actions import move
from comity.records.document import body_of
from comity.records.life.disputes import Block, Dispute
from comity.records.life.happened import Turn
from comity.records.life.happenings import note
from comity.records.life.standing import standing
from comity.records.life.states import Deed, demand
from comity.records.life.telling import Word, tell
from comity.records.reading import is_led
from comity.records.record import Record
from comity.records.rules import Status

R = TypeVar("R", bound=Record)


@action("records.oversee")
def oversee(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:
    """Look at a record that is disputed, blocked, or was found by a question of one's own; the commission at any.

    An act of whoever looks, which its owner does not see (practice 23). Raises: NotFound.
    """
    record = watched(database, record_id, by)
    act.purpose, act.count = body_of(record)["purpose"], 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


@action("records.block")
def block(act: ActDraft, database: type[R], record_id: UUID, *, reason: str, seen: int, by: Actor) -> R:
    """Take a record out of every answer at once, but its owner's own. The owner is told, with the reason.

    Raises: NotFound; Refused in another state; Invalid without a reason; Stale.
    """
    record = watched(database, record_id, by, lock=True)
    demand(Status(record.status), Deed.BLOCK)
    move(act, record, Status.BLOCKED, reason, seen)
    Block._default_manager.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        bureau=by.bureau,
        function=by.function,
        reason=reason.strip()[:500],
        at=record.changed_at,
    )
    act.recipients = (record.owner,)
    tell(record, record.owner, Word.BLOCKED, reason.strip(), by)
    return record


@action("records.unblock")
def unblock(act: ActDraft, database: type[R], record_id: UUID, *, reason: str, seen: int, by: Actor) -> R:
    """Let a blocked record answer as it did before; disputed, where a dispute is still open. Raises: as `block`."""
    record = watched(database, record_id, by, lock=True)
    demand(Status(record.status), Deed.UNBLOCK)
    state = standing(record)
    move(act, record, state, reason, seen)
    if state != Status.DISPUTED:
        note(record, Turn.STANDS)
    Block.about(record).filter(lifted_at=None).update(lifted_at=record.changed_at)
    act.recipients = (record.owner,)
    tell(record, record.owner, Word.UNBLOCKED, reason.strip(), by)
    return record


def watched(database: type[R], record_id: UUID, by: Actor, *, lock: bool = False) -> R:
    """A record that this actor watches over. lock: until the verb ends. Raises: NotFound for every other.

    The commission watches over all. The centre's reviewer over what the owner did not close to the centre, and there
    over what is blocked, disputed and not answered in time, or what a question of the centre led to.
    """
    now = timezone.now()
    all_of_them = bool(by.may("records.view_all", now=now))
    rows: models.QuerySet[R] = (
        database._default_manager.all() if all_of_them else database.open_to_centre(by, today=now.date())
    )
    found = (rows.select_for_update() if lock else rows).filter(pk=record_id).first()
    if found is None:
        raise NotFound()
    called = (
        all_of_them
        or Block.about(found).exists()
        or Dispute.overdue(now).filter(database=found.code, record=found.id).exists()
        or is_led(by, database, record_id)
    )
    if not called:
        raise NotFound()
    return found
