"""Failed sign-ins lock the name and the address for a while. Counted in PostgreSQL, for all processes.

Only keyed tags are stored: a stolen table tells neither names nor addresses. Times are UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection

from comity.access.models import SignInLock
from comity.seal.tags import subject_tag


class Locked(StrEnum):
    """What is locked."""

    NAME = "name"
    ADDRESS = "address"
    PIN = "pin"
    FACTOR = "factor"
    PUBLIC = "public"  # not a failure but a search without an account, counted the same way
    PUBLIC_NOTICES = "public-notices"  # the same, by programs that page through all


WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)
# A whole airport may sign in from one address at the change of shift; a name belongs to one person.
MOST_FAILURES = {
    Locked.NAME: 5,
    Locked.ADDRESS: 60,
    Locked.PIN: 5,
    Locked.FACTOR: 5,
    Locked.PUBLIC: 120,
    Locked.PUBLIC_NOTICES: 6000,  # some seven a second: a whole extract with its pictures within the hour
}

_COUNT = """
INSERT INTO access_signinlock AS held (tag, failures, counted_from) VALUES (%(tag)s, 1, %(now)s)
ON CONFLICT (tag) DO UPDATE SET
    failures = CASE WHEN held.counted_from < %(since)s THEN 1 ELSE held.failures + 1 END,
    counted_from = CASE WHEN held.counted_from < %(since)s THEN %(now)s ELSE held.counted_from END,
    locked_until = CASE WHEN held.counted_from >= %(since)s AND held.failures + 1 >= %(most)s
        THEN %(until)s ELSE held.locked_until END
RETURNING locked_until = %(until)s
"""
# The same for what is no failure: a count that a crash loses harms nobody, so it waits for no disk. One statement, and
# the setting ends with it.
_COUNT_USE = f"""
WITH relaxed AS (SELECT set_config('synchronous_commit', 'off', true)), counted AS (
    {_COUNT.replace("RETURNING locked_until = %(until)s", "RETURNING locked_until > %(now)s AS is_locked")}
) SELECT counted.is_locked FROM counted, relaxed
"""  # noqa: S608  # made of a constant above


@dataclass(frozen=True, slots=True)
class Handle:
    """A name, an address or a badge as it is counted. text: as typed; it is never stored."""

    what: Locked
    text: str

    @property
    def tag(self) -> bytes:
        """The keyed tag, 16 bytes; the same for every spelling of a name in small and capital letters."""
        return subject_tag(
            settings.SECRET_KEY.encode(), "", "sign-in", f"{self.what}:{self.text.strip().lower()}"
        )


def is_locked(*handles: Handle, now: datetime) -> bool:
    """Is one of them locked at this moment?"""
    tags = [handle.tag for handle in handles]
    return SignInLock.objects.filter(tag__in=tags, locked_until__gt=now).exists()


def count_failure(handle: Handle, *, now: datetime) -> bool:
    """Count one failure. Did it lock the handle?"""
    return _counted(_COUNT, handle, now)


def count_use(handle: Handle, *, now: datetime) -> bool:
    """Count one use that needs no account. Is the handle locked, by this one or before?"""
    return _counted(_COUNT_USE, handle, now)


def _counted(statement: str, handle: Handle, now: datetime) -> bool:
    values: dict[str, Any] = {
        "tag": handle.tag,
        "now": now,
        "since": now - WINDOW,
        "until": now + LOCK,
        "most": MOST_FAILURES[handle.what],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return bool(row and row[0])


def forget_failures(handle: Handle) -> None:
    """After a success: the name starts anew. Addresses do not, or one own account would clear an attack."""
    SignInLock.objects.filter(tag=handle.tag).delete()
