"""The life of a record as one table: in which state what may be done to it. Pure.

Every verb asks it; docs/guide/life-of-a-record.md shows it to officers, and a test holds the two together.
Source: practice 1, 8, 9 and 21; RPD Art. 7 (the owner may correct and withdraw at any time).
"""

from enum import Enum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.kit.errors import Refused
from comity.records.rules import Status


class Deed(Enum):
    """What is done to a record."""

    CHANGE = "change"
    WITHDRAW = "withdraw"
    MARK_ERROR = "entered in error"
    RECOVER = "found"
    DISPUTE = "dispute"
    REPORT_FOUND = "report found"
    BLOCK = "block"
    UNBLOCK = "unblock"
    DELETE = "delete"


ENDED = frozenset({Status.WITHDRAWN, Status.EXPIRED, Status.REPLACED, Status.ENTERED_IN_ERROR})
# Nobody but its owner can have found such a record.
NEVER_OUT = frozenset({Status.DRAFT, Status.SENT_BACK, Status.PREPARED, Status.IN_CHECK})
_LIVING = frozenset(Status) - ENDED
# Disputed data are answered for before anything rests on them; what is blocked or held must not answer by a side door.
MAY: dict[Deed, frozenset[Status]] = {
    Deed.CHANGE: _LIVING,
    Deed.WITHDRAW: _LIVING,
    Deed.MARK_ERROR: _LIVING,
    Deed.RECOVER: frozenset({Status.ACTIVE}),
    Deed.DISPUTE: frozenset({Status.ACTIVE, Status.DISPUTED, Status.RECOVERED}),
    Deed.REPORT_FOUND: frozenset({Status.ACTIVE, Status.DISPUTED}),
    Deed.BLOCK: frozenset({Status.ACTIVE, Status.DISPUTED, Status.RECOVERED}),
    Deed.UNBLOCK: frozenset({Status.BLOCKED}),
    Deed.DELETE: frozenset(Status)
    - {Status.DISPUTED, Status.BLOCKED, Status.SUSPENDED, Status.WAITS_FOR_OWNER, Status.EXPIRED},
}
ENDED_WORDS = _("The record is already in this state, or its life has ended.")
_NOT_NOW: dict[Status, str | Promise] = {
    Status.DRAFT: _("The centre has not let this record out. Change it or withdraw it."),
    Status.SENT_BACK: _("The centre has not let this record out. Change it or withdraw it."),
    Status.WAITS_FOR_OWNER: _("Accept this record first, or reject it."),
    Status.DISPUTED: _("This record is disputed. Answer the dispute first."),
    Status.BLOCKED: _("This record is blocked. Its owner may correct, withdraw or discard it, nothing else."),
}


def may(status: Status, deed: Deed) -> bool:
    """Is this possible in that state?"""
    return status in MAY[deed]


def demand(status: Status, deed: Deed) -> None:
    """Go on only where this is possible. Raises: Refused, with what stands in the way."""
    if not may(status, deed):
        raise Refused(_NOT_NOW.get(status, ENDED_WORDS), code="wrong-state")


class Why(StrEnum):
    """Why an owner withdraws. The words travel and stay: never reused."""

    CASE_CLOSED = "case-closed"
    GROUND_ENDED = "ground-ended"
    DUPLICATE = "duplicate"
    ORDERED = "ordered"
    OTHER = "other"


class Cause(StrEnum):
    """Why an owner deletes. No words: they would outlive the record. They travel and stay: never reused."""

    PURPOSE_MET = "purpose-met"
    GROUND_ENDED = "ground-ended"
    NOT_TRUE = "not-true"
    DUPLICATE = "duplicate"
    ORDERED = "ordered"
    PROTECTED_PERSON = "protected-person"


class FoundBy(StrEnum):
    """Who found the thing. The words travel and stay: never reused."""

    BEARER = "by-bearer"
    OWN = "by-own-authorities"
    ANOTHER_BUREAU = "by-another-bureau"
    NOT_SAID = "not-said"


WHYS: dict[str, str | Promise] = {
    Why.CASE_CLOSED: _("The case is closed"),
    Why.GROUND_ENDED: _("Its legal ground has ended"),
    Why.DUPLICATE: _("It is recorded twice"),
    Why.ORDERED: _("A court or the commission ordered it"),
    Why.OTHER: pgettext_lazy("why a record is withdrawn", "Another reason"),
}
CAUSES: dict[str, str | Promise] = {
    Cause.PURPOSE_MET: _("Its purpose is met"),
    Cause.GROUND_ENDED: WHYS[Why.GROUND_ENDED],
    Cause.NOT_TRUE: _("What it says is not true"),
    Cause.DUPLICATE: WHYS[Why.DUPLICATE],
    Cause.ORDERED: WHYS[Why.ORDERED],
    Cause.PROTECTED_PERSON: _("The rights of the person concerned weigh more"),
}
FOUND_BY: dict[str, str | Promise] = {
    FoundBy.BEARER: _("Found by the bearer or whoever lost it"),
    FoundBy.OWN: _("Found by our own authorities"),
    FoundBy.ANOTHER_BUREAU: _("Found by another bureau"),
    FoundBy.NOT_SAID: _("Not said"),
}
CODES: dict[str, str | Promise] = {
    **WHYS,
    **CAUSES,
    **FOUND_BY,
    "import-undone": _("The import that recorded it was undone"),
}
