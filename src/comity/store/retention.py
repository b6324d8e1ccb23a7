"""Ends the months of the journal that are older than this node keeps, as the one role that may."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

from comity.store.backup import own_database
from comity.store.cluster import RETENTION
from comity.store.errors import StoreError

_DROP = "SELECT dropped, held FROM journal_drop_months(%s)"
CONNECT_S = 5


@dataclass(frozen=True, slots=True)
class Dropped:
    """A month that is gone: its first day, and how many acts it held."""

    month: date
    acts: int


@contextmanager
def reached(home: Path) -> Iterator[str]:
    """The retention role's URL of this node's database, started for the occasion if no node runs.

    Raises: StoreError where an operator's own server was named and this role's URL was not.
    """
    if os.environ.get("COMITY_DATABASE_URL"):
        if not (url := os.environ.get("COMITY_RETENTION_URL", "")):
            raise StoreError(
                "Set COMITY_RETENTION_URL: only the role comity_retention ends months of the journal.",
                code="no-retention",
            )
        yield url
        return
    with own_database(home, RETENTION) as url:
        yield url


def drop_months(url: str, *, node: str) -> list[Dropped]:
    """Drop every month whose age has passed, oldest first, each with an act that says so; all or none.

    Idempotent. url: of the retention role; the database itself knows the age. node: this installation's name.
    Raises: StoreError where the database does not answer, is too busy, or does not know this role.
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_S) as connection:
            return [Dropped(*row) for row in connection.execute(_DROP, [node]).fetchall()]
    except psycopg.errors.InsufficientPrivilege as error:
        raise StoreError(
            "COMITY_RETENTION_URL names a role that may not end months of the journal.", code="no-retention"
        ) from error
    except psycopg.Error as error:
        raise StoreError(
            "Old months of the journal could not be dropped: the database did not answer or is busy.",
            code="retention",
        ) from error
