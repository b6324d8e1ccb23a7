"""A notice as a file, for whoever may read it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from comity.gate.door import actor_of
from comity.kit.errors import NotFound
from comity.notices import actions
from comity.notices.actions.exchanging import Form
from comity.notices.models import Notice

_FILES = {
    Form.JSON: ("application/json", ".json"),
    Form.ENTITIES: ("application/x-ndjson", ".ftm.jsonl"),
    Form.MISP: ("application/json", ".misp.json"),
}


@require_GET
def export(request: HttpRequest, pk: UUID, form: str) -> HttpResponse:
    """The file in one form. Exporting is an act."""
    if form not in [*Form]:
        raise NotFound
    actor = actor_of(request)
    row = get_object_or_404(Notice.visible_to(actor), pk=pk)
    media_type, ending = _FILES[Form(form)]
    answer = HttpResponse(actions.export(row, form, by=actor), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{row.number}{ending}"'
    return answer
