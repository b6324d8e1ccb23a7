"""The orders of a list, and the places in them that a cursor names: a value and an id, never a page number.

Orders that an index holds work at any size. The others sort what fits, which is bounded: beyond that a list stays in
the order of recording, and says so (docs/decisions/0023-lists.md).
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Func, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Coalesce

from comity.records.codes import Issuer
from comity.records.record import Record
from comity.records.values import Choice, Day, Line, Number, PartialDay

R = TypeVar("R", bound=Record)
RECORDED = "recorded"
# What every list can be sorted by, and the column that holds it. Each begins with the newest, or what ends first.
OF_ALL = {RECORDED: "id", "changed": "changed_at", "kept_until": "kept_until"}
# Those of them that an index of each owner holds; a library has many owners, and only ids are in order over all.
INDEXED = {"id", "kept_until"}
SORTABLE = Choice | Issuer | Line | Number | Day | PartialDay
# Nothing said stands before everything that is.
LEAST: dict[type, Any] = {Choice: -1, Number: -1, Day: date.min}


@dataclass(frozen=True, slots=True)
class Order:
    """by: as the address says it. least: what stands for an empty column, where the column may be empty.

    is_indexed: at any size; else only what fits within `lists.MOST_COUNTED`.
    """

    by: str
    field: "Field[Any, Any]"
    descending: bool
    is_indexed: bool
    least: Any = None
    is_partial_day: bool = False

    @property
    def address(self) -> str:
        """`changed`, or `-changed` for the last first."""
        return f"-{self.by}" if self.descending else self.by

    def arranged(
        self, rows: QuerySet[R], beyond: "Place | None" = None, *, backward: bool = False
    ) -> QuerySet[R]:
        """The rows in this order, or against it; only those beyond a place."""
        sign = "-" if self.descending != backward else ""
        if self.field.name == "id":
            rows = rows.filter(**{"id__lt" if sign else "id__gt": beyond.id}) if beyond is not None else rows
            return rows.order_by(f"{sign}id")
        keyed: QuerySet[Any, Any] = rows.annotate(sorted_by=self._value())
        if beyond is not None:
            # One comparison of two columns: the index is entered at the place itself, however many are equal.
            passed = TupleLessThan if sign else TupleGreaterThan
            keyed = keyed.filter(passed(Tuple(F("sorted_by"), F("id")), (beyond.value, beyond.id)))
        return keyed.order_by(f"{sign}sorted_by", f"{sign}id")

    def place(self, record: Record) -> "Place":
        """Where this record, read by `arranged`, stands."""
        return Place(record.id, getattr(record, "sorted_by", None))

    def _value(self) -> Any:
        if self.is_partial_day:  # "~1987" stands at 1987
            return Func(F(self.field.name), Value("~"), function="ltrim", output_field=self.field)
        if self.least is None:
            return F(self.field.name)
        return Coalesce(F(self.field.name), Value(self.least), output_field=self.field)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: the id of a record, and its value in the order. value: None in the order of recording."""

    id: UUID
    value: Any = None

    def __str__(self) -> str:
        """As an address carries it: an id, or base64url of JSON."""
        if self.value is None:
            return str(self.id)
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        told = json.dumps([value, str(self.id)], ensure_ascii=False, separators=(",", ":"))
        return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def orders(database: type[Record]) -> dict[str, Order]:
    """Every order that a list of this database knows, by its word in an address, the last first with a minus."""
    fields = {field.name: field for field in database._meta.concrete_fields}
    declared: Mapping[str, Any] = {each.name: each.value for each in database.declared()}
    found: dict[str, Order] = {}
    for descending in (False, True):
        every = [
            Order(by, fields[name], descending, name in ({"id"} if database.reference else INDEXED))
            for by, name in OF_ALL.items()
        ]
        every += [
            Order(
                name,
                fields[name],
                descending,
                is_indexed=False,
                least=LEAST.get(type(declared[name])),
                is_partial_day=isinstance(declared[name], PartialDay),
            )
            for name in database.columns
            if isinstance(declared[name], SORTABLE)
        ]
        found |= {each.address: each for each in every}
    return found


def newest(database: type[Record]) -> Order:
    """The order of a list that says none: last recorded first."""
    return orders(database)[f"-{RECORDED}"]


def order_of(database: type[Record], asked: str | None) -> Order:
    """The order of an address; what is none is the newest first."""
    return orders(database).get(asked or "") or newest(database)


def place_of(order: Order, asked: str | None) -> Place | None:
    """The place that a cursor names; None for none, and for a broken one."""
    if not asked:
        return None
    try:
        if len(asked) == 36:
            return Place(UUID(asked))
        value, identity = json.loads(urlsafe_b64decode(asked + "=" * (-len(asked) % 4)))
        typed = order.field.to_python(value)
        if typed is None or (isinstance(typed, datetime) and typed.tzinfo is None):
            return None
        return Place(UUID(identity), typed)
    except (ValueError, TypeError, AttributeError, OverflowError, ValidationError):
        return None
