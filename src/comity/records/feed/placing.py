"""The order of the change feed, and its end: changes get their places when somebody reads, and go at their age.

Why not by id, time or transaction: what was begun earlier and committed later would be passed by. A place is given only
to what is committed, under one lock, so that no place below one that somebody saw is ever filled afterwards
(docs/decisions/0021-change-feed.md).
"""

from datetime import datetime, timedelta

from django.db import connection

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.models import ChangeFeed, RecordChange

MOST_PLACED = 10_000
# Our default. A system that was away for longer lists everything again.
CHANGES_KEPT = timedelta(days=90)

# One statement whether nothing waits or much: what others do must not be seen in the work done (practice 10).
_PLACE = """
WITH waiting AS (
    SELECT id FROM records_recordchange WHERE place IS NULL ORDER BY id LIMIT %s
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM waiting
), placed AS (
    UPDATE records_recordchange change SET place = %s + numbered.number
    FROM numbered WHERE change.id = numbered.id RETURNING 1
)
UPDATE records_changefeed SET placed = placed + (SELECT count(*) FROM placed) RETURNING placed
"""


def place_waiting() -> ChangeFeed:
    """Give places to what was committed and has none, oldest first; the feed as it stands then.

    Where another reader is at it, nothing: what it places is read next time. Inside the caller's transaction.
    """
    feed = ChangeFeed.objects.select_for_update(skip_locked=True).first()
    if feed is None:
        return ChangeFeed.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [MOST_PLACED, feed.placed])
        feed.placed = cursor.fetchone()[0]
    return feed


@action("records.end_changes")
def end_changes(act: ActDraft, *, now: datetime, by: Actor) -> int:  # noqa: ARG001  # the gate reads `by`
    """Delete the changes of all bureaus whose age has passed; how many rows. now: aware, UTC.

    One clock for the whole feed. Idempotent.
    """
    feed = ChangeFeed.objects.select_for_update().get()
    old = RecordChange.objects.filter(at__lt=now - CHANGES_KEPT)
    while old.filter(place=None).exists():  # else a cursor could not tell that it missed them
        feed.placed = place_waiting().placed
    last = old.order_by("-place").values_list("place", flat=True).first()
    if last is not None:
        feed.ended = max(feed.ended, last)
        feed.save(update_fields=["ended"])
    act.count = old.delete()[0]
    return act.count
