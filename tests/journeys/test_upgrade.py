"""An upgrade from a bundle, over a real node: it comes through, or the former version goes on with every record.

Whatever is killed at whatever step, the next start needs nobody: it serves the former version or the new one, whole.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import urllib3

from comity.store.account import server_account
from comity.store.cluster import OWNER, local_url
from comity.store.place import find_place
from comity.store.upgrades import Step, read_upgrade
from tests.journeys.test_demo import COMITY, comity, environment_of, processes_of
from tests.journeys.test_nights import PORT, kill_everything, soon
from tests.releases import BROKEN, BROKEN_LIVE, MADE, NEXT, TABLE, public_key, release

pytestmark = pytest.mark.crash
PATIENCE_S = 900
FORMER = "0.1.0"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A node with a centre, a bureau and an act or two, that knows its publisher and its backup key."""
    folder = Path(tempfile.mkdtemp(prefix="comity-upgrade-"))
    made = folder / "home"
    made.mkdir(mode=0o700)
    first = Node(made)
    for words in (
        (
            "host",
            "CEN",
            "--kind",
            "centre",
            "--name",
            "Secretariat",
            "--officer",
            "chen@cen",
            "--full-name",
            "Chen",
        ),
        ("host", "FRA", "--officer", "amina@fra", "--full-name", "Amina Invented"),
        ("upgrade-key", str(public_key(folder))),
        ("backup-key", "--save", str(folder / "kept-elsewhere")),
    ):
        done = comity(made, *words)
        assert done.returncode == 0, done.stderr
    first.stop()
    yield made
    for each in (made, made / "scratch"):
        shutil.rmtree(find_place(each, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def afresh(home: Path, tmp_path: Path) -> Iterator[Path]:
    """The node in the former version, with nothing left of another test's upgrade."""
    yield home
    if (home / "versions").exists():
        shutil.rmtree(home / "versions")
        (home / "upgrade.json").unlink(missing_ok=True)
        undo = f"DROP TABLE IF EXISTS {TABLE}; DELETE FROM django_migrations WHERE name LIKE '99%'"
        tables(home, undo)


class Node:
    """`comity up`, and what it said."""

    def __init__(self, home: Path) -> None:
        self.home, self.log = home, home.parent / "up.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", COMITY, "up", "--port", PORT],
                env=environment_of(home) | {"PYTHONUNBUFFERED": "1"}, stdout=log, stderr=log,
            )  # fmt: skip
        assert soon(lambda: self.is_ready() or self.process.poll() is not None)
        assert self.is_ready(), self.said()

    def said(self) -> str:
        return self.log.read_text()

    def is_ready(self) -> bool:
        try:
            url = f"http://127.0.0.1:{PORT}/readyz"
            return urllib3.PoolManager(retries=False, timeout=5).request("GET", url).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(PATIENCE_S) == 0, self.said()


