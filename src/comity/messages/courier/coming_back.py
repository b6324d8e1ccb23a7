"""What became of what was sent to another node, and of files that came: the room whose kind it is learns of it.

Inside verbs.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from comity.messages.courier.tables import Sent
from comity.messages.files.tables import Attachment
from comity.messages.kinds import KINDS
from comity.messages.models import Message

# Of what the centre here sealed for a bureau of another node: `moderation` says it to that bureau.
MOVED: list[Callable[[Iterable[Sent]], None]] = []


def tell_moved(rows: Iterable[Sent]) -> None:
    """These deliveries have just got another level, or a code."""
    if others := [row for row in rows if row.sender != row.message.sender]:
        for each in MOVED:
            each(others)


def tell_refused(rows: Iterable[Sent]) -> None:
    """These deliveries have just got their code in `refused`; whoever waits for an answer waits no longer."""
    rows = list(rows)
    tell_moved(rows)
    for row in rows:
        message = row.message
        kind = KINDS.get((message.kind, message.schema_version))
        if kind is not None and kind.came_back is not None:
            kind.came_back(message, row.bureau, row.refused)


def tell_arrived(rows: Iterable[tuple[Sent, datetime]]) -> None:
    """The bureaus of these have just signed that they have them, since when."""
    for row, at in rows:
        message = row.message
        kind = KINDS.get((message.kind, message.schema_version))
        if kind is not None and kind.got_there is not None:
            kind.got_there(message, row.bureau, at)


def tell_file(message: Message, file: Attachment) -> None:
    """A file of this message, which came from another node, is here and hangs on it."""
    kind = KINDS.get((message.kind, message.schema_version))
    if kind is not None and kind.file_came is not None:
        kind.file_came(message, file)
