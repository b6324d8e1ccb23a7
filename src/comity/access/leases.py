"""Slices of budgets that this process has taken from the table and not yet spent.

A purse is one row. Were it updated for each query, all queries of a large unit would wait for each other; so a
process takes a slice at a time and spends it here. What is left when the window ends is lost: the count is never
too low. Inside a transaction nothing is kept, because its end may take the lease back.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from django.db import connection

from comity.access.budgets import HolderKind, Limit, Measure, Purse, Window, limit_of, slice_of
from comity.access.models import BudgetLimit

_TAKE = """
INSERT INTO access_budgetspent AS spent (kind, holder, measure, in_window, starts_at, taken)
VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (kind, holder, measure, in_window, starts_at) DO UPDATE SET taken = spent.taken + EXCLUDED.taken
WHERE spent.taken + EXCLUDED.taken <= %s
RETURNING taken
"""
MOST_PURSES = 50_000


class Leases:
    """The slices of one process. Safe between threads."""

    def __init__(self) -> None:
        self._left: dict[Purse, int] = {}
        self._limits: Mapping[Limit, int] = {}
        self._read_at = -1
        self._lock = Lock()

    def spend(self, purses: list[Purse], n: int, *, epoch: int) -> Purse | None:
        """Take n from every purse, or from none; the first that holds too little is the answer.

        epoch: the actor's; limits set since then are read first.
        """
        limits = self._limits_at(epoch)
        for place, purse in enumerate(purses):
            if not self._take(purse, n, limit_of(purse, limits)):
                self._give_back(purses[:place], n)
                return purse
        return None

    def forget(self) -> None:
        """Drop every slice and limit, as a new process would begin."""
        with self._lock:
            self._left, self._limits, self._read_at = {}, {}, -1

    def _take(self, purse: Purse, n: int, limit: int) -> bool:
        with self._lock:
            left = self._left.get(purse, 0)
            if left >= n:
                self._left[purse] = left - n
                return True
        size = n if connection.in_atomic_block else slice_of(limit, n)
        if size > n and _lease(purse, size, limit):
            with self._lock:
                if len(self._left) >= MOST_PURSES:
                    self._left.clear()
                self._left[purse] = self._left.get(purse, 0) + size - n
            return True
        return _lease(purse, n, limit)

    def _give_back(self, purses: list[Purse], n: int) -> None:
        if connection.in_atomic_block:
            return  # the caller's refusal rolls them back
        with self._lock:
            for purse in purses:
                self._left[purse] = self._left.get(purse, 0) + n

    def _limits_at(self, epoch: int) -> Mapping[Limit, int]:
        if epoch != self._read_at:
            limits = _read_limits()
            with self._lock:
                if limits != self._limits:
                    self._left.clear()  # a slice of the old limit may exceed the new one
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
