"""Clocks of steps: reminders, and the end of the time. Found again from the data after any outage."""

import logging
from datetime import datetime
from uuid import UUID

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError
from comity.messages import actions as messages
from comity.messages.rules import Draft, Precedence
from comity.tracing import kinds, rules
from comity.tracing.actions.sending import question_of
from comity.tracing.actions.standing import lock_request, restage
from comity.tracing.models import SEIZER, TraceStep

AT_ONCE = 500
RIGHTS = ("tracing.lapse", "messages.send")
log = logging.getLogger("comity.tracing")


def lapse_due(now: datetime) -> int:
    """Move every step whose moment has come by `now`, as far as it must; how many moved.

    Each in a transaction of its own: one that fails does not hold up the others, and may run again at any time.
    """
    due = TraceStep.objects.filter(lapses_at__lte=now).order_by("lapses_at")
    moved_rows = 0
    for pk, bureau in list(due.values_list("pk", "bureau")[:AT_ONCE]):
        try:
            moved_rows += lapse(pk, now=now, by=clock_of(bureau, *RIGHTS))
        except ComityError as error:
            log.error("the clock of trace step %s failed: %s", pk, error.code)
    return moved_rows


@action("tracing.lapse")
def lapse(act: ActDraft, step: UUID, *, now: datetime, by: Actor) -> int:
    """One step's moments up to `now`: 1, or 0 where another worker was quicker."""
    due = TraceStep.objects.filter(pk=step, lapses_at__lte=now)
    lock_request(due.values_list("request", flat=True).first())
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    act.about, act.count = f"tracestep:{row.pk}", 1
    while row.lapses_at is not None and row.lapses_at <= now:
        if row.clock.only_reminds(row.standing):
            row.reminded += 1
            row.stand(row.standing)
        else:
            row.stand(rules.moved(row.standing, rules.Event.LAPSE))
        row.save()
        act.reason = row.standing.name.lower()
        _remind(row, by)
    restage(row.request_id)
    return 1


def _remind(row: TraceStep, by: Actor) -> None:
    """The seizing side's clock reminds the asked bureau, before the end of the time and at it."""
    if row.side != SEIZER or row.standing not in rules.OPEN:
        return
    overdue = row.standing is rules.State.OVERDUE
    before = question_of(row, by)
    draft = Draft(
        kind=kinds.REMINDER,
        to=(row.other,),
        body={"due_at": row.due_at.isoformat(), "overdue": overdue},
        precedence=Precedence.PRIORITY if overdue else Precedence.ROUTINE,
        reply_to=before.id,
        about=before.about,
    )
    messages.send(draft, by=by)
