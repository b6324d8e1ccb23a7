"""What this room says in the frame of every page: the reader's clocks, and what waits."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.actor import Actor
from comity.queries.changed_by_others import changes
from comity.queries.waiting import clocks_of, waits_for
from comity.web.menu import Clocks


def clocks(actor: Actor) -> Clocks | None:
    """Where the reader's clocks are read."""
    now = timezone.now()
    if not actor.may("queries.view_hit", now=now):
        return None
    overdue, running = clocks_of(actor, now)
    return Clocks(overdue, running.values("due_at"), "queries:hits")


def waiting_here(actor: Actor) -> list[QuerySet[Any]]:
    """The hits that wait for somebody here."""
    return waits_for(actor)


def changes_here(actor: Actor) -> list[QuerySet[Any]]:
    """What others changed that the reader's desk has not seen."""
    return [changes(actor, unseen=True)]
