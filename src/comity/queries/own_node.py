"""What this room does for bureaus with nodes of their own: the door for their questions, their hits, their move."""

from comity.messages.courier import door as nodes
from comity.queries.forwarding.door import questions
from comity.queries.forwarding.wire import PATH
from comity.queries.hit_closed import register_hit_closed
from comity.queries.still_open import register_move


def register_own_node() -> None:
    """From `AppConfig.ready`."""
    nodes.DOORS[f"/courier/v1{PATH}"] = questions
    register_hit_closed()
    register_move()
