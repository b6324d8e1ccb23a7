"""What this room says in the frame of every page: the reader's clocks, and how many hits wait."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from comity.gate.actor import Actor
from comity.queries.changed_by_others import unseen_count
from comity.queries.waiting import clocks_of, count
from comity.web.menu import Due


def clocks(request: HttpRequest) -> Due | None:
    """The reader's clocks: how many ran out, when the next one does."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.now()
    if not actor.may("queries.view_hit", now=now):
        return None
    overdue, next_at = clocks_of(actor, now)
    return Due(overdue=overdue, next_at=next_at, url=reverse("queries:hits"))


def waiting_here(request: HttpRequest) -> int:
    """How many hits wait for somebody here."""
    return count(request.actor)  # type: ignore[attr-defined]


def changes_here(request: HttpRequest) -> int:
    """How much others changed that the reader's desk has not seen."""
    return unseen_count(request.actor)  # type: ignore[attr-defined]
