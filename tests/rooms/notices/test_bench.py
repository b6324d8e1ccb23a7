"""`python -m bench.notices` with a few: its keys, and that it measures nothing where a recall does not work."""

import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client

from bench import notices as bench
from comity.bureaus.models import Bureau
from comity.notices.actions import watching
from comity.notices.models import Notice, Received
from comity.notices.path import State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def directory() -> None:
    """The bench makes its own."""
    Bureau.objects.all().delete()


def test_a_few_notices_give_every_figure_and_every_bureau_its_row():
    found = bench.figures(notices=3, bureaus=5, rounds=1)

    assert all(found[name] > 0 for name in ("recall_ms", "publish_ms", "pdf_ms"))
    assert found["publish_ms"] > found["pdf_ms"]
    assert Notice.objects.filter(state=int(State.PUBLISHED)).count() == 3
    recalled = Notice.objects.get(state=int(State.CANCELLED))
    assert Received.objects.filter(notice=recalled).count() == 4  # all but the owner and the centre


def test_the_public_page_that_is_asked_for_is_full(settings):
    settings.PUBLIC_NOTICES = True
    bench.directory(3)
    bench.make_public(0)

    assert Client().get(bench.PUBLIC).json()["total"] == bench.ON_A_PAGE


def test_a_recall_that_takes_nothing_back_gives_no_figure(monkeypatch):
    monkeypatch.setattr(watching, "take_back", lambda *_given: None)

    with pytest.raises(bench.StillVisible):
        bench.figures(notices=1, bureaus=3, rounds=1)


class Public(SimpleHTTPRequestHandler):
    """A service with one page."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/red" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        pass


def test_an_answer_that_is_none_is_not_counted():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Public)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        assert bench.requests_per_s(f"{address}/red", 0.2) > 0
        with pytest.raises(ValueError, match="404"):
            bench.requests_per_s(f"{address}/none", 0.2)
    finally:
        server.shutdown()
        server.server_close()
