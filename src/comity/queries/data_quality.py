"""How a bureau answers about its own records: what waits and how long, what was answered in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q

from comity.gate.actor import Actor
from comity.queries.conversation import State
from comity.queries.models import OWNER, Confirmation
from comity.queries.timeliness import COUNTED
from comity.queries.waiting import TO_ANSWER


@dataclass(frozen=True, slots=True)
class Answering:
    """Questions about the own records of one database.

    waiting: as the list of hits to answer shows them, whether or not their time is over; oldest: the age of the first.
    unanswered: ran out without an answer. asked, in_time: of the last 90 days and, of those, what was due by now.
    """

    waiting: int = 0
    oldest: timedelta | None = None
    unanswered: int = 0
    asked: int = 0
    in_time: int = 0

    @property
    def share(self) -> float | None:
        """Answered in time, of all that were due: 0 to 1; None where nothing was due."""
        return self.in_time / self.asked if self.asked else None


def answering_of(actor: Actor, now: datetime) -> dict[int, Answering]:
    """By database, for those in which the actor's bureau was asked anything. now: aware.

    A question is due when it was answered or its time ran out; what was taken back is no question.
    """
    rows = Confirmation.visible_to(actor).filter(side=OWNER).exclude(state=int(State.TAKEN_BACK))
    recent = Q(asked_at__gte=now - COUNTED)
    waiting = Q(state__in=TO_ANSWER, answered_at=None)
    counted = rows.values("database").annotate(
        waiting=Count("id", filter=waiting),
        first=Min("asked_at", filter=waiting),
        unanswered=Count("id", filter=recent & Q(answered_at=None, unanswered_at__isnull=False)),
        asked=Count("id", filter=recent & (Q(answered_at__isnull=False) | Q(due_at__lte=now))),
        in_time=Count("id", filter=recent & Q(answered_at__lte=F("due_at"))),
    )
    return {
        row["database"]: Answering(
            row["waiting"],
            now - row["first"] if row["first"] is not None else None,
            row["unanswered"],
            row["asked"],
            row["in_time"],
        )
        for row in counted
    }
