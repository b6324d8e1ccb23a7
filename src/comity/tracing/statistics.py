"""Counts of the reader's own requests and steps: by state, by answer, and how long a step takes. Reads only.

Nothing of other bureaus' requests is counted, so nothing of them can be inferred. Source: practice 10 and 12.
"""

from dataclasses import dataclass
from statistics import median

from django.db.models import Count
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.tracing.answers import SAID, Said
from comity.tracing.models import ASKED, SEIZER, TraceRequest, TraceStep
from comity.tracing.rules import OPEN, STAGES, Stage, State

Words = str | Promise
DAY_S = 86_400
MOST_TIMED = 10_000  # the newest answers; more change no median


@dataclass(frozen=True, slots=True)
class Side:
    """Steps of one side. days: the median of days from sending to answer, to a tenth; None without an answer."""

    steps: int
    open: int
    no_answer: int
    withdrawn: int
    answered: int
    days: float | None
    said: list[tuple[Said, Words, int]]


@dataclass(frozen=True, slots=True)
class Statistics:
    """stages: of own requests. sent: steps that we sent. received: steps asked of us."""

    requests: int
    stages: list[tuple[Stage, Words, int]]
    sent: Side
    received: Side


def statistics(actor: Actor) -> Statistics:
    """The reader's bureau's own figures."""
    rows = TraceRequest.visible_to(actor).values("stage").annotate(count=Count("id"))
    stages = {row["stage"]: row["count"] for row in rows}
    return Statistics(
        requests=sum(stages.values()),
        stages=[(stage, STAGES[stage], stages.get(int(stage), 0)) for stage in Stage],
        sent=_side(actor, SEIZER),
        received=_side(actor, ASKED),
    )


def _side(actor: Actor, side: int) -> Side:
    steps = TraceStep.visible_to(actor).filter(side=side)
    states = dict(steps.values_list("state").annotate(count=Count("id")))
    said = dict(steps.exclude(said=None).values_list("said").annotate(count=Count("id")))
    answered = steps.exclude(answered_at=None).order_by("-answered_at")
    took = [
        (end - begin).total_seconds() / DAY_S
        for begin, end in answered.values_list("sent_at", "answered_at")[:MOST_TIMED]
        if end is not None
    ]

    def of(*wanted: State) -> int:
        return sum(states.get(int(state), 0) for state in wanted)

    return Side(
        steps=sum(states.values()),
        open=of(*OPEN),
        no_answer=of(State.NO_ANSWER, State.GIVEN_UP),
        withdrawn=of(State.WITHDRAWN),
        answered=of(State.ANSWERED),
        days=round(median(took), 1) if took else None,
        said=[(each, SAID[each], said.get(int(each), 0)) for each in Said],
    )
