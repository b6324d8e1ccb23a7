"""The clocks of traces, run by the worker: days, not minutes, so every ten minutes and once a night are enough."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.tracing.actions import end_due, lapse_due


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="tracing.lapse", queueing_lock="tracing.lapse", pass_context=False)  # type: ignore[untyped-decorator]
def lapse(timestamp: int) -> int:  # noqa: ARG001  # the moment for which it was planned; the data decide
    """Remind, and end the time of every step whose moment has come; how many."""
    return lapse_due(timezone.now())


@app.periodic(cron="20 2 * * *")  # type: ignore[untyped-decorator]
@app.task(name="tracing.end", queueing_lock="tracing.end", pass_context=False)  # type: ignore[untyped-decorator]
def end(timestamp: int) -> int:  # noqa: ARG001
    """Delete what is kept no longer; how many rows."""
    return end_due(timezone.now())
