"""The planner's samples hold values of rows that are gone: what ANALYZE replaced is rewritten away, as the owner."""

import psycopg

from comity.store.errors import StoreError

CONNECT_S, LOCK_WAIT_MS = 5, 500
# The catalogue belongs to nobody of ours; who owns the database may vacuum it, and the application may not.
_REWRITE = "VACUUM (FULL) pg_catalog.pg_statistic"


def forget_samples(url: str) -> None:
    """Rewrite the catalogue of samples: a few milliseconds. url: of the owner's role.

    Raises: StoreError where the database does not answer, or is too busy.
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_S, autocommit=True) as connection:
            connection.execute(f"SET lock_timeout = {LOCK_WAIT_MS}")
            connection.execute(_REWRITE)
    except psycopg.Error as error:
        raise StoreError(
            "The planner's old samples could not be rewritten: the database did not answer or is busy.",
            code="samples",
        ) from error
