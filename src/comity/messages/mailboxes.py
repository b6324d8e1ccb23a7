"""What a bureau finds in its boxes. Reads only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Case, Exists, OuterRef, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.found.searching import LONGEST_WORDS, for_function, found
from comity.messages.models import OPEN_STATES, UNREAD, Delivery, Message
from comity.messages.notes import ATTENTIONS


class Box(StrEnum):
    """The word in the address."""

    IN = "in"
    DUE = "due"
    WAITING = "waiting"
    OUT = "out"

    @property
    def label(self) -> str | Promise:
        return BOX_LABELS[self]


BOX_LABELS: dict[Box, str | Promise] = {
    Box.IN: _("Inbox"),
    Box.DUE: _("To be answered"),
    Box.WAITING: _("Waiting for an answer"),
    Box.OUT: _("Sent"),
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the reader wants to see of a box; empty is all.

    case: the whole case reference. words: each of them stands in the message. attention: for this function or none.
    """

    kind: str = ""
    case: str = ""
    bureau: str = ""
    unread: bool = False
    words: str = ""
    attention: str = ""

    def chosen(self, **fields: str) -> dict[str, str]:
        """The conditions, under the names that a table gives these three."""
        return {
            path: value for name, path in fields.items() if (value := getattr(self, name).replace("\0", ""))
        }


def box_of(asked: Mapping[str, str]) -> tuple[Box, Sieve]:
    """The box and the sieve of an address; what fits nothing is left out."""
    box = Box(asked["box"]) if asked.get("box") in set(Box) else Box.IN
    sieve = Sieve(
        kind=asked.get("kind", "").strip(),
        case=asked.get("case", "").strip(),
        bureau=asked.get("bureau", "").strip().upper(),
        unread=asked.get("unread") == "1",
        words=asked.get("words", "").strip()[:LONGEST_WORDS],
        attention=asked["attention"] if asked.get("attention") in ATTENTIONS else "",
    )
    return box, sieve


def address_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The same as an address says them: what a saved view keeps."""
    box, sieve = box_of(asked)
    told = {
        "box": box.value,
        "kind": sieve.kind,
        "case": sieve.case,
        "bureau": sieve.bureau,
        "words": sieve.words,
        "attention": sieve.attention,
    }
    return {name: value for name, value in {**told, "unread": "1" if sieve.unread else ""}.items() if value}


def inbox(actor: Actor, sieve: Sieve) -> QuerySet[Delivery]:
    """What came to the actor's bureau: unread first, of these the most urgent, then newest."""
    rows = Delivery.visible_to(actor).filter(bureau=actor.bureau, delivered_at__isnull=False)
    rows = rows.filter(**sieve.chosen(kind="message__kind", case="message__case", bureau="message__sender"))
    if sieve.unread:
        rows = rows.filter(UNREAD)
    rows = rows.filter(message__in=found(actor, sieve.words)) if sieve.words else rows
    rows = rows.filter(message__in=for_function(actor, sieve.attention)) if sieve.attention else rows
    urgency = Case(When(UNREAD, then="message__precedence"), default=0)
    return rows.select_related("message").order_by(urgency.desc(), "-message")


def due(actor: Actor, sieve: Sieve) -> QuerySet[Delivery]:
    """What the actor's bureau should still answer, what runs out first before all."""
    rows = inbox(actor, sieve).filter(due_at__isnull=False, answered_at=None)
    return rows.order_by("due_at", "message")


def outbox(actor: Actor, sieve: Sieve, *, waiting: bool = False) -> QuerySet[Message]:
    """What the actor's bureau sent, newest first; waiting: only what someone should still answer."""
    rows = Message.visible_to(actor).filter(sender=actor.bureau)
    rows = rows.filter(**sieve.chosen(kind="kind", case="case"))
    rows = rows.filter(pk__in=found(actor, sieve.words)) if sieve.words else rows
    here = Delivery.visible_to(actor).filter(message=OuterRef("pk"))
    if to := sieve.chosen(bureau="bureau"):
        rows = rows.filter(Exists(here.filter(**to)))
    if waiting:
        rows = rows.filter(Exists(here.filter(due_at__isnull=False, state__in=OPEN_STATES)))
    return rows.order_by("-id")


def conversation(message: Message, actor: Actor) -> QuerySet[Message]:
    """The messages around this one that the actor's bureau may see, oldest first."""
    return Message.visible_to(actor).filter(thread=message.thread).order_by("id")


def threads_of(case: str, actor: Actor) -> QuerySet[Message]:
    """Of each conversation under this case reference what was said last, newest first.

    Either side may have its own reference: a conversation belongs to each that one of its messages bears.
    """
    own = Message.visible_to(actor)
    threads = own.filter(case=case).values("thread")
    last = own.filter(thread__in=threads).order_by("thread", "-id").distinct("thread")
    return Message.visible_to(actor).filter(pk__in=last.values("pk")).order_by("-id")


def page_of(message: Message, actor: Actor, number: str | None, size: int) -> Page[Message]:
    """A page of the conversation, oldest first; without a number the one on which the message stands."""
    rows = conversation(message, actor)
    before = 0 if number else rows.filter(pk__lt=message.pk).count()
    page: Page[Message] = Paginator(rows, size).get_page(number or before // size + 1)
    return page


def still_unread(messages: Iterable[Message], actor: Actor) -> QuerySet[Message]:
    """Which of these messages, that the actor is shown, its bureau has not opened yet."""
    rows = Delivery.visible_to(actor).filter(bureau=actor.bureau, read_at=None, delivered_at__isnull=False)
    shown = [each.pk for each in messages]
    return (
        Message.visible_to(actor)
        .filter(Exists(rows.filter(message=OuterRef("pk"))), pk__in=shown)
        .order_by("pk")
    )


def bureaus_due(now: datetime) -> list[str]:
    """The bureaus whose questions ran out unanswered, for the clock that closes them."""
    due = Delivery.objects.filter(due_at__lte=now, state__in=OPEN_STATES)
    return sorted(set(due.values_list("message__sender", flat=True)))


def unread(actor: Actor) -> QuerySet[Delivery]:
    """What waits unread for the actor's bureau."""
    rows = Delivery.visible_to(actor)
    return rows.filter(UNREAD, bureau=actor.bureau, delivered_at__isnull=False)
