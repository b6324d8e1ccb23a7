"""The clocks of hits, run by the worker twice a minute: a person may sit on a bench."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.queries.actions import lapse_due


@app.periodic(cron="* * * * * */30")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="queries.lapse", queueing_lock="queries.lapse", pass_context=False)  # type: ignore[untyped-decorator]
def lapse(timestamp: int) -> int:  # noqa: ARG001  # the moment for which it was planned; the data decide
    """Move every question to an owner whose time ran out; how many."""
    return lapse_due(timezone.now())
