"""What points at a record holds no foreign key: this finds what points at nothing. `comity doctor` asks it."""

from dataclasses import dataclass

from django.db import connection

from comity.records.registry import all_databases


@dataclass(frozen=True, slots=True)
class Pointer:
    """A table with columns `database` and `record`. outlives: may stay when a trace says the record was deleted.

    only: SQL that holds for the rows of it that point at records.
    """

    table: str
    outlives: bool = False
    only: str = "true"


# Rooms above add their own tables here (hits) when Django starts.
POINTERS = [
    Pointer("search_keys"),
    Pointer("records_recordversion"),
    Pointer("records_attachment", only="p.notice IS NULL"),
    Pointer("records_extensionsample"),
    Pointer("records_askeddeletion"),
    Pointer("records_reentry"),
    Pointer("records_onbehalf"),
    Pointer("records_offeredrecord"),
    Pointer("records_misled"),
    Pointer("records_dispute"),
    Pointer("records_block"),
    Pointer("records_find"),
    Pointer("records_happening", outlives=True),
    Pointer("act_records", outlives=True),
]


@dataclass(frozen=True, slots=True)
class Orphans:
    """How many rows of a table point at records of a database that are not there."""

    table: str
    database: str
    count: int


def orphans() -> list[Orphans]:
    """Every kind of orphan there is; empty when all is well. Reads whole tables: for doctor, not for pages."""
    found = []
    with connection.cursor() as cursor:
        for pointer in POINTERS:
            trace = (
                "AND NOT EXISTS (SELECT FROM records_recordtrace t WHERE t.record = p.record)"
                if pointer.outlives
                else ""
            )
            for database in all_databases():
                cursor.execute(
                    f"SELECT count(*) FROM {pointer.table} p WHERE p.database = %s AND {pointer.only} AND NOT EXISTS "  # noqa: S608
                    f"(SELECT FROM {database._meta.db_table} r WHERE r.id = p.record) {trace}",
                    [database.code],
                )
                if count := cursor.fetchone()[0]:
                    found.append(Orphans(pointer.table, database.slug, count))
    return found
