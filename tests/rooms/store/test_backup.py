"""A backup holds the whole node; a damaged one changes nothing."""

import errno
import zipfile
from pathlib import Path
from unittest.mock import Mock

import psycopg
import pytest

from comity.store import home as home_module
from comity.store.backup import DUMP, back_up, reached, restore, verify
from comity.store.errors import StoreError
from comity.store.home import node_secret
from comity.store.lock import held
from tests.cluster import EMPTY, ClusterForTests, Database

RIGHTS_ON_ACTS = """
SELECT bool_or(has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')) FROM pg_class
WHERE relname = 'acts' OR oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'acts'::regclass)
"""


def fill(database: Database) -> None:
    with psycopg.connect(database.app_url) as app:
        app.execute(
            "INSERT INTO django_session SELECT 'key' || n, 'data', now() FROM generate_series(1, 100) n"
        )


@pytest.fixture
def backup(fresh_database: Database, tmp_path: Path) -> Path:
    fill(fresh_database)
    (tmp_path / "first").mkdir()
    node_secret(tmp_path / "first")
    back_up(tmp_path / "node.backup", home=tmp_path / "first", owner_url=fresh_database.owner_url)
    return tmp_path / "node.backup"


def test_a_restored_node_has_every_row_its_secret_and_its_two_roles(
    test_cluster: ClusterForTests, backup: Path
):
    other = backup.parent / "second"
    other.mkdir()
    with test_cluster.fresh(EMPTY) as database:
        manifest = restore(backup, home=other, owner_url=database.owner_url)
        assert manifest.rows["django_session"] == 100
        assert node_secret(other) == node_secret(backup.parent / "first")
        with psycopg.connect(database.app_url, autocommit=True) as app:
            assert app.execute("SELECT count(*) FROM django_session").fetchone() == (100,)
            app.execute("DELETE FROM django_session")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("TRUNCATE django_session")
            assert app.execute(RIGHTS_ON_ACTS).fetchone() == (False,)
        with psycopg.connect(database.owner_url) as owner:
            owner.execute("CREATE TABLE later (a int)")
            row = owner.execute("SELECT has_table_privilege('comity_app', 'later', 'INSERT')").fetchone()
            assert row == (True,)


def test_a_restored_node_begins_a_new_era_of_the_change_feed(
    test_cluster: ClusterForTests, fresh_database: Database, backup: Path
):
    other = backup.parent / "second"
    other.mkdir()
    with test_cluster.fresh(EMPTY) as database:
        restore(backup, home=other, owner_url=database.owner_url)
        eras = []
        for each in (fresh_database, database):
            with psycopg.connect(each.app_url) as app:
                eras.append(app.execute("SELECT era FROM records_changefeed").fetchone())
    assert None not in eras
    assert eras[0] != eras[1]


MESSAGE, SENT, WAITING, LOST = (f"01890000-0000-7000-8000-00000000000{n}" for n in range(4))
WITH_FILES = f"""
INSERT INTO messages_message (id, kind, schema_version, sender, function, body, sha256, "case", precedence, created_at,
    thread, about, released_by) VALUES ('{MESSAGE}', 'note', 1, 'FRA', '', '', '', '', 1, now(), '{MESSAGE}', '', '');
INSERT INTO messages_attachment (id, message_id, place, owner, name, media_type, size, sha256, at)
    SELECT id::uuid, CASE WHEN id <> '{WAITING}' THEN '{MESSAGE}'::uuid END, 0, 'FRA', 'list.txt', 'text/plain',
        10, '', now() FROM unnest(ARRAY['{SENT}', '{WAITING}', '{LOST}']) id;
"""


def stored(home: Path, id: str) -> Path:
    return home / "attachments" / id[-2:] / id.replace("-", "")


def test_files_of_sent_messages_are_in_a_backup_and_uploads_are_not(
    test_cluster: ClusterForTests, fresh_database: Database, tmp_path: Path
):
    first, second = tmp_path / "first", tmp_path / "second"
    for id in (SENT, WAITING):  # of the third the disk has lost the bytes
        stored(first, id).parent.mkdir(parents=True, exist_ok=True)
        stored(first, id).write_bytes(b"0123456789")
    second.mkdir()
    with psycopg.connect(fresh_database.app_url) as app:
        app.execute(WITH_FILES)
    made = back_up(tmp_path / "node.backup", home=first, owner_url=fresh_database.owner_url)
    assert made.files == 1
    with test_cluster.fresh(EMPTY) as database:
        restore(tmp_path / "node.backup", home=second, owner_url=database.owner_url)
    assert stored(second, SENT).read_bytes() == b"0123456789"
    assert [path.name for path in second.glob("attachments/*/*")] == [stored(first, SENT).name]

    content = bytearray((tmp_path / "node.backup").read_bytes())
    place = content.index(b"0123456789")
    content[place] ^= 1
    (tmp_path / "node.backup").write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        verify(tmp_path / "node.backup")


def test_a_backup_is_closed_to_others(backup: Path):
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_database_in_use_is_not_restored_over(backup: Path, fresh_database: Database, tmp_path: Path):
    with pytest.raises(StoreError, match="not empty"):
        restore(backup, home=tmp_path, owner_url=fresh_database.owner_url)


def test_under_a_running_node_nothing_is_restored(
    backup: Path, test_cluster: ClusterForTests, tmp_path: Path
):
    node = held(tmp_path / "node.lock", otherwise="now ours")
    with test_cluster.fresh(EMPTY) as database, node, pytest.raises(StoreError, match="already running"):
        restore(backup, home=tmp_path, owner_url=database.owner_url)


@pytest.mark.parametrize("damage", ["one byte", "the second half"])
def test_a_damaged_backup_is_told_before_anything_is_changed(damage, backup: Path):
    content = bytearray(backup.read_bytes())
    with zipfile.ZipFile(backup) as archive:
        middle = archive.getinfo(DUMP).file_size // 2
    if damage == "one byte":
        content[middle] ^= 1
    else:
        del content[middle:]
    backup.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        verify(backup)


def test_a_full_disk_leaves_the_former_backup(backup: Path, fresh_database: Database, monkeypatch):
    former = backup.read_bytes()
    monkeypatch.setattr(
        home_module.os, "fsync", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device"))
    )
    with pytest.raises(StoreError, match="could not be written"):
        back_up(backup, home=backup.parent / "first", owner_url=fresh_database.owner_url)
    assert backup.read_bytes() == former


def test_behind_a_given_server_a_backup_asks_for_the_owner(
    fresh_database: Database, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("COMITY_DATABASE_URL", fresh_database.app_url)
    monkeypatch.delenv("COMITY_OWNER_URL", raising=False)
    with pytest.raises(StoreError, match="COMITY_OWNER_URL"), reached(tmp_path):
        pass
