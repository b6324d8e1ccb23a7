"""Pictures that go along with a question about a hit or its answer: hung up here, or carried to another node as files.

Inside the verbs that send and open messages. What comes is no more believed than an upload: it is read as a picture,
written anew, hangs at the hit or the question that it is about, and goes with it.

Source: docs/spec/confirmation.md, 2.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from comity.bureaus.directory import is_hosted
from comity.kit.errors import FieldError, Invalid
from comity.messages.files.hanging import arrived
from comity.messages.files.stored import open_stored, take
from comity.messages.files.tables import Attachment as File
from comity.messages.kinds import FileCame
from comity.messages.models import Message
from comity.queries import kinds
from comity.queries.models import ASKER, OWNER, Confirmation
from comity.records.attached.attaching import Place, Sent, hang_again, hang_sent
from comity.records.attached.attachments import Attachment, bytes_of


def chosen_among(
    here: Sequence[Attachment], chosen: Sequence[UUID], refusal: str | Promise
) -> list[Attachment]:
    """Of these pictures the chosen ones, in their order. Raises: Invalid, with this sentence, for any other."""
    if not set(chosen) <= {each.id for each in here}:
        raise Invalid([FieldError("pictures", "unknown", refusal)])
    return [each for each in here if each.id in chosen]


def said_of(pictures: Sequence[Attachment]) -> dict[str, Any]:
    """What the message says of the pictures that go along as files; nothing where there are none."""
    if not pictures:
        return {}
    return {"pictures": [{"caption": each.caption, "kind": each.kind_name} for each in pictures]}


def send_along(message: Message, pictures: Sequence[Attachment], to: str) -> None:
    """Let these pictures, of which the message speaks, go to that bureau with it."""
    if not is_hosted(to):  # to its own node they go as files
        for place, each in enumerate(pictures):
            arrived(message, take([bytes_of(each, small=False)]), f"{place + 1}.webp", place=place)
    elif pictures and (place_here := _place(message)) is not None:
        rows = Attachment._default_manager.filter(pk__in=[each.id for each in pictures])
        hang_again(rows.order_by("place", "id"), place_here, at=message.created_at)


def picture_came(message: Message, file: File) -> None:
    """A file of a question or an answer is here: where it is a picture, it hangs there as one.

    What is none stays a file of the message and refuses nothing: somebody waits for the words.
    """
    listed = message.content.get("pictures", ()) if message.is_whole else ()
    place = _place(message)
    if place is None or file.place >= len(listed):
        return
    said = listed[file.place]
    with open_stored(file) as stored:
        sent = Sent(stored.read(), said["caption"], said["kind"])
    try:
        hang_sent(place, sent, owner=message.sender, number=file.place + 1, at=message.created_at)
    except Invalid:
        return


def _place(message: Message) -> Place | None:
    """Where pictures of this message hang: at the owner's copy of its question, or at the asker's hit."""
    side = OWNER if message.kind == kinds.QUESTION else ASKER
    row = Confirmation.objects.filter(thread=message.thread, side=side).first()
    if row is None:
        return None
    return Place(row.database, row.record, row.id if side == OWNER else row.hit_id)


FILE_CAME: dict[tuple[str, int], FileCame] = {
    (kinds.QUESTION, 3): picture_came,
    (kinds.ANSWER, 2): picture_came,
}
