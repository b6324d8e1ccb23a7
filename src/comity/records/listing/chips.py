"""The filters, heads and states of a list as a page shows them, each with the address to which it leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.records.codes import Issuer
from comity.records.listing.lists import MOST_COUNTED
from comity.records.listing.ordering import RECORDED, Order, orders
from comity.records.listing.sieves import Sieve, filters, name_of, wanted
from comity.records.record import Record
from comity.records.rules import MARKINGS, STATUSES, Status
from comity.records.shown import heads_of
from comity.records.values import Choice, slug

Words = str | Promise
# The day by which a list of what is near review is sorted: what ends first stands first.
SOONEST = ("kept_until",)
WHOLE: dict[str, Words] = {
    "q": gettext_lazy("Number or name"),
    "state": gettext_lazy("State"),
    "since": gettext_lazy("Recorded since"),
    "changed_since": gettext_lazy("Changed since"),
    "kept_before": gettext_lazy("Kept until before"),
    "near_review": gettext_lazy("Near review"),
    "unit": gettext_lazy("Recorded by"),
    "marking": gettext_lazy("Marking"),
    "pictures": gettext_lazy("Pictures"),
    "missing": gettext_lazy("Missing"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: its label and value for people, and the address of the list without it."""

    label: Words
    value: Words
    without: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: a link to the list in its order where it can be sorted by. sorted: for aria-sort."""

    label: Words
    address: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How many fit in a state, and the address of those alone. count is MOST_COUNTED where is_more."""

    status: Status
    label: Words
    count: int
    is_more: bool
    address: str
    is_chosen: bool


def address_of(sieve: Sieve, order: Order | None, **changed: str) -> str:
    """The filters and the order as an address has them, some of them changed; "" takes one out."""
    told = {**sieve.address(), "sort": "" if order is None else order.address, **changed}
    if told["sort"] == f"-{RECORDED}":
        told["sort"] = ""
    return urlencode({name: value for name, value in told.items() if value})


def chips(database: type[Record], sieve: Sieve, order: Order | None, units: Mapping[str, str]) -> list[Chip]:
    """What the list is narrowed to, in the order of the form. units: names by id."""
    found = []
    columns = {name_of(column): column for column in filters(database)}
    for name, value in sieve.address().items():
        words, is_code = _value(database, columns.get(name, name), value, units, whole=name in WHOLE)
        label = _label(database, columns[name]) if name in columns else WHOLE[name]
        found.append(Chip(label, words, address_of(sieve, order, **{name: ""}), is_code))
    return found


def _value(
    database: type[Record], name: str, value: str, units: Mapping[str, str], *, whole: bool
) -> tuple[Words, bool]:
    """The words of a filter's value; True where they must not be translated or turned. whole: of every list."""
    match name if whole else "":
        case "state":
            return STATUSES[Status[value.upper().replace("-", "_")]], False
        case "marking":
            return next(words for marking, words in MARKINGS.items() if slug(marking) == value), False
        case "near_review":
            return _("in the last six months"), False
        case "pictures":
            return _("has some") if value == "yes" else _("has none"), False
        case "missing":
            return wanted(database)[value][0], False
        case "unit":
            return units.get(value, value), value not in units
    kind = filters(database).get(name)
    return (kind.label_of(value), False) if isinstance(kind, Choice) else (value, True)


def _label(database: type[Record], name: str) -> Words:
    return next(each.label for each in database.declared() if each.name == name)


def heads(database: type[Record], sieve: Sieve, order: Order) -> tuple[list[Head], dict[str, Head]]:
    """The heads of the database's own columns, and those of the columns that every list has."""
    own = [
        _head(database, sieve, order, name, label)
        for name, label in zip(database.columns, heads_of(database), strict=True)
    ]
    labels = {RECORDED: _("Recorded"), "changed": _("Changed"), "kept_until": _("Kept until")}
    return own, {name: _head(database, sieve, order, name, label) for name, label in labels.items()}


def _head(database: type[Record], sieve: Sieve, order: Order, name: str, label: Words) -> Head:
    known = orders(database)
    if name not in known:
        return Head(label)
    is_now = order.by == name
    begins = name if name in (*SOONEST, *database.columns) else f"-{name}"
    turned = {name: f"-{name}", f"-{name}": name}[order.address] if is_now else begins
    direction = ("descending" if order.descending else "ascending") if is_now else ""
    return Head(label, address_of(sieve, known[turned]) or "sort=", direction)


def states(counts: Mapping[Status, int], sieve: Sieve, order: Order) -> list[State]:
    """The states in which something fits, in the order of a record's life, and the chosen one."""
    return [
        State(
            status,
            STATUSES[status],
            min(counts.get(status, 0), MOST_COUNTED),
            counts.get(status, 0) > MOST_COUNTED,
            address_of(sieve, order, state="" if status == sieve.status else slug(status)) or "sort=",
            status == sieve.status,
        )
        for status in Status
        if counts.get(status) or status == sieve.status
    ]


def choices(database: type[Record], sieve: Sieve) -> list[tuple[str, Any, list[Any], str]]:
    """The filters by closed sets: name, label, values to choose from (none: it is typed), and the value chosen."""
    return [
        (
            name_of(name),
            _label(database, name),
            kind.choices() if isinstance(kind, Choice) else [],
            sieve.chosen.get(name, ""),
        )
        for name, kind in filters(database).items()
        if isinstance(kind, Choice | Issuer)
    ]
