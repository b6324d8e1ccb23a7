"""The one order in which the rows of a conversation are locked: record, hit, then both copies by their ids.

Each side's verb moves its own copy and then, by its message, the other's. Two sides who speak in the same instant would
each hold what the other waits for, so whoever touches a conversation holds all of it first.
"""

from uuid import UUID

from comity.queries.models import Confirmation, Hit


def lock_conversation(thread: UUID) -> None:
    """Hold the hit and both copies of a conversation until the verb ends. A verb of a record locked that before."""
    rows = Confirmation.objects.filter(thread=thread)
    hits = rows.filter(hit__isnull=False).values("hit")
    list(Hit.objects.filter(pk__in=hits).select_for_update().values_list("pk", flat=True))
    list(rows.order_by("id").select_for_update().values_list("pk", flat=True))
