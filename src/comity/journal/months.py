"""The journal's months: made long before their first act by whoever may make tables, and how long they are kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

# A node that is not started again for two years would have no month to write into.
MONTHS_AHEAD = 24
LEAST_KEPT_MONTHS = 12
_MAKE = "SELECT CASE WHEN to_regproc('journal_make_months') IS NOT NULL THEN journal_make_months(%s) END"
_KEEP = "SELECT CASE WHEN to_regproc('journal_keep') IS NOT NULL THEN journal_keep(%s) END"


def make_months(*, using: str, **_sent: Any) -> None:
    """Make the months that are missing, and set the age at which they end. Django calls this after every `migrate`.

    That is at every start of a node. Raises: ImproperlyConfigured for an age below a year.
    """
    if settings.JOURNAL_MONTHS < LEAST_KEPT_MONTHS:
        raise ImproperlyConfigured(f"COMITY_JOURNAL_MONTHS is at least {LEAST_KEPT_MONTHS}.")
    with connections[using].cursor() as cursor:
        cursor.execute(_MAKE, [MONTHS_AHEAD])
        cursor.execute(_KEEP, [settings.JOURNAL_MONTHS])
