"""Which node is asked, and with which token."""

import json

import pytest

from comity.cli.connection import find_connection
from comity.cli.problems import Wrong


@pytest.fixture
def reader(monkeypatch, tmp_path):
    """Somebody at a machine without any node."""
    for name in ("COMITY_URL", "COMITY_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "home").mkdir()
    (tmp_path / "config" / "comity").mkdir(parents=True)
    return tmp_path


def keep(reader, url="https://kept.example", token="kept"):
    file = reader / "config" / "comity" / "client.json"
    file.write_text(json.dumps({"url": url, "token": token}))


def run_node(reader, url="http://127.0.0.1:8000"):
    (reader / "home" / "node.json").write_text(json.dumps({"url": url, "process": 1}))
    (reader / "home" / "client-token").write_text("of-the-node\n")


def test_nothing_known_is_told_and_no_folder_is_made(reader):
    (reader / "home").rmdir()
    with pytest.raises(Wrong, match="comity connect"):
        find_connection()
    assert not (reader / "home").exists()


def test_the_environment_counts_before_what_was_kept_and_that_before_a_node_here(reader, monkeypatch):
    run_node(reader)
    assert (find_connection().url, find_connection().token) == ("http://127.0.0.1:8000", "of-the-node")
    keep(reader)
    assert (find_connection().url, find_connection().token) == ("https://kept.example", "kept")
    monkeypatch.setenv("COMITY_URL", "https://other.example/")
    monkeypatch.setenv("COMITY_TOKEN", "other")
    assert (find_connection().url, find_connection().token) == ("https://other.example", "other")


def test_a_token_is_never_sent_to_another_node_than_its_own(reader, monkeypatch):
    keep(reader)
    run_node(reader)
    monkeypatch.setenv("COMITY_URL", "https://other.example")
    with pytest.raises(Wrong, match="No token"):
        find_connection()


@pytest.mark.parametrize("url", ["http://comity.example", "ftp://127.0.0.1", "comity.example", "https://"])
def test_addresses_that_would_show_the_token_are_refused(reader, monkeypatch, url):
    monkeypatch.setenv("COMITY_URL", url)
    monkeypatch.setenv("COMITY_TOKEN", "a")
    with pytest.raises(Wrong, match="https"):
        find_connection()
