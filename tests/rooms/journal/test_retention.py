"""Whole months of the journal end at their age, by a role that can do nothing else, and the journal says so."""

import json
import time
from datetime import date, datetime, timedelta, timezone

import psycopg
import pytest
from click.testing import CliRunner

from comity.cli.main import comity
from comity.journal.acts import Act, Listed, Outcome, Touched
from comity.journal.writer import INSERT, INSERT_RECORD, INSERT_SUBJECTS, values
from comity.kit.ids import new_id
from comity.store.errors import StoreError
from comity.store.retention import drop_months
from comity.store.stamp import refuse_powerful
from comity.store.supervisor import DAY_S, HOUR_S, Errand
from tests.cluster import Database
from tests.faketime import without_faketime

PARENTS = ("acts", "act_records", "act_subjects")


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def fill(owner: psycopg.Connection, first: date) -> None:
    """A month of the past with an act on its last day, and the key of its words."""
    after = month_after(first)
    for parent in PARENTS:
        owner.execute(
            f"CREATE TABLE {parent}_{first:%Y_%m} PARTITION OF {parent} "
            f"FOR VALUES FROM ('{first} 00:00+00') TO ('{after} 00:00+00')"
        )
    at = datetime(after.year, after.month, 1, tzinfo=timezone.utc) - timedelta(microseconds=1)
    record, subject = Touched(8, new_id(), 1), Listed(b"\1" * 16, Outcome.NO_HIT)
    act = Act(
        verb="queries.ask", bureau="FRA", outcome=Outcome.HIT, at=at, records=(record,), subjects=(subject,)
    )
    owner.execute(INSERT, values(act))
    owner.execute(INSERT_RECORD, [act.id, at, record.database, record.record, record.version])
    owner.execute(INSERT_SUBJECTS, [act.id, at, [subject.tag], [int(subject.outcome)]])
    owner.execute("INSERT INTO word_keys VALUES (gen_random_uuid(), 'FRA', %s, '', '')", [at])


@pytest.fixture
def first_kept(fresh_database: Database) -> date:
    """The first month that is still kept; it is filled, and so are the two before it."""
    with psycopg.connect(fresh_database.owner_url) as owner:
        first: date = owner.execute("SELECT journal_first_kept()").fetchone()[0]
        for month in (first, month_before(first), month_before(month_before(first))):
            fill(owner, month)
    return first


def test_months_past_their_age_are_dropped_whole_and_the_youngest_kept_stays(
    fresh_database: Database, first_kept: date
):
    last = month_before(first_kept)

    dropped = drop_months(fresh_database.retention_url, node="lyon-1")

    assert [(each.month, each.acts) for each in dropped] == [(month_before(last), 1), (last, 1)]
    with psycopg.connect(fresh_database.app_url) as app:
        for parent in PARENTS:
            rows = app.execute(
                f"SELECT min(at) FROM {parent} WHERE at < now() - interval '1 year'"
            ).fetchone()
            assert rows[0].date().replace(day=1) == first_kept
            assert app.execute("SELECT to_regclass(%s)", [f"{parent}_{last:%Y_%m}"]).fetchone() == (None,)
        assert app.execute(
            "SELECT count(*), min(made_at)::date >= %s FROM word_keys", [first_kept]
        ).fetchone() == (
            1,
            True,
        )


def test_each_dropped_month_leaves_an_act(fresh_database: Database, first_kept: date):
    drop_months(fresh_database.retention_url, node="lyon-1")

    columns = (
        "node, about, count, outcome, reason, format, octet_length(salt), at > now() - interval '1 minute'"
    )
    with psycopg.connect(fresh_database.app_url) as app:
        acts = app.execute(
            f"SELECT {columns} FROM acts WHERE verb = 'journal.drop_months' ORDER BY about"
        ).fetchall()
        version = app.execute(
            "SELECT substring(id::text, 15, 1) FROM acts WHERE verb = 'journal.drop_months'"
        )
        assert version.fetchone() == ("7",)
    last = month_before(first_kept)
    assert [act[:2] for act in acts] == [("lyon-1", f"{each:%Y-%m}") for each in (month_before(last), last)]
    assert {act[2:] for act in acts} == {(1, 1, "kept for 36 months", 2, 16, True)}


def test_a_second_run_drops_nothing_and_says_nothing(fresh_database: Database, first_kept: date):
    drop_months(fresh_database.retention_url, node="lyon-1")

    assert drop_months(fresh_database.retention_url, node="lyon-1") == []
    with psycopg.connect(fresh_database.app_url) as app:
        told = app.execute("SELECT count(*) FROM acts WHERE verb = 'journal.drop_months'").fetchone()
    assert told == (2,)


