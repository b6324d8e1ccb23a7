"""Imports for programs: a file in one request, then its check, its start, its report, and taking it back.

The slow steps are the worker's: ask for the state until `working` is false.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import NotFound
from comity.records.loading import importing
from comity.records.loading.imports import Import, State
from comity.records.loading.uploaded import NAMED
from comity.records.registry import by_code, by_slug
from comity.records.values import slug

_CHUNK_BYTES = 256 * 1024
KINDS = (
    "text/csv",
    "application/x-ndjson",
    "application/json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            **{kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
            "application/json": {"schema": {"type": "object"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
            },
        },
    }
}


class Sent(Schema):
    """database: its slug. file_name: as people know the file."""

    database: str = Field(max_length=60)
    file_name: str = Field("", max_length=200)


class Column(Schema):
    """A column of the file. field: as in CSV heads, empty where it is left out."""

    head: str
    field: str


class RowOut(Schema):
    """A refused row of the first 200. errors: by field, empty for the row as a whole."""

    line: int
    errors: dict[str, str]


class ImportOut(Schema):
    """Where an import stands. counts: of the check, later of the load. ends_at: when all of it is deleted."""

    id: UUID
    database: str
    file_name: str
    kind: str
    state: str
    working: bool
    columns: list[Column]
    said: dict[str, str]
    change: bool
    rows: int
    counts: dict[str, int]
    refused: list[RowOut]
    fault: str
    undone: dict[str, Any]
    created_at: datetime
    ends_at: datetime


class CheckIn(Schema):
    """columns: the field of each column, in order; none for what was proposed. change: known records are changed.

    said: of every row that does not say it itself, by field: `{"status_of_person": "suspect", "case": "FRA-2026-1"}`.
    """

    columns: list[str] | None = Field(None, max_length=200)
    change: bool = False
    said: dict[str, str] = Field({}, max_length=50)


class UndoIn(Schema):
    """Why."""

    reason: str = Field(max_length=500)


router = Router(tags=["imports"])


@router.post(
    "", response={201: ImportOut}, summary="Upload a file", operation_id="upload_import", openapi_extra=FILE
)
def upload(request: HttpRequest, sent: Query[Sent]) -> Any:
    """Take in a file of records, as the body or as `file` of a form: CSV, JSON Lines, FollowTheMoney entities or
    XLSX, at most 20 MB.

    Nobody else of the bureau sees it, and it is deleted within a day.
    """
    by, database = actor_of(request), by_slug(sent.database)
    file = request.FILES.get("file") if (request.content_type or "").startswith("multipart/") else None
    name = sent.file_name or (file.name if file is not None else "") or ""
    chunks = file.chunks() if file is not None else _body(request)
    return Status(201, _shown(importing.upload(database, chunks, file_name=name, by=by)))


@router.get("", response=list[ImportOut], summary="Your imports", operation_id="list_imports")
def list_own(request: HttpRequest) -> Any:
    """What you have uploaded and what is not yet deleted, newest first."""
    by = actor_of(request)
    require(by, "records.upload")
    return [_shown(each) for each in Import.visible_to(by).filter(ends_at__gte=timezone.now())]


@router.get("/{uuid:id}", response=ImportOut, summary="State", operation_id="read_import")
def read_one(request: HttpRequest, id: UUID) -> Any:
    """Where it stands."""
    by = actor_of(request)
    require(by, "records.upload")
    return _shown(importing.own_import(id, by=by))


@router.post("/{uuid:id}/check", response=ImportOut, summary="Check", operation_id="check_import")
def check(request: HttpRequest, id: UUID, asked: CheckIn) -> Any:
    """Have every row looked at; nothing is recorded."""
    return _shown(
        importing.check(id, asked.columns, change=asked.change, said=asked.said, by=actor_of(request))
    )


@router.post("/{uuid:id}/start", response=ImportOut, summary="Start", operation_id="start_import")
def start(request: HttpRequest, id: UUID) -> Any:
    """Record every good row."""
    return _shown(importing.start(id, by=actor_of(request)))


@router.get("/{uuid:id}/report", summary="Report", operation_id="report_import")
def report(request: HttpRequest, id: UUID) -> StreamingHttpResponse:
    """The refused rows as CSV: line, field, code, reason. Not found before it was recorded."""
    by = actor_of(request)
    require(by, "records.upload")
    found = importing.own_import(id, by=by)
    if found.step not in (State.DONE, State.UNDOING, State.UNDONE):
        raise NotFound()
    return StreamingHttpResponse(importing.report_of(found), content_type="text/csv; charset=utf-8")


@router.post("/{uuid:id}/undo", response=ImportOut, summary="Undo", operation_id="undo_import")
def undo(request: HttpRequest, id: UUID, asked: UndoIn) -> Any:
    """Take the whole import back, within a day."""
    return _shown(importing.undo(id, reason=asked.reason, by=actor_of(request)))


@router.delete("/{uuid:id}", response={204: None}, summary="Delete", operation_id="delete_import")
def drop(request: HttpRequest, id: UUID) -> HttpResponse:
    """Delete the file and what was said of it; what it recorded stays."""
    importing.drop(id, by=actor_of(request))
    return HttpResponse(status=204)


def _body(request: HttpRequest) -> Iterator[bytes]:
    """The body as it comes, never whole: it may be larger than what Django takes at once."""
    while chunk := request.read(_CHUNK_BYTES):
        yield chunk


def _shown(upload: Import) -> dict[str, Any]:
    """An import as the API gives it."""
    fields = [field for field in upload.mapping if field]
    if upload.kind in NAMED:
        fields = [each.name for each in by_code(upload.database).declared()]
    return {
        "id": upload.id,
        "database": by_code(upload.database).slug,
        "file_name": upload.file_name,
        "kind": upload.kind,
        "state": slug(upload.step),
        "working": upload.is_working,
        "columns": [
            {"head": head, "field": field} for head, field in zip(upload.heads, upload.mapping, strict=True)
        ],
        "said": upload.said,
        "change": upload.change,
        "rows": upload.rows,
        "counts": upload.counts,
        "refused": [
            {"line": row["line"], "errors": _errors(fields, row)}
            for row in upload.preview
            if row["whole"] or any(row["errors"])
        ],
        "fault": upload.fault,
        "undone": upload.undone,
        "created_at": upload.created_at,
        "ends_at": upload.ends_at,
    }


def _errors(fields: list[str], row: dict[str, Any]) -> dict[str, str]:
    told = {field: words for field, words in zip(fields, row["errors"], strict=True) if words}
    return {**told, **({"": " ".join(row["whole"])} if row["whole"] else {})}
