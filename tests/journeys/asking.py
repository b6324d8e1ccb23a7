"""One world as an asker meets it: the node's own WSGI entry without a socket, each answer noted with its SQL."""

import io
import json
import os
import re
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any
from unittest import mock

import django

os.environ["COMITY_SCREENING"] = "on"  # off by default: nothing would be there to be walked
os.environ["COMITY_PUBLIC_NOTICES"] = "on"
django.setup()

import psycopg  # noqa: E402  # rooms can be imported only now
from click.testing import Result  # noqa: E402
from django.utils import timezone  # noqa: E402

from comity.access.models import Officer  # noqa: E402
from comity.wsgi import application  # noqa: E402
from tests import people  # noqa: E402
from tests.journeys.papered import without_its_moment  # noqa: E402

HOST = "localhost"
CSRF = "c" * 32
NOBODY = "01890000-0000-7000-8000-000000000000"
# What a page of a second factor makes anew each time: its picture, its words, its challenge.
SECRETS = re.compile(
    r"data:image/svg[^\"']*|otpauth[^\"'<]*|(?<==\")[A-Z2-7]{32}(?=\")|(?<=\"challenge\": \")[^\"]+"
)
# A page that was asked for and is shown, refused or not there: whoever is signed in stays so.
LEAVES_THE_SESSION = ("200", "403", "404", "405")
Body = dict[str, Any]

