"""The clocks of this room, run by the worker."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.access.actions.clocks import forget_counts, watch_queries
from comity.access.actions.names import forget_name
from comity.access.actions.saved_views import end_views
from comity.access.name_clock import names_due
from comity.bureaus.models import Bureau
from comity.gate.system import clock_of


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="access.watch_queries", queueing_lock="access.watch_queries", pass_context=False)  # type: ignore[untyped-decorator]
def watch(timestamp: int) -> int:  # noqa: ARG001  # the minute for which it was planned; the data decide
    """Look for subjects that too many officers of one bureau asked for; how many are new."""
    hosted = Bureau.objects.filter(hosted=True).values_list("code", flat=True)
    now = timezone.now()
    return sum(watch_queries(now, by=clock_of(code, "access.watch_queries")) for code in hosted)


@app.periodic(cron="17 3 * * *")  # type: ignore[untyped-decorator]
@app.task(name="access.forget_counts", queueing_lock="access.forget_counts", pass_context=False)  # type: ignore[untyped-decorator]
def forget(timestamp: int) -> int:  # noqa: ARG001
    """Delete old counts, once a night; they belong to the node, so the first bureau it hosts acts."""
    first = Bureau.objects.filter(hosted=True).order_by("code").first()
    return (
        0 if first is None else forget_counts(timezone.now(), by=clock_of(first.code, "access.forget_counts"))
    )


@app.periodic(cron="27 3 * * *")  # type: ignore[untyped-decorator]
@app.task(name="access.forget_names", queueing_lock="access.forget_names", pass_context=False)  # type: ignore[untyped-decorator]
def forget_names(timestamp: int) -> int:  # noqa: ARG001
    """Delete the names of officers who left long enough ago, once a night, each by an act of its bureau; how many."""
    now = timezone.now()
    # Of bureaus that have left this node, too: their officers' names end on the same clock.
    due = names_due(now).select_related("unit")
    return sum(
        forget_name(each, now, by=clock_of(each.unit.bureau_id, "access.forget_name")) for each in list(due)
    )


@app.periodic(cron="37 3 * * *")  # type: ignore[untyped-decorator]
@app.task(name="access.end_views", queueing_lock="access.end_views", pass_context=False)  # type: ignore[untyped-decorator]
def end_saved_views(timestamp: int) -> int:  # noqa: ARG001
    """Delete the views of lists that nobody opens any more, once a night, each bureau's by its own act; how many."""
    now = timezone.now()
    hosted = Bureau.objects.filter(hosted=True).values_list("code", flat=True)
    return sum(end_views(now, by=clock_of(code, "access.end_views")) for code in hosted)
