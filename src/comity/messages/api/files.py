"""Files of messages for programs: upload, take off, download. A body is the file itself, of any size."""

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.messages.files.door import MEDIA_TYPE
from comity.messages.files.media import LONGEST_NAME
from comity.messages.files.stored import open_stored, pieces_of, take
from comity.messages.files.tables import Attachment
from comity.messages.files.uploading import fetch, take_off, upload

router = Router(tags=["messages"])
_BYTES = {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}


class Named(Schema):
    """What the file is called; its ending must fit what it is."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class FileOut(Schema):
    """A file. media_type: told by its first bytes on this node, whatever its sender says. size: bytes. at: UTC."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime


def file_out(each: Attachment) -> FileOut:
    """A file as the API gives it."""
    return FileOut(
        id=each.id,
        name=each.name,
        media_type=each.media_type,
        size=each.size,
        sha256=each.digest,
        at=each.at,
    )


@router.post(
    "/files",
    response={201: FileOut},
    summary="Upload a file for a message",
    operation_id="upload_message_file",
    openapi_extra={"requestBody": {"required": True, "content": _BYTES}},
)
def upload_file(request: HttpRequest, named: Query[Named]) -> Status[FileOut]:
    """The body is the file, read as it comes. Send a message with its id within a day, or it is deleted."""
    actor = actor_of(request)
    require(actor, "messages.upload")
    arrived = take(pieces_of(request))
    try:
        row = upload(arrived, name=PurePath(named.name).name, by=actor)
    finally:
        arrived.drop()  # where it was kept, it lies elsewhere by now
    return Status(201, file_out(row))


@router.delete(
    "/files/{uuid:id}",
    response={204: None},
    summary="Take off a file that was not sent",
    operation_id="take_off_message_file",
)
def take_off_file(request: HttpRequest, id: UUID) -> Status[None]:
    """Deleted at once."""
    take_off(id, by=actor_of(request))
    return Status(204, None)


@router.get(
    "/files/{uuid:id}",
    summary="Download a file of a message",
    operation_id="read_message_file",
    openapi_extra={"responses": {200: {"description": "OK", "content": _BYTES}}},
)
def read_file(request: HttpRequest, id: UUID) -> FileResponse:
    """The file as it was sent, byte for byte: of a message that this caller may see, or its own unit's upload."""
    found = fetch(id, by=actor_of(request))
    answer = FileResponse(
        open_stored(found), as_attachment=True, filename=found.name, content_type=MEDIA_TYPE
    )
    answer["Content-Encoding"] = "identity"  # what is compressed already is not compressed again on its way
    return answer
