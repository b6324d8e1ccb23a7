"""The door of files: past sessions and cookies, always as a download, under a policy under which nothing can run.

A page that has asked who is there leads here (`messages.fetch`), by an address signed for one officer. `wsgi` sends
every path under PATH here. A download that was cut off goes on where it stopped: thin links are why files are late.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, BinaryIO

from django.utils.http import content_disposition_header

from comity.gate.actor import Actor
from comity.kit.errors import ComityError, NotFound
from comity.messages.files.stored import PIECE_BYTES, is_stored, open_stored
from comity.messages.files.tables import Attachment
from comity.records.attached.door import ALWAYS, HOST
from comity.records.attached.links import link_to, read_link, reader_of
from comity.web.faults import is_lost, note

log = logging.getLogger("comity.messages")
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
PATH = "/files/messages/"
# Whatever a file is, a browser is told that it is bytes.
MEDIA_TYPE = "application/octet-stream"
NOT_HERE = b"This file is not here, or its address is over: go back to the message.\n"
_FROM = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


def is_here(environ: Environ) -> bool:
    return bool(environ["PATH_INFO"].startswith(PATH))


def address_of(attachment: Attachment, *, by: Actor) -> str:
    """Where this officer downloads it, for five minutes."""
    return link_to(attachment.id, by=by, path=PATH)


def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """The file, or one and the same refusal for whatever is not there for who asks."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(NOT_HERE)))]
    try:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            start(_line(HTTPStatus.METHOD_NOT_ALLOWED), [("Content-Length", "0"), *ALWAYS])
            return []
        found = _found(environ)
        status, first, last = _part(environ.get("HTTP_RANGE", ""), found.size)
        body: Iterable[bytes] = pieces(open_stored(found), first, last)
        headers = _headers(found, first, last)
    except (ComityError, FileNotFoundError):
        status, body = HTTPStatus.NOT_FOUND, [NOT_HERE]
    except Exception as error:
        status, body = _failed(error), [NOT_HERE]
    start(_line(status), [*headers, *ALWAYS])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else body


def pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    """The bytes from first to last, both inclusive, piece by piece; the file is closed at the end."""
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(PIECE_BYTES, left))):
            left -= len(piece)
            yield piece


def _found(environ: Environ) -> Attachment:
    """Who may see it is asked now. Raises: NotFound."""
    if environ.get("HTTP_HOST") != (HOST or environ.get("HTTP_HOST")):
        raise NotFound
    link = read_link(environ["PATH_INFO"].removeprefix(PATH))
    found = Attachment.visible_to(reader_of(link)).filter(pk=link.attachment).first()
    if found is None or not is_stored(found):
        raise NotFound
    return found


def _part(asked: str, size: int) -> tuple[HTTPStatus, int, int]:
    """Which bytes: one part where a browser goes on with a download, else all."""
    match = _FROM.fullmatch(asked)
    if match is None or int(match[1]) >= size:
        return HTTPStatus.OK, 0, size - 1
    last = min(int(match[2]) if match[2] else size - 1, size - 1)
    first = int(match[1])
    return (HTTPStatus.PARTIAL_CONTENT, first, last) if first <= last else (HTTPStatus.OK, 0, size - 1)


def _headers(found: Attachment, first: int, last: int) -> list[tuple[str, str]]:
    headers = [
        ("Content-Type", MEDIA_TYPE),
        ("Content-Disposition", str(content_disposition_header(True, found.name))),
        ("Content-Length", str(last - first + 1)),
        ("Accept-Ranges", "bytes"),
        ("ETag", f'"{found.digest}"'),
    ]
    whole = last - first + 1 == found.size
    return headers if whole else [*headers, ("Content-Range", f"bytes {first}-{last}/{found.size}")]


def _failed(error: Exception) -> HTTPStatus:
    if is_lost(error):
        log.error("a file was not given: %s", type(error).__name__)
        return HTTPStatus.SERVICE_UNAVAILABLE
    incident = note(error)
    log.error("a file was not given: incident %s", incident)
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _line(status: HTTPStatus) -> str:
    return f"{status.value} {status.phrase}"
