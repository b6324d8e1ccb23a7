"""A list of passengers as a worklist: sorted by evidence, with counts and a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.queries.lists import Mark, PassengerLine, PassengerList
from comity.queries.manifest import MEANS, Entry, Means
from comity.queries.models import Hit, short
from comity.queries.rules import ORDER, Outcome

MOST_SHOWN = 100
_RANK = {outcome.value: place for place, outcome in enumerate(ORDER)}
_FOUND = (Outcome.HIT.value, Outcome.CANDIDATE.value, Outcome.ADVICE.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One traveller with what was answered. hits: (id, number) of those the reader may open."""

    line: PassengerLine
    entry: Entry
    hits: list[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class Worklist:
    """The rows in the order of work, and how many there are of each. waits: they are asked again by themselves."""

    found: list[Row] = field(default_factory=list)
    unanswered: list[Row] = field(default_factory=list)
    clear: list[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    waits: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """One list among the unit's."""

    list: PassengerList
    means: str | Promise
    given: timedelta
    counts: dict[str, int]


def rows_of(lines: Sequence[tuple[PassengerLine, Entry]], actor: Actor) -> list[Row]:
    """The lines with their hits as the reader may see them, strongest evidence first, then by place."""
    wanted = {UUID(each) for line, _entry in lines for each in line.hits}
    visible = (
        set(Hit.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    )
    rows = [
        Row(line, entry, [(pk, short(pk)) for pk in map(UUID, line.hits) if pk in visible])
        for line, entry in lines
    ]
    return sorted(rows, key=lambda row: (_RANK[row.line.outcome], row.line.mark, row.line.place))


def worklist(rows: Sequence[Row]) -> Worklist:
    """What has to be looked at, apart from what has not."""
    work = Worklist(counts=_counts([row.line.outcome for row in rows]))
    for row in rows:
        if row.line.outcome in _FOUND:
            work.found.append(row)
        elif row.line.outcome == Outcome.NO_HIT:
            work.clear.append(row)
        else:
            work.unanswered.append(row)
    waits = sum(not row.line.problem for row in work.unanswered)
    return Worklist(work.found, work.unanswered, work.clear, work.counts, waits)


def summaries(actor: Actor) -> list[Summary]:
    """The unit's lists: the next departure first, those over last."""
    kinds = {
        "asked": Count("lines"),
        "hits": Count("lines", filter=Q(lines__outcome=Outcome.HIT)),
        "candidates": Count("lines", filter=Q(lines__outcome=Outcome.CANDIDATE)),
        "not_answered": Count("lines", filter=~Q(lines__outcome__in=[*_FOUND, Outcome.NO_HIT])),
        "open": Count("lines", filter=Q(lines__outcome__in=_FOUND, lines__mark=Mark.NONE)),
    }
    now = timezone.now()
    rows = PassengerList.visible_to(actor).annotate(**kinds).order_by("-departs_at")[:MOST_SHOWN]
    ordered = sorted(rows, key=lambda row: (row.departs_at < now, abs(row.departs_at - now)))
    return [
        Summary(row, MEANS[Means(row.means)], given(row), {name: getattr(row, name) for name in kinds})
        for row in ordered
    ]


def given(row: PassengerList) -> timedelta:
    """How long there was from the list to the departure, for its clock."""
    return max(row.departs_at - row.created_at, timedelta(minutes=1))


def _counts(outcomes: Sequence[str]) -> dict[str, int]:
    """checked is what was answered; what was not is never hidden in it."""
    found = {"hits": outcomes.count(Outcome.HIT), "candidates": outcomes.count(Outcome.CANDIDATE)}
    checked = sum(outcome in (*_FOUND, Outcome.NO_HIT) for outcome in outcomes)
    return {"asked": len(outcomes), "checked": checked, **found, "not_answered": len(outcomes) - checked}
