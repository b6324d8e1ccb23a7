"""Whatever is killed at whatever step of an upgrade, the next start needs nobody.

It serves the former version or the new one, whole.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from comity.store.upgrades import Step, read_upgrade
from tests.journeys.nodes import COMITY, environment_of, kill_everything, processes_of, soon
from tests.journeys.upgrading import FORMER, Node, state, wait_at

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def bureaus(node_home: Path) -> int:
    return state(node_home)[2]


@pytest.mark.parametrize("step", [Step.BACKUP, Step.INSTALL, Step.COPY, Step.SWITCH, Step.MIGRATE])
def test_killed_at_any_step_the_next_start_serves_one_version_whole_and_says_what_happened(
    afresh: Path, next_version: Path, bureaus: int, step: Step
):
    running = subprocess.Popen(
        [sys.executable, "-c", COMITY, "upgrade", str(next_version)],
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
