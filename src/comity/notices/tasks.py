"""The clocks of notices, run by the worker."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.notices.actions import (
    drop_corrections_due,
    end_due,
    expire_due,
    lapse_due,
    remind_due,
    warn_due,
)
from comity.notices.actions.list_runs import WORK, follow_waiting


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="notices.clock", queueing_lock="notices.clock", pass_context=False)  # type: ignore[untyped-decorator]
def clock(timestamp: int) -> int:  # noqa: ARG001  # the moment for which it was planned; the data decide
    """Mark late steps, end what has ended, remind of recalls and corrections; how many."""
    now = timezone.now()
    return lapse_due(now) + expire_due(now) + drop_corrections_due(now) + remind_due(now)


@app.task(name=WORK, lock=WORK, pass_context=False)  # type: ignore[untyped-decorator]
def follow_lists() -> int:
    """Make notices of lists, soon after somebody asked for it; how many lists."""
    return follow_waiting(timezone.now())


@app.periodic(cron="*/5 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="notices.find_list_runs", queueing_lock="notices.find_list_runs", pass_context=False)  # type: ignore[untyped-decorator]
def find_list_runs(timestamp: int) -> int:  # noqa: ARG001
    """Find what a killed worker left; how many lists were done."""
    return follow_waiting(timezone.now())


@app.periodic(cron="40 2 * * *")  # type: ignore[untyped-decorator]
@app.task(name="notices.night", queueing_lock="notices.night", pass_context=False)  # type: ignore[untyped-decorator]
def night(timestamp: int) -> int:  # noqa: ARG001
    """Warn of what ends within six months, delete files of what ended long ago; how many."""
    now = timezone.now()
    return warn_due(now) + end_due(now)
