"""What a unit may do: its own scope cut down by every unit above it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from comity.access.roles import QueryKind

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scope:
    """The authorisation of a unit or a token. None in a list is "no limit of its own".

    ends_on: last day, inclusive, UTC. clearance: highest marking shown, 1 to 3.
    """

    databases: frozenset[int] | None = None
    purposes: frozenset[str] | None = None
    kinds: frozenset[QueryKind] | None = None
    full_view: bool = True
    clearance: int = 3
    ends_on: date | None = None
    closed: bool = False

    def ended(self, today: date) -> bool:
        return self.closed or (self.ends_on is not None and today > self.ends_on)

    def within(self, other: "Scope") -> bool:
        """Does this scope allow nothing that the other does not?"""
        return self == narrower(self, other)


WIDEST = Scope()


def narrower(first: Scope, second: Scope) -> Scope:
    """What both allow."""
    ends = [day for day in (first.ends_on, second.ends_on) if day is not None]
    return Scope(
        databases=_both(first.databases, second.databases),
        purposes=_both(first.purposes, second.purposes),
        kinds=_both(first.kinds, second.kinds),
        full_view=first.full_view and second.full_view,
        clearance=min(first.clearance, second.clearance),
        ends_on=min(ends, default=None),
        closed=first.closed or second.closed,
    )


def effective(path: Iterable[Scope]) -> Scope:
    """The scope of a unit, from its path from the top of the tree: a child never exceeds its parent.

    Source: RPD Art. 21; practice 5.
    """
    scope = WIDEST
    for step in path:
        scope = narrower(scope, step)
    return scope


def _both(first: frozenset[T] | None, second: frozenset[T] | None) -> frozenset[T] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second
