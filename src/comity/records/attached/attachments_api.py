"""Pictures for programs: of a record, and in full. Whoever reads the record reads them; its owner changes them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from comity.gate.door import actor_of
from comity.records.attached import attaching
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import Attachment, bytes_of, of_record
from comity.records.attached.pictures import MEDIA_TYPE
from comity.records.listing.browsing import opened
from comity.records.record import Record
from comity.records.registry import by_slug


class Told(Schema):
    """What is said of a picture. caption: what it shows. kind: photograph, scan or page."""

    caption: str = Field(max_length=200)
    kind: str = Field("photograph", max_length=20)


class AttachmentOut(Schema):
    """A picture. sha256: of what is stored and given; sent_sha256: of the file as it came. size: bytes."""

    id: UUID
    kind: str
    caption: str
    owner: str
    at: datetime
    media_type: str
    size: int
    width: int
    height: int
    sha256: str
    sent_sha256: str


def attachment_out(each: Attachment) -> dict[str, Any]:
    """A picture as the API gives it."""
    return {
        "id": each.id,
        "kind": each.kind_name,
        "caption": each.caption,
        "owner": each.owner,
        "at": each.at,
        "media_type": each.blob.media_type,
        "size": each.blob.size,
        "width": each.blob.width,
        "height": each.blob.height,
        "sha256": bytes(each.blob.sha256).hex(),
        "sent_sha256": bytes(each.sent).hex(),
    }


router = Router(tags=["attachments"])


@router.get(
    "/records/{database}/{uuid:id}/attachments",
    response=list[AttachmentOut],
    summary="Pictures of a record",
    operation_id="list_attachments",
)
def list_attachments(request: HttpRequest, database: str, id: UUID) -> Any:
    """In their order. Asking is reading the record: it leaves the same act and counts the same."""
    record: Record = opened(by_slug(database), id, by=actor_of(request))
    return [attachment_out(each) for each in of_record(record.code, record.id)]


@router.post(
    "/records/{database}/{uuid:id}/attachments",
    response={201: AttachmentOut},
    summary="Put a picture on a record",
    operation_id="attach",
)
def attach(
    request: HttpRequest, database: str, id: UUID, told: Form[Told], file: File[UploadedFile]
) -> Status[Any]:
    """JPEG, PNG or WebP of at most 10 MB on an own record. It is written anew as WebP, without anything but pixels."""
    sent = Sent(file.read(), told.caption, told.kind)
    return Status(201, attachment_out(attaching.attach(by_slug(database), id, sent, by=actor_of(request))))


@router.delete(
    "/records/{database}/{uuid:id}/attachments/{uuid:picture}",
    response={204: None},
    summary="Take a picture off a record",
    operation_id="detach",
)
def detach(request: HttpRequest, database: str, id: UUID, picture: UUID) -> Status[None]:
    """Deleted, and its bytes with it where nothing else shows the same picture."""
    attaching.detach(by_slug(database), id, picture, by=actor_of(request))
    return Status(204, None)


@router.get(
    "/attachments/{uuid:picture}",
    summary="A picture in full",
    operation_id="read_attachment",
    openapi_extra={
        "responses": {200: {"description": "OK", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}
    },
)
def read_attachment(request: HttpRequest, picture: UUID) -> HttpResponse:
    """Of what this caller may be shown, asked anew each time."""
    found = attaching.shown(picture, actor_of(request))
    answer = HttpResponse(bytes_of(found, small=False), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="comity-{found.id}.webp"'
    return answer
