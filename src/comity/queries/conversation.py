"""The life of a confirmation as one table: where it stands, what may happen, where that leads. Pure.

Both sides keep their own copy and move it by the same table; what one does reaches the other as a message, perhaps
late and crossing another. So the table also says what a late or crossing event changes: nothing, or the truth.
Source: practice 7.
"""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import Refused


class State(IntEnum):
    """Closed set: numbers are never reused."""

    ASKED = 1
    DELIVERED = 2
    OPENED = 3
    MORE_NEEDED = 4
    POSTPONED = 5
    OVERDUE = 6
    ESCALATED = 7
    UNANSWERED = 8
    CONFIRMED = 9
    NOT_THE_SAME = 10
    WITHDRAWN = 11
    TAKEN_BACK = 12
    CLOSED = 13
    CLOSED_UNANSWERED = 14
    RECORD_ENDED = 15
    NOT_TAKEN = 16


class Event(IntEnum):
    """What may happen: the owner's, the asker's, the link's and the clock's part, and the record's own end."""

    DELIVER = 1
    OPEN = 2
    CONFIRM = 3
    DENY = 4
    WITHDRAW = 5
    ASK_MORE = 6
    POSTPONE = 7
    SEND_MORE = 8
    TAKE_BACK = 9
    LAPSE = 10
    CLOSE = 11
    END_RECORD = 12
    COME_BACK = 13


STATES: dict[State, str | Promise] = {
    State.ASKED: pgettext_lazy("confirmation", "Asked, not confirmed"),
    State.DELIVERED: pgettext_lazy("confirmation", "Delivered, not confirmed"),
    State.OPENED: pgettext_lazy("confirmation", "Opened, not confirmed"),
    State.MORE_NEEDED: pgettext_lazy("confirmation", "More needed"),
    State.POSTPONED: pgettext_lazy("confirmation", "Cannot answer yet"),
    State.OVERDUE: pgettext_lazy("confirmation", "Overdue"),
    State.ESCALATED: pgettext_lazy("confirmation", "Overdue, the centre was told"),
    State.UNANSWERED: pgettext_lazy("confirmation", "Unanswered"),
    State.CONFIRMED: pgettext_lazy("confirmation", "Confirmed"),
    State.NOT_THE_SAME: pgettext_lazy("confirmation", "Not the same"),
    State.WITHDRAWN: pgettext_lazy("confirmation", "Withdrawn, record corrected"),
    State.TAKEN_BACK: pgettext_lazy("confirmation", "Taken back"),
    State.CLOSED: pgettext_lazy("confirmation", "Closed"),
    State.CLOSED_UNANSWERED: pgettext_lazy("confirmation", "Closed without an answer"),
    State.RECORD_ENDED: pgettext_lazy("confirmation", "The record was deleted"),
    State.NOT_TAKEN: pgettext_lazy("confirmation", "The owner did not get the question"),
}
# Which pill a state wears (web/words.py).
PILLS: dict[State, str] = {
    State.ASKED: "asked",
    State.DELIVERED: "asked",
    State.OPENED: "asked",
    State.MORE_NEEDED: "more-needed",
    State.POSTPONED: "due",
    State.OVERDUE: "overdue",
    State.ESCALATED: "overdue",
    State.UNANSWERED: "unanswered",
    State.CONFIRMED: "confirmed",
    State.NOT_THE_SAME: "not-the-same",
    State.WITHDRAWN: "withdrawn",
    State.TAKEN_BACK: "withdrawn",
    State.CLOSED: "done",
    State.CLOSED_UNANSWERED: "done",
    State.RECORD_ENDED: "withdrawn",
    State.NOT_TAKEN: "unanswered",
}
SLUGS = {state: state.name.lower().replace("_", "-") for state in State}

