"""That an older message was read or answered, between two bureaus that lived on one node when it was delivered.

One of them has moved since: no envelope brought the message, so no receipt can name one. The addressee's node says it
to the sender's in a message that the addressee signs, in no mailbox of either. The same is said of what an envelope
brought so long ago that nobody keeps its number any more. Source: docs/spec/move.md, 5.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.system import clock_of
from comity.kit.errors import NotFound
from comity.messages.actions import say
from comity.messages.courier.queueing import UNSEALED
from comity.messages.courier.receipting import reach
from comity.messages.courier.rules import Level
from comity.messages.kinds import Afar, NotTaken, register
from comity.messages.models import Delivery, Message
from comity.messages.moderation.telling import goes_through_centre
from comity.messages.rules import Draft

LEVEL = "message-level"
_WORDS = {Level.READ: "read", Level.ANSWERED: "answered"}


class MessageLevel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """message: of the addressed bureau to the one that says this. at: UTC, as the one that says it has it."""

    message: UUID
    level: Literal["read", "answered"]
    at: Annotated[datetime, msgspec.Meta(tz=True)]


def register_levels() -> None:
    """From `AppConfig.ready`."""
    terms = Afar("messages.read", check=level_is_admitted)
    label = _("That an older message was read or answered")
    register(LEVEL, 1, MessageLevel, level_arrives, label=label, afar=terms, is_mail=False)
    UNSEALED.append(say_level)


def say_level(message: Message, bureau: str, level: Level, at: datetime) -> None:
    """To the bureau that sent it, where that lives on another node. Inside the verb that read or answered it."""
    if goes_through_centre(message):
        return
    if not Bureau.objects.filter(pk=message.sender, hosted=False).exists():
        return  # it lives here too, or it was the node itself that said it
    body = {"message": str(message.pk), "level": _WORDS[level], "at": at.isoformat()}
    say(Draft(kind=LEVEL, to=(message.sender,), body=body), by=clock_of(bureau))


def level_is_admitted(message: Message, delivery: Delivery) -> None:
    """Did the addressed bureau send that message to the one that speaks, and has that got it?

    Raises: NotFound, NotTaken.
    """
    if message.thread != message.id or message.about or message.expires_at is not None:
        raise NotTaken("body-form")
    if _row(message, delivery) is None:
        raise NotFound


def level_arrives(message: Message, delivery: Delivery) -> None:
    """The sender's page says so. No level goes back, and no moment lies ahead or before it was delivered."""
    row, said = _row(message, delivery), message.content
    if row is None or row.delivered_at is None:
        return
    arrived = delivery.delivered_at or message.created_at
    at = max(min(datetime.fromisoformat(said["at"]), arrived), row.delivered_at)
    reach(row, Level[said["level"].upper()], at)
    row.save(update_fields=["state", "read_at", "answered_at"])


def _row(message: Message, delivery: Delivery) -> Delivery | None:
    """What the speaker was sent by the addressed bureau, locked."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(delivered_at__isnull=False)
    sent = rows.filter(message=message.content["message"], message__sender=delivery.bureau)
    return sent.filter(bureau=message.sender).first()
