"""One at a time, whatever process it is: by a lock of the store, which frees it when our connection dies."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_WAIT = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
_FREE = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


@contextmanager
def in_turn(name: str) -> Iterator[None]:
    """Wait until nobody else is inside a block of this name."""
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [name])
    with _freed(name):
        yield


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Are we the only one inside a block of this name? The block runs in any case, and asks."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [name])
        is_ours = bool(cursor.fetchone()[0])
    if not is_ours:
        yield False
        return
    with _freed(name):
        yield True


@contextmanager
def _freed(name: str) -> Iterator[None]:
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_FREE, [name])
