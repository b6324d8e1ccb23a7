"""`comity demo` from nothing, as a newcomer starts it; what refuses the other kind of database."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from comity.store.account import server_account
from comity.store.place import find_place
from tests.journeys.nodes import COMITY, SECOND_S, comity, environment_of, processes_of

FIRST_S = 300


@pytest.fixture(scope="module")
def made() -> Iterator[tuple[Path, CompletedProcess[str]]]:
    """Where a first `comity demo --once` ran from nothing, and what it said."""
    folder = Path(tempfile.mkdtemp(prefix="comity-demo-"))
    yield folder, comity(folder, "demo", "--once", patience_s=FIRST_S)
    shutil.rmtree(find_place(folder, server_account()).root, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def home(made: tuple[Path, CompletedProcess[str]]) -> Path:
    return made[0]


def test_a_newcomer_gets_a_world_an_answer_and_a_way_back_in(made):
    home, first = made

    assert first.returncode == 0, first.stderr
    *before, last = first.stdout.strip().splitlines()
    said = json.loads(last)
    assert said["ready"] is True
    assert said["answer"]["outcome"] == "hit"
    assert said["records"]["persons"] >= 812  # more where the real list lies beside the project
    assert sum("@" in line for line in before) >= 28
    assert processes_of(home) == []

    again = comity(home, "demo", "--once")

    assert again.returncode == 0, again.stderr
    assert "@" not in again.stdout.strip().rpartition("\n")[0]
    assert json.loads(again.stdout.strip().splitlines()[-1])["records"] == said["records"]
    code = comity(home, "demo", "code", "henri@fra")
    assert (code.returncode, len(code.stdout.strip()), code.stdout.strip().isdecimal()) == (0, 6, True)
    nobody = comity(home, "demo", "code", "bruno@ita")
    assert (nobody.returncode, "code device" in nobody.stderr) == (1, True)


def test_a_node_in_service_is_never_made_of_a_demonstration_nor_the_other_way_round(
    home, tmp_path, fresh_database
):
    up = comity(home, "up", "--port", "8999")
    service = {"COMITY_DATABASE_URL": fresh_database.app_url, "COMITY_OWNER_URL": fresh_database.owner_url}
    demo = comity(tmp_path, "demo", "--once", **service)

    assert (up.returncode, "belongs to the demonstration" in up.stderr) == (1, True)
    assert (demo.returncode, "belongs to a node in service" in demo.stderr) == (1, True)
    assert json.loads(demo.stdout)["ready"] is False


def test_what_was_backed_up_comes_back_and_is_found_well(home, tmp_path):
    file, other = tmp_path / "node.backup", Path(tempfile.mkdtemp(prefix="comity-restored-"))

    key = tmp_path / "kept-elsewhere"
    comity(home, "backup-key", "--save", str(key))
    saved = json.loads(comity(home, "backup", str(file), "--json").stdout)
    closed = comity(other, "restore", str(file), "--json")
    restored = comity(other, "restore", str(file), "--key", str(key), "--json")
    examined = comity(other, "doctor", "--json")
    again = comity(other, "demo", "--once")

    assert (closed.returncode, "COMITY_BACKUP_KEY" in closed.stderr) == (1, True)
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["rows"] == saved["rows"]
    wrong = [check for check in json.loads(examined.stdout)["checks"] if check["state"] == "wrong"]
    assert (examined.returncode, wrong) == (0, [])
    assert json.loads(again.stdout.strip().splitlines()[-1])["answer"]["outcome"] == "hit"
    shutil.rmtree(find_place(other, server_account()).root, ignore_errors=True)
    shutil.rmtree(other)


def test_a_file_is_loaded_for_a_bureau_and_found(home, tmp_path):
    rows = tmp_path / "cars.csv"
    rows.write_text("kind,vin,lost_by,date\ncar,XA1TESTED01234567,theft,2026-01-02\ncar,,theft,2026-01-02\n")

    loaded = comity(home, "load", "vehicles", str(rows), "--bureau", "KEN", "--json")

    assert loaded.returncode == 4, loaded.stderr
    said = json.loads(loaded.stdout)
    assert (said["recorded"], said["refused"]) == (1, 1)
    assert "no-identifier" in Path(said["report"]).read_text()


def test_a_demonstration_runs_until_it_is_ended_and_answers_who_asks_meanwhile(home):
    running = subprocess.Popen(
        [sys.executable, "-c", COMITY, "demo", "--port", "0"],
        env=environment_of(home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = iter(running.stdout.readline, "")
    assert any("Comity is ready at" in line for line in lines)

    hit = comity(home, "ask", "--purpose", "border-control", "--plate", "FRA:AB123CD")
    none = comity(home, "ask", "--purpose", "border-control", "--serial", "NOBODY0001", LC_ALL="fr_FR.UTF-8")
    second = comity(home, "demo", "--once")
    waiting = json.loads(comity(home, "hits", "list", "--json").stdout)
    running.terminate()

    assert (hit.returncode, "VF1RFB00X57123456" in hit.stdout) == (3, True), hit.stderr
    assert none.returncode == 0, none.stderr
    assert (second.returncode, "already running" in second.stderr) == (1, True)
    assert waiting["hits"]
    assert running.wait(SECOND_S) == 0
    assert processes_of(home) == []


def test_where_no_node_was_started_a_sentence_says_so_and_none_is_made(tmp_path):
    for words in (("doctor",), ("backup",), ("tokens", "list", "--bureau", "FRA"), ("demo", "code", "a")):
        refused = comity(tmp_path, *words)
        assert refused.returncode == 1, words
        assert "comity up" in refused.stdout + refused.stderr, words
    assert not (tmp_path / "postgresql-roles.json").exists()


def test_a_shell_completes_verbs_and_options(tmp_path):
    asked = {"_COMITY_COMPLETE": "bash_complete", "COMP_WORDS": "comity ques", "COMP_CWORD": "1"}
    assert comity(tmp_path, **asked).stdout == "plain,questions\n"
    assert "_comity_completion" in comity(tmp_path, "completion", "bash").stdout
