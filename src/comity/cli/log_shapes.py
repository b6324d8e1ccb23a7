"""What may leave this machine of a log: shapes that stand here, never a line. Pure, but for what is installed.

A line that fits none is counted and nothing else. Of one that fits, only our own words are told, the level, the hour,
and from an exception its name and the places in code that everybody has. So a name, a number or a value cannot be
in it, wherever in a line it stood.
"""

import builtins
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import django.core.exceptions
import django.db
import psycopg.errors
import urllib3.exceptions

from comity.kit import errors

PACKAGES = Path(django.__file__).parents[1]
OURS = Path(errors.__file__).parents[2]
_ID, _NAME = r"[0-9a-f-]{8,36}", r"[A-Za-z_][A-Za-z_0-9.]*"
_SERVER_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d):\d\d:\d\d\.\d+ UTC \[\d+\] (LOG|WARNING|ERROR|FATAL|PANIC):  (.*)"
)
_FRAME = re.compile(r'\s*File "([^"]+)", line (\d+), in .*')
_RAISED = re.compile(rf"({_NAME})(?::.*)?")
_PLACE = re.compile(r"\(([^():]+\.py):(\d+)\)")
_INCIDENT = re.compile(rf"incident {_ID}: ({_NAME}) in (.*)")

# What PostgreSQL says, by how it begins. What it puts into a sentence is left out.
SERVER = (
    "starting PostgreSQL", "listening on Unix socket", "database system was shut down",
    "database system was interrupted", "database system was not properly shut down",
    "database system is ready to accept connections", "database system is shut down", "redo starts", "redo done",
    "invalid record length", "checkpoint starting", "checkpoint complete", "checkpoints are occurring too frequently",
    "received fast shutdown request", "received immediate shutdown request", "received smart shutdown request",
    "aborting any active transactions", "shutting down", "background worker", "server process",
    "terminating any other active server processes", "all server processes terminated", "terminating connection",
    "canceling statement due to", "deadlock detected", "could not serialize access", "out of memory",
    "could not extend file", "could not write", "could not fsync", "could not resize shared memory", "no space left",
    "sorry, too many clients already", "remaining connection slots are reserved", "invalid page",
    "page verification failed", "duplicate key value violates unique constraint", "new row for relation",
    "insert or update on table", "update or delete on table", "null value in column", "relation", "column",
    "permission denied", "password authentication failed", "role", "database", "unexpected EOF on client connection",
    "could not receive data from client", "connection to client lost", "automatic vacuum", "automatic analyze",
    "unrecognized configuration parameter", "syntax error", "value too long", "division by zero",
    "must be owner", "the database system is starting up", "the database system is shutting down",
)  # fmt: skip
# What our own programs and the libraries say: the pattern of a whole line, and what is told of it.
PROGRAMS = tuple(
    (re.compile(pattern), shape)
    for pattern, shape in (
        (r"Traceback \(most recent call last\):", "traceback"),
        (rf"a picture was not given: (incident {_ID}|{_NAME})", "a picture was not given"),
        (rf"load {_ID}: the store was lost after line \d+", "load: the store was lost"),
        (rf"import {_ID} stopped at \w+", "import stopped"),
        (rf"an alarm \w+ over act {_ID} was lost: {_NAME}", "an alarm was lost"),
        (rf"the clock of confirmation {_ID} failed: [a-z-]+", "the clock of a confirmation failed"),
        (rf"a query was not answered: {_NAME}", "a query was not answered"),
        (rf"list {_ID} was not answered: [a-z-]+", "list was not answered"),
        (r"Launching a worker on .*", "worker: launching"),
        (r"Stop requested", "worker: stop requested"),
        (r"Job .* ended with status: Error.*", "worker: job ended with an error"),
        (r"Job .* ended with status: Aborted.*", "worker: job aborted"),
        (r"\[(INFO|WARNING)\] (Starting|Stopping|Shutting|Listening|Spawning|Configuration) .*", "web: starts or ends"),
        (r"\[(WARNING|ERROR)\] .*[Uu]nexpected exit.*", "web: a worker ended unexpectedly"),
        (r"\[(WARNING|ERROR)\] .*killing.*|\[(WARNING|ERROR)\] .*[Kk]illed.*", "web: a worker was killed"),
        (r"(Bad Request|Not Found|Forbidden|Method Not Allowed|Too Many Requests): .*", "web: refused"),
        (r"(Internal Server Error|Service Unavailable): .*", "web: failed"),
        (r"The (backup|copy|restore test|mail).*", "nightly: a step ended"),
    )
)  # fmt: skip


def _errors_of(*modules: object) -> set[str]:
    """The names of exceptions that everybody has."""
    found = set()
    for module in modules:
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, BaseException):
                found.add(name)
    return found


EXCEPTIONS = _errors_of(
    builtins, errors, psycopg, psycopg.errors, django.db, django.core.exceptions, urllib3.exceptions
)


def shapes(lines: Iterable[str]) -> dict[str, int]:
    """How often each shape stands in a log; "unknown" counts the lines that fit none. Empty lines count as nothing."""
    return dict(Counter(shape_of(line) for line in lines if line.strip()))


def shape_of(line: str) -> str:
    """What may be told of one line."""
    line = line.rstrip("\n")
    if found := _SERVER_LINE.fullmatch(line):
        begins = next((each for each in SERVER if found[3].startswith(each)), "other")
        return f"{found[1]} {found[2]}: {begins}"
    if found := _FRAME.fullmatch(line):
        return _place(found[1], found[2]) or "unknown"
    if found := _INCIDENT.fullmatch(line):
        places = [_place(path, number) for path, number in _PLACE.findall(found[2])]
        return " ".join(["incident", _exception(found[1]), *filter(None, places)])
    for pattern, shape in PROGRAMS:
        if pattern.fullmatch(line):
            return shape
    if found := _RAISED.fullmatch(line):
        name = _exception(found[1])
        return "unknown" if name == "other" else f"raised {name}"
    return "unknown"


def _exception(name: str) -> str:
    last = name.rpartition(".")[2]
    return last if last in EXCEPTIONS else "other"


def _place(path: str, number: str) -> str:
    """A line of code that everybody has, or "": below our package or an installed one, and really there."""
    for root in (OURS, PACKAGES):
        full = Path(path) if path.startswith("/") else root / path
        if full.is_relative_to(root) and full.suffix == ".py" and ".." not in full.parts and full.is_file():
            return f"at {full.relative_to(root).as_posix()}:{int(number)}"
    return ""
