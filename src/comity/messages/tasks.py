"""The clock of messages, run by the worker each minute and found again from the data after any outage."""

from django.utils import timezone
from procrastinate.contrib.django import app

from comity.bureaus.directory import centre_hosted_here
from comity.gate.system import clock_of, node
from comity.messages import actions
from comity.messages.contributing.sending import contribute_due
from comity.messages.files.uploading import end_uploads, owners_due, sweep
from comity.messages.found.indexing import index_mail, is_due
from comity.messages.mailboxes import bureaus_due
from comity.messages.mailing.noticing import send_due
from comity.messages.moderation.centre import end_words, is_anything_kept
from comity.messages.writing.drafting import end_drafts, owners_of_old_drafts

INDEXED_A_MINUTE = 5_000


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]  # the library is read as untyped
@app.task(name="messages.close_unanswered", queueing_lock="messages.close_unanswered", pass_context=False)  # type: ignore[untyped-decorator]
def close_unanswered(timestamp: int) -> int:  # noqa: ARG001  # the minute for which it was planned; the data decide
    """Close questions whose time ran out, for each bureau that asked; how many."""
    return sum(
        actions.expire_due(by=clock_of(bureau, "messages.expire_due"))
        for bureau in bureaus_due(timezone.now())
    )


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="messages.contribute", queueing_lock="messages.contribute", pass_context=False)  # type: ignore[untyped-decorator]
def contribute(timestamp: int) -> int:  # noqa: ARG001
    """Send the centre what bureaus of this node share and it does not have yet; how many messages."""
    return contribute_due(timezone.now())


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="messages.index_mail", queueing_lock="messages.index_mail", pass_context=False)  # type: ignore[untyped-decorator]
def index(timestamp: int) -> int:  # noqa: ARG001
    """Index the words of mail that came or was sent since; how many deliveries."""
    count = 0
    while count < INDEXED_A_MINUTE and is_due():
        count += index_mail(by=node("messages.index_mail"))
    return count


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="messages.notify", queueing_lock="messages.notify", pass_context=False)  # type: ignore[untyped-decorator]
def notify(timestamp: int) -> int:  # noqa: ARG001
    """Tell officers by e-mail that something waits, where they asked for it; how many mails left."""
    return send_due(timezone.now())


@app.periodic(cron="20 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="messages.end_unsent", queueing_lock="messages.end_unsent", pass_context=False)  # type: ignore[untyped-decorator]
def end_unsent(timestamp: int) -> int:  # noqa: ARG001
    """Delete files and drafts that nobody sent in time, in their bureaus' names, and what crashes left behind."""
    now = timezone.now()
    gone = sum(end_uploads(now=now, by=clock_of(owner, "messages.end_uploads")) for owner in owners_due(now))
    gone += sum(
        end_drafts(now=now, by=clock_of(owner, "messages.end_drafts")) for owner in owners_of_old_drafts(now)
    )
    return gone + sweep(now)


@app.periodic(cron="40 * * * *")  # type: ignore[untyped-decorator]
@app.task(name="messages.end_words", queueing_lock="messages.end_words", pass_context=False)  # type: ignore[untyped-decorator]
def end_waiting_words(timestamp: int) -> int:  # noqa: ARG001
    """At the centre: let go words of bureaus of other nodes that were released, or that nobody decided in time."""
    if not is_anything_kept():
        return 0
    return end_words(now=timezone.now(), by=clock_of(centre_hosted_here(), "messages.end_words"))
