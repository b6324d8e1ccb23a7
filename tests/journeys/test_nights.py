"""A running node backs itself up without a person, and a power cut in the middle leaves nothing half-made."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from comity.store.account import server_account
from comity.store.place import find_place
from comity.store.results import BACKUP, TEST, read_results
from tests.journeys.nodes import (
    COMITY,
    PORT,
    SOON_S,
    comity,
    environment_of,
    kill_everything,
    processes_of,
    soon,
)
from tests.ready import make_ready

pytestmark = pytest.mark.crash


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="comity-nights-"))
    for name in ("home", "disk", "away"):
        (folder / name).mkdir(mode=0o700)
    yield folder / "home"
    for each in (folder / "home", folder / "home" / "scratch"):
        shutil.rmtree(find_place(each, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder)


def up(home: Path, **more: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", COMITY, "up", "--port", PORT],
        env=environment_of(home) | {"PYTHONUNBUFFERED": "1"} | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in iter(process.stdout.readline, ""):
        lines.append(line)
        if "Comity is ready at" in line:
            return process
    raise AssertionError("".join(lines))


def test_a_node_backs_itself_up_and_a_power_cut_in_the_middle_is_made_good_without_a_person(home: Path):
    make_ready(home)
    assert comity(home, "backup-key").returncode == 0
    disk, away = home.parent / "disk", home.parent / "away"
    plan = {
        "COMITY_BACKUP_FOLDER": str(disk),
        "COMITY_BACKUP_SECOND": str(away),
        "COMITY_BACKUP_HOUR": str(datetime.now().hour),
    }

    cut = up(home, **plan)
    assert soon(lambda: list(disk.iterdir())), "nothing began by itself"
    kill_everything(home)
    cut.wait()
    assert soon(lambda: not processes_of(home))
    whole = [each.name for each in disk.iterdir() if not each.name.startswith(".")]
    assert all(comity(home, "restore", "--check", str(disk / each)).returncode == 0 for each in whole)

    (home / "operation.json").unlink(missing_ok=True)  # so that it need not wait for its hour of patience
    again = up(home, **plan)
    assert soon(lambda: TEST in read_results(home)), (home / "nightly.log").read_text()
    found = read_results(home)
    assert found[BACKUP].good
    assert [each.name for each in disk.iterdir() if each.name.startswith(".")] == [], "half a backup stays"
    assert found[TEST].good
    assert (away / found[BACKUP].facts["file"]).exists()
    assert comity(home, "doctor").returncode == 0
    again.terminate()
    assert again.wait(SOON_S) == 0
    assert not processes_of(home)
    assert not (home / "scratch").exists()
