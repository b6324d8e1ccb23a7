"""How urgent a message is, how far it came, and what a draft must hold. Pure: `now` is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Refused

MOST_ADDRESSEES = 300
LONGEST_BODY = 256 * 1024  # bytes of the canonical body; longer things are files
LONGEST_CASE = 60
MOST_FILES = 20  # on one message


class Precedence(IntEnum):
    """What goes first over a thin link. Closed set: numbers are never reused."""

    ROUTINE = 1
    PRIORITY = 2
    URGENT = 3
    FLASH = 4

    @property
    def label(self) -> str | Promise:
        return PRECEDENCE_LABELS[self]

    @property
    def slug(self) -> str:
        return self.name.lower()


class State(IntEnum):
    """How far a message came at one addressed bureau. Closed set: numbers are never reused."""

    ACCEPTED = 1
    DELIVERED = 2
    READ = 3
    ANSWERED = 4
    EXPIRED = 5

    @property
    def label(self) -> str | Promise:
        return STATE_LABELS[self]

    @property
    def slug(self) -> str:
        return self.name.lower()


PRECEDENCE_LABELS: dict[Precedence, str | Promise] = {
    Precedence.ROUTINE: _("Routine"),
    Precedence.PRIORITY: _("Priority"),
    Precedence.URGENT: _("Urgent"),
    Precedence.FLASH: _("Flash"),
}
STATE_LABELS: dict[State, str | Promise] = {
    State.ACCEPTED: _("accepted"),
    State.DELIVERED: _("delivered"),
    State.READ: _("read"),
    State.ANSWERED: _("answered"),
    State.EXPIRED: _("expired unanswered"),
}

# From where to where. What is not here and is no step back is refused.
MOVES: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.DELIVERED, State.EXPIRED}),
    State.DELIVERED: frozenset({State.READ, State.ANSWERED, State.EXPIRED}),
    State.READ: frozenset({State.ANSWERED, State.EXPIRED}),
    # A late answer still reaches the one who asked (practice: it frees a traveller even after the clock).
    State.EXPIRED: frozenset({State.ANSWERED}),
    State.ANSWERED: frozenset(),
}
OPEN = frozenset(state for state, onward in MOVES.items() if State.EXPIRED in onward)


def moved(state: State, to: State) -> State:
    """Where a delivery stands after it was told to move.

    A repeat, and what a later state already contains, changes nothing: links repeat and people click twice.
    Raises: Refused where the step would skip one that must have happened.
    """
    if to in MOVES[state]:
        return to
    if to <= state:
        return state
    raise Refused(
        _("A message that is %(state)s cannot become %(to)s.") % {"state": state.label, "to": to.label},
        code="wrong-state",
    )


def is_due(due_at: datetime | None, state: State, now: datetime) -> bool:
    """Has the time for an answer run out? The moment itself is too late."""
    return due_at is not None and due_at <= now and state in OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What one hands to `messages.send`.

    to: codes of the addressed bureaus. body: as the kind's schema says. expires_at: aware; until when an
    answer is of use, None: none is due. reply_to: a message of the same conversation. about: what it
    concerns, as "hit:<id>", for the room that sends. files: ids of uploaded files, in the order in which they hang.
    """

    kind: str
    to: tuple[str, ...]
    body: Mapping[str, Any]
    version: int = 1
    case: str = ""
    precedence: Precedence = Precedence.ROUTINE
    expires_at: datetime | None = None
    reply_to: UUID | None = None
    about: str = ""
    files: tuple[UUID, ...] = ()


def faults(draft: Draft, now: datetime) -> list[FieldError]:
    """What is wrong with a draft apart from its body."""
    found = []
    if not draft.to:
        found.append(FieldError("to", "required", _("Name at least one bureau.")))
    if len(draft.to) > MOST_ADDRESSEES:
        found.append(FieldError("to", "too-many", _("These are too many addressees for one message.")))
    if len(set(draft.to)) != len(draft.to):
        found.append(FieldError("to", "repeated", _("A bureau is named twice.")))
    if draft.expires_at is not None and draft.expires_at <= now:
        found.append(FieldError("expires_at", "past", _("The time for an answer must lie ahead.")))
    if len(draft.files) > MOST_FILES:
        sentence = _("A message carries at most %(most)s files. Pack them into one.") % {"most": MOST_FILES}
        found.append(FieldError("files", "too-many", sentence))
    if len(set(draft.files)) != len(draft.files):
        found.append(FieldError("files", "repeated", _("A file is named twice.")))
    return found
