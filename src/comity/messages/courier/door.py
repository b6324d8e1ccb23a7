"""The door for other nodes, past sessions and pages: signed requests in, deterministic CBOR out.

`wsgi` sends every path under /courier/ here. Who is not in the directory learns nothing but that.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.utils import timezone

from comity.gate.system import node as node_actor
from comity.messages.courier.chunks import read_chunks, write_progress
from comity.messages.courier.gathering import take_chunks
from comity.messages.courier.handed import read_fetch, write_handed
from comity.messages.courier.here import own_node
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.reconciling import compare, held_from
from comity.messages.courier.relaying import hand_out, leave, leave_chunks
from comity.messages.courier.requests import Believed, NotBelieved, believe_request
from comity.messages.courier.taking import take, use_once
from comity.messages.courier.wire import (
    MOST_REQUEST_BYTES,
    read_batch,
    read_heads,
    write_answers,
    write_heads,
)
from comity.seal.errors import Refusal
from comity.seal.header import CLOCKS_DIFFER
from comity.web.faults import is_lost, note

log = logging.getLogger("comity.courier")
PREFIX = "/courier/"
SAID_EVERY_S = 60.0  # strangers ask as often as they like: they do not fill a log
_said: dict[str, float] = {}
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Door = Callable[[bytes, Believed], bytes]
_ALWAYS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


def batch(body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/batch: whole parcels; for each `have` or a code."""
    answers = take(read_batch(body), sent_by, own_node(DIRECTORY), by=node_actor("messages.take"))
    return write_answers(answers)


def chunks(body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/chunks: of parcels too long for one request; for each how many are here, or a code."""
    taken = take_chunks(
        read_chunks(body), sent_by, own_node(DIRECTORY), by=node_actor("messages.take_chunks")
    )
    return write_progress(taken)


def fetch(body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/fetch: what others left here for the node that asks."""
    most_bytes, answers = read_fetch(body)
    return write_handed(hand_out(most_bytes, answers, sent_by, by=node_actor("messages.hand_out")))


def left_batch(to: str, body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/for/NODE/batch: parcels for a node whose relay this one is."""
    return write_answers(leave(read_batch(body), sent_by, to, by=node_actor("messages.leave")))


def left_chunks(to: str, body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/for/NODE/chunks: the same in chunks."""
    return write_progress(
        leave_chunks(read_chunks(body), sent_by, to, by=node_actor("messages.leave_chunks"))
    )


def heads(body: bytes, sent_by: Believed) -> bytes:
    """POST /courier/v1/heads: how far they are with ours; how far we are with theirs."""
    use_once(sent_by)
    compare(sent_by.node, read_heads(body), DIRECTORY, by=node_actor("messages.compare"))
    return write_heads(held_from(sent_by.node, DIRECTORY))


DOORS: dict[str, Door] = {
    "/courier/v1/batch": batch,
    "/courier/v1/chunks": chunks,
    "/courier/v1/heads": heads,
    "/courier/v1/fetch": fetch,
}
LEFT: dict[str, Callable[[str, bytes, Believed], bytes]] = {"batch": left_batch, "chunks": left_chunks}
_FOR = re.compile(r"/courier/v1/for/([A-Z0-9][A-Z0-9-]{1,11})/(batch|chunks)")


def is_here(environ: Environ) -> bool:
    """Does this door answer, and not the pages?"""
    return str(environ["PATH_INFO"]).startswith(PREFIX)


def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Believe the request, run its door; every refusal is a status and a code that both sides can read."""
    kind = "application/problem+json"
    try:
        door = _door(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
        if door is None:
            status, body = HTTPStatus.NOT_FOUND, _problem("not-found")
        else:
            read = _body(environ)
            status, kind, body = HTTPStatus.OK, "application/cbor", door(read, _sender(environ, read))
    except NotBelieved as error:
        _say(error)
        status, body = HTTPStatus.UNAUTHORIZED, _problem(error.code)
    except Refusal as error:
        status, body = HTTPStatus.BAD_REQUEST, _problem(error.code)
    except Exception as error:
        lost, full = is_lost(error), isinstance(error.__cause__, psycopg.errors.DiskFull)
        if lost or full:
            log.error("a request of a node was not answered: %s", type(error).__name__)
        else:
            note(error)
        status = HTTPStatus.SERVICE_UNAVAILABLE if lost or full else HTTPStatus.INTERNAL_SERVER_ERROR
        body = _problem("no-room" if full else "busy" if lost else "fault")
    start(
        f"{status.value} {status.phrase}",
        [("Content-Type", kind), ("Content-Length", str(len(body))), *_ALWAYS],
    )
    return [body]


def _door(path: str) -> Door | None:
    """What answers there. A node for which the directory does not name this one as relay has no door here."""
    if found := _FOR.fullmatch(path):
        node, verb = found.groups()
        return partial(LEFT[verb], node) if DIRECTORY.relay_of(node) == own_node(DIRECTORY) != "" else None
    return DOORS.get(path)


def _sender(environ: Environ, body: bytes) -> Believed:
    headers = (
        environ.get("HTTP_CONTENT_DIGEST", ""),
        environ.get("HTTP_SIGNATURE_INPUT", ""),
        environ.get("HTTP_SIGNATURE", ""),
    )
    # The address under which the directory names us, whatever proxy stands in front.
    address = settings.NODE_URL + environ["PATH_INFO"]
    return believe_request("POST", address, body, headers, keys=DIRECTORY.request_key, now=timezone.now())


def _body(environ: Environ) -> bytes:
    """Raises: NotBelieved for a body without a length, or a longer one than any of ours."""
    text = environ.get("CONTENT_LENGTH") or ""
    length = int(text) if text.isdigit() and len(text) < 12 else -1
    if not 0 <= length <= MOST_REQUEST_BYTES:
        raise NotBelieved("request-too-long")
    body: bytes = environ["wsgi.input"].read(length)
    return body


def _say(refusal: NotBelieved) -> None:
    """For the operator here, who else would never learn why a partner's messages do not come."""
    now = monotonic()
    if now - _said.get(refusal.code, -SAID_EVERY_S) >= SAID_EVERY_S:
        _said[refusal.code] = now
        log.warning(
            "a request, said to be of %s, was refused: %s%s",
            refusal.said or "nobody",
            refusal.code,
            _format_difference(refusal.dated_s),
        )


def _format_difference(dated_s: int) -> str:
    """By how much the two nodes' clocks differ, and in which direction; empty below what is taken anyway."""
    if abs(dated_s) <= CLOCKS_DIFFER.total_seconds():
        return ""
    side = "ahead of" if dated_s > 0 else "behind"
    return f"; it is dated {abs(dated_s)} s {side} this node's clock: set the clocks of both nodes by NTP"


def _problem(code: str) -> bytes:
    return json.dumps({"code": code}).encode()
