"""Where else something is recorded: the closed words of external references, and what must still be withdrawn. Pure.

Source: practice 19 (every record and hit has external references: system, number, sent on, state).
"""

from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.records.rules import Status


class System(IntEnum):
    """Another system. Closed set: numbers are never reused; OTHER is named in words."""

    INTERPOL = 1
    NATIONAL_REGISTER = 2
    SIS = 3
    COURT = 4
    OTHER = 5


SYSTEMS: dict[System, str | Promise] = {
    System.INTERPOL: "INTERPOL",
    System.NATIONAL_REGISTER: _("National register"),
    System.SIS: _("Schengen Information System"),
    System.COURT: pgettext_lazy("another system", "Court"),
    System.OTHER: pgettext_lazy("another system", "Another, by name"),
}


class There(IntEnum):
    """How it stands in the other system. Closed set: numbers are never reused."""

    NOT_SENT = 1
    SENT = 2
    RECORDED = 3
    REFUSED = 4
    WITHDRAWN = 5


THERE: dict[There, str | Promise] = {
    There.NOT_SENT: pgettext_lazy("state in another system", "Not sent yet"),
    There.SENT: pgettext_lazy("state in another system", "Sent"),
    There.RECORDED: pgettext_lazy("state in another system", "Recorded"),
    There.REFUSED: pgettext_lazy("state in another system", "Refused"),
    There.WITHDRAWN: pgettext_lazy("state in another system", "Withdrawn"),
}
# Nobody says: then it was sent, which is the careful reading.
STANDS = ("", "sent", "recorded")
# After these a record no longer says what the other systems still say.
NO_LONGER_TRUE = (Status.WITHDRAWN, Status.RECOVERED, Status.EXPIRED, Status.ENTERED_IN_ERROR)
# Our default: by then the desk has withdrawn it everywhere. Nothing stops when it lapses; the list says so.
WITHDRAW_WITHIN = timedelta(days=7)


def stands_there(state: str) -> bool:
    """Does the other system still say it, as far as we know? state: the slug of `There`, or nothing."""
    return state in STANDS


def is_late(opened_at: datetime, now: datetime) -> bool:
    """Should it have been withdrawn there by now?"""
    return now > opened_at + WITHDRAW_WITHIN
