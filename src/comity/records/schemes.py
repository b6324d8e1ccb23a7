"""The schemes whose keys stand in the index, known without asking the store at each question."""

from functools import lru_cache

from comity.gate import epoch
from comity.matching.schemes import newest
from comity.records.models import KeyScheme


def live(at: int) -> tuple[int, ...]:
    """The schemes that a question must be asked under, the newest last. at: the access epoch.

    The end of a reindex moves the epoch, so that what is remembered here is as stale as the asker's rights, and
    the hot statement refuses both.
    """
    return tuple(range(min(_oldest(at), newest()), newest() + 1))


def older(at: int) -> tuple[int, ...]:
    """Those of `live` that are not the newest: nearly always none."""
    return live(at)[:-1]


def is_behind() -> bool:
    """Do keys of an older scheme stand in the index?"""
    return bool(older(epoch.current()))


@lru_cache(maxsize=8)
def _oldest(at: int) -> int:  # noqa: ARG001  # the cache's key
    return KeyScheme.objects.values_list("oldest", flat=True).get(pk=1)


def forget() -> None:
    """Empty the cache: for tests, whose rolled-back transactions use an epoch twice."""
    _oldest.cache_clear()
