"""The verbs of the query room: the only place that writes, with the hot statement of `lookup`."""

from comity.queries.actions.asking import ask, ask_many

__all__ = ["ask", "ask_many"]
