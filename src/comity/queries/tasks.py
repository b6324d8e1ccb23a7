"""The clocks of hits, run by the worker twice a minute: a person may sit on a bench; those of lists."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.gate.system import clock_of
from comity.queries.actions import end_cards, end_verdicts, inform_due, lapse_due
from comity.queries.actions.carding import bureaus_with_ended
from comity.queries.actions.judging import owners_of_ended
from comity.queries.asking_lists import ask_waiting, end_due


@app.periodic(cron="* * * * * */30")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="queries.lapse", queueing_lock="queries.lapse", pass_context=False)  # type: ignore[untyped-decorator]
def lapse(timestamp: int) -> int:  # noqa: ARG001  # the moment for which it was planned; the data decide
    """Move every question to an owner whose time ran out; how many."""
    return lapse_due(timezone.now())


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="queries.lists", queueing_lock="queries.lists", pass_context=False)  # type: ignore[untyped-decorator]
def lists(timestamp: int) -> int:  # noqa: ARG001
    """Ask the lists that wait, and delete those whose day has passed; how many lines were asked."""
    end_due(timezone.now())
    return ask_waiting(timezone.now())


@app.periodic(cron="25 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="queries.verdicts", queueing_lock="queries.verdicts", pass_context=False)  # type: ignore[untyped-decorator]
def verdicts(timestamp: int) -> int:  # noqa: ARG001
    """Delete the verdicts whose year has passed, and the cards that must go, each in its bureau's name; how many."""
    today = timezone.now().date()
    gone = sum(
        end_cards(today=today, by=clock_of(bureau, "queries.end_cards"))
        for bureau in bureaus_with_ended(today)
    )
    return gone + sum(
        end_verdicts(today=today, by=clock_of(bureau, "queries.end_verdicts"))
        for bureau in owners_of_ended(today)
    )


@app.periodic(cron="* * * * * */10")  # type: ignore[untyped-decorator]
@app.task(name="queries.inform", queueing_lock="queries.inform", pass_context=False)  # type: ignore[untyped-decorator]
def inform(timestamp: int) -> int:  # noqa: ARG001
    """Tell whoever had a hit what became of the record; how many things were told. Pages of hits say it at once."""
    return inform_due(timezone.now())
