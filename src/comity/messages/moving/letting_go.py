"""What rooms above let go of a bureau when its own node has everything. Each hands its verb down when Django starts.

Inside messages.finish_hand_over. Source: docs/spec/move.md, 2.
"""

from collections.abc import Callable

LET_GO: list[Callable[[str], int]] = []  # of one bureau; how many rows were concerned


def let_go_of(bureau: str) -> int:
    """Everything of it that is its own alone; how many rows."""
    return sum(let_go(bureau) for let_go in LET_GO)
