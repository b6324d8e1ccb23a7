"""A store that goes away in the middle of a real load: what was committed stays, and the same command goes on."""

import json
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.cluster import ClusterForTests, Database

ROWS = 24_000  # twelve batches: the store goes away after the first few
HEAD = "number,issuer,kind,happened,reported_by,date,national_reference,reported_to_issuer,review_on,source_reference\n"
PREPARE = "import django; django.setup()\nfrom tests import people\npeople.bureau('FRA', country='FRA')"
CHANGES = "SELECT coalesce(sum(cardinality(records)), 0) FROM records_recordchange WHERE kind = 1"
# How long a load may take to begin, in seconds.
START_S = 60


def command(database: Database, *arguments: str) -> "subprocess.Popen[str]":
    environment = database.environment | {
        "PYTHONPATH": ":".join(sys.path),
        "DJANGO_SETTINGS_MODULE": "comity.settings",
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def counted(database: Database, statement: str) -> int:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        return int(connection.execute(statement).fetchone()[0])  # type: ignore[index]


@pytest.mark.crash
def test_a_load_goes_on_after_the_store_went_away(
    tmp_path: Path, fresh_database: Database, test_cluster: ClusterForTests
) -> None:
    file = tmp_path / "documents.csv"
    rows = (
        f"{n:06d}XY,FRA,passport,stolen,bearer,2024-05-03,PV-1,2024-05-04,2033-05-01,N-{n}\n"
        for n in range(ROWS)
    )
    file.write_text(HEAD + "".join(rows), "utf-8")
    assert command(fresh_database, "-c", PREPARE).wait() == 0
    load = ("-m", "comity", "load", "travel-documents", str(file), "--bureau", "FRA", "--json")

    running = command(fresh_database, *load)
    deadline = time.monotonic() + START_S
    while not counted(fresh_database, "SELECT count(*) FROM records_load WHERE recorded > 0"):
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.02)  # one who asks without a pause takes a processor from the load
    with psycopg.connect(test_cluster.cluster.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'comity_app'",
            [fresh_database.name],
        )
    _out, told = running.communicate(timeout=120)
    before = counted(fresh_database, "SELECT count(*) FROM databases_traveldocument")

    assert running.returncode == 1
    assert "Load the same file again" in told
    assert 0 < before < ROWS
    assert before == counted(fresh_database, "SELECT recorded FROM records_load")
    assert before == counted(fresh_database, CHANGES), "a batch and its changes are one transaction"

    out, told = command(fresh_database, *load).communicate(timeout=120)
    document = json.loads(out.splitlines()[-1])
    assert (document["recorded"], document["unchanged"], document["refused"]) == (ROWS - before, before, 0)
    assert counted(fresh_database, CHANGES) == ROWS
    for table in ("databases_traveldocument", "search_keys"):
        assert counted(fresh_database, f"SELECT count(*) FROM {table}") == ROWS
    assert (
        counted(fresh_database, "SELECT count(*) FROM acts WHERE verb = 'records.load' AND outcome = 1") == 1
    )
