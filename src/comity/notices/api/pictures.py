"""Pictures of notices for programs; in full they are read at `/attachments/{id}`, as those of records."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.notices import actions
from comity.notices.models import Notice
from comity.notices.pictures import all_shown
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments_api import AttachmentOut, attachment_out

router = Router(tags=["notices"])


class PictureIn(Schema):
    """What is said of a picture. caption: what it shows. kind: photograph, fingerprints or dna."""

    caption: str = Field(max_length=200)
    kind: str = Field("photograph", max_length=20)


@router.get(
    "/{uuid:id}/attachments",
    response=list[AttachmentOut],
    summary="Pictures of a notice",
    operation_id="list_notice_attachments",
)
def list_notice_attachments(request: HttpRequest, id: UUID) -> list[dict[str, Any]]:
    """Photographs, in their order. Fingerprints and DNA stay with its own bureau and reviewers."""
    actor = actor_of(request)
    require(actor, "notices.view")
    row = actions.view(get_object_or_404(Notice.visible_to(actor), pk=id), by=actor)
    return [attachment_out(each) for each in all_shown(row, actor)]


@router.post(
    "/{uuid:id}/attachments",
    response={201: AttachmentOut},
    summary="Hang a picture on a request",
    operation_id="attach_to_notice",
)
def attach_to_notice(
    request: HttpRequest, id: UUID, told: Form[PictureIn], file: File[UploadedFile]
) -> Status[Any]:
    """JPEG, PNG or WebP of at most 10 MB on an own request that is not out. It is part of what reviewers approve."""
    actor = actor_of(request)
    row = get_object_or_404(Notice.owned_by(actor), pk=id)
    made = actions.attach(row, Sent(file.read(), told.caption, told.kind), by=actor)
    return Status(201, attachment_out(made))


@router.delete(
    "/{uuid:id}/attachments/{uuid:picture}",
    response={204: None},
    summary="Take a picture off a request",
    operation_id="detach_from_notice",
)
def detach_from_notice(request: HttpRequest, id: UUID, picture: UUID) -> Status[None]:
    """Of an own request that is not out. What was published keeps what reviewers approved."""
    actor = actor_of(request)
    actions.detach(get_object_or_404(Notice.owned_by(actor), pk=id), picture, by=actor)
    return Status(204, None)
