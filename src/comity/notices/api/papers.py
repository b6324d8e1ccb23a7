"""Papers of notices for programs."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from comity.gate.door import actor_of
from comity.notices.actions.papers import print_paper
from comity.notices.models import Notice
from comity.notices.paper_links import check_url

router = Router(tags=["notices"])
LANGUAGE_FORM = "^(ar|en|es|fr)$"


class PaperAsked(Schema):
    """language: of the paper."""

    language: str = Field("en", pattern=LANGUAGE_FORM)


@router.get(
    "/{id}/paper",
    summary="Print a notice",
    operation_id="print_notice",
    openapi_extra={
        "responses": {
            200: {
                "description": "The paper, signed and dated",
                "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def print_one(request: HttpRequest, id: UUID, asked: Query[PaperAsked]) -> HttpResponse:
    """The PDF of a notice that is out for your bureau, valid as printed for seven days. Printing is an act."""
    actor = actor_of(request)
    notice = get_object_or_404(Notice.visible_to(actor), pk=id)
    content = print_paper(notice, asked.language, check_url=check_url(request), by=actor)
    return HttpResponse(content, content_type="application/pdf")
