"""Public figures: requests, refusals by ground, how long it took; by kind and year, never by person or bureau.

A small count would tell of one case, and the difference of two exact ones too: counts are rounded down to fives, each
by itself. Source: domain facts 8 (grounds, times, counts); practice 10 (restricted ones are in no total).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Q
from django.utils.functional import Promise

from comity.notices.kinds import declared
from comity.notices.kinds.kind import Kind
from comity.notices.models import Notice
from comity.notices.path import GROUNDS, WAITING, Ground, State
from comity.records.models import OwnerRule

STEP = 5
# Of fewer decisions than this a median would be nearly one case's own time.
LEAST_FOR_TIMES = 10


@dataclass(frozen=True, slots=True)
class Count:
    """A count as the public reads it. known: a multiple of STEP; 0 and `few` where there were some, fewer than STEP."""

    known: int
    few: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One kind in one year of submission, UTC. median_hours: from submission to decision; None where too few."""

    year: int
    kind: Kind
    requests: Count
    published: Count
    refused: Count
    median_hours: int | None


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground of refusal or cancellation in one year."""

    year: int
    ground: str | Promise
    refused: Count
    cancelled: Count


@dataclass(frozen=True, slots=True)
class Figures:
    rows: tuple[Row, ...]
    grounds: tuple[GroundRow, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """What the figures are made of: no person, no bureau."""

    kind: int
    state: State
    ground: int | None
    submitted_at: datetime
    published_at: datetime | None
    ended_at: datetime | None


def rounded(count: int) -> Count:
    """A count that tells of no single case."""
    return Count(count - count % STEP, few=0 < count < STEP)


def figures(today: date) -> Figures:
    """The figures of this node. today: UTC."""
    return made_of(_cases(today))


def made_of(cases: Iterable[Case]) -> Figures:
    """The figures of these cases, the newest year first. Pure."""
    by_kind: dict[tuple[int, int], list[Case]] = defaultdict(list)
    grounds: dict[tuple[int, int], Counter[State]] = defaultdict(Counter)
    for case in cases:
        by_kind[case.submitted_at.year, case.kind].append(case)
        if case.ground is not None:
            grounds[case.submitted_at.year, case.ground][case.state] += 1
    kinds = {each.number: each for each in declared().values()}
    rows = [
        _row(year, kinds[kind], found)
        for (year, kind), found in sorted(by_kind.items(), key=lambda each: (-each[0][0], each[0][1]))
    ]
    told = [
        GroundRow(
            year, GROUNDS[Ground(ground)], rounded(found[State.REFUSED]), rounded(found[State.CANCELLED])
        )
        for (year, ground), found in sorted(grounds.items(), key=lambda each: (-each[0][0], each[0][1]))
    ]
    return Figures(tuple(rows), tuple(told))


def _row(year: int, kind: Kind, cases: list[Case]) -> Row:
    decided = [case.published_at or case.ended_at for case in cases if case.published_at or _is_refused(case)]
    refused = [case for case in cases if _is_refused(case)]
    took = [
        (at - case.submitted_at) / timedelta(hours=1)
        for case in cases
        if (at := case.published_at or (case.ended_at if _is_refused(case) else None)) is not None
    ]
    return Row(
        year,
        kind,
        rounded(len(cases)),
        rounded(sum(case.published_at is not None for case in cases)),
        rounded(len(refused)),
        round(median(took)) if len(decided) >= LEAST_FOR_TIMES else None,
    )


def _is_refused(case: Case) -> bool:
    return case.state is State.REFUSED


def _cases(today: date) -> list[Case]:
    """Every request that is decided or was withdrawn, and closed to nobody. Who waits for reviewers is in no figure.

    A correction is no request of its own.
    """
    rules = OwnerRule.objects.filter(Q(until=None) | Q(until__gte=today))
    rows = Notice.objects.filter(submitted_at__isnull=False, corrects__isnull=True)
    rows = rows.filter(closed__isnull=True, addressees=[]).exclude(bureau__in=rules.values("owner"))
    rows = rows.exclude(state__in=[int(each) for each in WAITING])
    fields = ("kind", "state", "ground", "submitted_at", "published_at", "ended_at")
    return [Case(kind, State(state), *rest) for kind, state, *rest in rows.values_list(*fields)]
