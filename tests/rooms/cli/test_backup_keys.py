"""Backups are sealed for the operator's key; the key survives being copied from paper."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.backup_keys import backup_key, open_with, private_given, private_key, private_words, seal_for
from comity.cli.problems import Wrong
from comity.store.backup import back_up, restore, verify
from comity.store.home import restore_test_key
from tests.cluster import EMPTY, ClusterForTests, Database

SEED = bytes(range(32))


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMITY_DATABASE_URL", "postgresql://elsewhere")  # so that nobody looks for our own
    monkeypatch.delenv("COMITY_BACKUP_KEY", raising=False)
    return tmp_path / "home"


@pytest.fixture
def key(home: Path, tmp_path: Path) -> Path:
    made = CliRunner().invoke(backup_key, ["--save", str(tmp_path / "key")])
    assert made.exit_code == 0, made.output
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    return tmp_path / "key"


@pytest.fixture
def backup(home: Path, key: Path, fresh_database: Database, tmp_path: Path) -> Path:
    file = tmp_path / "node.backup"
    back_up(file, home=home, owner_url=fresh_database.owner_url, seal=seal_for(home))
    return file


@pytest.mark.parametrize(
    "copied", [str.lower, str.upper, lambda w: w.replace("-", " "), lambda w: f"\n{w}\n"]
)
def test_a_key_is_read_however_it_was_copied(copied):
    assert private_key(copied(private_words(SEED))) == SEED


def test_a_slip_in_a_key_is_told():
    words = private_words(SEED)
    for wrong in (words[:-1], words.replace("A", "B", 1), "", "nonsense!", words + "A"):
        with pytest.raises(Wrong, match="letter"):
            private_key(wrong)


def test_a_second_pair_is_made_only_when_asked_for(home: Path, key: Path):
    former = (home / "backup-key.pub").read_bytes()
    assert CliRunner().invoke(backup_key).exit_code == 1
    assert (home / "backup-key.pub").read_bytes() == former
    again = CliRunner().invoke(backup_key, ["--replace"])
    assert private_key(again.stdout)
    assert (home / "backup-key.pub").read_bytes() != former


def test_without_a_key_no_sealed_backup_is_made(home: Path):
    home.mkdir()
    with pytest.raises(Wrong, match="backup-key"):
        seal_for(home)


def test_the_operators_key_restores_all_of_it_elsewhere(
    backup: Path, key: Path, tmp_path: Path, test_cluster: ClusterForTests
):
    assert b"django_session" not in backup.read_bytes()
    (tmp_path / "second").mkdir()
    with test_cluster.fresh(EMPTY) as database:
        restore(
            backup,
            home=tmp_path / "second",
            owner_url=database.owner_url,
            open_file=open_with(private_given(key)),
        )
    assert (tmp_path / "second" / "backup-key.pub").exists()
    assert not (tmp_path / "second" / "restore-test-key").exists()


def test_the_node_itself_tries_its_backup_out_and_a_stranger_does_not(backup: Path, home: Path):
    assert verify(backup, open_file=open_with(lambda: restore_test_key(home))).format == 1
    with pytest.raises(Wrong, match="does not open"):
        verify(backup, open_file=open_with(lambda: SEED))
    with pytest.raises(Wrong, match="COMITY_BACKUP_KEY"):
        verify(backup, open_file=open_with(private_given(None)))


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_forged_byte_is_told(backup: Path, key: Path, part: float):
    content = bytearray(backup.read_bytes())
    content[int(len(content) * part)] ^= 1
    backup.write_bytes(content)
    with pytest.raises(Wrong, match="does not open"):
        verify(backup, open_file=open_with(private_given(key)))


def test_a_plain_backup_is_still_read_and_needs_no_key(home: Path, tmp_path: Path, fresh_database: Database):
    home.mkdir()
    back_up(tmp_path / "plain.backup", home=home, owner_url=fresh_database.owner_url)
    assert verify(tmp_path / "plain.backup", open_file=open_with(private_given(None))).format == 1
