"""The own bureau's verdicts as a file to learn from."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from comity.gate.door import actor_of
from comity.queries import actions

JSON_LINES = "application/x-ndjson"


@require_GET
def training(request: HttpRequest) -> HttpResponse:
    """One line of JSON for each verdict, of nobody a word."""
    lines = actions.export_verdicts(by=actor_of(request))
    answer = HttpResponse("".join(f"{line}\n" for line in lines), content_type=JSON_LINES)
    answer["Content-Disposition"] = 'attachment; filename="verdicts.jsonl"'
    return answer
