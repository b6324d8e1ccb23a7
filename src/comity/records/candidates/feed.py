"""What changed among the records found by names, in the feed's own order: never by id or time (decision 21)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, IntegerField
from django.utils import timezone

from comity.bureaus.rules import effective_standing, hides_persons
from comity.gate import epoch
from comity.records.feed.placing import place_waiting
from comity.records.models import ChangeFeed, OwnerRule, RecordChange
from comity.records.scope import directory

# Of one step, so that a bulk load is followed in pieces. One change may be a whole batch of the loader's.
MOST_CHANGES, MOST_RECORDS = 2_000, 10_000

Touched = dict[int, set[UUID]]
_MANY = Func(F("records"), function="cardinality", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Place:
    """How far the feed is known. era: as text; it begins anew when the database was filled from a backup."""

    era: str
    placed: int

    def noted(self) -> dict[str, Any]:
        """As the note of the index keeps it."""
        return {"era": self.era, "placed": self.placed}


@dataclass(frozen=True, slots=True)
class Step:
    """touched: ids by database. place: where they end. at: when looked, UTC. whole: is this all there was then?"""

    touched: Touched
    place: Place
    at: datetime
    whole: bool


def now_placed() -> Place:
    """The place of everything committed and placed: what is read after this holds all of it."""
    feed = _placed()
    return Place(str(feed.era), feed.placed)


def step_after(place: Place, databases: frozenset[int]) -> Step | None:
    """What happened after a place; None where nobody can tell any more, and all must be read again."""
    at, feed = timezone.now(), _placed()
    if str(feed.era) != place.era or place.placed > feed.placed or place.placed < feed.ended:
        return None
    rows = RecordChange.objects.filter(place__gt=place.placed, place__lte=feed.placed).order_by("place")
    # How many first, and the ids only of what this step takes: after a bulk load each row holds a batch of them.
    found = list(rows.values_list("place", "database", _MANY)[: MOST_CHANGES + 1])
    end, count = place.placed, 0
    for number, code, many in found[:MOST_CHANGES]:
        if count >= MOST_RECORDS:
            break
        end = number or end
        count += many if code in databases else 0
    touched: Touched = {}
    taken = rows.filter(place__lte=end, database__in=databases).values_list("database", "records")
    for code, records in taken if count else ():
        touched.setdefault(code, set()).update(records)
    more = bool(found) and end != found[-1][0]
    end = end if more else feed.placed
    # Another reader may have been placing just now, and we did not wait for it.
    waiting = more or RecordChange.objects.filter(place=None, at__lte=at).exists()
    return Step(touched, Place(place.era, end), at, whole=not waiting)


def _placed() -> ChangeFeed:
    """The feed with places for all that waits. Written only where something does: we look twice a second."""
    if not RecordChange.objects.filter(place=None).exists():
        return ChangeFeed.objects.get()
    with transaction.atomic():
        return place_waiting()


def quiet_owners() -> frozenset[str]:
    """Owners of whom some bureau may have less than others: their names teach nothing (practice 10)."""
    today = timezone.now().date()
    ruled = OwnerRule.objects.values_list("owner", flat=True).distinct()
    hidden = [
        each.code
        for each in directory(epoch.current()).values()
        if hides_persons(effective_standing(each.standing, each.mandate_ends, today))
    ]
    return frozenset([*ruled, *hidden])
