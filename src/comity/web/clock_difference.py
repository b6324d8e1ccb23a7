"""The difference between the clock of the web host and the clock of the database, measured and as a sentence."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.web.durations import words

MAX_DIFFERENCE = timedelta(seconds=5)
_IN_SECONDS = timedelta(minutes=2)


def measure_clock_difference() -> timedelta:
    """How far the web host is ahead of the database; negative where it is behind, zero where nothing is certain.

    The database's moment lies between two readings of the own clock. Only what exceeds half of their distance counts,
    so that a slow answer is no difference.
    """
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        after = timezone.now()
        (at,) = cursor.fetchone()
    return difference_of(before, at, after)


def difference_of(before: datetime, at: datetime, after: datetime) -> timedelta:
    """The certain part of the difference. at: what the other clock said between `before` and `after`."""
    half = abs(after - before) / 2
    difference = before + half - at
    certain = max(timedelta(), abs(difference) - half)
    return certain if difference > timedelta() else -certain


def warn_of_difference(difference: timedelta) -> str:
    """What the operator reads and does about a difference of more than five seconds; empty where all is well."""
    if abs(difference) <= MAX_DIFFERENCE:
        return ""
    known = {"length": _length(abs(difference))}
    if difference < timedelta():
        behind = _("The web host's clock is %(length)s behind the database's. Set both by NTP.")
        return behind % known
    ahead = _("The web host's clock is %(length)s ahead of the database's. Set both by NTP.")
    return ahead % known


def _length(difference: timedelta) -> str:
    if difference < _IN_SECONDS:
        return _("%(seconds)s s") % {"seconds": int(difference.total_seconds())}
    return words(difference)
