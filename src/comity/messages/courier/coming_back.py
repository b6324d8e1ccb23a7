"""What was sent and not taken: the room whose kind it is learns of it. Inside verbs."""

from collections.abc import Iterable

from comity.messages.courier.tables import Sent
from comity.messages.kinds import KINDS


def tell_rooms(rows: Iterable[Sent]) -> None:
    """These deliveries have just got their code in `refused`; whoever waits for an answer waits no longer."""
    for row in rows:
        message = row.message
        kind = KINDS.get((message.kind, message.schema_version))
        if kind is not None and kind.came_back is not None:
            kind.came_back(message, row.bureau, row.refused)
