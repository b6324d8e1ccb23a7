"""The nightly run: sealed, copied, tried out, told; each failure is loud and keeps what was there."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from comity.cli import nightly as module
from comity.cli.backup_keys import backup_key, open_with
from comity.cli.mailing import Mailing
from comity.cli.main import comity
from comity.store import backup as store
from comity.store import copies
from comity.store.errors import StoreError
from comity.store.home import restore_test_key, write_atomically
from comity.store.plan import name_of
from comity.store.results import BACKUP, COPY, MAIL, TEST, note, read_results
from comity.store.results import Result as Ended
from tests.cluster import Database
from tests.mail_server import MailServer, mail_server

SHOWN = b"\x89PNG" + bytes(range(256)) * 400
PICTURE = """
INSERT INTO records_blob (id, sha256, media_type, size, width, height, content, thumbnail)
VALUES (gen_random_uuid(), %s, 'image/png', %s, 1, 1, %s, '')
"""
ACT = """
INSERT INTO acts VALUES (gen_random_uuid(), now(), 'n', 'room.verb', 'FRA', NULL, NULL, NULL, '', '', '', '', '', '',
'{}', '', '', NULL, 1, 0, '{}', '', 'reason', '', 0, '', 2)
"""


def fill(database: Database) -> None:
    """A picture and an act."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(PICTURE, [sha256(SHOWN).digest(), len(SHOWN), SHOWN])
        connection.execute(ACT)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as each:
        yield each


@pytest.fixture
def home(tmp_path: Path, monkeypatch, fresh_database: Database, server: MailServer) -> Path:
    settings = {
        "COMITY_HOME": tmp_path / "home",
        "COMITY_DATABASE_URL": fresh_database.app_url,
        "COMITY_OWNER_URL": fresh_database.owner_url,
        "COMITY_BACKUP_FOLDER": tmp_path / "disk",
        "COMITY_BACKUP_SECOND": tmp_path / "away",
        **server.settings,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.setenv("LC_ALL", "C")
    (tmp_path / "disk").mkdir()
    (tmp_path / "away").mkdir()
    assert CliRunner().invoke(backup_key, []).exit_code == 0
    return tmp_path / "home"


@pytest.fixture
def run(home: Path, monkeypatch) -> Callable[..., Result]:
    def nightly(*words: str) -> Result:
        monkeypatch.setattr("sys.argv", ["comity", "nightly", *words])
        return CliRunner().invoke(comity, ["nightly", *words])

    return nightly


def later(monkeypatch, **more: float) -> None:
    now = module.local_now()
    monkeypatch.setattr(module, "local_now", lambda: now + timedelta(**more))


def test_a_night_leaves_a_sealed_backup_a_copy_and_a_proof_that_it_restores(
    run, home: Path, server: MailServer, fresh_database: Database
):
    fill(fresh_database)

    done = run("--json")

    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)["steps"]
    assert {step for step, each in said.items() if each["good"]} == {BACKUP, COPY, TEST, MAIL}
    (file,) = (home.parent / "disk").iterdir()
    assert (home.parent / "away" / file.name).read_bytes() == file.read_bytes()
    assert SHOWN[:64] not in file.read_bytes(), "sealed: no picture lies open on the second disk"
    assert said[TEST]["rows"] == said[BACKUP]["rows"]
    opening = open_with(lambda: restore_test_key(home))
    assert store.verify(file, open_file=opening).rows["records_blob"] == 1, "pictures are in it"
    assert not (home / "scratch").exists()
    (mail,) = server.messages()
    assert mail["To"] == "operator@police.example, deputy@police.example"
    assert "went well" in mail["Subject"]
    assert f"{said[TEST]['rows']} rows" in mail.get_content()


@pytest.mark.parametrize(
    ("lost", "told"),
    [
        ("DELETE FROM records_blob", "records_blob"),
        ("UPDATE acts SET reason = 'another'", "the last acts"),
        ("INSERT INTO django_session VALUES ('a', 'b', now())", "django_session"),
    ],
)
def test_a_restore_that_differs_is_told(
    run, home: Path, server: MailServer, fresh_database: Database, monkeypatch, lost, told
):
    fill(fresh_database)
    load = store._load

    def loses(url: str, *how) -> None:
        load(url, *how)
        with psycopg.connect(url) as restored:
            restored.execute(lost)

    monkeypatch.setattr(store, "_load", loses)
    done = run()

    assert done.exit_code == 1
    assert told in read_results(home)[TEST].words
    assert read_results(home)[BACKUP].good
    assert "FAILED" in server.messages()[-1]["Subject"]
    assert not (home / "scratch").exists()


