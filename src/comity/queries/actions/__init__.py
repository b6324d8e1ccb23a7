"""The verbs of the query room: the only place that writes, with the hot statement of `lookup`."""

from comity.queries.actions.asking import ask

__all__ = ["ask"]
