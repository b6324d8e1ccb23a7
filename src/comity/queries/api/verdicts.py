"""The own bureau's verdicts as training data, for programs."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from comity.gate.door import actor_of
from comity.queries import actions

JSON_LINES = "application/x-ndjson"
router = Router(tags=["hits"])


@router.get(
    "/verdicts",
    summary="Verdicts as training data",
    operation_id="export_verdicts",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {JSON_LINES: {"schema": {"type": "string"}}}}}
    },
)
def export_verdicts(request: HttpRequest) -> HttpResponse:
    """One line of JSON each: database, outcome, found_by, facts, verdict, by_owner. No id, no day, nobody's values."""
    lines = actions.export_verdicts(by=actor_of(request))
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=JSON_LINES)
