"""Search keys: the only writer of the table that every query reads first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from msgspec.structs import replace

from comity.matching.keys import Grade, Key
from comity.matching.schemes import newest
from comity.records.record import Record
from comity.records.rules import WITHOUT_KEYS, Status, key_visibility
from comity.records.watching.misled import lowered

COLUMNS = (
    "record", "version", "until", "kind", "scheme", "database", "grade", "marking", "owner", "value", "exact",
    "visible",
)  # fmt: skip
COPY = f"COPY search_keys ({', '.join(COLUMNS)}) FROM STDIN"
_INSERT = f"INSERT INTO search_keys ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class InPart:
    """The second index, over numbers backwards, as SQL: what it holds, and of which kinds. Its migration agrees.

    Only of objects, whose numbers people remember in part: a document is never asked so.
    """

    reversed: str = "reverse(split_part(k.value, '|', 1))"
    kinds: str = "k.kind IN (2, 3, 4, 5, 9)"


IN_PART = InPart()
_DELETE = "DELETE FROM search_keys WHERE record = %s AND database = %s"


def rows_of(
    database: type[Record],
    keys: Iterable[Key],
    *,
    record: UUID,
    version: int,
    until: date,
    marking: int,
    owner: str,
    visible: list[str] | None,
) -> list[tuple[Any, ...]]:
    """The rows of one record's keys, in the order of COLUMNS."""
    return [
        (
            record,
            version,
            until,
            int(key.kind),
            newest(),
            database.code,
            int(key.grade),
            marking,
            owner,
            key.value,
            key.exact,
            visible,
        )
        for key in keys
    ]


def rows_for(record: Record, found: Iterable[Key], *, lowers: bool) -> list[tuple[Any, ...]]:
    """The rows of these keys of a record, as its state and restriction say now; none in a state without keys.

    lowers: it misled, so that none gives more than a candidate (records/watching/misled.py).
    """
    if record.status in WITHOUT_KEYS:
        return []
    if lowers:
        found = [replace(key, grade=min(key.grade, Grade.CANDIDATE)) for key in found]
    return rows_of(
        type(record),
        found,
        record=record.id,
        version=record.version,
        until=record.kept_until,
        marking=record.marking,
        owner=record.owner,
        visible=key_visibility(Status(record.status), record.after_recovery, record.restriction),
    )


def rewrite(record: Record, found: Iterable[Key]) -> None:
    """Make these the keys of a record, of whatever scheme it had some. Inside the caller's transaction."""
    lowers = record.id in lowered(record.code, [record.id])
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, (record.id, record.code))
        cursor.executemany(_INSERT, rows_for(record, found, lowers=lowers))


def copy(rows: Iterable[tuple[Any, ...]]) -> None:
    """Add many rows at once. Inside the caller's transaction."""
    with connection.cursor() as cursor, cursor.copy(COPY) as lines:
        for row in rows:
            lines.write_row(row)


def remove(record: Record) -> None:
    """Nothing finds this record any more."""
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, (record.id, record.code))
