"""The fetcher over a real socket: a centre that is not there, that stops in the middle, that never ends."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError

from comity.bureaus.signed import client
from comity.bureaus.signed.client import Fetcher, Unreached, fetch_directory, fetch_entry
from comity.bureaus.signed.form import EntryRefused


class Lying(BaseHTTPRequestHandler):
    """Says in the path how it lies."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/good":
            self._answer(200, b"0123456789", 10)
        elif self.path == "/cut":
            self.close_connection = True
            self._answer(200, b"01234", 10)
        elif self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(404, b"nothing here", 12)

    def _answer(self, status: int, content: bytes, said: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(said))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Silence."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Lying)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_file_comes_whole_or_not_at_all(url):
    assert Fetcher().download_bytes(f"{url}good", 10) == b"0123456789"
    with pytest.raises(DownloadLengthMismatchError):
        Fetcher().download_bytes(f"{url}good", 9)
    with pytest.raises(DownloadError):
        Fetcher().download_bytes(f"{url}cut", 10)


def test_many_files_come_over_one_connection_and_a_missing_one_spoils_none(url, monkeypatch):
    opened: list[int] = []
    setup = Lying.setup

    def count(self: Lying) -> None:
        opened.append(1)
        setup(self)

    monkeypatch.setattr(Lying, "setup", count)
    fetcher = Fetcher()
    for _turn in range(20):
        assert fetcher.download_bytes(f"{url}good", 10) == b"0123456789"
    assert len(opened) == 1
    for _turn in range(20):
        with pytest.raises(DownloadHTTPError):
            fetcher.download_bytes(f"{url}missing", 10)
        assert fetcher.download_bytes(f"{url}good", 10) == b"0123456789"


def test_nobody_is_led_to_another_place(url):
    with pytest.raises(DownloadHTTPError):
        Fetcher().download_bytes(f"{url}elsewhere", 10)


def test_a_file_that_takes_for_ever_is_given_up(url, monkeypatch):
    monkeypatch.setattr(client, "MOST_S", -1.0)
    with pytest.raises(DownloadError):
        Fetcher().download_bytes(f"{url}good", 10)


def test_an_entry_that_the_centre_lacks_is_a_gap_and_a_centre_that_is_away_is_not(url):
    with pytest.raises(EntryRefused) as refusal:
        fetch_entry(url, "0" * 64, Fetcher())
    assert refusal.value.code == "entry-gap"
    with pytest.raises(Unreached):
        fetch_entry("http://127.0.0.1:9/", "0" * 64, Fetcher())


def test_what_was_never_a_root_begins_nothing(tmp_path, url):
    with pytest.raises(EntryRefused) as refusal:
        fetch_directory(tmp_path, url, b"{}", Fetcher())
    assert refusal.value.code in ("directory-form", "directory-unsigned")
