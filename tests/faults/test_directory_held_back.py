"""A node whose directory is held back or turned back by whoever stands between it and the centre: real processes.

Rome follows the centre through a mirror. Told in order; what a node did three days ago is done by a clock told so, and
what is looked at is what operators and officers see today.
"""

import json
import os
import subprocess
import sys
import urllib.request
from typing import Any

import pytest

from tests.cluster import ClusterForTests
from tests.faults.mirror import Mirror
from tests.journeys.federation import FederatedNode, federation
from tests.journeys.nodes import soon

pytestmark = pytest.mark.skipif(
    "SOAK_S" not in os.environ, reason="whole nodes for minutes: `make soak` runs it"
)

D = "__import__('tests.journeys.directed', fromlist=['x'])"
PAGE = "/bureaus/directory/"
NORMAL, READ_ONLY, SUSPENDED = "NORMAL", "READ_ONLY", "SUSPENDED"


class Followed:
    """The centre's node, Rome's, and the mirror. kept: timestamps of former days."""

    def __init__(self, centre: FederatedNode, rome: FederatedNode, mirror: Mirror) -> None:
        self.centre, self.rome, self.mirror = centre, rome, mirror
        self.kept: list[bytes] = []
        self.session = ""

    def comity(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command at Rome's console."""
        command = [sys.executable, "-m", "comity", "directory", *words]
        return subprocess.run(command, env=self.rome.environment, capture_output=True, text=True)

    def status(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.comity("status", "--json").stdout)
        return told

    def page(self) -> str:
        """What Rome's security officer reads."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.rome.port}{PAGE}", headers={"Cookie": f"sessionid={self.session}"}
        )
        with urllib.request.urlopen(request) as answer:
            text: str = answer.read().decode()
        return text


@pytest.fixture(scope="module")
def followed(test_cluster: ClusterForTests, tmp_path_factory: pytest.TempPathFactory):
    """80 hours ago Rome began to follow; 75 hours ago it heard the centre for the last time."""
    with federation(test_cluster, tmp_path_factory.mktemp("followed"), "CEN", "ITA") as (centre, rome):
        root, told = centre.run(f"{D}.centre_begins(80)")
        centre.run(f"{D}.accept(*{rome.run(f'{D}.home_begins(80)')!r}, 80)")
        centre.run(f"{D}.publish(80)")
        centre.start()
        mirror = Mirror(centre.port)
        found = Followed(centre, rome, mirror)
        rome.run(f"{D}.trust({root!r}, {told!r}, {mirror.url!r}, 80)")
        found.kept.append(mirror.newest())
        rome.run(f"{D}.refreshed(80)")
        centre.run(f"{D}.publish(75, {READ_ONLY!r})")
        found.kept.append(mirror.newest())
        assert rome.run(f"{D}.refreshed(75)") == 1
        found.session = rome.run(f"{D}.session()")
        rome.start()
        yield found
        mirror.end()


def test_a_directory_held_back_for_72_hours_is_refused_and_the_last_good_copy_goes_on(followed):
    centre, rome = followed.centre, followed.rome
    before = rome.run(f"{D}.knows()")
    centre.run(f"{D}.publish(1, {SUSPENDED!r})")
    followed.mirror.held = followed.kept[1]

    done = followed.comity("refresh")

    assert done.returncode != 0
    assert "The directory has ended" in done.stderr
    told = followed.status()
    assert (told["age"], told["refused"]) == ("stopped", "directory-ended")
    assert any("older than 72 hours" in each for each in told["remarks"])
    page = followed.page()
    assert "older than 72 hours" in page
    assert "its news are held back, or signed no more" in page
    assert rome.run(f"{D}.knows()") == before  # no new standing, no new key
    assert rome.run(f"{D}.alarms()") == ["directory-ended"]
    sent = rome.run("send('FRA')")
    assert soon(lambda: rome.run(f"levels({sent})") == {"delivered": 1}), rome.run("trouble()")


def test_a_directory_turned_back_is_refused_as_such(followed):
    followed.mirror.held = followed.kept[0]

    done = followed.comity("refresh")

    assert done.returncode != 0
    assert "somebody plays back an old one" in done.stderr
    assert followed.status()["refused"] == "directory-rolled-back"
    assert "older than the one known here" in followed.page()
    assert followed.rome.run(f"{D}.alarms()") == ["directory-ended", "directory-rolled-back"]


def test_seven_hours_warn_and_change_nothing_else(followed):
    centre, rome = followed.centre, followed.rome
    centre.run(f"{D}.rotate()")
    centre.run(f"{D}.publish(7, {NORMAL!r})")
    followed.mirror.held = b""
    before = rome.run(f"{D}.knows()")

    assert followed.comity("refresh").returncode == 0

    told = followed.status()
    assert (told["age"], told["refused"]) == ("old", "")
    assert any("older than six hours" in each for each in told["remarks"])
    assert "older than six hours" in followed.page()
    assert rome.run(f"{D}.knows()") == [before[0] + 1, 1]


def test_what_the_centre_signed_just_now_is_said_to_be_fresh(followed):
    followed.centre.run(f"{D}.publish(0)")

    assert followed.comity("refresh").returncode == 0

    told = followed.status()
    assert (told["age"], told["remarks"]) == ("fresh", [])
    assert "All is well" in followed.page()
