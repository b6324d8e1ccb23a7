"""How far one's own connected systems have come in the change feed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, IntegerField, Min, Q, QuerySet, Sum

from comity.access.models import Token
from comity.gate.actor import Actor
from comity.records.feed.changes import Happened
from comity.records.models import ChangeFeed, ChangeReader, RecordChange

MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Following:
    """A system and its place. waiting: changes of own records that it has not applied, None where it applied none
    since the feed began anew. oldest_at: of the first of them, UTC.
    """

    token: Token
    reader: ChangeReader
    waiting: int | None
    oldest_at: datetime | None

    @property
    def is_more(self) -> bool:
        """Are there more than are counted?"""
        return self.waiting is not None and self.waiting > MOST_COUNTED


def systems_of(actor: Actor) -> list[Following]:
    """The systems of one's own bureau that ever read the feed, who read last first."""
    feed, found = ChangeFeed.objects.get(), []
    tokens = Token.visible_to(actor).select_related("unit").in_bulk()
    for reader in ChangeReader.visible_to(actor).order_by("-read_at"):
        if reader.token not in tokens:
            continue
        waiting, oldest = None, None
        if reader.place is not None and reader.era == feed.era:
            waiting, oldest = _behind(reader, actor)
        found.append(Following(tokens[reader.token], reader, waiting, oldest))
    return found


def applied_place(token: UUID) -> int | None:
    """Up to which place of the feed this system has applied all; None where nobody knows: it never said, the node was
    restored since, or what came next is no longer kept.
    """
    feed = ChangeFeed.objects.get()
    reader = ChangeReader.objects.filter(token=token, era=feed.era).first()
    if reader is None or reader.place is None or reader.place < feed.ended:
        return None
    return reader.place


def unapplied(place: int, database: int) -> "QuerySet[RecordChange]":
    """What was done to records of a database after a place. The first of `records` is the one."""
    rows = RecordChange.objects.filter(~Q(kind=1), Q(place=None) | Q(place__gt=place), database=database)
    return rows.filter(kind=Happened.CHANGED)


def _behind(reader: ChangeReader, actor: Actor) -> tuple[int, datetime | None]:
    """How many changes of the bureau's own records lie behind where it has applied them, and since when."""
    rows = RecordChange.objects.filter(Q(place=None) | Q(place__gt=reader.place), owner=actor.bureau)
    each = Func(F("records"), function="cardinality", output_field=IntegerField())
    told = rows.filter(reader=None).aggregate(count=Sum(each), oldest=Min("at"))
    return min(told["count"] or 0, MOST_COUNTED + 1), told["oldest"]
