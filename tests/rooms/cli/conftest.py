"""A node of our own making for the client: it keeps what was asked and answers what a test lays down."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comity.cli.main import comity

TOKEN = "comity_" + "0" * 32 + "_" + "a" * 43


@dataclass
class PretendedNode:
    """What it answers, what it was asked.

    status, document: of every answer; later: documents of the first answers, in order. asked: method, path, headers
    and body of every call.
    """

    url: str = ""
    status: int = 200
    document: Any = None
    later: list[Any] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], Any]] = field(default_factory=list)


@pytest.fixture
def pretended() -> Iterator[PretendedNode]:
    node = PretendedNode()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = json.loads(body) if body else None
            node.asked.append((self.command, self.path, dict(self.headers), asked))
            answer = json.dumps(node.later.pop(0) if node.later else node.document).encode()
            self.send_response(node.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    node.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield node
    server.shutdown()
    server.server_close()


@pytest.fixture
def comity_at(pretended: PretendedNode, monkeypatch, tmp_path):
    """Runs `comity` as a reader connected to the pretended node."""
    monkeypatch.setenv("COMITY_URL", pretended.url)
    monkeypatch.setenv("COMITY_TOKEN", TOKEN)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C")

    def run(*words: str, given: str = "") -> Result:
        monkeypatch.setattr("sys.argv", ["comity", *words])
        return CliRunner().invoke(comity, list(words), input=given)

    return run
