"""How long an owner has to answer, and when each lapse comes. Pure: moments are arguments.

Source: practice 7. The times are defaults of ours: no official figure is public. A node sets its own (AnswerTime).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.queries.conversation import State


class Urgency(IntEnum):
    """Set by fact, not by wish. Closed set: numbers are never reused."""

    HELD = 1
    LET_GO = 2
    ROUTINE = 3


URGENCIES: dict[Urgency, str | Promise] = {
    Urgency.HELD: _("A person or an object is held now"),
    Urgency.LET_GO: _("Let go, a reply is wanted"),
    Urgency.ROUTINE: _("Routine"),
}
SLUGS = {Urgency.HELD: "held", Urgency.LET_GO: "let-go", Urgency.ROUTINE: "routine"}
BY_SLUG = {slug: urgency for urgency, slug in SLUGS.items()}
MINUTES = {Urgency.HELD: 60, Urgency.LET_GO: 12 * 60, Urgency.ROUTINE: 72 * 60}
LEAST_MINUTES, MOST_MINUTES = 5, 30 * 24 * 60
# "Cannot answer before ..." at most so far away, and once: otherwise a clock never ends.
LONGEST_POSTPONED = timedelta(days=7)
DISPUTED_AFTER = 3  # unanswered hits on one record


def time_to_answer(urgency: Urgency, minutes: Mapping[Urgency, int] = MINUTES) -> timedelta:
    """The time an owner has. minutes: what this node set for the database; ours where it set nothing."""
    return timedelta(minutes=minutes.get(urgency, MINUTES[urgency]))


def next_lapse(state: State, due_at: datetime, length: timedelta) -> datetime | None:
    """When a conversation in this state moves by itself; None when nothing runs.

    First lapse: the owner's head is told and its duty telephone shown. Half the time later: the centre's duty desk.
    Second lapse, the whole time later: unanswered.
    """
    if state in (State.ASKED, State.DELIVERED, State.OPENED, State.POSTPONED):
        return due_at
    if state is State.OVERDUE:
        return due_at + length / 2
    if state is State.ESCALATED:
        return due_at + length
    return None
