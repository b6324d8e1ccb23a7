"""How a program asks. The web server sends both addresses the short way (`door`); here they stand in the API's own
description, and work where no such server stands in front.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from comity.queries import door
from comity.queries.answers import Answer, BatchAnswer, SubjectAnswer
from comity.queries.asked import Asked, AskedSubject, Frame

REFS = "#/{name}"
router = Router(tags=["queries"])


def _schemas(*types: Any) -> list[dict[str, Any]]:
    """JSON schemas of our structures, whole: the API's description has no shared parts of ours."""
    tops, parts = msgspec.json.schema_components(types, ref_template=REFS)
    return [_whole(each, parts) for each in tops]


def _whole(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _whole(parts[schema["$ref"].removeprefix(REFS.format(name=""))], parts)
        return {name: _whole(value, parts) for name, value in schema.items()}
    if isinstance(schema, Sequence) and not isinstance(schema, str):
        return [_whole(each, parts) for each in schema]
    return schema


_ASKED, _SUBJECT, _ANSWER, _TOLD, _SUMMED, _FRAME = _schemas(
    Asked, AskedSubject, Answer, SubjectAnswer, BatchAnswer, Frame
)
JSON, LINES = "application/json", "application/x-ndjson"
_ONE = {
    "requestBody": {"required": True, "content": {JSON: {"schema": _ASKED}}},
    "responses": {
        200: {"description": "The answer of every database", "content": {JSON: {"schema": _ANSWER}}}
    },
}
_MANY = {
    "parameters": [
        {"in": "query", "name": name, "required": name in _FRAME["required"], "schema": schema}
        for name, schema in _FRAME["properties"].items()
    ],
    "requestBody": {"required": True, "content": {LINES: {"schema": _SUBJECT}}},
    "responses": {
        200: {
            "description": "A line for each subject in the order sent, then one that sums up",
            "content": {LINES: {"schema": {"oneOf": [_TOLD, _SUMMED]}}},
        }
    },
}


@router.post("", summary="Ask all databases", operation_id="ask", openapi_extra=_ONE)
def ask(request: HttpRequest) -> HttpResponse:
    """One question of up to twenty subjects; one answer for each subject and database. It is one act."""
    return HttpResponse(door.one(request.environ), content_type=JSON)  # type: ignore[attr-defined]


@router.post("/batch", summary="Ask about many", operation_id="ask_many", openapi_extra=_MANY)
def ask_many(request: HttpRequest) -> HttpResponse:
    """Up to a thousand subjects of one journey, a JSON object a line. It is one act that lists them."""
    return HttpResponse(door.many(request.environ), content_type=LINES)  # type: ignore[attr-defined]
