"""Slices of budgets that this process has taken from the table and not yet spent.

A purse is one row. Were it updated for each query, all queries of a large unit would wait for each other; so a
process takes a slice at a time and spends it here. What is left when the window ends is lost: the count is never
too low. Inside a transaction nothing is kept, because its end may take the lease back.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.db import connection

from comity.access.budgets import (
    HolderKind,
    Limit,
    Measure,
    Purse,
    Window,
    limit_of,
    purses_of,
    slice_of,
    window_start,
)
from comity.access.models import BudgetLimit
from comity.gate.actor import Actor

_TAKE = """
INSERT INTO access_budgetspent AS spent (kind, holder, measure, in_window, starts_at, taken)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, holder, measure, in_window, starts_at) DO UPDATE SET taken = spent.taken + EXCLUDED.taken
WHERE spent.taken + EXCLUDED.taken <= %s
RETURNING taken
"""
MOST_PURSES = 50_000
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Slice:
    """What is left of what this process took from one purse."""

    left: int = 0


@dataclass(frozen=True, slots=True)
class Pocket:
    """The slices that one actor spends from for one measure, while its hour and its epoch last.

    starts_at: of that hour, UTC: a clock that was ahead and is set back does not spend from an hour to come.
    """

    starts_at: datetime
    ends_at: datetime
    epoch: int
    slices: tuple[Slice, ...]


class Leases:
    """The slices of one process. Safe between threads."""

    def __init__(self) -> None:
        self._slices: dict[Purse, Slice] = {}
        self._pockets: dict[Hashable, Pocket] = {}
        self._limits: Mapping[Limit, int] = {}
        self._read_at = -1
        self._lock = Lock()

    def spend(self, by: Actor, measure: Measure, n: int, now: datetime) -> Purse | None:
        """Take n from every purse of this actor, or from none; the first that holds too little is the answer.

        Limits set since the actor was read are read first. Nearly always the slices at hand are enough: then this
        is a few microseconds and no SQL.
        """
        who = (by.officer, by.acting, by.unit, by.token, measure)
        pocket = self._pockets.get(who)
        if (
            pocket is not None
            and pocket.starts_at <= now < pocket.ends_at
            and pocket.epoch == by.epoch
            and self._has(pocket, n)
        ):
            return None
        purses = list(purses_of(by, measure, now))
        limits = self._limits_at(by.epoch)
        for place, purse in enumerate(purses):
            if not self._take(purse, n, limit_of(purse, limits)):
                self._give_back(purses[:place], n)
                return purse
        with self._lock:
            slices = tuple(self._slices.setdefault(purse, Slice()) for purse in purses)
            hour = window_start(Window.HOUR, now)
            self._pockets[who] = Pocket(hour, hour + HOUR, by.epoch, slices)
        return None

    def forget(self) -> None:
        """Drop every slice and limit, as a new process would begin."""
        with self._lock:
            self._drop()
            self._limits, self._read_at = {}, -1

    def _has(self, pocket: Pocket, n: int) -> bool:
        with self._lock:
            if any(one.left < n for one in pocket.slices):
                return False
            for one in pocket.slices:
                one.left -= n
            return True

    def _take(self, purse: Purse, n: int, limit: int) -> bool:
        with self._lock:
            if len(self._slices) >= MOST_PURSES:
                self._drop()
            kept = self._slices.setdefault(purse, Slice())
            if kept.left >= n:
                kept.left -= n
                return True
        size = n if connection.in_atomic_block else slice_of(limit, n)
        if size > n and _lease(purse, size, limit):
            with self._lock:
                kept.left += size - n
            return True
        return _lease(purse, n, limit)

    def _give_back(self, purses: list[Purse], n: int) -> None:
        if connection.in_atomic_block:
            return  # the caller's refusal rolls them back
        with self._lock:
            for purse in purses:
                self._slices.setdefault(purse, Slice()).left += n

    def _drop(self) -> None:
        """What is dropped counts as spent: never too much is allowed. Whoever holds the lock calls this."""
        for one in self._slices.values():
            one.left = 0  # a pocket may still hold it
        self._slices.clear()
        self._pockets.clear()

    def _limits_at(self, epoch: int) -> Mapping[Limit, int]:
        if epoch != self._read_at:
            limits = _read_limits()
            with self._lock:
                if limits != self._limits:
                    self._drop()  # a slice of the old limit may exceed the new one
                self._limits, self._read_at = limits, epoch
        return self._limits


def _lease(purse: Purse, amount: int, limit: int) -> bool:
    if amount > limit:
        return False
    row: list[Any] = [purse.kind, purse.holder, purse.measure, purse.window, purse.starts_at, amount, limit]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, row)
        return cursor.fetchone() is not None


def _read_limits() -> dict[Limit, int]:
    return {
        Limit(HolderKind(row.kind), row.holder, Measure(row.measure), Window(row.in_window)): row.amount
        for row in BudgetLimit.objects.all()
    }


LEASES = Leases()
