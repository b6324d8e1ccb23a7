"""Which acts an actor may read."""

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.actor import Actor, Allowed
from comity.journal.models import ActRow


def visible_acts(actor: Actor) -> "QuerySet[ActRow]":
    """One's own acts; those of the bureau, or all, for whom the rights table says so. Newest first."""
    rows, now = ActRow.objects.order_by("-at", "-id"), timezone.now()
    if isinstance(actor.may("journal.read_all", now=now), Allowed):
        return rows
    rows = rows.filter(bureau=actor.bureau)
    if isinstance(actor.may("journal.read_bureau", now=now), Allowed):
        return rows
    return rows.filter(officer=actor.officer) if actor.officer else rows.filter(token=actor.token)
