"""`kill -9` of everything, many times, under load: what was acknowledged is stored, and acts equal answers.

A node of its own with fsync on, as `comity up` runs it. Clients ask and record over HTTP, a loader loads file after
file, and web server, worker, backends, PostgreSQL, loader and supervisor are killed at random moments.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.store.account import server_account
from comity.store.place import find_place
from tests.conftest import FIGURES
from tests.journeys.killing import Asker, Loader, Recorder
from tests.ready import make_ready

pytestmark = pytest.mark.crash
KILLS, FEWEST_ANSWERS = 30, 100
SOON_S = 90
# A whole start after the supervisor costs more than all other kills of a round.
ROUND = (
    "backend", "web worker", "loader", "web", "postgres", "loader", "worker", "backend",
    "web worker", "postgres", "loader", "web", "worker", "postgres", "supervisor",
)  # fmt: skip
UP = """
import json, sys
from pathlib import Path
from comity.store.processes import running_node
with running_node(Path(sys.argv[1]), port=int(sys.argv[2])) as node:
    print(json.dumps({"url": node.url, "app": node.store.app_url, "owner": node.store.owner_url}), flush=True)
    node.watch()
"""
PREPARE = """
import django; django.setup()
from tests import people
from comity.access.roles import UnitKind
home = people.unit("FRA")
people.bureau("FRA", country="FRA")
print(people.token(home)[0])
"""


class Node:
    """A supervised node that we start again whenever we killed its supervisor."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.said = home, 0, {}
        self.start()

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
        environment = kept | {"PYTHONPATH": os.pathsep.join(sys.path), "COMITY_WEB_WORKERS": "2"}
        command = [sys.executable, "-W", "ignore", "-c", UP, str(self.home), str(self.port)]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.said = json.loads(line)
        self.port = int(self.said["url"].rpartition(":")[2])

    @property
    def environment(self) -> dict[str, str]:
        """Of a process over this node's database."""
        ours = {"COMITY_HOME": str(self.home), "COMITY_DATABASE_URL": self.said["app"]}
        return os.environ | ours | {"PYTHONPATH": os.pathsep.join(sys.path)}

    def run(self, story: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", story],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def kill(self, what: str) -> bool:
        """Kill one process of that name, wherever it stands below the supervisor; False where none runs now."""
        if what == "supervisor":
            self.process.kill()
            self.process.communicate()
            self.start()
            return True
        found = [number for number, words in _below(self.process.pid) if _is(what, words)]
        if not found:
            return False
        with suppress(ProcessLookupError):
            os.kill(random.choice(found), signal.SIGKILL)
        return True

    def stop(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=SOON_S)


def _is(what: str, words: str) -> bool:
    direct, _slash, command = words.partition("/")
    if what == "backend":
        return "postgres:" in command and "comity_app" in command
    if what == "web worker":
        return direct == "0" and "granian" in command
    named = {"web": "granian", "worker": "procrastinate", "postgres": "postgres"}[what]
    return direct == "1" and named in command


def _below(top: int) -> Iterator[tuple[int, str]]:
    """Every process below this one: its number, and "1/" (a child) or "0/" with its command line."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    for number, parent in parents.items():
        above = parent
        while above not in (0, top):
            above = parents.get(above, 0)
        if above == top:
            with suppress(OSError):
                words = (
                    Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                )
                yield number, f"{int(parent == top)}/{words}"


@pytest.fixture
def node() -> Iterator[Node]:
    folder = Path(tempfile.mkdtemp(prefix="comity-kill-"))
    make_ready(folder)
    made = Node(folder)
    yield made
    made.process.kill()
    made.process.communicate()
    time.sleep(1)
    shutil.rmtree(find_place(folder, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def soon(question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON_S
    while not question() and time.monotonic() < deadline:
        time.sleep(0.1)
    return question()


def test_what_was_acknowledged_survives_every_kill(node: Node, tmp_path: Path, record_property: Any) -> None:
    token = node.run(PREPARE)
    loader = Loader(node, tmp_path)
    known = loader.load_first()
    over = threading.Event()
    askers = [Asker(node, token, known, over, number) for number in range(3)]
    recorder = Recorder(node, token, over)
    threads = [*askers, recorder, loader]
    loader.over = over
    for each in threads:
        each.start()

    kills: Counter[str] = Counter()
    while kills.total() < KILLS:
        what = ROUND[kills.total() % len(ROUND)]
        time.sleep(random.uniform(0.1, 1.2))
        deadline = time.monotonic() + SOON_S
        while not (loader.kill() if what == "loader" else node.kill(what)):
            assert time.monotonic() < deadline, f"no {what} came back"
            time.sleep(0.05)
        kills[what] += 1
    # On a busy machine little is answered between two kills: the rest is asked now, after all of them.
    asked = max(sum(len(each.answers) for each in askers) + 5, FEWEST_ANSWERS)
    assert soon(lambda: sum(len(each.answers) for each in askers) > asked), "the node does not answer again"
    over.set()
    for each in threads:
        each.join(SOON_S)
        assert not each.is_alive()
    assert [each.wrong for each in (*askers, recorder) if each.wrong] == []

    with psycopg.connect(node.said["owner"]) as store:
        told = check(store, askers, recorder, loader)
    orphans = node.run(
        "import django; django.setup(); from comity.records.orphans import orphans; print(orphans())"
    )
    assert orphans == "[]"
    node.stop()
    record_property(FIGURES, f"{kills.total()} kills ({dict(kills)}), {told}")


def check(store: psycopg.Connection, askers: list[Asker], recorder: Recorder, loader: Loader) -> str:
    """What clients were told, against what the store holds."""
    answers = [answer for each in askers for answer in each.answers]
    attempts = sum(each.attempts for each in askers)
    acts = {
        act: (outcome, count, case)
        for act, outcome, count, case in store.execute(
            "SELECT id, outcome, count, \"case\" FROM acts WHERE verb = 'queries.ask'"
        )
    }
    assert [each for each in answers if acts.get(each.act) != (each.outcome, each.count, each.case)] == []
    cases = Counter(case for _outcome, _count, case in acts.values())
    assert cases.most_common(1)[0][1] == 1, "one question left two acts"
    assert len(acts) <= attempts
    hits = {row for (row,) in store.execute("SELECT id FROM queries_hit")}
    assert {hit for each in answers for hit in each.hits} - hits == set()
    wrong = store.execute(
        "SELECT count(*) FROM acts a WHERE verb = 'queries.ask' AND count <>"
        " (SELECT count(*) FROM act_records r WHERE r.act = a.id)"
    )
    assert wrong.fetchone() == (0,)

    made = dict(store.execute("SELECT id, number FROM databases_traveldocument"))
    assert [each for each in recorder.acknowledged if made.get(each[0]) != each[1]] == []
    numbers = Counter(made.values())
    assert numbers.most_common(1)[0][1] == 1, "something was recorded twice"
    assert [number for number in loader.acknowledged if number not in numbers] == []
    by_hand = {identity for identity, number in made.items() if number.startswith("H")}
    told = {row for (row,) in store.execute(_RECORDED_BY_ACTS)}
    assert by_hand == told, "a record without its act, or an act without its record"
    keyless = store.execute(
        "SELECT count(*) FROM databases_traveldocument d WHERE NOT EXISTS"
        " (SELECT FROM search_keys k WHERE k.record = d.id AND k.database = 1)"
    )
    assert keyless.fetchone() == (0,), "a record that nobody finds"
    halves = store.execute(_HALF_LOADS).fetchall()
    assert halves == [], "a load says other counts than it stored"
    assert len(answers) > FEWEST_ANSWERS
    assert any(each.count for each in answers)
    return (
        f"{attempts} questions, {len(answers)} answered, {len(acts)} acts, {len(recorder.acknowledged)} records and "
        f"{len(loader.acknowledged)} rows of {loader.files} files acknowledged, {len(made)} records stored, "
        f"{sum(each.refused for each in askers)} not answered, no false “no hit”"
    )


_RECORDED_BY_ACTS = """
SELECT r.record FROM acts a JOIN act_records r ON r.act = a.id WHERE a.verb = 'records.create' AND a.outcome = 1
"""
_HALF_LOADS = """
SELECT l.id, l.recorded, count(d.id) FROM records_load l
LEFT JOIN databases_traveldocument d ON d.recorded_at = l.started_at AND d.owner = l.owner
GROUP BY l.id, l.recorded HAVING l.recorded <> count(d.id)
"""