def tables(home: Path, statement: str) -> list[tuple]:
    """Run a statement as the owner over this home's database, started for the occasion where no node runs."""
    story = (
        "import sys, json, psycopg; from pathlib import Path; from comity.store.backup import reached\n"
        "with reached(Path(sys.argv[1])) as url, psycopg.connect(url) as store:\n"
        "    done = store.execute(sys.argv[2]); print(json.dumps(done.fetchall() if done.description else []))"
    )
    done = subprocess.run(
        [sys.executable, "-c", story, str(home), statement],
        env=environment_of(home), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def state(home: Path) -> tuple[str, bool, int]:
    """The version that runs, whether its table is there, how many bureaus."""
    there = tables(
        home, f"SELECT to_regclass('public.{TABLE}') IS NOT NULL, (SELECT count(*) FROM bureaus_bureau)"
    )
    version = comity(home, "--version").stdout.split()[-1]
    return version, *there[0]


def upgrade(home: Path, bundle: Path) -> subprocess.CompletedProcess[str]:
    return comity(home, "upgrade", str(bundle), "--json", patience_s=PATIENCE_S)


def test_a_running_node_changes_versions_and_survives_a_power_cut_after_it(afresh: Path, tmp_path: Path):
    bureaus = state(afresh)[2]
    node = Node(afresh)

    done = upgrade(afresh, release(tmp_path, MADE))

    assert done.returncode == 0, done.stderr + node.said()
    assert json.loads(done.stdout)["step"] == "done"
    assert soon(node.is_ready)
    assert state(afresh) == (NEXT, True, bureaus)
    assert f"from {FORMER} to {NEXT}" in node.said()
    assert not (afresh / "scratch").exists()
    kill_everything(afresh)
    node.process.wait()
    again = Node(afresh)
    assert state(afresh) == (NEXT, True, bureaus)
    assert f"to {NEXT}" not in again.said(), "told once"
    older = upgrade(afresh, release(tmp_path, version="9.9.8"))
    assert (older.returncode, "already" in older.stderr) == (1, True)
    again.stop()


def test_a_migration_that_fails_on_the_copy_never_touches_the_node(afresh: Path, tmp_path: Path):
    before, node = state(afresh), Node(afresh)
    pages, over = [], []

    def asks() -> None:
        while not over:
            pages.append(node.is_ready())
            time.sleep(0.2)

    asking = threading.Thread(target=asks)
    asking.start()
    done = upgrade(afresh, release(tmp_path, MADE, BROKEN))
    over.append(True)
    asking.join()

    assert done.returncode == 1
    assert "division by zero" in done.stderr
    assert all(pages), "the node went on answering"
    assert state(afresh) == before
    assert read_upgrade(afresh).step is Step.STOPPED
    node.stop()


def test_what_fails_only_on_the_node_itself_is_undone_without_losing_what_was_recorded_meanwhile(
    afresh: Path, tmp_path: Path
):
    node = Node(afresh)
    running = subprocess.Popen(
        [sys.executable, "-c", COMITY, "upgrade", str(release(tmp_path, MADE, BROKEN_LIVE)), "--json"],
        env=environment_of(afresh), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert soon(lambda: at(afresh, Step.COPY))
    with psycopg.connect(local_url(afresh, OWNER)) as store:  # after the first backup, before the change
        store.execute("INSERT INTO django_session VALUES ('recorded meanwhile', 'data', now())")

    told, _errors = running.communicate(timeout=PATIENCE_S)

    assert running.returncode == 1
    assert json.loads(told)["step"] == "rolled-back"
    assert soon(node.is_ready), node.said()
    version, there, _bureaus = state(afresh)
    assert (version, there) == (FORMER, False)
    kept = "SELECT count(*) FROM django_session WHERE session_key = 'recorded meanwhile'"
    assert tables(afresh, kept) == [[1]]
    examined = comity(afresh, "doctor")
    assert "was undone" in examined.stdout
    assert "✗ tables" not in examined.stdout
    assert "✗ journal" not in examined.stdout, "rights came back as they were"
    node.stop()


def at(home: Path, *steps: Step) -> bool:
    found = read_upgrade(home)
    return found is not None and found.step in steps


@pytest.mark.parametrize("step", [Step.BACKUP, Step.INSTALL, Step.COPY, Step.SWITCH, Step.MIGRATE])
def test_killed_at_any_step_the_next_start_serves_one_version_whole_and_says_what_happened(
    afresh: Path, tmp_path: Path, step: Step
):
    bundle, bureaus = release(tmp_path, MADE), state(afresh)[2]
    running = subprocess.Popen(
        [sys.executable, "-c", COMITY, "upgrade", str(bundle)],
        env=environment_of(afresh), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert wait_at(afresh, step, running), read_upgrade(afresh)
    kill_everything(afresh)
    running.wait()
    assert soon(lambda: not processes_of(afresh))

    node = Node(afresh)

    assert state(afresh) == (FORMER, False, bureaus)
    assert "interrupted" in node.said()
    assert read_upgrade(afresh).step in (Step.STOPPED, Step.ROLLED_BACK)
    assert not (afresh / "scratch").exists()
    node.stop()


def wait_at(home: Path, step: Step, running: subprocess.Popen) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and running.poll() is None:
        if at(home, step):
            time.sleep(0.3 if step is not Step.MIGRATE else 4)  # well inside it
            return True
        time.sleep(0.01)
    return False
