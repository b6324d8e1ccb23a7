"""`comity notices check`: as it was issued, too old to act on, or changed; without a network."""

import base64
import json
from datetime import datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from comity.cli.main import comity
from comity.notices.printing.typesetting import print_notice
from comity.seal.papers import paper_key, paper_public
from comity.store.home import node_secret
from tests.rooms.notices.papers import CHECK_URL, ENGLISH


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def paper(home, tmp_path, *, at=None):
    at = at or datetime.now(timezone.utc)
    file = tmp_path / "notice.pdf"
    file.write_bytes(print_notice(ENGLISH, at=at, key=paper_key(node_secret(home)), check_url=CHECK_URL))
    return file


def run(*words):
    return CliRunner().invoke(comity, ["notices", *map(str, words)])


def test_a_paper_of_this_node_is_as_it_was_issued(home, tmp_path):
    done = run("check", paper(home, tmp_path))

    assert done.exit_code == 0, done.output
    assert "notice R-2026/000417, version 2" in done.output
    assert "only its check page says" in done.output
    assert "Almasri" not in done.output


def test_a_paper_older_than_seven_days_is_no_ground_to_act(home, tmp_path):
    old = datetime.now(timezone.utc) - timedelta(days=7, minutes=1)
    young = old + timedelta(minutes=2)

    assert run("check", paper(home, tmp_path, at=young)).exit_code == 0
    done = run("check", paper(home, tmp_path, at=old))

    assert done.exit_code == 4
    assert "Open its check page before you act" in done.output
    told = run("check", tmp_path / "notice.pdf", "--json")
    assert told.exit_code == 4
    assert json.loads(told.output)["answer"] == "too-old"


def test_a_changed_paper_is_not_to_be_relied_on(home, tmp_path):
    file = paper(home, tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    done = run("check", file)

    assert done.exit_code == 1
    assert "Do not rely on this file" in done.output


def test_anybody_checks_a_paper_with_the_nodes_public_key(home, tmp_path, monkeypatch):
    file, key = paper(home, tmp_path), tmp_path / "node.key"
    key.write_text(run("key").output)
    assert json.loads(run("key", "--json").output)["key"] in key.read_text()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("COMITY_HOME", str(elsewhere))

    assert "This machine has no node" in run("check", file).output
    assert not (elsewhere / "node-secret").exists()
    assert run("check", file, "--key", key).exit_code == 0

    other = tmp_path / "other.key"
    other.write_bytes(base64.b64encode(paper_public(paper_key(bytes(32)))))
    assert run("check", file, "--key", other).exit_code == 1
    other.write_text("no key")
    assert "holds no key for papers" in run("check", file, "--key", other).output
