"""Which version of normalising and folding is meant just now: the newest, unless somebody asks under an older one.

While `comity reindex` rewrites the index, keys of two versions stand in it, and every question is asked under both.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from comity.matching.keys import SCHEME

_meant: ContextVar[int] = ContextVar("scheme", default=0)


def newest() -> int:
    """The scheme in which keys are written."""
    return SCHEME


def meant() -> int:
    """The scheme that the running code means."""
    return _meant.get() or SCHEME


@contextmanager
def under(scheme: int) -> Iterator[None]:
    """Keys and questions made inside are of this scheme."""
    token = _meant.set(scheme)
    try:
        yield
    finally:
        _meant.reset(token)
