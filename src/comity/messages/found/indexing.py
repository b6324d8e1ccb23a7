"""The verb that writes the index of bureaus' own mail, run by a clock and found again from the data."""

from collections.abc import Iterator

from django.db.models import QuerySet

from comity.bureaus.directory import hosted_bureaus
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.files.hanging import files_of
from comity.messages.found.grams import grams
from comity.messages.found.tables import MailIndex
from comity.messages.kinds import no_mail
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE

# What is indexed is locked, and a receipt that comes for it waits: 500 at once held it up for more than a second.
INDEXED_AT_ONCE = 25


@action("messages.index_mail")
def index_mail(act: ActDraft, *, by: Actor) -> int:  # noqa: ARG001  # the gate asks `by`
    """Index what came or was sent since, newest first, at most 25 deliveries a call; how many.

    A repeat changes nothing. Until a message is indexed, a search reads it itself: nothing is found later for it.
    """
    rows = _waiting().select_related("message").select_for_update(skip_locked=True, of=("self",))
    chosen = list(rows.order_by("-id")[:INDEXED_AT_ONCE])
    MailIndex.objects.bulk_create(
        _indexed(chosen),
        update_conflicts=True,
        unique_fields=["message", "bureau"],
        update_fields=["grams"],
    )
    Delivery.objects.filter(pk__in=[each.pk for each in chosen]).update(is_indexed=True)
    act.count = len(chosen)
    return act.count


def is_due() -> bool:
    """Does anything wait to be indexed?"""
    return _waiting().exists()


def let_go_of_index(messages: "QuerySet[Message]") -> None:
    """What stood in these messages is in no index any more; inside the verb that empties them."""
    MailIndex.objects.filter(message__in=messages).delete()


def _waiting() -> "QuerySet[Delivery]":
    return Delivery.objects.filter(is_indexed=False)


def _indexed(deliveries: list[Delivery]) -> Iterator[MailIndex]:
    """A row for each bureau of this node that has a part in a message, once."""
    hosted, unread = hosted_bureaus(), no_mail()
    messages = {each.message_id: each.message for each in deliveries}
    files = files_of(messages.values())
    pairs = {
        (each.message_id, bureau) for each in deliveries for bureau in (each.bureau, each.message.sender)
    }
    for id, bureau in sorted(pairs):
        message = messages[id]
        if bureau in hosted and message.kind not in unread and message.emptied_on is None:
            names = [each.name for each in files.get(id, ())]
            yield MailIndex(message=message, bureau=bureau, grams=grams(bureau, [*_words(message), *names]))


def _words(message: Message) -> list[str]:
    said = message.content if message.kind == NOTE else {}
    return [message.case, str(said.get("subject", "")), str(said.get("text", ""))]
