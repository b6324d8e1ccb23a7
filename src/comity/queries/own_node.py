"""What this room does for bureaus with nodes of their own: the door for their questions, their hits, their move."""

from comity.messages.courier import door as nodes
from comity.queries.forwarding.door import questions
from comity.queries.forwarding.wire import PATH
from comity.queries.hit_closed import register_hit_closed
from comity.queries.leads import told_by_a_hit
from comity.queries.moving import register_move
from comity.records.reading import TOLD


def register_own_node() -> None:
    """From `AppConfig.ready`."""
    nodes.DOORS[f"/courier/v1{PATH}"] = questions
    TOLD.append(told_by_a_hit)
    register_hit_closed()
    register_move()
