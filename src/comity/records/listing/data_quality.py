"""How good a bureau's own records are: what is missing, what is near its review, how long a theft takes to be recorded.

Only records that still live, and only one's own: no figure here moves by what another bureau records or asks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db.models import Aggregate, Case, Count, DateField, F, Func, IntegerField, Q, When
from django.db.models.functions import Cast, Length, Substr, TruncDate
from django.db.models.lookups import Exact
from django.utils import timezone as clock
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.records.life.states import ENDED
from comity.records.listing.lists import MOST_COUNTED
from comity.records.listing.sieves import is_near_review, wanted
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import Status
from comity.records.values import Day, PartialDay

# Entries older than this say how a bureau worked, not how it works.
ENTRIES_OF = timedelta(days=365)
# What counts more records than MOST_COUNTED is counted once an hour: 4 s for a million, measured.
KEPT_S = 3600
# More than any bureau owns.
MOST_READ = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Missing:
    """A wanted field and in how many records it is empty. share: 0 to 1."""

    name: str
    label: str | Promise
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Entry:
    """Days from theft or loss to the record, of what was recorded in the last twelve months.

    counted: records whose day is known whole. partial: those where it is known in part or not at all; their days would
    be a guess, so they stand apart. median, ninetieth: of the counted; None where there is none.
    """

    counted: int
    partial: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of one database, counted at as_of. entry: None where its declaration names no such day."""

    database: type[Record]
    count: int
    missing: list[Missing]
    near_review: int
    disputed: int
    entry: Entry | None
    as_of: datetime

    @property
    def gaps(self) -> list[Missing]:
        """The wanted fields that are missing somewhere, the worst first."""
        return sorted((each for each in self.missing if each.count), key=lambda each: -each.count)


class _DaysBetween(Func):
    """Two days as PostgreSQL subtracts them: a number."""

    template, arg_joiner, output_field = "(%(expressions)s)", " - ", IntegerField()

    def __init__(self, last: Any, first: Any) -> None:
        super().__init__(last, first)


class _Percentiles(Aggregate):
    """For each part, the smallest value that so large a part of the values does not exceed; one sort for all."""

    function = "percentile_disc"
    template = "%(function)s(ARRAY%(parts)s::float8[]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(IntegerField())


def qualities(actor: Actor) -> list[Quality]:
    """Each database in which the actor's bureau has records that live."""
    now = clock.now()
    within = [each for each in databases() if actor.may("records.list", database=each.code, now=now)]
    return [found for each in within if (found := quality(each, actor)).count]


def quality(database: type[Record], actor: Actor) -> Quality:
    """The figures of this database, counted now, or within the last hour where there are very many records."""
    now = clock.now()
    rows = database.owned_by(actor).exclude(status__in=ENDED)
    if rows[: MOST_COUNTED + 1].count() <= MOST_COUNTED:
        return _said(database, _counted(database, rows, now), now)
    # The clearance stands in the key: who reads less counts less.
    key = f"data-quality:{actor.bureau}:{actor.clearance}:{database.code}"
    told = cache.get(key)
    if told is None:
        told = (_counted(database, rows, now), now)
        cache.set(key, told, KEPT_S)
    return _said(database, *told)


def _counted(database: type[Record], rows: Any, now: datetime) -> dict[str, Any]:
    """All figures in one pass over the rows."""
    asked: dict[str, Any] = {
        "count": Count("pk"),
        "near_review": Count("pk", filter=is_near_review(now.date())),
        "disputed": Count("pk", filter=Q(status=int(Status.DISPUTED))),
    }
    asked |= {f"no_{name}": Count("pk", filter=empty) for name, (_label, empty) in wanted(database).items()}
    if database.happened_on:
        # The slice makes a table of it, or every figure would read each day anew: 15 s for a million, not 4.
        rows = rows.annotate(days=_days(database))[:MOST_READ]
        recent = Q(recorded_at__gte=now - ENTRIES_OF)
        known = recent & Q(days__gte=0)
        asked |= {
            "recent": Count("pk", filter=recent),
            "known": Count("pk", filter=known),
            "parts": _Percentiles(F("days"), parts=[0.5, 0.9], filter=known),
        }
    figures: dict[str, Any] = rows.aggregate(**asked)
    return figures


def _days(database: type[Record]) -> Any:
    """Whole days from the event to the record; NULL where the day is not known whole."""
    kind = next(each.value for each in database.declared() if each.name == database.happened_on)
    day: Any = F(database.happened_on)
    if isinstance(kind, PartialDay):
        # 2024-05-03 and no other way in which a day may be written (kit.dates). A pattern would cost twice as much.
        is_whole = Q(Exact(Length(day), 10), Exact(Substr(day, 5, 1), "-"))
        day = Case(When(is_whole, then=Cast(day, DateField())), output_field=DateField())
    elif not isinstance(kind, Day):
        raise TypeError(f"{database.slug}: happened_on names no day")
    return _DaysBetween(TruncDate("recorded_at", tzinfo=timezone.utc), day)


def _said(database: type[Record], told: dict[str, Any], as_of: datetime) -> Quality:
    count = told["count"]
    missing = [
        Missing(name, label, told[f"no_{name}"], told[f"no_{name}"] / count if count else 0.0)
        for name, (label, _empty) in wanted(database).items()
    ]
    entry = None
    if database.happened_on:
        median, ninetieth = told["parts"] or (None, None)
        entry = Entry(told["known"], told["recent"] - told["known"], median, ninetieth)
    return Quality(database, count, missing, told["near_review"], told["disputed"], entry, as_of)
