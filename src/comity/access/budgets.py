"""Budgets: how much an officer, a unit or a token may ask in an hour and in a day. Pure. Source: practice 6.

The numbers are defaults of ours, not law; `access.set_budget` changes them for one holder.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import IntEnum
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor


class Measure(IntEnum):
    """What is counted. Closed set: numbers are never reused."""

    QUERY = 1
    PERSON_QUERY = 2
    FOREIGN_RECORD = 3
    PARTIAL_QUERY = 4
    LISTED = 5


class Window(IntEnum):
    """For how long it is counted: the running hour or day, UTC."""

    HOUR = 1
    DAY = 2


class HolderKind(IntEnum):
    """Whose budget it is."""

    OFFICER = 1
    UNIT = 2
    TOKEN = 3


MEASURE_LABELS: dict[Measure, str | Promise] = {
    Measure.QUERY: _("Queries"),
    Measure.PERSON_QUERY: _("Queries for persons"),
    Measure.FOREIGN_RECORD: _("Records of other bureaus opened"),
    Measure.PARTIAL_QUERY: _("Queries by a part of a number or name, or wide"),
    Measure.LISTED: _("Lines in lists"),
}
WINDOW_LABELS: dict[Window, str | Promise] = {Window.HOUR: _("In an hour"), Window.DAY: _("In a day")}
HOLDER_LABELS: dict[HolderKind, str | Promise] = {
    HolderKind.OFFICER: _("Officer"),
    HolderKind.UNIT: _("Unit"),
    HolderKind.TOKEN: _("Token"),
}

_OFFICER = {
    Measure.QUERY: (2_000, 8_000),
    Measure.PERSON_QUERY: (200, 800),
    Measure.FOREIGN_RECORD: (60, 200),
    Measure.PARTIAL_QUERY: (20, 60),
    Measure.LISTED: (20_000, 80_000),
}
_MANY = {
    Measure.QUERY: (400_000, 4_000_000),
    Measure.PERSON_QUERY: (10_000, 80_000),
    Measure.FOREIGN_RECORD: (1_000, 5_000),
    Measure.PARTIAL_QUERY: (200, 1_000),
    Measure.LISTED: (1_000_000, 10_000_000),
}
# In an hour, in a day. A border lane asks 60 to 120 times an hour; a control system of an airport asks all day.
# A list is one aircraft of up to 1,000: its travellers are counted apart, or two flights would stop a lane's hour.
DEFAULTS: Mapping[HolderKind, Mapping[Measure, tuple[int, int]]] = {
    HolderKind.OFFICER: _OFFICER,
    HolderKind.UNIT: _MANY,
    HolderKind.TOKEN: _MANY,
}
# A process takes this part of a budget at a time: 40 updates spend all of it, whatever its size.
SLICES = 40


@dataclass(frozen=True, slots=True)
class Purse:
    """One budget of one holder in one window, from `starts_at`, UTC."""

    kind: HolderKind
    holder: UUID
    measure: Measure
    window: Window
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit set for one holder, in place of the default."""

    kind: HolderKind
    holder: UUID
    measure: Measure
    window: Window


def limit_of(purse: Purse, limits: Mapping[Limit, int]) -> int:
    """How much the purse holds in its window."""
    own = limits.get(Limit(purse.kind, purse.holder, purse.measure, purse.window))
    return DEFAULTS[purse.kind][purse.measure][purse.window - 1] if own is None else own


def window_start(window: Window, now: datetime) -> datetime:
    """The full hour, or midnight, UTC."""
    hour = now.astimezone(timezone.utc).replace(minute=0, second=0, microsecond=0)
    return hour if window is Window.HOUR else hour.replace(hour=0)


def purses_of(actor: Actor, measure: Measure, now: datetime) -> Iterator[Purse]:
    """Every purse that this actor spends from: the human's, the unit's and the token's."""
    for window in Window:
        starts_at = window_start(window, now)
        for kind, holder in holders_of(actor):
            yield Purse(kind, holder, measure, window, starts_at)


def holders_of(actor: Actor) -> Iterator[tuple[HolderKind, UUID]]:
    """The human first. One whom a connected system names is known by unit and number."""
    if actor.officer is not None:
        yield HolderKind.OFFICER, actor.officer
    elif actor.acting and actor.unit is not None:
        yield HolderKind.OFFICER, uuid5(actor.unit, actor.acting)
    if actor.unit is not None:
        yield HolderKind.UNIT, actor.unit
    if actor.token is not None:
        yield HolderKind.TOKEN, actor.token


def slice_of(limit: int, need: int) -> int:
    """How much a process takes at once from a purse of that limit. Budgets under 80 are counted one by one."""
    return max(need, limit // SLICES)
