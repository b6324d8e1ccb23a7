"""The clocks of mandates and of the signed directory, run by the worker, found again from the data after any outage."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.bureaus.actions import end_mandates
from comity.bureaus.directory import mandates_to_end
from comity.bureaus.models import Bureau
from comity.gate.system import clock_of


@app.periodic(cron="1 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="bureaus.end_mandates", queueing_lock="bureaus.end_mandates", pass_context=False)  # type: ignore[untyped-decorator]
def end(timestamp: int) -> int:  # noqa: ARG001  # the minute for which it was planned; the day decides
    """Close the access of bureaus whose last day has passed, in the first minute of the day, UTC; how many.

    Each hour and not once a day: a worker that stood still over midnight makes good for it.
    """
    today = timezone.now().date()
    first = Bureau.objects.filter(hosted=True).order_by("code").first()
    if first is None or not mandates_to_end(today).exists():
        return 0
    return len(end_mandates(today, by=clock_of(first.code, "bureaus.end_mandates")))


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="bureaus.directory", queueing_lock="bureaus.directory", pass_context=False)  # type: ignore[untyped-decorator]
def directory(timestamp: int) -> int:  # noqa: ARG001
    """Keep the keys of bureaus hosted here, publish the directory or refresh the copy; how many entries are new."""
    from comity.bureaus.signed.clock import (  # every process reads this file
        keep_due,
        publish_due,
        refresh_due,
    )

    now = timezone.now()
    made = keep_due(now)
    publish_due(now)
    refresh_due(now)
    return made
