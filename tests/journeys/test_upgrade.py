"""An upgrade from a bundle, over a real node: it comes through, or the former version goes on with every record.

One node runs for all stories: after an upgrade that failed it is the former version, and goes on. The story in which
it changes versions ends it.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from comity.store.cluster import OWNER, local_url
from comity.store.upgrades import Step, read_upgrade
from tests.journeys.nodes import COMITY, comity, environment_of, kill_everything, soon
from tests.journeys.upgrading import FORMER, PATIENCE_S, Node, at, state, tables, upgrade
from tests.releases import BROKEN, BROKEN_LIVE, MADE, NEXT, release

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[Node]]:
    """The node that runs now, or none."""
    found: list[Node] = []
    yield found
    for node in found:
        node.stop()


@pytest.fixture
def node(afresh: Path, nodes: list[Node]) -> Node:
    """The node in the former version, serving."""
    if not nodes:
        nodes.append(Node(afresh))
    return nodes[0]


def test_a_migration_that_fails_on_the_copy_never_touches_the_node(node: Node, afresh: Path, tmp_path: Path):
    before = state(afresh)
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


def test_what_fails_only_on_the_node_itself_is_undone_without_losing_what_was_recorded_meanwhile(
    node: Node, afresh: Path, tmp_path: Path
):
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


def test_a_running_node_changes_versions_and_survives_a_power_cut_after_it(
    node: Node, nodes: list[Node], afresh: Path, next_version: Path, tmp_path: Path
):
    bureaus, told = state(afresh)[2], len(node.said())

    done = upgrade(afresh, next_version)

    assert done.returncode == 0, done.stderr + node.said()
    assert json.loads(done.stdout)["step"] == "done"
    assert soon(node.is_ready)
    assert state(afresh) == (NEXT, True, bureaus)
    assert f"from {FORMER} to {NEXT}" in node.said()[told:]
    assert not (afresh / "scratch").exists()
    kill_everything(afresh)
    node.process.wait()
    nodes.clear()
    again = Node(afresh)
    nodes.append(again)
    assert state(afresh) == (NEXT, True, bureaus)
    assert f"to {NEXT}" not in again.said(), "told once"
    older = upgrade(afresh, release(tmp_path, version="9.9.8"))
    assert (older.returncode, "already" in older.stderr) == (1, True)
    nodes.pop().stop()
