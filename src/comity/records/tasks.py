"""The clock of records, run by the worker each hour: what nobody extends is deleted on its day."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.gate.system import clock_of
from comity.records.expire import expire_due, owners_due

MOST_ROUNDS = 1_000  # a run that never ends would hold its lock for ever; the next one goes on


@app.periodic(cron="5 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="records.expire", queueing_lock="records.expire", pass_context=False)  # type: ignore[untyped-decorator]
def expire(timestamp: int) -> int:  # noqa: ARG001  # the hour for which it was planned; the data decide
    """Delete records whose last day has passed, each in its owner's name; how many."""
    now, gone = timezone.now(), 0
    for owner in owners_due(now.date()):
        clock = clock_of(owner, "records.expire")
        for _round in range(MOST_ROUNDS):
            deleted = expire_due(now=now, by=clock)
            gone += deleted
            if not deleted:
                break
    return gone
