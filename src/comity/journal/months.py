"""The journal's months: partitions are made long before their first act, by whoever may make tables."""

from typing import Any

from django.db import connections

# A node that is not started again for two years would have no month to write into.
MONTHS_AHEAD = 24
_MAKE = "SELECT CASE WHEN to_regproc('journal_make_months') IS NOT NULL THEN journal_make_months(%s) END"


def make_months(*, using: str, **_sent: Any) -> None:
    """Make the months that are missing. Django calls this after every `migrate`, so at every start of a node."""
    with connections[using].cursor() as cursor:
        cursor.execute(_MAKE, [MONTHS_AHEAD])