def test_the_age_is_the_owners_word(fresh_database: Database, first_kept: date):
    with psycopg.connect(fresh_database.owner_url) as owner:
        owner.execute("SELECT journal_keep(37)")
        with pytest.raises(psycopg.errors.CheckViolation), owner.transaction():
            owner.execute("SELECT journal_keep(11)")

    dropped = drop_months(fresh_database.retention_url, node="lyon-1")

    assert [each.month for each in dropped] == [month_before(month_before(first_kept))]


def test_the_application_ends_no_month(fresh_database: Database, first_kept: date):
    with pytest.raises(StoreError, match="may not end months"):
        drop_months(fresh_database.app_url, node="lyon-1")
    with psycopg.connect(fresh_database.app_url, autocommit=True) as app:
        for statement in (
            "UPDATE journal_retention SET kept_months = 12",
            "INSERT INTO journal_retention VALUES (true, 12)",
            "DELETE FROM journal_retention",
            "SELECT journal_keep(12)",
            "SET ROLE comity_retention",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT words FROM acts",
        "SELECT tags FROM act_subjects",
        "SELECT for_commission FROM word_keys",
        "SELECT full_name FROM access_officer",
        "INSERT INTO acts SELECT * FROM acts",
        "DELETE FROM acts",
        "DELETE FROM word_keys",
        "UPDATE journal_retention SET kept_months = 12",
        "SELECT journal_keep(12)",
        "SELECT journal_make_months(40)",
        "DROP TABLE acts",
        "TRUNCATE acts",
        "CREATE TABLE another (a int)",
        "CREATE TEMPORARY TABLE acts (a int)",
        "SET ROLE comity_owner",
    ],
)
def test_the_retention_role_does_nothing_else(fresh_database: Database, statement: str):
    refused = (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable)
    with (
        psycopg.connect(fresh_database.retention_url) as retention,
        pytest.raises(refused, match=r"denied|owner"),
    ):
        retention.execute(statement)


def test_the_retention_role_drops_no_young_month_by_hand(fresh_database: Database, first_kept: date):
    with psycopg.connect(fresh_database.retention_url, autocommit=True) as retention:
        for table in (f"acts_{first_kept:%Y_%m}", f"acts_{month_before(first_kept):%Y_%m}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                retention.execute(f"DROP TABLE {table}")


@without_faketime
def test_a_query_under_way_is_not_waited_for_long(fresh_database: Database, first_kept: date):
    with psycopg.connect(fresh_database.app_url) as app:
        app.execute("SELECT count(*) FROM acts")  # its lock lasts until the transaction ends
        with pytest.raises(StoreError, match="busy"):
            drop_months(fresh_database.retention_url, node="lyon-1")

    assert len(drop_months(fresh_database.retention_url, node="lyon-1")) == 2


def test_a_node_serves_under_no_role_that_ends_months(fresh_database: Database):
    refuse_powerful(fresh_database.app_url)
    with pytest.raises(StoreError, match="end months"):
        refuse_powerful(fresh_database.retention_url)


def test_the_operator_ends_months_with_a_verb(fresh_database: Database, first_kept: date, monkeypatch):
    for name, url in (("DATABASE", fresh_database.app_url), ("RETENTION", fresh_database.retention_url)):
        monkeypatch.setenv(f"COMITY_{name}_URL", url)

    done = CliRunner().invoke(comity, ["drop-months", "--json"])

    last = month_before(first_kept)
    assert json.loads(done.stdout) == {
        "dropped": [{"month": f"{each:%Y-%m}", "acts": 1} for each in (month_before(last), last)]
    }


def test_beside_a_named_server_the_verb_asks_for_the_retention_role(fresh_database: Database, monkeypatch):
    monkeypatch.setenv("COMITY_DATABASE_URL", fresh_database.app_url)

    done = CliRunner().invoke(comity, ["drop-months"])

    assert done.exit_code == 1
    assert "COMITY_RETENTION_URL" in done.output


def test_an_errand_is_run_at_once_and_daily_and_an_hour_after_a_fault():
    said: list[str] = []
    done: list[str] = []

    def run() -> None:
        done.append("again")
        if len(done) == 2:
            raise StoreError("The database is busy.", code="busy")

    errand = Errand(run)
    for _look in range(3):
        errand.keep(said.append)
    assert (done, said) == (["again"], [])
    assert errand.next_at - time.monotonic() == pytest.approx(DAY_S, abs=60)
    errand.next_at = 0.0
    errand.keep(said.append)
    assert said == ["The database is busy."]
    assert errand.next_at - time.monotonic() == pytest.approx(HOUR_S, abs=60)
