"""What a bureau finds in its boxes. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.fields import BooleanField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.messages.models import OPEN_STATES, Delivery, Message


class Box(StrEnum):
    """The word in the address."""

    IN = "in"
    WAITING = "waiting"
    OUT = "out"

    @property
    def label(self) -> str | Promise:
        return BOX_LABELS[self]


BOX_LABELS: dict[Box, str | Promise] = {
    Box.IN: _("Inbox"),
    Box.WAITING: _("Waiting for an answer"),
    Box.OUT: _("Sent"),
}


@dataclass(frozen=True, slots=True)
class Sieve:
    """What the reader wants to see of a box; empty is all. case: the whole case reference."""

    kind: str = ""
    case: str = ""
    bureau: str = ""
    unread: bool = False

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
    )
    return box, sieve


def address_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The same as an address says them: what a saved view keeps."""
    box, sieve = box_of(asked)
    told = {"box": box.value, "kind": sieve.kind, "case": sieve.case, "bureau": sieve.bureau}
    return {name: value for name, value in {**told, "unread": "1" if sieve.unread else ""}.items() if value}


def inbox(actor: Actor, sieve: Sieve) -> QuerySet[Delivery]:
    """What came to the actor's bureau: unread first, then newest."""
    rows = Delivery.visible_to(actor).filter(bureau=actor.bureau, delivered_at__isnull=False)
    rows = rows.filter(**sieve.chosen(kind="message__kind", case="message__case", bureau="message__sender"))
    if sieve.unread:
        rows = rows.filter(read_at=None)
    is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
    return rows.select_related("message").order_by(is_read, "-message")


def outbox(actor: Actor, sieve: Sieve, *, waiting: bool = False) -> QuerySet[Message]:
    """What the actor's bureau sent, newest first; waiting: only what someone should still answer."""
    rows = Message.visible_to(actor).filter(sender=actor.bureau)
    rows = rows.filter(**sieve.chosen(kind="kind", case="case"))
    here = Delivery.visible_to(actor).filter(message=OuterRef("pk"))
    if to := sieve.chosen(bureau="bureau"):
        rows = rows.filter(Exists(here.filter(**to)))
    if waiting:
        rows = rows.filter(Exists(here.filter(due_at__isnull=False, state__in=OPEN_STATES)))
    return rows.order_by("-id")


def conversation(message: Message, actor: Actor) -> QuerySet[Message]:
    """The messages around this one that the actor's bureau may see, oldest first."""
    return Message.visible_to(actor).filter(thread=message.thread).order_by("id")


def still_unread(message: Message, actor: Actor) -> QuerySet[Message]:
    """What the actor's bureau has not opened yet in the conversation, apart from this message."""
    rows = Delivery.visible_to(actor).filter(bureau=actor.bureau, read_at=None, delivered_at__isnull=False)
    return (
        conversation(message, actor)
        .filter(Exists(rows.filter(message=OuterRef("pk"))))
        .exclude(pk=message.pk)
    )


def bureaus_due(now: datetime) -> list[str]:
    """The bureaus whose questions ran out unanswered, for the clock that closes them."""
    due = Delivery.objects.filter(due_at__lte=now, state__in=OPEN_STATES)
    return sorted(set(due.values_list("message__sender", flat=True)))


def unread(actor: Actor) -> QuerySet[Delivery]:
    """What waits unread for the actor's bureau."""
    rows = Delivery.visible_to(actor)
    return rows.filter(bureau=actor.bureau, read_at=None, delivered_at__isnull=False)
