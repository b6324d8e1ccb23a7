"""The clock of records, run by the worker: what nobody extends is deleted on its day."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.bureaus.models import Bureau
from comity.gate.system import clock_of
from comity.records.expire import expire_due

MOST_ROUNDS = 1_000  # a run that never ends would hold its lock for ever; the next one goes on


@app.periodic(cron="5 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="records.expire", queueing_lock="records.expire", pass_context=False)  # type: ignore[untyped-decorator]
def expire(timestamp: int) -> int:  # noqa: ARG001  # the hour for which it was planned; the data decide
    """Delete records whose last day has passed; how many. The node does it: the first bureau it hosts acts."""
    first = Bureau.objects.filter(hosted=True).order_by("code").first()
    if first is None:
        return 0
    gone, by = 0, clock_of(first.code, "records.expire")
    for _round in range(MOST_ROUNDS):
        now_gone = expire_due(now=timezone.now(), by=by)
        gone += now_gone
        if not now_gone:
            break
    return gone
