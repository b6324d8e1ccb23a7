"""The clock of messages, run by the worker each minute and found again from the data after any outage."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.gate.system import clock_of
from comity.messages import actions
from comity.messages.mailboxes import bureaus_due


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="messages.close_unanswered", queueing_lock="messages.close_unanswered", pass_context=False)  # type: ignore[untyped-decorator]
def close_unanswered(timestamp: int) -> int:  # noqa: ARG001  # the minute for which it was planned; the data decide
    """Close questions whose time ran out, for each bureau that asked; how many."""
    return sum(
        actions.expire_due(by=clock_of(bureau, "messages.expire_due"))
        for bureau in bureaus_due(timezone.now())
    )