ANSWERED = frozenset({State.CONFIRMED, State.NOT_THE_SAME, State.WITHDRAWN})
IN_TIME = frozenset({State.ASKED, State.DELIVERED, State.OPENED})
LATE = frozenset({State.OVERDUE, State.ESCALATED})
# Somebody is still to say something.
OPEN = IN_TIME | LATE | {State.POSTPONED, State.MORE_NEEDED}
WITHOUT_ANSWER = frozenset({State.UNANSWERED, State.CLOSED_UNANSWERED})
FINAL = {Event.CONFIRM: State.CONFIRMED, Event.DENY: State.NOT_THE_SAME, Event.WITHDRAW: State.WITHDRAWN}


def _table() -> dict[tuple[State, Event], State]:
    moves = {
        (State.ASKED, Event.DELIVER): State.DELIVERED,
        (State.ASKED, Event.OPEN): State.OPENED,
        (State.DELIVERED, Event.OPEN): State.OPENED,
        (State.OVERDUE, Event.LAPSE): State.ESCALATED,
        (State.ESCALATED, Event.LAPSE): State.UNANSWERED,
        (State.MORE_NEEDED, Event.SEND_MORE): State.ASKED,
        (State.UNANSWERED, Event.CLOSE): State.CLOSED_UNANSWERED,
        (State.TAKEN_BACK, Event.CLOSE): State.CLOSED_UNANSWERED,
        (State.RECORD_ENDED, Event.CLOSE): State.CLOSED,
        (State.NOT_TAKEN, Event.CLOSE): State.CLOSED_UNANSWERED,
    }
    for state in IN_TIME | {State.POSTPONED}:
        moves[state, Event.LAPSE] = State.OVERDUE
    # A final answer is taken whenever none was given: a late one still reaches the finder.
    for state in OPEN | WITHOUT_ANSWER | {State.TAKEN_BACK, State.NOT_TAKEN}:
        for event, answer in FINAL.items():
            moves[state, event] = answer
    for state in OPEN | WITHOUT_ANSWER:
        moves[state, Event.ASK_MORE] = State.MORE_NEEDED
    # From "more needed" too: what the asker sent may have crossed the owner's next word.
    for state in IN_TIME | LATE | {State.MORE_NEEDED} | WITHOUT_ANSWER:
        moves[state, Event.POSTPONE] = State.POSTPONED
    for state in OPEN:
        moves[state, Event.TAKE_BACK] = State.TAKEN_BACK
        moves.setdefault((state, Event.SEND_MORE), state)
    for state in ANSWERED:
        moves[state, Event.CLOSE] = State.CLOSED
        moves[state, Event.SEND_MORE] = state
        moves[state, Event.TAKE_BACK] = state  # it crossed the answer
    moves[State.UNANSWERED, Event.SEND_MORE] = State.UNANSWERED
    moves[State.UNANSWERED, Event.TAKE_BACK] = State.TAKEN_BACK
    for event in (Event.ASK_MORE, Event.POSTPONE, Event.SEND_MORE):
        moves[State.TAKEN_BACK, event] = State.TAKEN_BACK
    # Nobody can say anything of a record that is not there any more.
    for state in OPEN | {State.UNANSWERED}:
        moves[state, Event.END_RECORD] = State.RECORD_ENDED
        moves[state, Event.COME_BACK] = State.NOT_TAKEN
    return moves


MOVES = _table()


def may(state: State, event: Event) -> bool:
    """Is there such a move?"""
    return (state, event) in MOVES


def moved(state: State, event: Event) -> State:
    """Where this leads. Raises: Refused; a second final answer has a code of its own."""
    if (state, event) in MOVES:
        return MOVES[state, event]
    if event in FINAL or event in (Event.ASK_MORE, Event.POSTPONE):
        raise Refused(_("This question has already been answered."), code="already-answered")
    raise Refused(_("This cannot be done now: the conversation has moved on."), code="wrong-state")


def seen(state: State, *, delivered: bool, opened: bool) -> State:
    """The state with what the receipts of the message say: delivered, opened."""
    for event, happened in ((Event.DELIVER, delivered), (Event.OPEN, opened)):
        if happened and may(state, event):
            state = moved(state, event)
    return state
