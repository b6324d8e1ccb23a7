"""What was written is what is read back, to the byte; and nobody changes it afterwards."""

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.journal.acts import Act, Listed, Outcome, Touched, canonical_bytes
from comity.journal.models import ActRow
from comity.journal.writer import COLUMNS, write
from tests.cluster import Database

INSERT_ONLY = ("acts", "act_records", "act_subjects", "word_keys")
NOW = datetime.now(timezone.utc)

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
small = st.integers(-(2**15), 2**15 - 1)
listed = st.builds(Listed, st.binary(min_size=16, max_size=16), st.sampled_from(Outcome))
touched = st.builds(Touched, small, st.uuids(), st.integers(1, 9))
acts = st.builds(
    Act,
    verb=texts,
    bureau=texts,
    outcome=st.sampled_from(Outcome),
    at=st.integers(0, 10**9).map(lambda count: NOW - timedelta(microseconds=count)),
    node=texts,
    officer=st.none() | st.uuids(),
    unit=st.none() | st.uuids(),
    function=texts,
    case=texts,
    databases=st.lists(small, max_size=3).map(tuple),
    tag=st.binary(max_size=16),
    words=st.binary(max_size=40),
    word_key=st.none() | st.uuids(),
    count=st.integers(0, 1000),
    recipients=st.lists(texts, max_size=3).map(tuple),
    reason=texts,
    elapsed_us=st.integers(0, 2**31 - 1),
    records=st.lists(touched, max_size=3, unique_by=lambda one: (one.database, one.record)).map(tuple),
    subjects=st.lists(listed, max_size=3).map(tuple),
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(act=acts)
def test_an_act_read_back_has_the_same_canonical_bytes(act: Act):
    with transaction.atomic():
        write(act)
        assert canonical_bytes(ActRow.objects.get(id=act.id).to_act()) == canonical_bytes(act)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_column_of_the_table_is_written():
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'acts'")
        assert {name for (name,) in cursor.fetchall()} == set(COLUMNS)


@pytest.mark.django_db
def test_an_act_and_its_records_are_written_together_or_not_at_all():
    broken = Act(verb="x", bureau="FRA", outcome=Outcome.DONE, records=(Touched(10**6, UUID(int=1), 1),))
    with pytest.raises(DatabaseError), transaction.atomic():
        write(broken)
    assert not ActRow.objects.filter(id=broken.id).exists()


def partitions(owner: psycopg.Connection) -> list[str]:
    rows = owner.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY(%s::regclass[]) ORDER BY 1",
        [list(INSERT_ONLY)],
    )
    return [name for (name,) in rows]


def test_the_application_changes_no_act_not_even_in_a_partition(fresh_database: Database):
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        owner.execute("SELECT journal_make_months(30)")
        tables = [*INSERT_ONLY, *partitions(owner)]
    assert len(tables) > 3 * 30
    with psycopg.connect(fresh_database.app_url, autocommit=True) as app:
        for table in tables:
            column = {"word_keys": "bureau"}.get(table, "at")
            for statement in (
                f"UPDATE {table} SET {column} = {column}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"DROP TABLE {table}",
                f"ALTER TABLE {table} ADD COLUMN more int",
                f"SELECT * FROM {table} FOR UPDATE",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(statement)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(
                "INSERT INTO word_keys VALUES (gen_random_uuid(), 'FRA', now(), '', '') "
                "ON CONFLICT (id) DO UPDATE SET bureau = ''"
            )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SELECT journal_make_months(40)")


def test_months_stand_ready_two_years_ahead_and_every_migration_makes_more(fresh_database: Database):
    ahead = (
        "SELECT to_regclass('acts_' || to_char(now() + make_interval(months => %s), 'YYYY_MM')) IS NOT NULL"
    )
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as owner:
        last = owner.execute(
            "SELECT to_regclass('acts_' || to_char(now() + interval '24 months', 'YYYY_MM'))"
        )
        name = last.fetchone()[0]
        assert name is not None
        owner.execute(f"DROP TABLE {name}")

        _migrate(fresh_database)

        assert owner.execute(ahead, [24]).fetchone() == (True,)


def _migrate(database: Database) -> None:
    words = ["migrate", "--database", "owner", "--verbosity", "0", "--skip-checks"]
    environment = database.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-m", "comity", *words], env=environment, check=True)


def test_no_act_is_lost_at_the_edges_of_a_month(fresh_database: Database):
    """Partitions follow each other without a gap, in UTC, whatever the time zone of the session."""
    with psycopg.connect(fresh_database.app_url, autocommit=True) as app:
        app.execute("SET TimeZone = 'Pacific/Kiritimati'")
        first = NOW.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        for moment in (first - timedelta(microseconds=1), first, first + timedelta(hours=13)):
            app.execute(
                "INSERT INTO act_records (act, at, database, record, version) "
                "VALUES (gen_random_uuid(), %s, 8, gen_random_uuid(), 1)",
                [moment],
            )
        rows = app.execute("SELECT tableoid::regclass::text FROM act_records ORDER BY at").fetchall()
    before = f"act_records_{first - timedelta(days=1):%Y_%m}"
    assert [name for (name,) in rows] == [before] + [f"act_records_{first:%Y_%m}"] * 2
