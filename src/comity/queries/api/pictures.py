"""Pictures on hits for programs: of the own bureau's hits, and those that came with a question to it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from comity.gate.door import actor_of
from comity.queries import actions
from comity.queries.models import OWNER, Confirmation, Hit
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import of_hit
from comity.records.attached.attachments_api import AttachmentOut, Told, attachment_out

router = Router(tags=["attachments"])


@router.get(
    "/hits/{uuid:id}/attachments",
    response=list[AttachmentOut],
    summary="Pictures of a hit",
    operation_id="list_hit_attachments",
)
def list_hit_attachments(request: HttpRequest, id: UUID) -> Any:
    """In their order. Asking is looking at the hit: it leaves the same act."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    actions.view_hit(hit, by=actor)
    return [attachment_out(each) for each in of_hit(hit.id)]


@router.post(
    "/hits/{uuid:id}/attachments",
    response={201: AttachmentOut},
    summary="Put a picture on a hit",
    operation_id="attach_to_hit",
)
def attach_to_hit(request: HttpRequest, id: UUID, told: Form[Told], file: File[UploadedFile]) -> Status[Any]:
    """JPEG, PNG or WebP of at most 10 MB, written anew as WebP. The owner gets it only if a question names it."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    sent = Sent(file.read(), told.caption, told.kind)
    return Status(201, attachment_out(actions.attach(hit, sent, by=actor)))


@router.delete(
    "/hits/{uuid:id}/attachments/{uuid:picture}",
    response={204: None},
    summary="Take a picture off a hit",
    operation_id="detach_from_hit",
)
def detach_from_hit(request: HttpRequest, id: UUID, picture: UUID) -> Status[None]:
    """Deleted. What was sent to an owner stays with the question."""
    actor = actor_of(request)
    actions.detach(get_object_or_404(Hit.visible_to(actor), pk=id), picture, by=actor)
    return Status(204, None)


@router.get(
    "/confirmations/{uuid:id}/attachments",
    response=list[AttachmentOut],
    summary="Pictures that came with a question",
    operation_id="list_question_attachments",
)
def list_question_attachments(request: HttpRequest, id: UUID) -> Any:
    """What the asker chose to send. Asking is opening the question: the asker sees that a function did."""
    actor = actor_of(request)
    row = get_object_or_404(Confirmation.visible_to(actor), pk=id, side=OWNER)
    actions.view_question(row, by=actor)
    return [attachment_out(each) for each in of_hit(row.id)]
