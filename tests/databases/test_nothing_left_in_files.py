"""Deleted is not gone while its bytes stand in a page: every file of the store is searched, byte by byte."""

import os
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from comity.gate.system import clock_of
from comity.journal.models import ActRow
from comity.records.ending import erasing
from comity.records.ending.erasing import Erasure, erase, is_due
from comity.records.ending.expire import expire_due
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.tasks import erase_deleted
from comity.store.cluster import SUPERUSER
from comity.store.samples import forget_samples
from tests.actors import AnyActor
from tests.cluster import ClusterForTests
from tests.databases.canary import bytes_wanted
from tests.databases.test_nothing_left import scene
from tests.faketime import without_faketime
from tests.rooms.records.names_kept import kept_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("bureaus")]


TURNS = 10


class Files:
    """The files of the tests' own database, as the server writes them."""

    def __init__(self, cluster: ClusterForTests) -> None:
        self.url = cluster.cluster.url(SUPERUSER, str(connection.settings_dict["NAME"]))
        with psycopg.connect(self.url, autocommit=True) as server:
            folder = "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
            row = server.execute(f"{folder} WHERE datname = current_database()").fetchone()
            assert row is not None
            self.folder = Path(row[0])

    def with_the_word(self) -> set[str]:
        """The names of the tables and indexes whose files hold it, after everything was written to them."""
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute("CHECKPOINT")
            names = dict(
                server.execute(
                    "SELECT pg_relation_filenode(oid)::text, relname FROM pg_class WHERE relkind IN ('r', 'i', 't')"
                ).fetchall()
            )
        found = set()
        for file in self.folder.iterdir():
            content = file.read_bytes()
            if any(each in content for each in bytes_wanted()):
                found.add(names.get(file.name.partition(".")[0].partition("_")[0], file.name))
        return found


@pytest.fixture
def files(test_cluster: ClusterForTests) -> Files:
    return Files(test_cluster)


def ended() -> list[type[Record]]:
    """A record of every database, talked about, and then its end."""
    made = [scene(database) for database in databases()]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE databases_person, search_keys, queries_hit")
    for owner in {record.owner for record in made}:
        expire_due(now=timezone.now() + timedelta(days=1), by=AnyActor(bureau=owner))
    return [type(record) for record in made]


def test_after_the_workers_own_step_no_file_of_the_store_holds_a_word(files: Files) -> None:
    ended()
    left = files.with_the_word()
    assert {"databases_person", "search_keys", "messages_message"} <= left

    assert erase_deleted(0) > len(databases())
    for _turn in range(TURNS):  # what somebody else's snapshot still sees is kept until the next turn
        forget_samples(os.environ["COMITY_OWNER_URL"])
        if not (left := files.with_the_word()):
            break
        time.sleep(0.5)
        erase(by=clock_of(settings.NODE, "records.erase"))

    assert left == set()
    act = ActRow.objects.filter(verb="records.erase").earliest("at")
    assert (act.bureau, act.function) == (settings.NODE, "clock")


def test_no_file_of_the_index_of_names_holds_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = kept_in(tmp_path / "names", monkeypatch)
    keeper.step()
    made = [scene(database) for database in databases()]
    keeper.step()

    def has_the_word() -> bool:
        content = [file.read_bytes() for file in keeper.folder.path.iterdir()]
        return any(each in one for each in bytes_wanted() for one in content)

    assert has_the_word()
    for owner in {record.owner for record in made}:
        expire_due(now=timezone.now() + timedelta(days=1), by=AnyActor(bureau=owner))
    keeper.step()
    keeper.forget()

    assert not has_the_word()


@without_faketime
def test_a_table_that_somebody_holds_is_left_and_its_turn_comes_again(files: Files) -> None:
    ended()
    held = "databases_person"
    with psycopg.connect(files.url) as server:
        server.execute(f"LOCK TABLE {held} IN ACCESS SHARE MODE")
        assert erase(by=clock_of(settings.NODE, "records.erase")).left == [held]
    now = timezone.now()
    assert not is_due(now)
    assert is_due(now + erasing.AGAIN_AFTER)

    assert erase(by=clock_of(settings.NODE, "records.erase")).left == []
    assert not is_due(timezone.now() + erasing.AGAIN_AFTER)


def test_nothing_is_rewritten_where_nothing_was_deleted() -> None:
    assert erase_deleted(0) == 0
    assert not Erasure.objects.exists()


def test_a_large_table_is_vacuumed_and_rewritten_only_when_the_operator_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "REWRITTEN_BYTES", 0)
    by = clock_of(settings.NODE, "records.erase")

    assert erase(by=by).rewritten == 0
    assert erase(by=by, whole=True).vacuumed == 0


def test_the_journal_is_never_rewritten() -> None:
    tables = {name for name, _size in erasing._tables()}
    assert "databases_person" in tables
    assert not {name for name in tables if name.startswith(("acts", "act_records", "act_subjects"))}
