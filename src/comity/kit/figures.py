"""Many figures in one statement: how many rows each QuerySet has, or its first value. Compiled once, read often.

The frame of every page wants a dozen of them. Asked one by one they were half of a page's time (measured), nearly all
of it in Django's compiler.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from comity.kit.statements import fetch, numbered

MOST_COUNTED = 999
MOST_KEPT = 1_000
Rows = QuerySet[Any]
Made = TypeVar("Made")


class Figures:
    """Counts, and after them first values, compiled when made."""

    def __init__(self, counted: Sequence[Rows], firsts: Sequence[Rows] = ()) -> None:
        """counted: each counts to MOST_COUNTED at most. firsts: each of one column, in its order."""
        self._parts: list[str] = []
        self._values: list[Any] = []
        for rows in counted:
            limited = rows.order_by().values("pk")[:MOST_COUNTED]
            self._add("(SELECT count(*) FROM ({}) AS counted)", limited, nothing="0")
        for rows in firsts:
            self._add("({})", rows[:1], nothing="NULL")
        self._text = numbered(f"SELECT {', '.join(self._parts)}")

    def _add(self, form: str, rows: Rows, *, nothing: str) -> None:
        try:
            text, values = rows.query.get_compiler(connection.alias).as_sql()
        except EmptyResultSet:  # for whoever may see none of them
            self._parts.append(nothing)
        else:
            self._parts.append(form.format(text))
            self._values += values

    def read(self) -> tuple[Any, ...]:
        """The figures in the order in which they were asked for."""
        return fetch(self._text, self._values)[0] if self._parts else ()


class Kept(Generic[Made]):
    """What was compiled, by what it was made for, as long as the caller's key stays the same."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, Made] = {}

    def of(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made for this key before, or is made now."""
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = make()
        return found

    def forget(self) -> None:
        """Keep nothing: tests use an epoch twice."""
        self._kept.clear()


def count(*rows: Rows) -> int:
    """How many rows these have together, each counted to MOST_COUNTED at most; one statement."""
    return sum(Figures(rows).read())
