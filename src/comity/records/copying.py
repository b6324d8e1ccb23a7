"""Accepted rows into the tables by COPY: the quick half of the loader. Nothing else may write this way."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from comity.kit.ids import new_id
from comity.matching.keys import SCHEME
from comity.records import keys
from comity.records.accept import Accepted
from comity.records.codes import Restriction
from comity.records.envelope import ENVELOPE
from comity.records.record import Record
from comity.records.rules import Status, key_visibility

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"


def text(value: str) -> str:
    """A text as COPY reads it."""
    return value if value.isalnum() else value.translate(_ESCAPES)


def _array(values: list[str]) -> str:
    """A text[] as COPY reads it; our arrays hold codes of bureaus, without quotes or spaces."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """How the stored value of a column is written for COPY."""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return lambda value: _WRITERS[type(value)](value)


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: text,
    int: str,
    bool: lambda value: "t" if value else "f",
    date: date.isoformat,
    datetime: datetime.isoformat,
    UUID: str,
    bytes: lambda value: "\\\\x" + value.hex(),
    list: _array,
    type(None): lambda _value: _NULL,
}


class Copier:
    """Writes the records of one load: what all rows share is written out once."""

    def __init__(
        self,
        database: type[Record],
        *,
        home: str,
        owner: str,
        unit: UUID | None,
        status: Status,
        now: datetime,
    ) -> None:
        fields = database._meta.concrete_fields
        self.database, self.owner, self.status = database, owner, status
        self.places = {field.name: place for place, field in enumerate(fields)}
        writers = {field.name: _writer(field) for field in fields}
        shared = {"home": home, "version": 1, "owner": owner, "unit": unit, "status": int(status)}
        shared |= {"recorded_at": now, "changed_at": now}
        given = {"id": None, "sha256": None, "purpose": None, "kept_until": None}
        defaults = {field.name: field.get_default() for field in fields} | shared | given
        self.template = [writers[field.name](defaults[field.name]) for field in fields]
        declared = {each.name: each.value for each in (*ENVELOPE, *database.declared())}
        self.values = {
            name: (self.places[name], value.store, writers[name]) for name, value in declared.items()
        }
        names = ", ".join(f'"{field.column}"' for field in fields)
        self.statement = f'COPY "{database._meta.db_table}" ({names}) FROM STDIN'
        self.markings, self.restriction = declared["marking"].store, Restriction()

    def write(self, rows: Iterable[Accepted]) -> None:
        """Append these rows and their keys, inside the caller's transaction.

        Raises: IntegrityError when another process recorded one of them meanwhile.
        """
        records: list[str] = []
        found: list[str] = []
        for row in rows:
            self._one(row, records, found)
        with connection.cursor() as cursor:
            for statement, lines in ((self.statement, records), (keys.COPY, found)):
                with connection.wrap_database_errors, cursor.copy(statement) as copy:
                    copy.write("".join(lines).encode())

    def _one(self, row: Accepted, records: list[str], found: list[str]) -> None:
        cells, record = self.template.copy(), str(new_id())
        cells[self.places["id"]] = record
        cells[self.places["sha256"]] = "\\\\x" + row.sha256.hex()
        for name, canonical in row.body.items():
            place, store, write = self.values[name]
            cells[place] = write(store(canonical))
        records.append("\t".join(cells) + "\n")
        if not row.keys:
            return
        marking = self.markings(row.body["marking"])
        restriction = self.restriction.store(row.body.get("restriction", ""))
        visible = key_visibility(self.status, self.database.after_recovery, restriction)
        shown = _NULL if visible is None else _array(visible)
        head = f"{record}\t1\t{row.body['kept_until']}"
        for key in row.keys:
            exact = _NULL if key.exact is None else text(key.exact)
            found.append(
                f"{head}\t{int(key.kind)}\t{SCHEME}\t{self.database.code}\t{int(key.grade)}\t{marking}\t"
                f"{self.owner}\t{text(key.value)}\t{exact}\t{shown}\n"
            )
