"""The way to a file: who is there is asked here, the bytes come from a door without cookies."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from comity.gate.door import actor_of
from comity.messages.files.door import address_of
from comity.messages.files.uploading import fetch


@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leads to the download, for five minutes and for this reader alone."""
    actor = actor_of(request)
    return redirect(address_of(fetch(pk, by=actor), by=actor))