def test_a_week_passes_between_restore_tests_and_other_nights_send_no_mail(
    run, home: Path, server: MailServer, monkeypatch
):
    run()
    later(monkeypatch, days=1)
    second = json.loads(run("--json").stdout)["steps"]
    assert set(second) == {BACKUP, COPY}
    assert len(server.messages()) == 1
    later(monkeypatch, days=6)
    assert TEST in json.loads(run("--json").stdout)["steps"]
    assert len(server.messages()) == 2


def test_a_disk_that_is_not_mounted_is_told_and_nothing_is_written_there(run, home: Path, server: MailServer):
    (home.parent / "disk").rmdir()
    done = run()
    assert done.exit_code == 1
    assert "mounted" in done.stdout
    assert not (home.parent / "disk").exists()
    assert "FAILED" in server.messages()[0]["Subject"]
    assert "never went well" in server.messages()[0].get_content().replace("\n", " ")


def test_a_lost_second_place_is_told_and_the_backup_stays(run, home: Path):
    (home.parent / "away").rmdir()
    assert run().exit_code == 1
    found = read_results(home)
    assert (found[BACKUP].good, found[COPY].good, found[TEST].good) == (True, False, True)
    assert len(list((home.parent / "disk").iterdir())) == 1


def test_without_room_nothing_is_begun_and_nothing_is_deleted(run, home: Path, monkeypatch):
    assert run().exit_code == 0
    former = set((home.parent / "disk").iterdir())
    monkeypatch.setattr(copies, "LEAST_FREE_BYTES", 10**18)
    later(monkeypatch, days=1)
    done = run()
    assert done.exit_code == 1
    assert "GB are free" in done.stdout
    assert set((home.parent / "disk").iterdir()) == former
    assert read_results(home)[BACKUP].good_at is not None


def test_old_backups_go_in_both_places_and_foreign_files_stay(run, home: Path, monkeypatch):
    old = name_of(module.local_now() - timedelta(days=400))
    for place in ("disk", "away"):
        (home.parent / place / old).touch()
        (home.parent / place / "notes.txt").touch()
    for week in range(1, 12):
        (home.parent / "disk" / name_of(module.local_now() - timedelta(weeks=week))).touch()
    monkeypatch.setenv("COMITY_BACKUP_DAYS", "2")
    monkeypatch.setenv("COMITY_BACKUP_WEEKS", "4")
    assert run().exit_code == 0
    names = {each.name for each in (home.parent / "disk").iterdir()}
    assert old not in names
    assert "notes.txt" in names
    assert len(names) == 1 + 4
    assert {each.name for each in (home.parent / "away").iterdir()} >= {"notes.txt"}


def test_without_a_key_no_backup_is_written_and_the_sentence_says_how(run, home: Path):
    (home / "backup-key.pub").unlink()
    done = run()
    assert done.exit_code == 1
    assert "backup-key" in done.stdout
    assert list((home.parent / "disk").iterdir()) == []


def test_a_mail_that_is_refused_fails_the_run_and_is_kept(run, home: Path, server: MailServer):
    server.refuses = True
    assert run().exit_code == 1
    found = read_results(home)[MAIL]
    assert (found.good, found.code) == (False, "mail")


@pytest.mark.parametrize(
    "wrong",
    [
        {"COMITY_MAIL_TO": " ,"},
        {"COMITY_MAIL_FROM": ""},
        {"COMITY_MAIL_TLS": "perhaps"},
        {"COMITY_MAIL_PASSWORD": "secret"},
        {"COMITY_MAIL_SERVER": "mail.example:25"},
        {"COMITY_MAIL_SERVER": "127.0.0.1:smtp"},
    ],
)
def test_mail_settings_by_halves_or_without_tls_are_refused(server: MailServer, monkeypatch, wrong):
    for name, value in (server.settings | wrong).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreError, match="Mail"):
        Mailing.from_environment()


def test_mail_that_asks_for_tls_is_not_sent_without_it(server: MailServer, monkeypatch):
    for name, value in (server.settings | {"COMITY_MAIL_TLS": "starttls"}).items():
        monkeypatch.setenv(name, value)
    mailing = Mailing.from_environment()
    with pytest.raises(StoreError, match="did not take"):
        mailing.send("subject", ["words"])
    assert server.messages() == []


def test_results_survive_a_file_that_cannot_be_read(home: Path):
    write_atomically(home / "operation.json", b"{broken")
    assert read_results(home) == {}
    note(home, Ended(BACKUP, module.local_now(), good=True))
    assert read_results(home)[BACKUP].good


def test_a_second_run_at_once_is_refused(run, home: Path):
    with module.held(home / "nightly.lock", otherwise="ours"):
        refused = run()
    assert (refused.exit_code, module.RUNS in refused.output) == (1, True)
