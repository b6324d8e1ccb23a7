"""A load generator: raw keep-alive sockets, prebuilt requests, every answer checked. No HTTP client library.

Run as a process of its own: `python -m bench.drive PORT CONNECTIONS SECONDS < pickled requests > pickled result`.
"""

import pickle
import re
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

WARM_S = 3.0
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """Bytes to send, and how often the answer must hold a hit. subjects: how many it asks about."""

    data: bytes
    hits: int
    subjects: int = 1


@dataclass(slots=True)
class Result:
    """latencies_s of the answers after the warm-up; what they said; the first answer that was wrong."""

    seconds: float = 0.0
    latencies_s: list[float] = field(default_factory=list)
    subjects: int = 0
    hits: int = 0
    candidates: int = 0
    wrong: int = 0
    first_wrong: bytes = b""


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    request: Request | None = None
    sent_at: float = 0.0
    answer: bytes = b""


def drive(port: int, requests: list[Request], connections: int, seconds: float) -> Result:
    """Keep every connection busy with one request after the other for so many seconds after the warm-up."""
    chooser, result, place = selectors.DefaultSelector(), Result(seconds=seconds), 0
    for _ in range(connections):
        made = socket.create_connection(("127.0.0.1", port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = _Connection(made)
        chooser.register(made, selectors.EVENT_READ, connection)
        place = _send(connection, requests, place)
    begins = time.perf_counter() + WARM_S
    ends = begins + seconds
    while time.perf_counter() < ends:
        for key, _events in chooser.select(1):
            connection = key.data
            if _whole(connection):
                _note(connection, result, begins)
                place = _send(connection, requests, place)
    return result


def _send(connection: _Connection, requests: list[Request], place: int) -> int:
    connection.request, connection.answer = requests[place % len(requests)], b""
    connection.sent_at = time.perf_counter()
    connection.socket.sendall(connection.request.data)
    return place + 1


def _whole(connection: _Connection) -> bool:
    read = connection.socket.recv(1 << 18)
    if not read:
        raise ConnectionError("the server closed a connection")
    connection.answer += read
    head, gap, body = connection.answer.partition(b"\r\n\r\n")
    found = _LENGTH.search(head) if gap else None
    return found is not None and len(body) >= int(found[1])


def _note(connection: _Connection, result: Result, begins: float) -> None:
    now, request, answer = time.perf_counter(), connection.request, connection.answer
    if now < begins or request is None:
        return
    # A subject's own outcome stands right behind its place; the found record's behind its hit.
    hits = answer.count(b'"hit":"')
    wrong = not answer.startswith(b"HTTP/1.1 200") or hits < request.hits
    if wrong:  # a refusal is quick and tells nothing: it is no answered subject and no latency
        result.wrong += 1
        result.first_wrong = result.first_wrong or answer[:500]
        return
    result.latencies_s.append(now - connection.sent_at)
    result.subjects += request.subjects
    result.hits += max(0, hits - request.hits - answer.count(b'"repair":"'))
    result.candidates += answer.count(b'"repair":"')


if __name__ == "__main__":
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    requests: list[Request] = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps(drive(port, requests, connections, seconds)))
