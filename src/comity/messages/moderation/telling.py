"""At the centre: how far released words came is told to the bureau that wrote them, on its own node. Inside verbs.

Their envelopes are the centre's, so receipts come here. Source: docs/spec/message.md, 4.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from datetime import timezone as zones
from typing import Any
from uuid import UUID

from django.db.models import Q

from comity.gate.system import clock_of
from comity.messages.actions import say
from comity.messages.courier.rules import Level
from comity.messages.courier.tables import Sent
from comity.messages.models import Delivery, Message
from comity.messages.moderation.words import LEVELS
from comity.messages.rules import Draft

_SAID = ("delivered", "read", "answered", "refused")


def moved_on(rows: Iterable[Sent]) -> None:
    """Another node has signed for released words, or refused them: their writer learns of it.

    Once it has signed for the note itself, it learns of all others.
    """
    told: dict[UUID, set[str]] = {}
    for row in rows:
        told.setdefault(row.message_id, set()).add(row.bureau)
    for message in Message.objects.filter(pk__in=told).order_by("pk"):
        listed = told[message.pk]
        _say_levels(message, None if message.sender in listed else listed)


def moved_here(message: Message, bureau: str, level: Level, at: datetime) -> None:  # noqa: ARG001  # as all of UNSEALED
    """A bureau of this node has read or answered what the centre here released."""
    if goes_through_centre(message):
        _say_levels(message, {bureau})


def goes_through_centre(message: Message) -> bool:
    """Does this node's centre tell the writer of this message how far it came?"""
    return bool(message.released_by) and Sent.objects.filter(_at_its_writer(message)).exists()


def _at_its_writer(message: Message) -> Q:
    return Q(message=message.pk, bureau=message.sender, sender=message.released_by)


def _say_levels(message: Message, bureaus: Collection[str] | None) -> None:
    """bureaus: of whom something is new; None: all, for its writer has just signed for the note itself.

    Before that nothing is said: a level of a note that is not there could be kept nowhere.
    """
    if not Sent.objects.filter(_at_its_writer(message), level__isnull=False).exists():
        return
    rows = Delivery.objects.filter(message=message).exclude(bureau=message.sender).order_by("bureau")
    rows = rows if bureaus is None else rows.filter(bureau__in=bureaus)
    refused = dict(Sent.objects.filter(message=message).exclude(refused="").values_list("bureau", "refused"))
    levels = [_reached(row, refused.get(row.bureau, "")) for row in rows]
    if listed := [each for each in levels if any(each[name] for name in _SAID)]:
        body = {"message": str(message.pk), "levels": listed}
        say(Draft(kind=LEVELS, to=(message.sender,), body=body), by=clock_of(message.released_by))


def _reached(row: Delivery, refused: str) -> dict[str, Any]:
    moments = {
        "delivered": row.delivered_at,
        "read": row.read_at,
        "answered": row.answered_at,
    }
    told = {name: at.astimezone(zones.utc).isoformat() if at else None for name, at in moments.items()}
    return {"bureau": row.bureau, "refused": refused, **told}
