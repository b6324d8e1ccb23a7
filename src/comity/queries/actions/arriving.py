"""What happens at a bureau when a message of a confirmation arrives there: handlers of `messages.kinds`.

They run in the transaction of the delivery, under the verb that sent or fetched it, for the bureau of the delivery
alone: another bureau's copy is never touched.
"""

from datetime import datetime, timedelta

from comity.kit.errors import NotFound, Refused
from comity.messages.clocks import ONE_MINUTE
from comity.messages.kinds import Handler, NotTaken
from comity.messages.models import Delivery, Message
from comity.messages.rules import State as Level
from comity.queries import clocks, kinds
from comity.queries.actions.answering import EVENTS, Word
from comity.queries.actions.judging import keep_owners_word
from comity.queries.actions.picturing import hang_on_owners_copy
from comity.queries.clocks import LONGEST_POSTPONED
from comity.queries.conversation import FINAL, Event, State, may, moved
from comity.queries.hit_closed import tell_closed
from comity.queries.models import ASKER, OWNER, Confirmation
from comity.records.life.afar import follow_owner
from comity.records.registry import by_slug

# Of the question: its pictures are named by their ids, as they hang on this node.
IDS_OF_PICTURES = 2


def question_arrives(message: Message, delivery: Delivery) -> None:
    """The owner's copy begins its life."""
    content = message.content
    due_at = message.expires_at
    if due_at is None:
        raise Refused("A question about a hit carries a time.", code="no-clock")
    row = Confirmation(
        thread=message.id,
        bureau=delivery.bureau,
        side=OWNER,
        other=message.sender,
        database=by_slug(content["database"]).code,
        record=content["record"],
        seen=content["version"],
        urgency=int(clocks.BY_SLUG[content["urgency"]]),
        asked_at=message.created_at,
        due_at=due_at,
        length=timedelta(minutes=content["minutes"]),
    )
    row.stand(State.DELIVERED)
    row.save(force_insert=True)
    if message.schema_version == IDS_OF_PICTURES:
        hang_on_owners_copy(message, row, content.get("pictures", ()))


def answer_arrives(message: Message, delivery: Delivery) -> None:
    """The asker's page is freed, or told what else is needed; a late answer opens the hit again."""
    row = _copy(message, delivery, ASKER)
    content = message.content
    event = EVENTS[Word(content["answer"])]
    if event not in FINAL and row.answered_at is not None and message.created_at <= row.answered_at:
        return  # said before the last word, and overtaken by it: kept to read, changes nothing
    until = _put_off_to(row, message) if event is Event.POSTPONE else None
    state = moved(row.standing, event)
    if until is not None:
        row.not_before, row.due_at = until, max(row.due_at, until)
    if event in FINAL:  # at no moment that cannot be, whatever the other node's clock says
        row.answered_at = min(max(message.created_at, row.asked_at), _arrived(message, delivery))
    row.stand(state)
    row.save()
    keep_owners_word(row, event, message.created_at)
    if row.hit is not None and row.hit.closed_at is not None:
        row.hit.closed_at = None
        row.hit.save(update_fields=["closed_at"])
        tell_closed(row.hit)


def more_arrives(message: Message, delivery: Delivery) -> None:
    """The owner's clock runs again where it had waited for this."""
    row = _copy(message, delivery, OWNER)
    waited = row.standing is State.MORE_NEEDED
    if may(row.standing, Event.SEND_MORE):
        row.stand(moved(row.standing, Event.SEND_MORE))
    if waited:
        row.restart(_arrived(message, delivery))
    row.save(update_fields=["state", "due_at", "lapses_at"])


def taken_back_arrives(message: Message, delivery: Delivery) -> None:
    """The owner need not answer any more."""
    row = _copy(message, delivery, OWNER)
    if may(row.standing, Event.TAKE_BACK):
        row.stand(moved(row.standing, Event.TAKE_BACK))
        row.save(update_fields=["state", "lapses_at"])


def record_ended_arrives(message: Message, delivery: Delivery) -> None:
    """Nobody will answer any more; the finder says what was done with what rested on it."""
    row = _copy(message, delivery, ASKER)
    if may(row.standing, Event.END_RECORD):
        row.stand(moved(row.standing, Event.END_RECORD))
        row.save(update_fields=["state", "lapses_at"])


def moved_arrives(message: Message, delivery: Delivery) -> None:
    """From now on the record's new owner is the other side, and has a part in the conversation.

    Only the former one may say so, while somebody waits for its word.
    """
    row = _copy(message, delivery, ASKER)
    if not may(row.standing, Event.CONFIRM):
        raise NotTaken("already-answered")
    former, row.other = row.other, message.content["owner"]
    row.save(update_fields=["other"])
    _let_join(row, former, _arrived(message, delivery))
    follow_owner(row.database, row.record, row.bureau, former, row.other)
    if row.hit is not None:
        row.hit.owner = row.other
        row.hit.save(update_fields=["owner"])


def _let_join(row: Confirmation, former: str, at: datetime) -> None:
    """The question counts as delivered to who answers now: its node has it from the former owner's, not from us.

    On one node the former owner's own verb has done so before. No receipt will tell us more, so no time runs on it.
    """
    rows = Delivery.objects.filter(message=row.thread)
    rows.filter(bureau=former).update(due_at=None)
    said = {"state": int(Level.DELIVERED), "accepted_at": at, "delivered_at": at}
    rows.get_or_create(message_id=row.thread, bureau=row.other, defaults=said)


def _put_off_to(row: Confirmation, message: Message) -> datetime:
    """Until when the owner puts it off: once, and so far as it may, or a clock never ends. Raises: NotTaken."""
    before = message.content.get("before")
    if row.not_before is not None:
        raise NotTaken("already-postponed")
    if not before:
        raise NotTaken("moment")
    until = datetime.fromisoformat(before)
    if not message.created_at - ONE_MINUTE < until <= message.created_at + LONGEST_POSTPONED:
        raise NotTaken("moment")
    return until


def _arrived(message: Message, delivery: Delivery) -> datetime:
    return delivery.delivered_at or message.created_at


def _copy(message: Message, delivery: Delivery, side: int) -> Confirmation:
    """The receiving bureau's copy of this conversation, locked; only the other side may speak in it."""
    rows = Confirmation.objects.select_for_update(of=("self",)).select_related("hit")
    row = rows.filter(thread=message.thread, side=side, bureau=delivery.bureau, other=message.sender).first()
    if row is None:
        raise NotFound
    return row


HANDLERS: dict[str, Handler] = {
    kinds.QUESTION: question_arrives,
    kinds.ANSWER: answer_arrives,
    kinds.MORE: more_arrives,
    kinds.TAKEN_BACK: taken_back_arrives,
    kinds.RECORD_ENDED: record_ended_arrives,
    kinds.MOVED: moved_arrives,
}
