"""Statements that run behind every hit: compiled once, prepared by the server, on the thread's own connection.

Django compiles a query anew each time it is read, which costs several times what the read itself does (measured: 1.2 of
1.5 milliseconds for a record within a scope). Use this where a profile says so; everywhere else a QuerySet is right.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models.lookups import Lookup

AnyModel = TypeVar("AnyModel", bound=models.Model)


@models.BinaryField.register_lookup
@models.UUIDField.register_lookup
class IsAny(Lookup):
    """`field__any=[...]`: equal to one of a list that is a single value of the statement, however long it is."""

    lookup_name = "any"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, values = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*values, self.rhs)


class Slot:
    """A value that each run of a compiled statement brings along."""


class Rows(Generic[AnyModel]):
    """The rows of a QuerySet that holds one Slot, in an `any` lookup: compiled when made, read as often as wanted."""

    def __init__(self, rows: "models.QuerySet[AnyModel]") -> None:
        self._model = rows.model
        self._compiler = rows.query.get_compiler(connection.alias)
        try:
            text, self._values = self._compiler.as_sql()
        except EmptyResultSet:
            text, self._values = "", ()
        self._text = numbered(text)
        columns = [column for column, _sql, _alias in self._compiler.select or ()]
        self._converters = self._compiler.get_converters(columns)
        self._names = [column.target.attname for column in columns]

    def read(self, wanted: Sequence[Any]) -> list[AnyModel]:
        """The rows whose field is any of the wanted values."""
        if not self._text:
            return []
        values = [list(wanted) if isinstance(each, Slot) else each for each in self._values]
        rows: Any = fetch(self._text, values)
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._model.from_db(connection.alias, self._names, row) for row in rows]


def numbered(text: str) -> bytes:
    """SQL with Django's places as the server numbers them."""
    head, *rest = text.split("%s")
    return (
        (head + "".join(f"${place}{part}" for place, part in enumerate(rest, 1))).replace("%%", "%").encode()
    )


def inlined(text: str, values: Sequence[Any], slot: object) -> bytes:
    """SQL of Django's with its values in it, but for the slot, which is the first place: so that the server sees which
    of its partial indexes serve."""
    head, *rest = text.split("%s")
    places = ("$1" if each == slot else psycopg.sql.Literal(each).as_string() for each in values)
    return (
        (head + "".join(place + part for place, part in zip(places, rest, strict=True)))
        .replace("%%", "%")
        .encode()
    )


def fetch(text: bytes, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a prepared statement with numbered places. Raises: DatabaseError, as Django does."""
    with _cursor() as cursor:
        return cursor.execute(text, values, prepare=True).fetchall()


def run_each(text: bytes, rows: Sequence[Sequence[Any]]) -> None:
    """Run a prepared statement for each row of values, all or none. Raises: DatabaseError, as Django does."""
    if len(rows) == 1:  # nearly always: one statement is its own transaction, without two more round trips
        with _cursor() as cursor:
            cursor.execute(text, rows[0], prepare=True)
    elif rows:
        with transaction.atomic(), _cursor() as cursor:
            cursor.executemany(text, rows)


@contextmanager
def _cursor() -> Iterator["psycopg.RawCursor[Any]"]:
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        yield cursor
