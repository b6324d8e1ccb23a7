"""An uploaded file: what kind it is, what stands over its columns, how its rows are read."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from comity.kit.errors import invalid
from comity.records.loading.entities import is_entities
from comity.records.loading.files import Line, head_of, is_json, rows_of
from comity.records.loading.load import Read
from comity.records.loading.mapping import in_our_words
from comity.records.loading.sheets import sheet_head, sheet_rows
from comity.records.record import Record

CSV, JSON_LINES, XLSX, ENTITIES = "csv", "json-lines", "xlsx", "entities"
# Each row names its own fields: there are no columns to be said.
NAMED = (JSON_LINES, ENTITIES)
MOST_ROWS = 100_000
MOST_MAPPED = 200
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def kind_of(file: BinaryIO) -> str:
    """What the bytes are, whatever the name says; the file stands at its beginning before and after.

    Raises: Invalid for an empty file, and for what is neither text nor a workbook.
    """
    beginning = file.read(4096)
    file.seek(0)
    if not beginning.strip():
        raise invalid("file", "empty", _("This file is empty."))
    if beginning.startswith(_ZIP):
        return XLSX
    if beginning.startswith(_OLD_OFFICE):
        sentence = _("This is an old or a protected workbook. Save it as .xlsx without a password.")
        raise invalid("file", "old-workbook", sentence)
    if b"\0" in beginning:
        sentence = _("This is no table that we read. Upload CSV in UTF-8, JSON Lines or XLSX.")
        raise invalid("file", "file-kind", sentence)
    if not is_json(beginning):
        return CSV
    return ENTITIES if is_entities(file) else JSON_LINES


def heads_of(file: BinaryIO, kind: str) -> list[str]:
    """The words over the columns; none where each row names its own fields. Raises: Invalid."""
    if kind in NAMED:
        return []
    heads = sheet_head(file) if kind == XLSX else head_of(file)
    if len(heads) > MOST_MAPPED or not any(heads):
        words = {"most": MOST_MAPPED}
        sentence = _("The first row must name the columns, at most %(most)s of them.") % words
        raise invalid("file", "head-form", sentence)
    return [head[:200] for head in heads]


def reader(kind: str, fields: Sequence[str]) -> Read:
    """How the rows of such a file are found, its columns being these fields."""

    def rows(file: BinaryIO, database: type[Record]) -> Iterator[Line]:
        if kind == XLSX:
            found = sheet_rows(file, database, fields)
        else:
            found = rows_of(file, database, None if kind in NAMED else fields)
        for count, line in enumerate(found):
            if count >= MOST_ROWS:
                words = {"most": MOST_ROWS}
                sentence = _("An import takes at most %(most)s rows. Split the file.") % words
                raise invalid("", "too-many-rows", sentence)
            yield in_our_words(line, database)

    return rows
