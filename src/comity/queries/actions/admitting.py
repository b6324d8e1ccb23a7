"""What a bureau of another node may say in a confirmation: looked at before its message is handled, and nothing before
that is believed but the sender. Here, too, is what becomes of a question that its owner's node did not take.

Whatever may not be asked about is answered with one code, so that nobody learns by trying which records there are.
Source: docs/spec/message.md, 4; practice 2, 7, 9 and 10.
"""

from datetime import timedelta

from comity.bureaus.directory import is_centre
from comity.bureaus.models import Bureau
from comity.gate import epoch
from comity.kit.errors import NotFound
from comity.messages.clocks import demand_time
from comity.messages.kinds import Afar, NotTaken
from comity.messages.models import Delivery, Message
from comity.queries import kinds
from comity.queries.actions.locking import lock_conversation
from comity.queries.conversation import OPEN, WITHOUT_ANSWER, Event, may, moved
from comity.queries.models import ASKER, OWNER, Confirmation
from comity.records.registry import all_databases, by_slug
from comity.records.rules import Marking
from comity.records.scope import scope_within

# Questions of one bureau to one of ours that nobody answered yet: more would hide those of all others.
MOST_WAITING = 500
WAITING = [int(state) for state in OPEN | WITHOUT_ANSWER]


def question_is_admitted(message: Message, delivery: Delivery) -> None:
    """May this bureau ask ours about that record? Raises: NotFound, NotTaken."""
    content = message.content
    if message.thread != message.id or message.about != f"record:{content['database']}:{content['record']}":
        raise NotTaken("body-form")
    demand_time(message, timedelta(minutes=content["minutes"]))
    if not may_be_asked_about(message, delivery):
        raise NotFound(code="unknown-record")
    waiting = Confirmation.objects.filter(
        side=OWNER, bureau=delivery.bureau, other=message.sender, state__in=WAITING
    )
    if waiting.count() >= MOST_WAITING:
        raise NotTaken("too-many-open")


def move_is_admitted(message: Message, delivery: Delivery) -> None:
    """Does another bureau answer now, that the directory knows? Who may say so, the handler sees. Raises: NotFound."""
    owner = message.content["owner"]
    if not Bureau.objects.filter(pk=owner).exclude(pk__in=[message.sender, delivery.bureau]).exists():
        raise NotFound


def reminder_is_admitted(message: Message, delivery: Delivery) -> None:
    """Is the sender who asked this bureau? Raises: NotFound."""
    rows = Confirmation.objects.filter(thread=message.thread, side=OWNER, bureau=delivery.bureau)
    if not rows.filter(other=message.sender).exists():
        raise NotFound


def escalation_is_admitted(message: Message, delivery: Delivery) -> None:
    """Is it for the centre's desk, about another bureau and a time that is over? Raises: NotFound, NotTaken."""
    content = message.content
    by_slug(content["database"])
    owner = Bureau.objects.filter(pk=content["owner"]).exclude(pk__in=[message.sender, delivery.bureau])
    if not (is_centre(delivery.bureau) and owner.exists()):
        raise NotFound
    if not content["asked_at"] < content["due_at"] or message.expires_at is not None:
        raise NotTaken("body-form")


def question_came_back(message: Message, bureau: str, code: str) -> None:  # noqa: ARG001  # the page of messages says it
    """The owner's node did not take it: nobody there will answer, and the finder must not wait for it."""
    lock_conversation(message.id)
    row = Confirmation.objects.filter(thread=message.id, side=ASKER, other=bureau).first()
    if row is not None and may(row.standing, Event.COME_BACK):
        row.stand(moved(row.standing, Event.COME_BACK))
        row.save(update_fields=["state", "lapses_at"])


def may_be_asked_about(message: Message, delivery: Delivery) -> bool:
    """Is there a record of the addressed bureau's that answers the sender?

    The clearance of whoever found it was looked at by the node that answered the query.
    """
    now = delivery.delivered_at or message.created_at
    database = next((each for each in all_databases() if each.slug == message.content["database"]), None)
    if database is None:
        return False
    scope = scope_within(
        message.sender,
        clearance=max(Marking),
        databases=frozenset({database.code}),
        epoch=epoch.current(),
        today=now.date(),
    )
    rows = database.shown_within(scope, now.date())
    return rows.filter(pk=message.content["record"], owner=delivery.bureau).exists()


# What has no check of its own is spoken inside a conversation: its handler finds that of these two bureaus, or nothing.
_WRITTEN = ("text", "place", "itinerary", "pictures")  # words can stand in pictures, and under them
TERMS: dict[tuple[str, int], Afar] = {
    (kinds.QUESTION, 1): Afar("queries.ask_confirmation", words=_WRITTEN, check=question_is_admitted),
    (kinds.QUESTION, 3): Afar("queries.ask_confirmation", words=_WRITTEN, check=question_is_admitted),
    (kinds.ANSWER, 1): Afar("queries.answer"),
    (kinds.ANSWER, 2): Afar("queries.answer"),
    (kinds.MORE, 1): Afar("queries.send_more"),
    (kinds.TAKEN_BACK, 1): Afar("queries.take_back"),
    (kinds.RECORD_ENDED, 1): Afar("queries.answer"),
    (kinds.MOVED, 1): Afar("queries.answer", check=move_is_admitted),
    (kinds.REMINDER, 1): Afar("queries.take_back", check=reminder_is_admitted),
    (kinds.ESCALATION, 1): Afar("queries.take_back", check=escalation_is_admitted),
}
