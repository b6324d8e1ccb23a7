"""What the worker does here by itself: forget old counts, and look for subjects that too many asked for."""

from datetime import datetime, timedelta, timezone

from django.db import connection

from comity.access.actions.alarms import raise_alarm
from comity.access.models import BudgetSpent, RecordOpened, SignInLock
from comity.access.roles import AlarmKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome

KEPT_DAYS = 2
# Five officers of one bureau who ask for the same subject within a day: a famous name, or a sold one.
MANY_OFFICERS = 5
LOOK_BACK = timedelta(days=1)
_SAME_SUBJECT = """
SELECT encode(tag, 'hex'), count(DISTINCT COALESCE(officer::text, unit::text || acting)) AS officers
FROM acts WHERE bureau = %s AND at >= %s AND verb LIKE 'queries.ask%%' AND length(tag) > 0
GROUP BY tag HAVING count(DISTINCT COALESCE(officer::text, unit::text || acting)) >= %s
"""


@action("access.forget_counts")
def forget_counts(act: ActDraft, now: datetime, *, by: Actor) -> int:  # noqa: ARG001  # the gate asks who
    """Delete counts whose windows ended two days ago, and locks that are over; how many."""
    before = now - timedelta(days=KEPT_DAYS)
    deleted = BudgetSpent.objects.filter(starts_at__lt=before).delete()[0]
    deleted += RecordOpened.objects.filter(day__lt=before.astimezone(timezone.utc).date()).delete()[0]
    deleted += SignInLock.objects.filter(counted_from__lt=before).delete()[0]
    act.count = deleted
    return deleted


@action("access.watch_queries")
def watch_queries(act: ActDraft, now: datetime, *, by: Actor) -> int:
    """Raise an alarm for each subject that many officers of this bureau asked for; how many are new.

    It sees keyed tags, never words. An alarm, not a refusal. Source: practice 6.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAME_SUBJECT, [by.bureau, now - LOOK_BACK, MANY_OFFICERS])
        found = cursor.fetchall()
    for tag, officers in found:
        about = f"same-subject:{by.bureau}:{tag}:{now:%Y-%m-%d}"
        act.count += raise_alarm(
            AlarmKind.SAME_SUBJECT, by=by, about=about, codes=[f"officers-{officers}"], now=now
        )
    if act.count:
        act.outcome = Outcome.ALARM
    return act.count
