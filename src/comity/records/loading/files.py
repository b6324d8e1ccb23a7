"""Files of records: CSV and JSON Lines, read row by row in bounded memory (docs/spec/record.md, Files).

A row that cannot be read is told with its line and the next one is read; nothing is guessed.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import FieldError, Invalid, invalid
from comity.records.envelope import ENVELOPE
from comity.records.loading.entities import entity_rows, is_entities
from comity.records.parts import Many
from comity.records.record import Record

LONGEST_LINE_BYTES = 256 * 1024
MOST_COLUMNS = 2000
_CHUNK_BYTES = 1024 * 1024

Line = tuple[int, Mapping[str, Any] | Invalid]


def sha256_of(file: BinaryIO) -> bytes:
    """SHA-256 of the whole file, which stands at its beginning before and after."""
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def lines_in(file: BinaryIO) -> int:
    """How many lines the file has at most, for the progress bar; it stands at its beginning before and after."""
    count = 0
    while chunk := file.read(_CHUNK_BYTES):
        count += chunk.count(b"\n")
    file.seek(0)
    return count


def is_json(beginning: bytes) -> bool:
    """Does a file that begins so hold JSON Lines?"""
    return beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def rows_of(file: BinaryIO, database: type[Record], fields: Sequence[str] | None = None) -> Iterator[Line]:
    """Every row with the number of its first line, counted from 1; Invalid where it cannot be read.

    JSON Lines where the file begins with "{", entities where its objects are such; else CSV with a head of field names.
    fields: what the columns are, where the head has other words; "" is left out.
    Raises: Invalid when the head names a field that the database does not have.
    """
    beginning = file.read(64)
    file.seek(0)
    if is_json(beginning) and is_entities(file):
        return entity_rows(_json_rows(_Lines(file)), _json_again(file), database)
    lines = _Lines(file)
    return _json_rows(lines) if is_json(beginning) else _csv_rows(lines, database, fields)


def head_of(file: BinaryIO) -> list[str]:
    """The words over the columns of a CSV file, which stands at its beginning before and after.

    Raises: Invalid for a first line longer than any record.
    """
    head, _delimiter = _head(_Lines(file))
    file.seek(0)
    return head


class _TooLong(Exception):
    """A line longer than any record; it was skipped to its end."""


class _Lines(Iterator[str]):
    """The lines of a file as text. Bytes that are no UTF-8 stay as surrogates, which every field refuses."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.number = file, 0

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE_BYTES)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == LONGEST_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := self.file.readline(LONGEST_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            raise _TooLong
        text = line.decode("utf-8", "surrogateescape")
        return text.removeprefix("\ufeff") if self.number == 1 else text


def _too_long() -> Invalid:
    return invalid("", "line-too-long", _("This line is longer than any record."))


def _json_rows(lines: _Lines) -> Iterator[Line]:
    while True:
        try:
            text = next(lines)
            if text.isspace():
                continue
            raw = json.loads(text)
        except StopIteration:
            return
        except _TooLong:
            yield lines.number, _too_long()
        except (ValueError, RecursionError):
            yield lines.number, invalid("", "json-form", _("This line is no JSON object."))
        else:
            whole = (
                raw if isinstance(raw, dict) else invalid("", "json-form", _("This line is no JSON object."))
            )
            yield lines.number, whole


def _json_again(file: BinaryIO) -> Iterator[Line]:
    """The same from the beginning, once somebody asks for it."""
    file.seek(0)
    yield from _json_rows(_Lines(file))


def _head(lines: _Lines) -> tuple[list[str], str]:
    """The names on the first line, and what stands between them."""
    try:
        first = next(lines, "")
    except _TooLong:
        raise _too_long() from None
    delimiter = max(",;\t", key=first.count)
    return [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])], delimiter


def _csv_rows(lines: _Lines, database: type[Record], fields: Sequence[str] | None) -> Iterator[Line]:
    head, delimiter = _head(lines)
    columns = Columns(head if fields is None else fields, database, as_named=fields is None)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.number + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except _TooLong:
            yield start, _too_long()
        except csv.Error:
            yield start, invalid("", "csv-form", _("The quotes of this line do not fit, or it is too long."))
        else:
            if len(cells) == len(head):
                yield start, columns.read(cells)
            elif cells:
                yield start, invalid("", "row-length", _("This row has more or fewer cells than the head."))


class Columns:
    """What the columns of a table are: plain fields, repeated parts as `names.0.text`, or as JSON in one cell.

    as_named: False where a person said what each column is; one that is "" is then left out.
    Raises: Invalid for a name that the database does not have, or that stands twice.
    """

    def __init__(self, head: Sequence[str], database: type[Record], *, as_named: bool = True) -> None:
        declared = {each.name: each for each in (*ENVELOPE, *database.declared())}
        named = head if as_named else [name for name in head if name]
        unknown = [name for name in named if name.partition(".")[0] not in declared]
        if not named or unknown or len(head) > MOST_COLUMNS or len(set(named)) < len(named):
            errors = [
                FieldError(name[:60], "unknown-field", _("There is no such field.")) for name in unknown[:20]
            ]
            sentence = _("The first line must name each column once, by the names of the fields.")
            raise Invalid(errors or [FieldError("", "head-form", sentence)])
        self.head = head
        self.parts = [
            place
            for place, name in enumerate(head)
            if name and isinstance(declared[name.partition(".")[0]].value, Many)
        ]

    def read(self, cells: Sequence[str]) -> Mapping[str, Any] | Invalid:
        """Raw values of the filled cells."""
        if not self.parts:
            return {name: cell for name, cell in zip(self.head, cells, strict=True) if cell and name}
        raw: dict[str, Any] = {
            name: cell
            for place, (name, cell) in enumerate(zip(self.head, cells, strict=True))
            if cell and name and place not in self.parts
        }
        numbered: dict[str, dict[str, dict[str, str]]] = {}
        for place in self.parts:
            name, _dot, inner = self.head[place].partition(".")
            if not cells[place]:
                continue
            if not inner:
                try:
                    raw[name] = json.loads(cells[place])
                except (ValueError, RecursionError):
                    return invalid(name, "json-form", _("Write the list as JSON in this cell."))
            else:
                number, _dot, piece = inner.partition(".")
                numbered.setdefault(name, {}).setdefault(number, {})[piece] = cells[place]
        for name, parts in numbered.items():
            raw[name] = [parts[number] for number in sorted(parts, key=lambda text: text.zfill(4))]
        return raw
