"""The door of pictures: past sessions and cookies, with a policy under which nothing in a file can run.

`wsgi` sends every path under /files/ here; with COMITY_FILES_URL on a host of its own, where nothing else answers.
"""

import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from comity.kit.errors import ComityError, NotFound
from comity.records.attached.attaching import shown
from comity.records.attached.attachments import bytes_of
from comity.records.attached.links import PATH, read_link, reader_of
from comity.records.attached.pictures import MEDIA_TYPE
from comity.records.public.search import shown_publicly
from comity.web.faults import is_lost, note

log = logging.getLogger("comity.records")
Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
HOST = urlsplit(settings.FILES_URL).netloc
ALWAYS = [
    ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-site" if HOST else "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "private, no-store"),
]

NOT_HERE = b"This picture is not here, or its address is over: load the page anew.\n"


def is_here(environ: Environ) -> bool:
    """Does this door answer, and not the pages?"""
    return environ["PATH_INFO"].startswith(PATH) or (HOST != "" and environ.get("HTTP_HOST") == HOST)


def answer(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """The picture, or one and the same refusal for whatever is not there for who asks."""
    headers = [("Content-Type", "text/plain; charset=utf-8")]
    try:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, body = HTTPStatus.METHOD_NOT_ALLOWED, b""
        else:
            name, body = _picture(environ)
            status = HTTPStatus.OK
            headers = [
                ("Content-Type", MEDIA_TYPE),
                ("Content-Disposition", f'inline; filename="{name}.webp"'),
            ]
    except ComityError as error:
        status, body = HTTPStatus(error.status), NOT_HERE
    except Exception as error:
        status, body = _failed(error)
    start(f"{status.value} {status.phrase}", [*headers, ("Content-Length", str(len(body))), *ALWAYS])
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _picture(environ: Environ) -> tuple[str, bytes]:
    """A file name without words, and the bytes. Who may see it is asked now. Raises: NotFound."""
    path = environ["PATH_INFO"]
    if not path.startswith(PATH) or environ.get("HTTP_HOST") != (HOST or environ.get("HTTP_HOST")):
        raise NotFound()
    link = read_link(path.removeprefix(PATH))
    found = (
        shown_publicly(link.attachment) if link.officer is None else shown(link.attachment, reader_of(link))
    )
    return f"comity-{found.id}", bytes_of(found, small=link.small)


def _failed(error: Exception) -> tuple[HTTPStatus, bytes]:
    if is_lost(error):
        log.error("a picture was not given: %s", type(error).__name__)
        return HTTPStatus.SERVICE_UNAVAILABLE, b"We do not know. Load the page anew.\n"
    incident = note(error)
    log.error("a picture was not given: incident %s", incident)
    return HTTPStatus.INTERNAL_SERVER_ERROR, b"A mistake of ours. Load the page anew.\n"
