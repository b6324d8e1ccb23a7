"""The databases that a unit or a token may be authorised for, as the rooms above hand them down."""

from collections.abc import Callable

from django.utils.functional import Promise

Listed = list[tuple[int, str | Promise]]
_read: list[Callable[[], Listed]] = []


def register_databases(read: Callable[[], Listed]) -> None:
    """Say where the databases are listed, as (code, label). Call it from `AppConfig.ready`."""
    _read.append(read)


def databases() -> Listed:
    """Every database of this node, by code."""
    return sorted((one for read in _read for one in read()), key=lambda one: one[0])
