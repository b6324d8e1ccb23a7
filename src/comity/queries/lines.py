"""A bureau's own lines under answers, read once for each access epoch: the hot path asks no table for them."""

from functools import lru_cache

from comity.gate.actor import Actor
from comity.queries.models import BureauLine
from comity.queries.rules import Outcome

# (code of a database or None for all, outcome) and the text.
Lines = dict[tuple[int | None, str], str]


def lines_of(actor: Actor) -> Lines:
    """What the actor's own bureau wrote. Whoever sets a line moves the epoch, so every process reads it again."""
    return _read(actor.bureau, actor.epoch)


def line_for(lines: Lines, database: int, outcome: Outcome) -> str:
    """The line of this answer: the one of this database before the one of all; "" for none."""
    return lines.get((database, outcome.value)) or lines.get((None, outcome.value)) or ""


@lru_cache(maxsize=1024)
def _read(bureau: str, epoch: int) -> Lines:  # noqa: ARG001  # epoch: part of the cache's key
    return {(each.database, each.outcome): each.text for each in BureauLine.objects.filter(bureau=bureau)}


def forget() -> None:
    """Empty the cache: for tests, whose rolled-back transactions use an epoch twice."""
    _read.cache_clear()
