"""Records as the index needs them, read from their tables by what the declaration says of their names."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils import timezone

from comity.kit.dates import parse_partial
from comity.kit.errors import Invalid
from comity.matching.names.index import Entry
from comity.matching.names.index.entries import Sex
from comity.records.candidates.marks import mark_of, teaching
from comity.records.record import Record
from comity.records.registry import searched
from comity.records.rules import WITHOUT_KEYS
from comity.records.ways import Names

BATCH = 2_000


def named() -> tuple[type[Record], ...]:
    """The databases whose records are found by names."""
    return tuple(each for each in searched() if way_of(each) is not None)


def way_of(database: type[Record]) -> Names | None:
    """How this database is found by names; None where it is not."""
    return next((way for way in database.keys if isinstance(way, Names)), None)


def entries(
    database: type[Record], quiet: frozenset[str], ids: Iterable[UUID] | None = None
) -> Iterator[Entry]:
    """All records of a database that something may find, or those of these ids."""
    way = way_of(database)
    assert way is not None
    fields = ["id", "owner", "status", "marking", "restriction", "kept_until", way.field]
    nationalities, sex = (way.person.nationalities, way.person.sex) if way.person else ("", "")
    more = [name for name in (way.born, nationalities, sex) if name]
    rows = database._default_manager.exclude(status__in=[int(each) for each in WITHOUT_KEYS])
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    teaches, today = teaching(quiet), timezone.now().date()
    for row in rows.values(*fields, *more).iterator(chunk_size=BATCH):
        mark = mark_of(
            database,
            owner=row["owner"],
            status=row["status"],
            marking=row["marking"],
            restriction=row["restriction"],
        )
        yield Entry(
            database=database.code,
            record=row["id"],
            names=tuple(part["text"] for part in row[way.field] or () if "text" in part),
            until=row["kept_until"],
            mark=mark,
            born=tuple(_years(row.get(way.born) or ())),
            countries=tuple(part["country"] for part in row.get(nationalities) or () if "country" in part),
            sex=_sex(row.get(sex)),
            counts=teaches(mark) and row["kept_until"] >= today,  # what has ended is closed to everyone
        )


def _years(parts: Iterable[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for part in parts:
        try:
            born = parse_partial(part["date"], field="born")
        except Invalid:  # a row from before this form of dates: it is found without a date
            continue
        yield born.earliest.year, born.latest.year


def _sex(number: int | None) -> Sex:
    return Sex(number) if number in (Sex.FEMALE, Sex.MALE) else Sex.UNKNOWN
