"""Somebody between a node and the centre's directory who plays old papers: all but the timestamp never changes."""

import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TIMESTAMP = "/directory/timestamp.json"


class Mirror(ThreadingHTTPServer):
    """Serves the directory of the node at that port. held: a timestamp that is given out instead of the newest."""

    daemon_threads = True

    def __init__(self, of_port: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.origin, self.held = f"http://127.0.0.1:{of_port}", b""
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def newest(self) -> bytes:
        """The timestamp of now."""
        with urllib.request.urlopen(self.origin + TIMESTAMP) as answer:
            return bytes(answer.read())

    def end(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Mirror

    def do_GET(self) -> None:
        status, body = 200, self.server.held
        if self.path != TIMESTAMP or not body:
            try:
                with urllib.request.urlopen(self.server.origin + self.path) as answer:
                    body = answer.read()
            except urllib.error.HTTPError as error:
                status, body = error.code, b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""
