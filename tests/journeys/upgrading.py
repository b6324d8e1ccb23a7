"""A node to be upgraded from a bundle, and what a test looks at."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from comity.store.account import server_account
from comity.store.place import find_place
from comity.store.upgrades import Step, read_upgrade
from tests.journeys.nodes import COMITY, PORT, comity, environment_of, soon
from tests.ready import make_ready
from tests.releases import MADE, TABLE, public_key, release

PATIENCE_S = 900
FORMER = "0.1.0"


@pytest.fixture(scope="module")
def node_home() -> Iterator[Path]:
    """A node with a centre, a bureau and an act or two, that knows its publisher and its backup key."""
    folder = Path(tempfile.mkdtemp(prefix="comity-upgrade-"))
    made = folder / "home"
    made.mkdir(mode=0o700)
    make_ready(made)
    for words in (
        "host CEN --kind centre --name Secretariat --officer chen@cen --full-name Chen",
        "host FRA --officer amina@fra --full-name Amina",
        f"upgrade-key {public_key(folder)}",
        f"backup-key --save {folder / 'kept-elsewhere'}",
    ):
        done = comity(made, *words.split())
        assert done.returncode == 0, done.stderr
    yield made
    for each in (made, made / "scratch"):
        shutil.rmtree(find_place(each, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def next_version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the next version, which makes a table. Nobody writes to it."""
    return release(tmp_path_factory.mktemp("release"), MADE)


@pytest.fixture
def afresh(node_home: Path) -> Iterator[Path]:
    """The node in the former version, with nothing left of another test's upgrade."""
    yield node_home
    left = read_upgrade(node_home)
    shutil.rmtree(node_home / "versions", ignore_errors=True)
    (node_home / "upgrade.json").unlink(missing_ok=True)
    if left is not None and left.step not in (Step.STOPPED, Step.ROLLED_BACK):  # those undid it themselves
        undo = f"DROP TABLE IF EXISTS {TABLE}; DELETE FROM django_migrations WHERE name LIKE '99%'"
        tables(node_home, undo)


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


def at(home: Path, *steps: Step) -> bool:
    found = read_upgrade(home)
    return found is not None and found.step in steps


def wait_at(home: Path, step: Step, running: subprocess.Popen) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and running.poll() is None:
        if at(home, step):
            time.sleep(0.3 if step is not Step.MIGRATE else 4)  # well inside it
            return True
        time.sleep(0.01)
    return False
