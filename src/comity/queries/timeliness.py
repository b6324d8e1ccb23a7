"""The public table of how owners answer: counts by bureau, nothing of any hit. Source: practice 7."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, When
from django.db.models.fields import CharField

from comity.queries.conversation import State
from comity.queries.models import ASKER, OWNER, Confirmation

COUNTED = timedelta(days=90)
CLOSED = [int(State.CLOSED), int(State.CLOSED_UNANSWERED)]
NO_QUESTION = [int(State.TAKEN_BACK), int(State.NOT_TAKEN), int(State.RECORD_ENDED)]


@dataclass(frozen=True, slots=True)
class Line:
    """One owner. late: answered after its time; unanswered: not answered at all; open: its time still runs."""

    owner: str
    asked: int
    in_time: int
    late: int
    unanswered: int

    @property
    def open(self) -> int:
        return self.asked - self.in_time - self.late - self.unanswered


def answering(now: datetime) -> list[Line]:
    """Every owner that was asked in the last 90 days, most unanswered first.

    A question is counted once: by the owner's copy, and by the asker's where the owner's is on another node. What
    was taken back is not counted, nor what ended with its record; what was never sent, or never got there, is no
    question.
    """
    owners = Confirmation.objects.filter(thread=OuterRef("thread"), side=OWNER)
    rows = Confirmation.objects.filter(asked_at__gte=now - COUNTED).exclude(state__in=NO_QUESTION)
    rows = rows.exclude(state__in=CLOSED, answered_at=None, unanswered_at=None)
    rows = rows.exclude(Q(side=ASKER) & Exists(owners))
    owner = Case(When(side=OWNER, then=F("bureau")), default=F("other"), output_field=CharField())
    # "Not before" moves `due_at`; what was put off in time was answered in time.
    counted = (
        rows.annotate(owner=owner)
        .values("owner")
        .annotate(
            asked=Count("id"),
            in_time=Count("id", filter=Q(answered_at__lte=F("due_at"))),
            late=Count("id", filter=Q(answered_at__gt=F("due_at"))),
            unanswered=Count("id", filter=Q(answered_at=None, unanswered_at__isnull=False)),
        )
    )
    lines = [Line(**row) for row in counted]
    return sorted(lines, key=lambda line: (-line.unanswered, line.owner))
