"""The other node of a forwarded question: a bureau that asks, or a centre that answers, made of its keys alone."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.test import override_settings
from django.utils import timezone

from comity.bureaus.signed.epochs import epoch_of
from comity.messages.courier import door
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.requests import sign_request
from comity.queries.asked import Asked, AskedSubject, Document
from comity.queries.forwarding.wire import Question, Told, read_question, read_told, write
from comity.seal.questions import WayBack, open_question, seal_question
from tests.rooms.messages.courier.far import Far

HERE = "https://here.example"
ADDRESS = f"{HERE}/courier/v1/questions"
PASSPORT = AskedSubject(document=Document("12AB34567", "FRA", "passport"))


def question(bureau: str = "ITA", subject: AskedSubject = PASSPORT, **more: Any) -> Question:
    """What that bureau's own node hands on."""
    said = {
        "function": "border guard",
        "language": "en",
        "clearance": 3,
        "full_view": True,
        "may": ["person"],
    }
    asked = Asked(purpose="border-control", subjects=[subject])
    return Question(bureau=bureau, **{"act": uuid4(), "unit": uuid4(), "asked": asked, **said, **more})


@dataclass(frozen=True, slots=True)
class Request:
    """A signed request, as it may come once or twice."""

    body: bytes
    headers: dict[str, str]
    way: WayBack

    def arrives(self) -> tuple[int, dict[str, Any] | Told]:
        """Status, and the answer opened or the problem."""
        told: list[str] = []
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/courier/v1/questions",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": BytesIO(self.body),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in self.headers.items()},
        }
        with override_settings(NODE_URL=HERE):
            (body,) = door.answer(environ, lambda status, _head: told.append(status))
        status = int(told[0].split()[0])
        return status, read_told(self.way.open(body)) if status == 200 else json.loads(body)


def request(asks: Question | bytes, by: Far, *, now: datetime | None = None, seed: bytes = b"") -> Request:
    """seed: another request key than the one that the directory has of this node."""
    now = now or timezone.now()
    content = asks if isinstance(asks, bytes) else write(asks)
    body, way = seal_question(content, *DIRECTORY.sealing_key("CEN", timezone.now()))
    nonce = secrets.token_hex(16)
    headers = sign_request(
        "POST", ADDRESS, body, node=by.code, seed=seed or by.request_seed, now=now, nonce=nonce
    )
    return Request(body, headers, way)


def asks(by: Far, asked: Question | bytes | None = None, **how: Any) -> Told:
    """What the centre says, sealed and signed, opened again."""
    status, told = request(asked or question(by.code), by, **how).arrives()
    assert status == 200, told
    return told


@dataclass
class Centre:
    """A centre's node that answers what a test says. came: the questions as it read them."""

    far: Far
    says: Callable[[Question], Told | bytes]
    came: list[Question] = field(default_factory=list)
    port: int = 0

    def answer(self, body: bytes) -> tuple[int, bytes]:
        content, way = open_question(body, self.far.code, {epoch_of(timezone.now()).month: self.far.seed})
        self.came.append(read_question(content))
        told = self.says(self.came[-1])
        return (200, way.seal(write(told))) if isinstance(told, Told) else (401, told)


@contextmanager
def served(centre: Centre) -> Iterator[Centre]:
    """The centre on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            status, body = centre.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    centre.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield centre
    finally:
        server.shutdown()
        server.server_close()


def plain(told: Told) -> dict[str, Any]:
    """An answer without what differs from one asking to the next: ids of acts and moments."""
    document = msgspec.to_builtins(told)

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: without(each) for name, each in value.items() if name not in ("act", "at", "as_of")}
        return [without(each) for each in value] if isinstance(value, list) else value

    return without(document)


def home_act(told: Told) -> UUID:
    assert told.act is not None
    return told.act
