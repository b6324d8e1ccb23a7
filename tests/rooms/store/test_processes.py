"""A whole node as `comity up` runs it: what dies is started again, nothing outlives its supervisor."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from comity.store.account import server_account
from comity.store.errors import StoreError
from comity.store.place import find_place
from comity.store.stamp import DEMONSTRATION, SERVICE, claim, read_stamp, refuse_powerful
from tests.cluster import EMPTY, ClusterForTests, Database
from tests.ready import make_ready

UP = """
import sys
from pathlib import Path
from comity.store.processes import running_node
with running_node(Path(sys.argv[1]), port=0, say=lambda words: print(words, file=sys.stderr)) as node:
    print(node.url.rpartition(":")[2], flush=True)
    node.watch()
print("stopped", flush=True)
"""
SOON_S = 60


def up(home: Path) -> tuple[subprocess.Popen, int]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
    environment |= {"PYTHONPATH": os.pathsep.join(sys.path), "COMITY_WEB_WORKERS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", UP, str(home)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    port = process.stdout.readline()
    if not port:
        pytest.fail(process.stderr.read())
    return process, int(port)


def children(process: int) -> dict[str, int]:
    """What runs directly under the supervisor: the word that names it, its process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if parent == process:
            found |= {
                word: int(folder.name) for word in ("postgres", "granian", "procrastinate") if word in command
            }
    return found


def healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def soon(question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON_S
    while not question() and time.monotonic() < deadline:
        time.sleep(0.05)
    return question()


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="comity-node-"))
    yield folder
    shutil.rmtree(find_place(folder, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.mark.crash
def test_what_is_killed_is_started_again_and_an_end_ends_everything(home):
    make_ready(home)
    process, port = up(home)
    for name in ("granian", "procrastinate", "postgres"):
        former = children(process.pid)
        os.kill(former[name], signal.SIGKILL)
        assert soon(
            lambda name=name, former=former: children(process.pid).get(name, former[name]) != former[name]
        )
        assert soon(lambda: healthy(port))
    assert json.loads((home / "node.json").read_text())["url"] == f"http://127.0.0.1:{port}"
    last = children(process.pid)

    process.send_signal(signal.SIGTERM)

    assert process.wait(SOON_S) == 0, process.stderr.read()
    assert process.stdout.read() == "stopped\n"
    assert not any(Path(f"/proc/{number}").exists() for number in last.values())
    assert not (home / "node.json").exists()


@pytest.mark.crash
def test_after_a_kill_of_the_supervisor_nothing_runs_and_a_new_start_works(home):
    make_ready(home)
    process, port = up(home)
    process.kill()
    process.wait()
    assert soon(lambda: not healthy(port))

    process, port = up(home)

    assert healthy(port)
    process.terminate()
    assert process.wait(SOON_S) == 0


def test_a_database_is_stamped_once_and_never_for_another_kind(test_cluster: ClusterForTests):
    with test_cluster.fresh(EMPTY) as database:
        assert read_stamp(database.app_url) == ""
        claim(database.owner_url, DEMONSTRATION)
        claim(database.owner_url, DEMONSTRATION)
        assert read_stamp(database.app_url) == DEMONSTRATION
        with pytest.raises(StoreError, match="belongs to the demonstration"):
            claim(database.owner_url, SERVICE)
        with psycopg.connect(database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("UPDATE comity_stamp SET kind = 'service'")


def test_a_database_with_tables_of_others_is_refused(test_cluster: ClusterForTests):
    with test_cluster.fresh(EMPTY) as database:
        with psycopg.connect(database.owner_url) as owner:
            owner.execute("CREATE TABLE strange (a int)")
        with pytest.raises(StoreError, match="did not make"):
            claim(database.owner_url, SERVICE)


def test_serving_as_the_owner_or_a_superuser_is_refused(
    fresh_database: Database, test_cluster: ClusterForTests
):
    refuse_powerful(fresh_database.app_url)
    for url in (fresh_database.owner_url, test_cluster.cluster.url("postgres", fresh_database.name)):
        with pytest.raises(StoreError, match="change the tables"):
            refuse_powerful(url)
