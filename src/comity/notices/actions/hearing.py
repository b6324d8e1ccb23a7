"""What a bureau of this node hears of a notice that another node keeps: out, corrected, recalled. Inside messages.open.

The keeper's later word counts, in whatever order they come: a recall is urgent and passes what was sent before it.
"""

from datetime import datetime
from uuid import UUID

from comity.messages import actions as messages
from comity.messages.models import Delivery, Message
from comity.notices import telling
from comity.notices.told import Told

NOTHING_DONE = {
    "removed_at": None, "removed_on": None, "removed_function": "",
    "applied_at": None, "applied_on": None, "applied_function": "",
}  # fmt: skip


def hear_notice(message: Message, delivery: Delivery) -> None:
    """It is out, or stands again: what was said of a recall is over."""
    content, row = message.content, _row(message, delivery)
    is_news = row.said_at <= message.created_at
    if is_news or row.version is None:
        row.version, row.issued_by = content["version"], content["issued_by"]
        row.diffusion, row.expires_on = (
            content["diffusion"],
            datetime.fromisoformat(content["expires_on"]).date(),
        )
    if is_news:
        _set(row, said_at=message.created_at, what="", recalled_at=None, corrected_at=None, corrected_to=None)
        _set(row, **NOTHING_DONE)
    row.save()


def hear_recall(message: Message, delivery: Delivery) -> None:
    """It does not stand: take it out and say so. The words of its corrections go here at once."""
    content, row = message.content, _row(message, delivery)
    if row.said_at > message.created_at:
        return
    at = datetime.fromisoformat(content["at"])
    _set(row, said_at=message.created_at, what=content["what"], recalled_at=at, **NOTHING_DONE)
    row.save()
    messages.empty(message.about, telling.CORRECTION, delivery.delivered_at or message.created_at)


def hear_correction(message: Message, delivery: Delivery) -> None:
    """It says something else: put it right and say so. Of what was recalled meanwhile no word is kept."""
    content, row = message.content, _row(message, delivery)
    at = datetime.fromisoformat(content["at"])
    if row.recalled_at is not None:
        messages.empty(message.about, telling.CORRECTION, delivery.delivered_at or message.created_at)
        return
    if content["version"] <= (row.version or 0):
        return
    row.version, row.said_at = content["version"], max(row.said_at, message.created_at)
    if content.get("asks", True):
        _set(row, corrected_at=at, corrected_to=content["version"], **NOTHING_DONE)
    row.save()


def _row(message: Message, delivery: Delivery) -> Told:
    """The row of the addressed bureau, locked; a new one that says nothing yet."""
    content = message.content
    rows = Told.objects.select_for_update().filter(notice=content["notice"], bureau=delivery.bureau)
    return rows.first() or Told(
        notice=UUID(content["notice"]),
        bureau=delivery.bureau,
        keeper=message.sender,
        number=content["number"],
        kind=content["kind"],
        said_at=message.created_at,
    )


def _set(row: Told, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
