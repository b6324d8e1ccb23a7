"""Own records as CSV, in the columns that the loader reads."""

import csv
import io
import json
from collections.abc import Iterator

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.document import body_of
from comity.records.envelope import ENVELOPE
from comity.records.lists import Sieve, sifted
from comity.records.record import Record

MOST_EXPORTED = 10_000
# What a spreadsheet would run as a formula when a cell begins with it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@action("records.export")
def export(act: ActDraft, database: type[Record], sieve: Sieve, *, by: Actor) -> list[str]:
    """Lines of CSV of the own records that fit, oldest first, at most 10,000; the act names each of them."""
    records = list(sifted(database, sieve, by).order_by("id")[:MOST_EXPORTED])
    act.databases, act.count = (database.code,), len(records)
    for record in records:
        act.touches(database=database.code, record=record.id, version=record.version)
    return list(_lines(database, records))


def _lines(database: type[Record], records: list[Record]) -> Iterator[str]:
    names = [each.name for each in (*ENVELOPE, *database.declared())]
    yield _line(names)
    for record in records:
        body = body_of(record)
        yield _line([_cell(body.get(name, "")) for name in names])


def csv_line(texts: list[str]) -> str:
    """A line of CSV; what a spreadsheet would run stands behind an apostrophe."""
    return _line([_cell(text) for text in texts])


def _cell(value: object) -> str:
    """A value as text; one that a spreadsheet would run stands behind an apostrophe."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
