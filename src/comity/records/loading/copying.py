"""Accepted rows into the tables by COPY: the quick half of the loader. Nothing else may write this way."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from comity.kit.ids import new_id
from comity.matching.schemes import newest
from comity.records import keys
from comity.records.accept import Accepted
from comity.records.codes import Restriction
from comity.records.envelope import ENVELOPE
from comity.records.record import Record
from comity.records.rules import Status, key_visibility

# The lines of a record and of its keys, as COPY reads them.
Copied = tuple[str, str]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"


def text(value: str) -> str:
    """A text as COPY reads it."""
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _array(values: list[str]) -> str:
    """A text[] as COPY reads it; our arrays hold codes of bureaus, without quotes or spaces."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make an encoder for each value


def _json(value: Any) -> str:
    return "[]" if value == [] else text(_encode(value))


# How the stored value of a column is written, by the column's class.
_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (models.CharField, text),
    (models.TextField, text),
    (models.IntegerField, str),
    (models.DateTimeField, datetime.isoformat),
    (models.DateField, date.isoformat),
    (models.JSONField, _json),
    (models.BooleanField, lambda value: "t" if value else "f"),
    (models.UUIDField, str),
    (models.BinaryField, lambda value: "\\\\x" + value.hex()),
    (ArrayField, _array),
)


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    """How this column is written. Raises: StopIteration for a class that no record has yet."""
    return next(write for kind, write in _WRITERS if isinstance(field, kind))


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
        self.template = [_NULL if value is None else writers[name](value) for name, value in defaults.items()]
        declared = {each.name: each.value for each in (*ENVELOPE, *database.declared())}
        self.values = {
            name: (self.places[name], value.store, writers[name]) for name, value in declared.items()
        }
        names = ", ".join(f'"{field.column}"' for field in fields)
        self.statement = f'COPY "{database._meta.db_table}" ({names}) FROM STDIN'
        self.markings, self.restriction = declared["marking"].store, Restriction()

    def write(self, rows: Iterable[Copied]) -> None:
        """Append these rows and their keys, inside the caller's transaction.

        Raises: IntegrityError when another process recorded one of them meanwhile.
        """
        records, found = zip(*rows, strict=True)
        with connection.cursor() as cursor:
            for statement, lines in ((self.statement, records), (keys.COPY, found)):
                with connection.wrap_database_errors, cursor.copy(statement) as copy:
                    copy.write("".join(lines).encode())

    def copied(self, row: Accepted) -> Copied:
        """A row with an id of its own, written out; needs no store."""
        cells, record = self.template.copy(), str(new_id())
        cells[self.places["id"]] = record
        cells[self.places["sha256"]] = "\\\\x" + row.sha256.hex()
        for name, canonical in row.body.items():
            place, store, write = self.values[name]
            cells[place] = write(store(canonical))
        return "\t".join(cells) + "\n", self._keys(row, record) if row.keys else ""

    def _keys(self, row: Accepted, record: str) -> str:
        marking = self.markings(row.body["marking"])
        restriction = self.restriction.store(row.body.get("restriction", ""))
        visible = key_visibility(self.status, self.database.after_recovery, restriction)
        shown = _NULL if visible is None else _array(visible)
        head = f"{record}\t1\t{row.body['kept_until']}"
        lines = []
        for key in row.keys:
            exact = _NULL if key.exact is None else text(key.exact)
            lines.append(
                f"{head}\t{int(key.kind)}\t{newest()}\t{self.database.code}\t{int(key.grade)}\t{marking}\t"
                f"{self.owner}\t{text(key.value)}\t{exact}\t{shown}\n"
            )
        return "".join(lines)
