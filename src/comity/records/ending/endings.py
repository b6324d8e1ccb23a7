"""How a record ends: why, how long what was taken back still stays, and what a trace may be used for. Pure."""

from datetime import date, datetime, timedelta, timezone
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.records.rules import Status


class Ending(IntEnum):
    """Why a record was deleted. Closed set: numbers are never reused. A trace keeps this and no words."""

    EXPIRED = 1
    UNDONE = 2
    WITHDRAWN = 3
    ENTERED_IN_ERROR = 4
    OWNER = 5
    COMMISSION = 6


ENDINGS: dict[Ending, str | Promise] = {
    Ending.EXPIRED: _("its last day had passed"),
    Ending.UNDONE: _("the import that recorded it was undone"),
    Ending.WITHDRAWN: _("it had been withdrawn"),
    Ending.ENTERED_IN_ERROR: _("it had been entered in error"),
    Ending.OWNER: pgettext_lazy("why a record was deleted", "its owner deleted it"),
    Ending.COMMISSION: _("the commission ordered it"),
}
SLUGS: dict[Ending, str] = {ending: ending.name.lower().replace("_", "-") for ending in Ending}
# Our default: long enough to answer for a deletion, not in the law as we know it.
TRACE_KEPT_YEARS = 3
# What was taken back stays as long as somebody whom it stopped may still have to be told (practice 8: 90 days), and
# no longer: nobody finds it, so nothing else is served by keeping it.
TAKEN_BACK_KEPT = timedelta(days=90)
# What ends on this clock, whatever day it may be kept until.
TAKEN_BACK: dict[Status, Ending] = {
    Status.WITHDRAWN: Ending.WITHDRAWN,
    Status.ENTERED_IN_ERROR: Ending.ENTERED_IN_ERROR,
}


def taken_back_before(now: datetime) -> datetime:
    """Whatever was taken back before this moment is due. now: aware, UTC."""
    return now - TAKEN_BACK_KEPT


def why_due(status: Status, *, kept_until: date, changed_at: datetime, now: datetime) -> Ending | None:
    """Why a record must go now, or None while it may stay. Its last day, in UTC, still belongs to it.

    Source: RPD Art. 50 (expiry without a word deletes; as our facts have it); practice 21.
    """
    if status in TAKEN_BACK and changed_at < taken_back_before(now):
        return TAKEN_BACK[status]
    if kept_until < now.astimezone(timezone.utc).date():
        return TAKEN_BACK.get(status, Ending.EXPIRED)
    return None


def may_extend_together(*, personal: bool) -> bool:
    """May many records be kept longer by one decision? Never those of persons. Source: practice 21."""
    return not personal


def is_sampled(number: int, percent: int) -> bool:
    """Does an extension fall into the commission's sample? number: of 32 bits, from a keyed hash (seal.tags)."""
    return number * 100 < percent * 2**32
