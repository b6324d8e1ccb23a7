"""A committee's desk asks that notices follow its list; the worker does it, and writes down what was done.

The notices themselves are written by the verbs of following.py, each an act of its own.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from comity.access.actors import for_node
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, Invalid, Refused
from comity.notices.actions.effects import basis_or_refuse
from comity.notices.actions.following import Followed, edition_of, follow_list
from comity.notices.un_special.runs import ListRun, next_try
from comity.web.faults import note

WORK = "notices.follow_lists"
MOST_RUNS = 200  # of one bureau; older ones go
MOST_REFUSED = 500
log = logging.getLogger("comity.notices")


@action("notices.ask_list_run")
def ask_list_run(act: ActDraft, *, by: Actor) -> ListRun:
    """Ask that the notices of one's own committee follow its loaded list, soon.

    Raises: Refused for a bureau that keeps no list, without a legal basis or a list, or while one is asked for.
    """
    basis_or_refuse()
    row = ListRun(
        bureau=by.bureau, function=by.function[:80], asked_at=timezone.now(), edition=edition_of(by)
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            _("The list is being published already. Wait for its end."), code="list-running"
        ) from None
    act.about, act.count = f"list-run:{row.pk}", 1
    app.configure_task(WORK).defer()
    return row


@action("notices.begin_list_run")
def begin_list_run(act: ActDraft, run: ListRun, now: datetime, *, by: Actor) -> None:  # noqa: ARG001  # the gate asks `by`
    """Take up a run that was asked for. Counted before it is tried: one that kills its worker comes later each time."""
    act.about, act.count = f"list-run:{run.pk}", 1
    run.started_at, run.tries = now, run.tries + 1
    run.next_at = next_try(run.tries, now)
    run.save(update_fields=["started_at", "tries", "next_at"])


@action("notices.note_list_run")
def note_list_run(
    act: ActDraft, run: ListRun, *, done: Followed | None, faults: list[list[str]], fault: str = "", by: Actor
) -> ListRun:
    """Write down what became of a run. done: None where it could not be done; fault says why."""
    now = timezone.now()
    run.started_at, run.ended_at, run.fault = run.started_at or now, now, fault[:400]
    run.refused = faults[:MOST_REFUSED]
    if done is not None:
        run.edition, run.unchanged = done.edition, done.unchanged
        run.entries = [[what, reference, str(notice)] for what, reference, notice in done.done]
    run.save()
    kept = ListRun.visible_to(by).values("pk")[:MOST_RUNS]
    ListRun.visible_to(by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    act.about, act.count = f"list-run:{run.pk}", len(run.entries)
    return run


def run_now(run: ListRun, by: Actor) -> tuple[Followed, list[tuple[str, Invalid]]]:
    """Follow the list, and write down what was done. Raises: what `follow_list` raises, which is written down too."""
    refusals: list[tuple[str, Invalid]] = []
    try:
        done = follow_list(by=by, refused=lambda *told: refusals.append(told))
    except ComityError as error:
        if error.code != "list-running":  # somebody else is at it: this one still waits
            note_list_run(run, done=None, faults=[], fault=str(error.message), by=by)
        raise
    faults = [
        [reference, each.field, str(each.message)]
        for reference, refusal in refusals
        for each in refusal.errors
    ]
    note_list_run(run, done=done, faults=faults, by=by)
    return done, refusals


def follow_waiting(now: datetime) -> int:
    """Do every run that is due, also one that a killed worker left; how many. A fault of one holds up no other."""
    done = 0
    for run in ListRun.due(now):
        by = for_node(run.bureau, terminal="worker")
        begin_list_run(run, now, by=by)
        try:
            run_now(run, by)
        except ComityError as error:
            log.error("list run %s failed: %s", run.pk, error.code)
        except Exception as error:
            incident = note(error)
            log.error(
                "list run %s did not come to its end, try %s, see incident %s", run.pk, run.tries, incident
            )
        else:
            done += 1
    return done
