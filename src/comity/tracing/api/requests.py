"""One's own trace requests for programs: begin, read, send a step, close, count."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Body, Query, Router, Status

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.tracing import actions, waiting
from comity.tracing.actions.asking import Ask
from comity.tracing.api.shapes import (
    Asked,
    ChangeIn,
    CloseIn,
    RequestsOut,
    SeizureDocument,
    StatisticsOut,
    StepIn,
    WholeRequestOut,
    page_out,
    request_out,
    side_out,
    whole_out,
)
from comity.tracing.models import TraceRequest
from comity.tracing.rules import BY_SLUG
from comity.tracing.statistics import statistics
from comity.tracing.waiting import Sieve

router = Router(tags=["traces"])


@router.get("", response=RequestsOut, summary="Your trace requests", operation_id="list_traces")
def list_traces(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Own requests, newest first, by cursor."""
    actor = actor_of(request)
    require(actor, "tracing.view")
    stage = BY_SLUG[asked.state] if asked.state else None
    rows = waiting.every_request(actor, Sieve(stage, asked.bureau.upper()))
    found, after = page_out(rows, asked.before, asked.limit)
    return {"requests": [request_out(row) for row in found], "next": after}


@router.post(
    "", response={201: WholeRequestOut}, summary="Begin a trace request", operation_id="create_trace"
)
def create_trace(
    request: HttpRequest,
    sent: Annotated[SeizureDocument, Body()],  # type: ignore[valid-type]
) -> Status[dict[str, Any]]:
    """Keeps a draft, which may have gaps. Nothing leaves your bureau before a step is sent."""
    actor = actor_of(request)
    row = actions.draft(_raw(sent), by=actor)
    return Status(201, whole_out(row, actor))


@router.get("/statistics", response=StatisticsOut, summary="Your figures", operation_id="trace_statistics")
def trace_statistics(request: HttpRequest) -> dict[str, Any]:
    """Counts by state and answer, and the median of days a step takes; of your own requests and steps."""
    actor = actor_of(request)
    require(actor, "tracing.view")
    told = statistics(actor)
    return {
        "requests": told.requests,
        "states": {stage.slug: count for stage, _words, count in told.stages},
        "sent": side_out(told.sent),
        "received": side_out(told.received),
    }


@router.get("/{id}", response=WholeRequestOut, summary="One request", operation_id="read_trace")
def read_trace(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A request with its chain. Looking is an act."""
    actor = actor_of(request)
    row = _own(actor, id)
    actions.view(row, by=actor)
    return whole_out(row, actor)


@router.put("/{id}", response=WholeRequestOut, summary="Change a request", operation_id="change_trace")
def change_trace(request: HttpRequest, id: UUID, sent: ChangeIn) -> dict[str, Any]:
    """Puts another document in its place; what was sent stays as it was sent. 409 where it has moved on."""
    actor = actor_of(request)
    row = actions.change(_own(actor, id), _raw(sent.document), seen=sent.version, by=actor)
    return whole_out(row, actor)


@router.delete("/{id}", response={204: None}, summary="Drop a draft", operation_id="drop_trace")
def drop_trace(request: HttpRequest, id: UUID) -> Status[None]:
    """Throws a draft away; what was sent is closed instead."""
    actor = actor_of(request)
    actions.drop(_own(actor, id), by=actor)
    return Status(204, None)


@router.post(
    "/{id}/steps", response={201: WholeRequestOut}, summary="Ask a bureau", operation_id="send_trace_step"
)
def send_step(request: HttpRequest, id: UUID, sent: StepIn) -> Status[dict[str, Any]]:
    """Asks the next bureau; its clock runs. It learns the weapon, and the rest as chosen."""
    actor = actor_of(request)
    row = _own(actor, id)
    actions.send_step(row, Ask(**{**sent.dict(), "bureau": sent.bureau.strip().upper()}), by=actor)
    return Status(201, whole_out(_own(actor, id), actor))


@router.post("/{id}/close", response=WholeRequestOut, summary="Close a request", operation_id="close_trace")
def close_trace(request: HttpRequest, id: UUID, sent: CloseIn) -> dict[str, Any]:
    """Ends it; steps that still run are taken back."""
    actor = actor_of(request)
    actions.close(_own(actor, id), sent.note, by=actor)
    return whole_out(_own(actor, id), actor)


def _raw(sent: Any) -> dict[str, Any]:
    """What was sent and nothing else: fields that were left out are not there."""
    return dict(sent.model_dump(exclude_unset=True))


def _own(actor: Actor, id: UUID) -> TraceRequest:
    return get_object_or_404(TraceRequest.visible_to(actor), pk=id)
