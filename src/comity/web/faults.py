"""What nobody foresaw: was the store lost, or is it a fault of ours? And how a fault is written down."""

import logging
import traceback

import psycopg
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from comity.kit.ids import new_id

# Time-outs of the server are OperationalError too.
LOST = (
    OperationalError,
    InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    ConnectionError,
    TimeoutError,
)
MOST_FRAMES = 12
log = logging.getLogger("comity.web")


def is_lost(error: BaseException) -> bool:
    """Did the store, or the line to it, fail? Also where that was met while something else was tidied up."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, LOST):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def has_no_month(error: BaseException) -> bool:
    """Was a row dated in a month for which its table has no partition? Nothing was written then."""
    seen: BaseException | None = error
    while seen is not None:
        # A table's own checks have names; that no partition takes the row has none.
        if isinstance(seen, psycopg.errors.CheckViolation) and not seen.diag.constraint_name:
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def note(error: BaseException) -> str:
    """Log a fault of ours; the number under which it stands there.

    The log gets class and places, never the message: it may quote names and numbers.
    """
    incident = str(new_id())
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    places = " < ".join(f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in reversed(frames))
    log.error("incident %s: %s in %s", incident, type(error).__name__, places)
    if has_no_month(error):
        log.error(
            "incident %s: the database has no month for %s: the clock of the web host is wrong (`comity doctor` "
            "compares it with the database's), or the node was not started for two years (`comity up` makes months)",
            incident,
            timezone.now().strftime("%Y-%m"),
        )
    return incident
