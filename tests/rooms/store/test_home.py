"""Secrets, addresses and files of a node."""

import errno
import stat
from pathlib import Path
from unittest.mock import Mock

import pytest

from comity.store import home
from comity.store.errors import StoreError
from comity.store.url import django_database, socket_url


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_home_is_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "parent" / "home"))
    assert mode(home.home_folder()) == 0o700


def test_a_home_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match="Set COMITY_HOME"):
        home.home_folder()


def test_secrets_are_made_once_and_closed_to_others(tmp_path):
    assert len(home.node_secret(tmp_path)) == 32
    assert home.node_secret(tmp_path) == home.node_secret(tmp_path)
    assert len(home.secret_key(tmp_path)) >= 50
    assert {mode(path) for path in tmp_path.iterdir()} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node-secret", "secret-key"]


def test_a_full_disk_leaves_the_former_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    home.write_atomically(path, b"former")
    monkeypatch.setattr(home.os, "fsync", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(StoreError, match="Nothing was changed"):
        home.write_atomically(path, b"new")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"former"]


def test_a_url_of_a_socket_survives_any_password():
    url = socket_url(
        role="comity_app", password="a/b@c:d%?&", folder=Path("/run/comity x"), database="comity"
    )
    entry = django_database(url)
    assert (entry["HOST"], entry["USER"], entry["PASSWORD"]) == ("/run/comity x", "comity_app", "a/b@c:d%?&")


def test_options_of_a_url_are_kept():
    entry = django_database("postgresql://comity_app:word@db.example:5433/comity?sslmode=verify-full")
    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]["sslmode"]) == (
        "db.example",
        "5433",
        "verify-full",
    )


@pytest.mark.parametrize("url", ["mysql://x", "postgresql://[", "comity"])
def test_a_url_that_cannot_be_read_is_a_sentence(url):
    with pytest.raises(StoreError):
        django_database(url)


def test_without_a_url_nothing_fails_until_it_is_used():
    assert django_database("")["HOST"].startswith("/nonexistent")
