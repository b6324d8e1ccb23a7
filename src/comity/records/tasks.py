"""The clocks of records, run by the worker: what nobody extends is deleted on its day; imports are worked on."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from comity.bureaus.models import Bureau
from comity.gate.system import clock_of
from comity.records.between import answering, behalf
from comity.records.ending import deleting, erasing
from comity.records.ending.expire import expire_due, owners_due
from comity.records.ending.near_end import owners_to_warn, warn
from comity.records.ending.reentries import match_traces
from comity.records.feed.placing import end_changes
from comity.records.life import lapsing
from comity.records.loading import importing
from comity.records.loading.working import work_on_imports
from comity.records.models import NewlyRecorded

MOST_ROUNDS = 1_000  # a run that never ends would hold its lock for ever; the next one goes on


@app.periodic(cron="5 * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="records.expire", queueing_lock="records.expire", pass_context=False)  # type: ignore[untyped-decorator]
def expire(timestamp: int) -> int:  # noqa: ARG001  # the hour for which it was planned; the data decide
    """Delete records whose last day has passed, each in its owner's name; how many."""
    now, gone = timezone.now(), 0
    for owner in owners_due(now):
        clock = clock_of(owner, "records.expire")
        for _round in range(MOST_ROUNDS):
            deleted = expire_due(now=now, by=clock)
            gone += deleted
            if not deleted:
                break
    return gone


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.delete_asked", queueing_lock="records.delete_asked", pass_context=False)  # type: ignore[untyped-decorator]
def delete_asked(timestamp: int) -> int:  # noqa: ARG001
    """Delete what owners asked to be deleted, each in its owner's name; how many records."""
    now = timezone.now()
    return sum(
        deleting.delete_asked(now=now, by=clock_of(owner, "records.delete_asked"))
        for owner in deleting.owners_asking()
    )


@app.periodic(cron="40 3 * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.end_changes", queueing_lock="records.end_changes", pass_context=False)  # type: ignore[untyped-decorator]
def end_old_changes(timestamp: int) -> int:  # noqa: ARG001
    """Delete the changes whose age has passed, once a day; how many rows."""
    first = Bureau.objects.filter(hosted=True).order_by("code").first()
    by = first and clock_of(first.code, "records.end_changes")
    return end_changes(now=timezone.now(), by=by) if by else 0


@app.task(name=importing.WORK, lock=importing.WORK, pass_context=False)  # type: ignore[untyped-decorator]
def work() -> int:
    """Do what waits for imports, soon after it was asked for; how many steps."""
    return work_on_imports()


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.find_imports", queueing_lock="records.find_imports", pass_context=False)  # type: ignore[untyped-decorator]
def find_imports(timestamp: int) -> int:  # noqa: ARG001
    """Delete the files whose day has passed, and find what a killed worker left; how many were deleted."""
    gone = sum(
        importing.end_due(by=clock_of(owner, "records.end_imports")) for owner in importing.owners_due()
    )
    work_on_imports()
    return gone


@app.periodic(cron="*/10 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.settle", queueing_lock="records.settle", pass_context=False)  # type: ignore[untyped-decorator]
def settle(timestamp: int) -> int:  # noqa: ARG001
    """Make final what owners let pass of what was recorded on their behalf, end offers, say which answers are late."""
    now, settled = timezone.now(), 0
    for owner in behalf.owners_due(now):
        settled += behalf.settle_due(now=now, by=clock_of(owner, "records.settle_recorded", "messages.send"))
    for giver in answering.givers_due(now):
        settled += answering.lapse_due(now=now, by=clock_of(giver, "records.lapse_offers", "messages.send"))
    for owner in lapsing.owners_late(now):
        settled += lapsing.lapse_disputes(now=now, by=clock_of(owner, "records.lapse_disputes"))
    for owner in lapsing.owners_late_with_finds(now):
        settled += lapsing.lapse_finds(now=now, by=clock_of(owner, "records.lapse_finds"))
    return settled


@app.periodic(cron="35 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.erase", queueing_lock="records.erase", pass_context=False)  # type: ignore[untyped-decorator]
def erase_deleted(timestamp: int) -> int:  # noqa: ARG001
    """Once a day, where something was deleted since, rewrite the tables that held it; how many."""
    if not erasing.is_due(timezone.now()):
        return 0
    erased = erasing.erase(by=clock_of(settings.NODE, "records.erase"))
    return erased.rewritten + erased.vacuumed


@app.periodic(cron="15 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.warn", queueing_lock="records.warn", pass_context=False)  # type: ignore[untyped-decorator]
def warn_near_end(timestamp: int) -> int:  # noqa: ARG001
    """Tell each bureau once a month which records near their end; of how many records."""
    now = timezone.now()
    return sum(warn(now=now, by=clock_of(owner, "records.warn")) for owner in owners_to_warn(now))


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="records.match_traces", queueing_lock="records.match_traces", pass_context=False)  # type: ignore[untyped-decorator]
def match(timestamp: int) -> int:  # noqa: ARG001
    """Compare what was recorded with what was deleted; how many records."""
    looked = 0
    for _round in range(MOST_ROUNDS if NewlyRecorded.objects.exists() else 0):
        now = match_traces(by=clock_of(settings.NODE, "records.match_traces"))
        looked += now
        if not now:
            break
    return looked
