"""Clocks of notices: overdue steps, the warning before the end, the end itself, reminders of recalls, the end of files.

Each is found again from the data after any outage, runs in a transaction of its own, and may run twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.errors import ComityError
from comity.messages import actions as messages
from comity.notices import rules, telling
from comity.notices.actions.effects import NEXT_REMINDER, send, take_back, tell_owner
from comity.notices.actions.filing import file, is_about, step
from comity.notices.models import Notice, Received
from comity.notices.path import ENDED, OPEN, WAITING, WAS_OUT, State, Verb
from comity.records.attached.attachments import Attachment, let_go

AT_ONCE = 500
log = logging.getLogger("comity.notices")
_OUT = [int(each) for each in WAS_OUT]
_WAITING = [int(each) for each in WAITING]


def lapse_due(now: datetime) -> int:
    """Mark every step whose time has run out by `now`; how many."""
    return _each(Notice.objects.filter(state__in=_WAITING, due_at__lte=now, overdue=False), lapse, now)


def expire_due(now: datetime) -> int:
    """End every notice whose last day has passed; how many."""
    return _each(Notice.objects.filter(state__in=_OUT, expires_on__lt=now.date()), expire, now)


def warn_due(now: datetime) -> int:
    """Ask owners of what ends within six months whether it should go on; how many."""
    return _each(_to_warn(now), warn, now)


def remind_due(now: datetime) -> int:
    """Remind every bureau that has not said that a recalled notice is gone: at 24 hours, then weekly; how many."""
    return _each(Received.objects.filter(remind_at__lte=now), remind, now)


def drop_corrections_due(now: datetime) -> int:
    """End every correction of what has ended meanwhile; how many."""
    return _each(_of_ended(), drop_correction, now)


def end_due(now: datetime) -> int:
    """Delete the files of what ended long ago; how many."""
    return _each(Notice.everywhere.filter(kept_until__lt=now.date()), end, now)


@action("notices.lapse")
def lapse(act: ActDraft, notice: UUID, *, now: datetime, by: Actor) -> int:  # noqa: ARG001  # the gate reads `by`
    """The step is late, and the desk shows it first; time decides nothing. 1, or 0 where another was quicker."""
    rows = Notice.objects.filter(pk=notice, state__in=_WAITING, due_at__lte=now, overdue=False)
    row = rows.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    is_about(act, row)
    row.overdue = True
    row.save(update_fields=["overdue"])
    return 1


@action("notices.expire")
def expire(act: ActDraft, notice: UUID, *, now: datetime, by: Actor) -> int:
    """Its last day has passed: nobody finds it, and everybody takes it out. Source: RPD Art. 49 to 51 (our facts)."""
    rows = Notice.objects.filter(pk=notice, state__in=_OUT, expires_on__lt=now.date())
    row = rows.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    is_about(act, row)
    step(row, Verb.EXPIRE, now)
    row.save()
    file(row, Verb.EXPIRE, by, now)
    take_back(act, row, now)
    tell_owner(row, "expired")
    return 1


@action("notices.warn")
def warn(act: ActDraft, notice: UUID, *, now: datetime, by: Actor) -> int:  # noqa: ARG001
    """Its owner is asked, once, six months before the end. Source: NGM on Art. 50 (domain facts 2.3)."""
    row = _to_warn(now).filter(pk=notice).select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    is_about(act, row)
    row.warned_on = now.date()
    row.save(update_fields=["warned_on"])
    tell_owner(row, "ends-soon")
    return 1


@action("notices.remind")
def remind(act: ActDraft, received: UUID, *, now: datetime, by: Actor) -> int:  # noqa: ARG001
    """One bureau is reminded of one recall or correction. Source: practice 18 (binding): at 24 hours and weekly."""
    rows = Received.objects.filter(pk=received, remind_at__lte=now)
    row = rows.select_for_update(skip_locked=True, of=("self",)).select_related("notice").first()
    if row is None or not (row.waits or row.is_to_correct):
        return 0
    is_about(act, row.notice)
    row.reminded, row.remind_at = row.reminded + 1, now + NEXT_REMINDER
    row.save(update_fields=["reminded", "remind_at"])
    if row.recalled_at is not None:
        send(telling.REMINDER, [row.bureau], {"since": row.recalled_at.isoformat()}, row.notice)
    else:
        assert row.corrected_at is not None  # it waits for one of the two
        body = {"since": row.corrected_at.isoformat(), "version": row.corrected_to}
        send(telling.CORRECTION_REMINDER, [row.bureau], body, row.notice)
    return 1


@action("notices.drop_correction")
def drop_correction(act: ActDraft, notice: UUID, *, now: datetime, by: Actor) -> int:
    """What it would correct has ended: there is nothing left to correct. Its file stays as others do."""
    row = _of_ended().filter(pk=notice).select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return 0
    is_about(act, row)
    step(row, Verb.DROP if row.standing is State.DRAFT else Verb.WITHDRAW, now)
    row.save()
    file(row, Verb.WITHDRAW, by, now)
    return 1


@action("notices.end")
def end(act: ActDraft, notice: UUID, *, now: datetime, by: Actor) -> int:  # noqa: ARG001
    """Delete a file with every word about it. Source: RPD Art. 52 (as our facts have it): a trace alone stays."""
    rows = Notice.everywhere.filter(pk=notice, kept_until__lt=now.date())
    row = rows.select_for_update(skip_locked=True).first()
    if row is None:
        return 0
    is_about(act, row)
    for each in [row, *Notice.everywhere.filter(corrects=row.pk)]:
        messages.forget(f"notice:{each.pk}", now)
        let_go(Attachment._default_manager.filter(notice=each.pk))
    row.delete()
    return 1


def _of_ended() -> QuerySet[Notice]:
    ended, open_ones = [int(each) for each in ENDED], [int(each) for each in OPEN]
    return Notice.everywhere.filter(corrects__state__in=ended, state__in=open_ones)


def _to_warn(now: datetime) -> QuerySet[Notice]:
    soon = now.date() + (now.date() - rules.warned_from(now.date()))
    return Notice.objects.filter(state__in=_OUT, expires_on__lte=soon, warned_on=None)


def _each(rows: QuerySet[Any], verb: Callable[..., int], now: datetime) -> int:
    """Run a verb on each, as its own bureau's clock; one that fails does not hold up the others."""
    done = 0
    right = f"notices.{verb.__name__}"
    for pk, bureau in list(rows.order_by("pk").values_list("pk", "bureau")[:AT_ONCE]):
        try:
            done += verb(pk, now=now, by=clock_of(bureau, right))
        except ComityError as error:
            log.error("%s of %s failed: %s", right, pk, error.code)
    return done
