"""A record changed hands: open questions about it go to the new owner at once, and each asker sees who answers now.

Source: practice 21.
"""

from uuid import UUID

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.messages import actions as messages
from comity.messages.models import Message
from comity.messages.rules import Draft
from comity.queries import kinds
from comity.queries.actions.confirming import question_of
from comity.queries.actions.locking import lock_conversation
from comity.queries.conversation import OPEN, WITHOUT_ANSWER, Event, may, moved
from comity.queries.models import ASKER, OWNER, Confirmation, Hit
from comity.records.record import Record

# Somebody still waits for the owner's word, or would take a late one.
WAITING = [int(state) for state in OPEN | WITHOUT_ANSWER]
RIGHTS = ("queries.follow_owner", "messages.hand_on", "messages.send")


def follow(record: Record, former: str) -> None:
    """Inside the verb by which a record changes hands: the former owner's side passes on what it was asked."""
    follow_owner(record, by=clock_of(former, *RIGHTS))


@action("queries.follow_owner")
def follow_owner(act: ActDraft, record: Record, *, by: Actor) -> None:
    """Hand this bureau's open questions about a record on to its new owner, clocks running; by: of the former owner.

    Hits of which the owner was not told learn of nobody: they only ask the right bureau, should they ask.
    """
    hits = Hit.objects.filter(database=record.code, record=record.id, owner=by.bureau, closed_at=None)
    hits.update(owner=record.owner)
    rows = Confirmation.objects.filter(
        side=OWNER, bureau=by.bureau, database=record.code, record=record.id, state__in=WAITING
    )
    for thread in rows.order_by("thread").values_list("thread", flat=True):
        lock_conversation(thread)
    found = list(rows.order_by("id"))
    for row in found:
        if row.other == record.owner:
            _no_question_any_more(row.thread)
        else:
            _hand_on(row, record.owner, by)
    act.count, act.recipients = len(found), (record.owner,)
    act.touches(database=record.code, record=record.id, version=record.version)


def _hand_on(row: Confirmation, owner: str, by: Actor) -> None:
    """The whole conversation to the new owner, and one coded message to the asker."""
    question = question_of(row, by)
    for message in Message.visible_to(by).filter(thread=row.thread).order_by("id"):
        messages.hand_on(message, owner, by=by)
    body = {"owner": owner}
    draft = Draft(kind=kinds.MOVED, to=(row.other,), body=body, reply_to=question.id, about=question.about)
    messages.send(draft, by=by)
    row.bureau, row.desk = owner, None
    row.save(update_fields=["bureau", "desk"])


def _no_question_any_more(thread: UUID) -> None:
    """The asker owns the record now, and need not ask itself: both copies end as if it had taken the question back."""
    for row in Confirmation.objects.select_for_update().filter(thread=thread, side__in=[ASKER, OWNER]):
        if may(row.standing, Event.TAKE_BACK):
            row.stand(moved(row.standing, Event.TAKE_BACK))
            row.save(update_fields=["state", "lapses_at"])
