"""What nears its end: own records in their last six months, and the one word a month that tells a bureau of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.ending.extensions import NearEndWarning
from comity.records.life.states import ENDED
from comity.records.listing.lists import MOST_COUNTED
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import EXTENDABLE_DAYS

R = TypeVar("R", bound=Record)
SOON = timedelta(days=30)
# Rooms above tell the bureau, in the transaction of the verb: the month, how many records of each database, by whom.
Tell = Callable[[date, dict[str, int], Actor], None]
TELL: list[Tell] = []


@dataclass(frozen=True, slots=True)
class NearEnd:
    """How many own records of a database end within 30 days, and within the time in which they can be kept longer.

    Counted up to MOST_COUNTED, and one more where there are more.
    """

    database: type[Record]
    soon: int
    later: int


def near_end(database: type[R], by: Actor, today: date) -> QuerySet[R]:
    """Own records that still live and can be kept longer now, the first to end first. today: UTC."""
    last = today + timedelta(days=EXTENDABLE_DAYS)
    rows = database.owned_by(by).filter(kept_until__gte=today, kept_until__lte=last)
    return rows.exclude(status__in=[int(status) for status in ENDED]).order_by("kept_until", "id")


def endings_of(by: Actor) -> list[NearEnd]:
    """The databases in which something of one's own nears its end, for whoever lists records."""
    now, found = timezone.now(), []
    for each in databases():
        if by.may("records.list", database=each.code, now=now):
            rows = near_end(each, by, now.date())
            if later := rows[: MOST_COUNTED + 1].count():
                soon = rows.filter(kept_until__lte=now.date() + SOON)[: MOST_COUNTED + 1].count()
                found.append(NearEnd(each, soon, later))
    return found


@action("records.warn")
def warn(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Tell a bureau once a month how many of its records near their end; how many they are. now: aware, UTC.

    Idempotent: found again from the data. Source: practice 21 (warns six months before).
    """
    month = now.date().replace(day=1)
    counts = {each.slug: near_end(each, by, now.date()).count() for each in databases()}
    counts = {slug: count for slug, count in counts.items() if count}
    if not counts:
        return 0
    _row, is_new = NearEndWarning.objects.get_or_create(owner=by.bureau, month=month, defaults={"at": now})
    if not is_new:
        return 0
    NearEndWarning.objects.filter(month__lt=month - timedelta(days=366)).delete()
    for tell in TELL:
        tell(month, counts, by)
    act.count = sum(counts.values())
    return act.count


def owners_to_warn(now: datetime) -> list[str]:
    """The hosted bureaus that heard nothing yet this month."""
    told = NearEndWarning.objects.filter(month=now.date().replace(day=1)).values("owner")
    hosted = Bureau.objects.filter(hosted=True).exclude(code__in=told)
    return list(hosted.order_by("code").values_list("code", flat=True))
