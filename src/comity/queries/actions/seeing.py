"""Noting that a desk has seen what others changed."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages import actions as messages
from comity.queries.changed_by_others import changes
from comity.queries.models import SeenChange

MOST_AT_ONCE = 100


@action("queries.see_changes")
def see_changes(act: ActDraft, ids: Collection[UUID], *, by: Actor) -> int:
    """Note that the actor's desk has seen these deliveries; how many were new. The messages count as read.

    ids: at most MOST_AT_ONCE count. What is not this desk's to see is passed over, as if it were not there.
    """
    chosen = list(ids)[:MOST_AT_ONCE]
    rows = list(changes(by, unseen=True).filter(pk__in=chosen))
    now = timezone.now()
    SeenChange._default_manager.bulk_create(
        [
            SeenChange(delivery=row, bureau=by.bureau, desk=by.unit, at=now, function=by.function[:80])
            for row in rows
        ],
        ignore_conflicts=True,  # two officers of one desk press at once
    )
    for row in rows:
        messages.read(row.message, by=by)
    act.count = len(rows)
    return len(rows)
