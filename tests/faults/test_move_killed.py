"""`comity move` is killed wherever it is, its disk is full, and the directory is a real one: the bureau arrives once.

Told in order over two nodes, with commands as an operator starts them; a kill is a SIGKILL at a place that the command
itself tells, or a little later. KILLS rounds of each side; `make soak` has more.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cluster import ClusterForTests
from tests.conftest import FIGURES
from tests.journeys.federation import FederatedNode, federation

pytestmark = pytest.mark.skipif(
    "SOAK_S" not in os.environ, reason="whole nodes for minutes: `make soak` runs it"
)

M = "__import__('tests.journeys.moved', fromlist=['x'])"
D = "__import__('tests.journeys.directed', fromlist=['x'])"
KILLS = 12 if "SOAK_S" in os.environ else 2
SEED = int(os.environ.get("SOAK_SEED", "20261128"))
FULL_BYTES = 16 * 1024
Output = subprocess.CompletedProcess[str]


class Moving:
    """The centre's node, which publishes its directory, and Rome's new one, which follows it."""

    def __init__(self, centre: FederatedNode, home: FederatedNode, folder: Path) -> None:
        self.centre, self.home, self.random, self.kills = centre, home, Random(SEED), 0
        self.request, self.package = folder / "ita.request", folder / "ita.package"
        self.hand_over: tuple[str, ...] = ()
        self.before: dict[str, Any] = {}
        self.rows: dict[str, int] = {}

    def comity(self, node: FederatedNode, *words: str, most_bytes: int = 0) -> Output:
        """A command at that node's console. most_bytes: it can write no longer file."""
        return subprocess.run(
            _command(words),
            env=node.environment,
            capture_output=True,
            text=True,
            preexec_fn=_limit(most_bytes),
        )

    def killed(self, node: FederatedNode, words: tuple[str, ...], lines: int) -> None:
        """The same, killed when it has told so many lines of its progress, or a little later; 0: while it begins."""
        process = subprocess.Popen(
            _command(words),
            env=node.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _line in range(lines):
            process.stderr.readline()
        time.sleep(self.random.random() * (0.02 if lines else 2.0))
        process.kill()
        process.communicate()
        self.kills += process.returncode == -9


def _command(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "comity", *words]


def _limit(most_bytes: int) -> Callable[[], None] | None:
    if not most_bytes:
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))


@pytest.fixture(scope="module")
def moving(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    """Rome lives at the centre; its own node follows the directory and has made a request."""
    folder = tmp_path_factory.mktemp("killed")
    with federation(test_cluster, folder, "CEN", "ITA") as (centre, home):
        found = Moving(centre, home, folder)
        centre.run(f"{M}.centre_begins()")
        centre.run(f"{M}.furnish()")
        root, told = centre.run(f"{D}.publish_first()")
        centre.start("web")
        home.run(f"{D}.trust({root!r}, {told!r}, {centre.address!r}, 0)")
        assert found.comity(home, "directory", "refresh").returncode == 0
        made = json.loads(found.comity(home, "move", "prepare", "ITA", str(found.request), "--json").stdout)
        found.hand_over = (
            "move", "hand-over", "ITA", str(found.request),
            "--fingerprint", made["fingerprint"], "--to", str(found.package), "--json",
        )  # fmt: skip
        yield found


def test_a_hand_over_that_is_killed_and_finds_no_room_goes_on_and_writes_all_of_it(moving):
    moving.before = moving.centre.run(f"{M}.facts()")
    moving.rows = moving.centre.run(f"{M}.rows()")
    for lines in [0, *moving.random.sample(range(1, len(moving.rows)), KILLS)]:
        moving.killed(moving.centre, moving.hand_over, lines)
        assert not moving.package.exists()  # whole or not at all
        assert moving.centre.run(f"{M}.rows()") == moving.rows
    full = moving.comity(moving.centre, *moving.hand_over, most_bytes=FULL_BYTES)
    assert (full.returncode, "could not be written" in full.stderr) == (1, True), full.stderr
    assert not moving.package.exists()

    done = moving.comity(moving.centre, *moving.hand_over)

    assert json.loads(done.stdout)["rows"] == moving.rows, done.stderr
    assert moving.kills >= KILLS


def test_before_the_directory_names_the_new_node_nothing_is_put_in(moving):
    early = moving.comity(moving.home, "move", "take-over", "ITA", str(moving.package))
    assert (early.returncode, "comity directory refresh" in early.stderr) == (1, True)

    moving.centre.run(f"{D}.publish(0)")
    assert moving.comity(moving.home, "directory", "refresh").returncode == 0


def test_a_take_over_that_is_killed_and_finds_no_room_leaves_nothing_and_then_puts_everything_in(
    moving, record_property
):
    words = ("move", "take-over", "ITA", str(moving.package), "--json")
    before = moving.kills
    for lines in [0, *moving.random.sample(range(1, len(moving.rows)), KILLS)]:
        moving.killed(moving.home, words, lines)
        assert moving.home.run(f"{M}.rows()") == {}
    assert moving.kills - before >= KILLS
    full = moving.comity(moving.home, *words, most_bytes=1024)
    assert full.returncode == 1
    assert "takes no more (File too large). Nothing was kept" in full.stderr
    assert moving.home.run(f"{M}.rows()") == {}

    done = moving.comity(moving.home, *words)

    told = json.loads(done.stdout)
    assert told["rows"] == moving.rows == moving.home.run(f"{M}.rows()")
    assert moving.home.run(f"{M}.facts()") == moving.before
    assert moving.home.run(f"{M}.file_bytes()") == ["%PDF-1.7 invented " * 99]
    assert [each["officer"] for each in told["officers"]] == ["sofia@ita"]
    again = moving.comity(moving.home, *words)
    assert (again.returncode, "lives on this node already" in again.stderr) == (1, True)
    assert moving.comity(moving.centre, "move", "finish", "ITA").returncode == 0
    record_property(FIGURES, f"{moving.kills} kills of comity move, every row there once")
