"""The short way of a machine's query: from WSGI to the hot statement, past Django's middleware.

Sessions, languages, cookies and forms concern people; a program sends a token and a question. Measured: Django's
handler and middleware cost more processor time than the whole query. `wsgi.py` sends two paths here.
"""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from comity.access.tokens import actor_for
from comity.gate.actor import Actor
from comity.kit.errors import ComityError, Fault, NotAnswered, invalid
from comity.queries.actions import ask_everywhere, ask_many_everywhere
from comity.queries.asked import read_asked, read_frame, read_lines
from comity.web.faults import is_lost, note
from comity.web.problems import problem

MOST_BYTES = 64 * 1024
MOST_BATCH_BYTES = 1024 * 1024
log = logging.getLogger("comity.queries")
LANGUAGES = {code for code, _name in settings.LANGUAGES}
_encode = msgspec.json.Encoder().encode
_JSON = ("Content-Type", "application/json; charset=utf-8")
_ALWAYS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Door = Callable[[Environ], bytes]


def one(environ: Environ) -> bytes:
    """POST /api/v1/queries: one question of up to twenty subjects."""
    body = environ["wsgi.input"].read(_length(environ))
    actor_of = reader(environ)
    return _encode(ask_everywhere(read_asked(body), by=actor_of).whole)


def many(environ: Environ) -> bytes:
    """POST /api/v1/queries/batch?purpose=...: a line for each subject, then one that sums up (NDJSON)."""
    frame = read_frame(dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)))
    lines = read_lines(environ["wsgi.input"].read(_length(environ, MOST_BATCH_BYTES)))
    answer = ask_many_everywhere(frame, lines, by=reader(environ))
    told = [
        b'{"place":%d,"outcome":"no-hit"}' % place if line is None else _encode(line)
        for place, line in enumerate(answer.lines)
    ]
    answer.lines = []
    return b"\n".join([*told, _encode(answer), b""])


def reader(environ: Environ) -> Callable[[bool], Actor]:
    """Reads who asks from the request's headers; again, past the cache, when told to."""
    header = environ.get("HTTP_AUTHORIZATION", "")
    acting, terminal = environ.get("HTTP_ACTING_OFFICER", ""), environ.get("HTTP_TERMINAL", "")

    def read(fresh: bool) -> Actor:
        return actor_for(header, acting=acting, terminal=terminal, fresh=fresh)

    return read


def _length(environ: Environ, most: int = MOST_BYTES) -> int:
    text = environ.get("CONTENT_LENGTH") or "0"
    length = int(text) if text.isdigit() else 0
    if length > most:
        raise invalid(
            "", "too-large", _("This question is too long. Send at most %(most)s bytes.") % {"most": most}
        )
    return length


def answer(door: Door, environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Run a door; every error becomes a problem document with its code and sentence."""
    language = _language(environ)
    # Changing the language and back costs 10 microseconds; most ask in the node's own.
    spoken = nullcontext() if language == translation.get_language() else translation.override(language)
    with spoken:
        try:
            status, body = HTTPStatus.OK, door(environ)
        except ComityError as error:
            status, body = HTTPStatus(error.status), _encode(problem(error))
        except Exception as error:
            status, body = _failed(error)
    start(f"{status.value} {status.phrase}", [_JSON, ("Content-Length", str(len(body))), *_ALWAYS])
    return [body]


def _failed(error: Exception) -> tuple[HTTPStatus, bytes]:
    """What nobody foresaw. A lost store is not answered; a mistake of ours says so. Neither is ever "no hit"."""
    if is_lost(error):
        log.error(
            "a query was not answered: %s", type(error).__name__
        )  # never its message: it may quote names
        lost = NotAnswered(_("We do not know. Ask again, or call the bureau."))
        return HTTPStatus(lost.status), _encode(problem(lost))
    incident, now = note(error), f"{timezone.now():%Y-%m-%d %H:%M:%S}"
    sentence = _(
        "We do not know: a mistake of ours. Report number %(incident)s of %(now)s UTC to the operator."
    )
    fault = Fault(sentence % {"incident": incident, "now": now})
    return HTTPStatus(fault.status), _encode(problem(fault, incident=incident))


def _language(environ: Environ) -> str:
    wanted = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:2].lower()
    return wanted if wanted in LANGUAGES else settings.LANGUAGE_CODE
