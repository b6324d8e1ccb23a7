"""Requests and notices as documents, for programs (docs/spec/notice-request.md)."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.notices import actions
from comity.notices.actions.exchanging import Form
from comity.notices.api.shapes import MissingOut, line_of, missing_out
from comity.notices.exchange.documents import read_file, schema
from comity.notices.models import Notice
from comity.notices.weighing import unmet_of

router = Router(tags=["notices"])
MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.ENTITIES: "application/x-ndjson",
    Form.MISP: "application/json",
}
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "application/x-ndjson": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}
ANSWERS: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The notice in this form",
            "content": {kind: {"schema": {"type": "object"}} for kind in MEDIA_TYPES.values()},
        }
    }
}


class HowTaken(Schema):
    """mode: `each` keeps every good request, `all` keeps none where one is wrong."""

    mode: Literal["each", "all"] = "each"


class FormAsked(Schema):
    """form: `json` is the request with what became of it, `entities` FollowTheMoney, one entity a line, `misp` the
    object `interpol-notice`."""

    form: Form = Form.JSON


class DraftOut(Schema):
    """A draft that was made, or one that was there. line: in the file. missing: what reviewers will ask for."""

    line: int
    id: UUID
    number: str
    missing: list[MissingOut]


class LineFaultOut(Schema):
    """What is wrong with a line, of which nothing was kept."""

    line: int
    field: str
    code: str
    sentence: str


class TakenOut(Schema):
    """What became of a file. known: requests that your bureau had already, to the letter."""

    issued_by: str
    drafts: list[DraftOut]
    known: list[DraftOut]
    faults: list[LineFaultOut]


@router.get(
    "/schema", response=dict[str, Any], summary="Schema of requests", operation_id="schema_of_notices"
)
def read_schema(request: HttpRequest) -> dict[str, Any]:
    """The JSON Schema of a request as a document, for every kind of this node."""
    require(actor_of(request), "notices.view")
    return schema()


@router.post(
    "/import", response=TakenOut, summary="Import requests", operation_id="import_notices", openapi_extra=FILE
)
def import_file(request: HttpRequest, asked: Query[HowTaken]) -> dict[str, Any]:
    """Makes drafts of one request, of a list of them, or of one on each line; at most 500 and 2 MB. 422 names what is
    wrong by line and field where all or none was asked."""
    actor = actor_of(request)
    require(actor, "notices.import_requests")
    taken = actions.import_requests(read_file(request.body), every=asked.mode == "all", by=actor)
    return {
        "issued_by": line_of(actor),
        "drafts": [_draft_out(*each) for each in taken.drafts],
        "known": [_draft_out(*each) for each in taken.known],
        "faults": [
            {"line": number, "field": each.field, "code": each.code, "sentence": str(each.message)}
            for number, each in taken.faults
        ],
    }


@router.get(
    "/{uuid:id}/export", summary="Export a notice", operation_id="export_notice", openapi_extra=ANSWERS
)
def export_one(request: HttpRequest, id: UUID, asked: Query[FormAsked]) -> HttpResponse:
    """A notice that you may see, in the form of the import, of FollowTheMoney or of MISP. Exporting is an act."""
    actor = actor_of(request)
    notice = get_object_or_404(Notice.visible_to(actor), pk=id)
    content = actions.export(notice, asked.form, by=actor)
    return HttpResponse(content, content_type=MEDIA_TYPES[asked.form])


def _draft_out(line: int, row: Notice) -> dict[str, Any]:
    return {"line": line, "id": row.pk, "number": row.number, "missing": missing_out(unmet_of(row))}
