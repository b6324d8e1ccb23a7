"""Every declaration is in the change feed, by every way in and out, without one line about it."""

import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.db import connection

from comity.gate import epoch
from comity.records import actions
from comity.records.document import body_of, canonical, clean
from comity.records.ending.expire import expire_due
from comity.records.feed.following import follow_changes
from comity.records.loading.load import load
from comity.records.record import Record
from comity.records.registry import all_databases, databases
from comity.records.rules import Feeder
from tests.actors import AnyActor
from tests.libraries import reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
ALL = pytest.mark.parametrize("database", databases(), ids=lambda database: database.slug)
NOW = datetime.now(timezone.utc)


def feeder_of(database: type[Record]) -> AnyActor:
    bureau = "CEN" if database.fed_by is Feeder.CENTRE else "FRA"
    return reader(database, bureau, token=uuid4(), function="connected system", epoch=epoch.current())


def told(since: str, by: AnyActor) -> list[tuple[str, str, int | None]]:
    found = follow_changes(since, by=by).changes
    return [(each.kind, each.database.slug, each.version) for each in found]


@ALL
def test_its_life_is_told(database: type[Record]) -> None:
    by = feeder_of(database)
    since = follow_changes("", by=by).cursor
    record = actions.create(database, database.example, by=by)
    (made,) = follow_changes(since, by=by).changes
    assert made.document == body_of(record)
    actions.withdraw(database, record.id, reason="typed wrongly", seen=record.version, by=by)
    expire_due(now=NOW + timedelta(days=400 * database.kept_years), by=by)

    slug = database.slug
    assert told(since, by) == [("created", slug, 1), ("withdrawn", slug, 2), ("deleted", slug, 2)]
    elsewhere = replace(by, databases=frozenset({0}))
    assert told(since, elsewhere) == []


@ALL
def test_what_a_file_brings_is_told_record_by_record(database: type[Record]) -> None:
    by = feeder_of(database)
    since = follow_changes("", by=by).cursor
    bodies = [
        clean(database, {**database.example, "source_reference": f"N-{n}"}, today=NOW.date())
        for n in range(3)
    ]
    file = io.BytesIO(b"".join(canonical(body) + b"\n" for body in bodies))
    file.name = "rows.jsonl"
    loading = load(database, file, by=by, refused=lambda line, error: pytest.fail(f"{line}: {error}"))
    assert loading.recorded == 3

    first = follow_changes(since, limit=2, by=by)
    rest = follow_changes(first.cursor, limit=2, by=by)

    assert ([each.kind for each in first.changes], first.more, rest.more) == (["created"] * 2, True, False)
    changes = [*first.changes, *rest.changes]
    assert {each.record for each in changes} == set(database.objects.values_list("id", flat=True))
    assert [each.document is not None for each in changes] == [True] * 3


def test_every_table_of_records_is_watched() -> None:
    """By its own migration: a declaration that came by another way would be missing here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname), min(tgargs) FROM pg_trigger"
            " WHERE tgfoid = 'record_changed'::regproc GROUP BY 1"
        )
        found = {
            table: (names, bytes(code).rstrip(b"\0").decode()) for table, names, code in cursor.fetchall()
        }
    names = ["changed_by_delete", "changed_by_insert", "changed_by_update"]
    assert found == {each._meta.db_table: (names, str(each.code)) for each in all_databases()}
