"""What hangs on a message: put on inside the verb that sends or opens it, taken off inside the verb that empties it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import invalid
from comity.messages.files.media import media_of, name_of
from comity.messages.files.stored import Arrived, let_go, settle
from comity.messages.files.tables import Attachment, unsent
from comity.messages.models import Delivery, Message


def hang(message: Message, files: Sequence[UUID], *, by: Actor) -> None:
    """Send these uploaded files with a message. Raises: Invalid for one that is not the unit's own, or went already."""
    if not files:
        return
    own = {each.id: each for each in unsent(by).select_for_update().filter(id__in=files)}
    if own.keys() != set(files):
        raise invalid("files", "unknown-file", _("A file is no longer here. Upload it again."))
    for place, id in enumerate(files):
        row = own[id]
        row.message, row.place, row.draft = message, place, None
        row.save(update_fields=["message", "place", "draft"])


def arrived(message: Message, file: Arrived, name: str, *, place: int) -> Attachment:
    """A file came for this message from another node: keep it, and hang it on. Inside the verb that opens the message.

    Its type is told anew, by its own bytes: what the sender calls it is only a word. A repeat changes nothing.
    Raises: Invalid for a name or a type that this node does not take.
    """
    known = Attachment._default_manager.filter(message=message, place=place).first()
    if known is not None:
        file.drop()
        return known
    name = name_of(name)
    media = media_of(file.beginning, name)
    settle(file)
    Delivery.objects.filter(message=message).update(is_indexed=False)  # its name is to be found, too
    return Attachment._default_manager.create(
        id=file.id,
        message=message,
        place=place,
        name=name,
        media_type=media.media_type,
        size=file.size,
        sha256=file.sha256,
        at=timezone.now(),
    )


def files_of(messages: Iterable[Message]) -> dict[UUID, list[Attachment]]:
    """The files of messages that their reader has been shown, in order, by message."""
    found: dict[UUID, list[Attachment]] = {}
    rows = Attachment._default_manager.filter(message__id__any=[each.pk for each in messages])
    for row in rows.order_by("place", "id"):
        found.setdefault(row.message_id, []).append(row)  # type: ignore[arg-type]
    return found


def let_go_of(messages: "QuerySet[Message]") -> int:
    """Delete the files of these messages, inside the verb that empties them; how many."""
    return let_go(Attachment._default_manager.filter(message__in=messages))