_statements: list[str] = []


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every statement that goes to the store meanwhile, whoever sends it."""
    _statements.clear()
    yield _statements


def _watch(name: str) -> None:
    genuine: Callable[..., Any] = getattr(psycopg.Cursor, name)

    def noted(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        text = query.as_string(self.connection) if hasattr(query, "as_string") else str(query)
        text = re.sub(r'"s\d+_x\d+"', "<savepoint>", " ".join(text.split()))
        _statements.append(f"{name} {text}")
        return genuine(self, query, *args, **kwargs)

    setattr(psycopg.Cursor, name, noted)


def _cursor(found: re.Match[str]) -> str:
    """A cursor of a list holds the time and the id of its last row, and nothing else."""
    try:
        told = urlsafe_b64decode(found[0]).decode()
    except ValueError:
        return found[0]
    return "<cursor>" if re.fullmatch(r"[-0-9T:.+]+\|[-0-9a-f]{36}", told) else found[0]


class World:
    """One world as an asker meets it: a WSGI server without a socket."""

    def __init__(self, facts: Body, sink: io.TextIOBase) -> None:
        self.facts, self.sink, self.routes = facts, sink, set[str]()
        self.sessions: dict[str, str] = {}
        self.masked_line = lru_cache(maxsize=1000)(self.masked)  # most headers are those of the answer before
        self.known = set(
            re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", json.dumps(facts))
        )

    def call(
        self,
        who: str,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        kind: str = "",
        route: str = "",
        query: str = "",
    ) -> tuple[str, bytes]:
        """One request through the node's own entry; who: a name of `people`, of `tokens`, or "" for nobody."""
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": HOST,
            "SERVER_PORT": "80", "HTTP_HOST": HOST,
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": False, "SCRIPT_NAME": "",
            "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind,
            "REMOTE_ADDR": "127.0.0.1", **self._who(who),
        }  # fmt: skip
        told: list[Any] = []
        with watched() as statements:
            answer = application(environ, lambda status, headers, *_more: told.extend((status, headers)))
            content = b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        self.routes.add(route or path)
        if method != "GET" or not told[0].startswith(LEAVES_THE_SESSION):
            self.sessions.pop(who, None)
        self._note(
            who, f"{method} {path}?{query} {body[:300].decode(errors='replace')}", told, content, statements
        )
        return told[0], content

    def note_command(self, name: str, words: list[str], done: Result) -> None:
        """A verb of the command line as if it were a request; its own requests are noted before it."""
        self.routes.add(f"comity {name}")
        said = done.output.encode() + repr(done.exception).encode()
        self._note("command", f"comity {name} {words}", [str(done.exit_code), []], said, [])

    def _note(self, who: str, what: str, told: list[Any], content: bytes, statements: list[str]) -> None:
        headers = sorted(f"{name}: {value}" for name, value in told[1])
        whole = f"Content-Length: {len(content)}"  # what it counts is compared itself, without its secrets
        headers = [line for line in headers if line != whole]
        shown = without_its_moment(content) or content.decode("utf-8", "replace")
        row = {
            "asked": self.masked(f"{who}: {what}"),
            "status": told[0],
            "headers": [self.masked_line(line) for line in headers],
            "content": self.masked(shown),
            "statements": list(statements),
        }
        self.sink.write(json.dumps(row) + "\n")

    def masked(self, text: str) -> str:
        """The answer without what differs from one second to the next; ids both worlds know stay as they are."""
        text = re.sub(
            r"<time .*?</time>", "<time>", text, flags=re.DOTALL
        )  # some moments are the store's own
        text = re.sub(r'(csrfmiddlewaretoken"[^>]*value=")[^"]*', r"\1<csrf>", text)
        text = re.sub(r'("X-CSRFToken": ")\w+', r"\1<csrf>", text)
        text = re.sub(r"(csrftoken|sessionid)=[^;]*", r"\1=<cookie>", text)
        text = re.sub(r"(messages=[^:;]*):[^;]*", r"\1:<signature>", text)
        text = re.sub(r"/files/(?:[\w-]+/)?[\w:-]*:[\w:-]+|/files/[\w:-]+", "/files/<signed>", text)
        text = re.sub(r"comity_[0-9a-f]{32}_[\w-]{43}", "<token>", text)
        text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", self._id, text)
        text = re.sub(r"\b20\d\d-[0-9A-F]{4}-[0-9A-F]{4}\b", self._number, text)
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", "<time>", text)
        text = re.sub(r"\d\d:\d\d:\d\d UTC", "<time>", text)
        text = re.sub(r"((?:expires=|Expires: ))[^;]*", r"\1<time>", text)
        text = re.sub(r"[A-Za-z0-9_-]{60,}={0,2}", _cursor, text)
        text = re.sub(r'("cursor": ?"|since=)[\w-]{60,}', r"\1<sealed>", text)
        return SECRETS.sub("<secret>", text)

    def _id(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self.known or found[0] == NOBODY else "<id>"

    def _number(self, found: re.Match[str]) -> str:
        """The number of a notice that both worlds know, as it is; of one begun during the walk no more than that."""
        known = {*self.facts["numbers"], *self.facts.get("closed_numbers", ())}
        return found[0] if found[0] in known else "<number>"

    def _who(self, who: str) -> dict[str, str]:
        if who in self.facts["tokens"]:
            acting = {"HTTP_ACTING_OFFICER": "K-17", "HTTP_TERMINAL": "gate 4"} if who == "system" else {}
            return {"HTTP_AUTHORIZATION": f"Bearer {self.facts['tokens'][who]}", **acting}
        if not who:
            return {}
        # A session of that officer, begun anew after whatever may have ended or changed it.
        if who not in self.sessions:
            self.sessions[who] = people.session(Officer.objects.get(pk=self.facts["people"][who]))
        session = self.sessions[who]
        return {"HTTP_COOKIE": f"sessionid={session}; csrftoken={CSRF}"}


def watch_the_store() -> None:
    """From now on every statement is noted."""
    for name in ("execute", "executemany", "copy"):
        _watch(name)


def frozen(moment: datetime) -> None:
    """One moment for both worlds, after any that the store knows: elapsed time must not tell them apart."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    mock.patch.object(timezone, "now", return_value=moment).start()
    mock.patch("comity.journal.acts.datetime", Then).start()
    mock.patch("comity.gate.action.perf_counter", return_value=0.0).start()
