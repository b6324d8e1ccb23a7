"""Clocks that end: what happens when nobody answers. Found again from the data after any outage."""

import logging
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError
from comity.messages import actions as messages
from comity.messages.clocks import ONE_MINUTE
from comity.messages.models import Delivery
from comity.messages.rules import Draft, Precedence
from comity.queries import clocks, kinds
from comity.queries.actions.confirming import minutes_for, question_of
from comity.queries.conversation import Event, State, may, moved
from comity.queries.models import ASKER, OWNER, Confirmation
from comity.records.life import disputing
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

AT_ONCE = 500
RIGHTS = ("queries.lapse", "messages.send", "records.doubt")
log = logging.getLogger("comity.queries")


def lapse_due(now: datetime) -> int:
    """Move every conversation whose time has run out by `now`, as far as it must; how many moved.

    Each in a transaction of its own: one that fails does not hold up the others, and may run again at any time.
    """
    due = Confirmation.objects.filter(lapses_at__lte=now).order_by("lapses_at")
    moved_rows = 0
    for pk, bureau in list(due.values_list("pk", "bureau")[:AT_ONCE]):
        try:
            moved_rows += lapse(pk, now=now, by=clock_of(bureau, *RIGHTS))
        except ComityError as error:
            log.error("the clock of confirmation %s failed: %s", pk, error.code)
    return moved_rows


@action("queries.lapse")
def lapse(act: ActDraft, confirmation: UUID, *, now: datetime, by: Actor) -> int:
    """One conversation's lapses up to `now`: 1, or 0 where another worker was quicker."""
    due = Confirmation.objects.filter(pk=confirmation, lapses_at__lte=now)
    _lock_record(due.filter(side=OWNER).first(), by)
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    act.about, act.count = f"confirmation:{row.pk}", 1
    act.touches(database=row.database, record=row.record, version=row.seen)
    while row.lapses_at is not None and row.lapses_at <= now and may(row.standing, Event.LAPSE):
        at = row.lapses_at
        row.stand(moved(row.standing, Event.LAPSE))
        if row.standing is State.UNANSWERED:
            row.unanswered_at = at
        row.save()
        act.reason = row.standing.name.lower()
        _tell(row, by)
    return 1


def _tell(row: Confirmation, by: Actor) -> None:
    """Who must know of this lapse: the owner's head, then the centre; at last the record is put in doubt."""
    if row.side == ASKER and row.standing is State.OVERDUE:
        body = {"due_at": row.due_at.isoformat(), "urgency": clocks.SLUGS[clocks.Urgency(row.urgency)]}
        before = question_of(row, by)
        _send(kinds.REMINDER, row.other, body, by, reply_to=before.id)
    if row.side == ASKER and row.standing is State.ESCALATED:
        _tell_centre(row, by)
    if row.side == OWNER and row.standing is State.UNANSWERED:
        _doubt(row, by)


def _tell_centre(row: Confirmation, by: Actor) -> None:
    centre = (
        Bureau.objects.filter(kind=int(BureauKind.CENTRE)).exclude(code__in=[row.bureau, row.other]).first()
    )
    if centre is None:
        return
    body = {
        "owner": row.other,
        "database": by_code(row.database).slug,
        "asked_at": row.asked_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "urgency": clocks.SLUGS[clocks.Urgency(row.urgency)],
    }
    _send(kinds.ESCALATION, centre.code, body, by)


def _send(kind: str, to: str, body: dict[str, str], by: Actor, *, reply_to: UUID | None = None) -> None:
    draft = Draft(kind=kind, to=(to,), body=body, precedence=Precedence.URGENT, reply_to=reply_to)
    messages.send(draft, by=by)


def _doubt(row: Confirmation, by: Actor) -> None:
    """Unanswered hits that nobody answered since put the record to *disputed*. Source: practice 7."""
    unanswered = Confirmation.objects.filter(
        side=OWNER,
        bureau=row.bureau,
        database=row.database,
        record=row.record,
        unanswered_at__isnull=False,
        answered_at=None,
    )
    if sum(_had_its_time(each) for each in unanswered) < clocks.DISPUTED_AFTER:
        return
    record = _lock_record(row, by)
    if record is not None and record.status == Status.ACTIVE:
        disputing.doubt(
            record, reason=str(_("Several questions about this record were not answered.")), by=by
        )


def _had_its_time(row: Confirmation) -> bool:
    """Was the question here as long as this node gives twice over? What came late, or gave less, doubts no record."""
    given = 2 * clocks.time_to_answer(clocks.Urgency(row.urgency), minutes_for(row.database))
    rows = Delivery.objects.filter(message=row.thread, bureau=row.bureau)
    arrived = rows.values_list("delivered_at", flat=True).first()
    return arrived is None or row.unanswered_at is None or arrived + given <= row.unanswered_at + ONE_MINUTE


def _lock_record(row: Confirmation | None, by: Actor) -> Record | None:
    """The own record that a question to its owner is about. Locked before the question: so do all verbs of a record."""
    if row is None:
        return None
    return by_code(row.database).owned_by(by).select_for_update().filter(pk=row.record).first()
