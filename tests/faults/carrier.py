"""A carrier between nodes that does what HTTP allows: loses answers, gives a former answer again, or is mute.

What it loses or repeats is chosen by one seed. It changes no byte: whoever does is found by the signature of a request.
"""

import http.client
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread

KEPT = {"content-type", "content-digest", "signature-input", "signature"}
LOST, REPEATED = 0.25, 0.5  # of all answers while it is bad: the first so often, the second up to here


class Carrier(ThreadingHTTPServer):
    """Listens on `port` of this machine and hands on to another. is_bad, is_mute: may be changed while it runs."""

    daemon_threads = True

    def __init__(self, to_port: int, seed: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.to_port, self.random = to_port, Random(seed)
        self.is_bad = self.is_mute = False
        self.former: dict[str, tuple[int, str, bytes]] = {}
        self.lost = self.repeated = self.kept_waiting = 0
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def end(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Carrier

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.is_mute:
            self.server.kept_waiting += 1
            self.rfile.read(1)  # until the other side goes away
            self.close_connection = True
            return
        answer = self._handed_on(body)
        former, self.server.former[self.path] = self.server.former.get(self.path), answer
        chance = self.server.random.random() if self.server.is_bad else 1.0
        if chance < LOST:
            self.server.lost += 1
            self.close_connection = True
            return
        if chance < REPEATED and former is not None:
            self.server.repeated += 1
            answer = former
        self._give(*answer)

    def _handed_on(self, body: bytes) -> tuple[int, str, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.server.to_port, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() in KEPT}
        try:
            line.request("POST", self.path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except OSError:  # the node is down
            return 502, "text/plain", b""
        finally:
            line.close()

    def _give(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing: the story says what it counted."""
