"""The web server's entry. A machine's query takes the short way past Django's middleware (queries.door), and
so do pictures and files: past cookies and sessions. Other nodes come in by the courier's."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from comity.kit.loading import loaded, loading
from comity.store.children import die_with_parent

loading()
if os.environ.get("COMITY_SUPERVISED"):
    # The web server's own workers: once their parent is killed nobody waits for them, and the port must be free again.
    die_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
_pages = get_wsgi_application()

from comity.messages.courier import door as nodes  # noqa: E402  # Django must be set up first
from comity.messages.files import door as attachments  # noqa: E402
from comity.queries import door  # noqa: E402  # Django must be set up first
from comity.records.attached import door as files  # noqa: E402

get_resolver().url_patterns  # noqa: B018  # all pages, now and not while the first reader waits
loaded()

_DOORS = {"/api/v1/queries": door.one, "/api/v1/queries/batch": door.many}


def application(environ, start_response):  # type: ignore[no-untyped-def]  # WSGI's own form (PEP 3333)
    if attachments.is_here(environ):
        return attachments.answer(environ, start_response)
    if files.is_here(environ):
        return files.answer(environ, start_response)
    if nodes.is_here(environ):
        return nodes.answer(environ, start_response)
    short = _DOORS.get(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "POST" else None
    return _pages(environ, start_response) if short is None else door.answer(short, environ, start_response)
