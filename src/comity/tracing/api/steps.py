"""Steps of traces for programs: those that others ask of one's bureau, and what the asker does with its own."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.tracing import actions, answers, waiting
from comity.tracing.api.shapes import (
    AcceptIn,
    AnswerIn,
    AskedOfUs,
    StepsOut,
    WholeRequestOut,
    WholeStepOut,
    page_out,
    step_out,
    whole_out,
    whole_step_out,
)
from comity.tracing.models import ASKED, SEIZER, TraceRequest, TraceStep
from comity.tracing.waiting import Sieve

router = Router(tags=["traces"])


@router.get("", response=StepsOut, summary="Traces asked of you", operation_id="list_trace_steps")
def list_steps(request: HttpRequest, asked: Query[AskedOfUs]) -> dict[str, Any]:
    """Steps that other bureaus ask of yours, newest first, by cursor."""
    actor = actor_of(request)
    require(actor, "tracing.view_step")
    rows = waiting.asked_of_us(actor, Sieve(None, asked.bureau.upper()), over=asked.over).order_by("-id")
    found, after = page_out(rows, asked.before, asked.limit)
    return {"steps": [step_out(row) for row in found], "next": after}


@router.get("/{id}", response=WholeStepOut, summary="A trace asked of you", operation_id="read_trace_step")
def read_step(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A question to your bureau. To open it is to tell the bureau that asked."""
    actor = actor_of(request)
    row = _asked(actor, id)
    actions.view_step(row, by=actor)
    return whole_step_out(row, actor)


@router.delete("/{id}", response=WholeRequestOut, summary="Take a step back", operation_id="withdraw_step")
def withdraw_step(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """The asked bureau is told that no answer is needed."""
    actor = actor_of(request)
    row = _sent(actor, id)
    actions.withdraw_step(row, by=actor)
    return whole_out(_of(row, actor), actor)


@router.post("/{id}/give-up", response=WholeRequestOut, summary="Close a step", operation_id="give_up_step")
def give_up(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Closes a step that brought no answer; a late one is still taken."""
    actor = actor_of(request)
    row = _sent(actor, id)
    actions.give_up(row, by=actor)
    return whole_out(_of(row, actor), actor)


@router.post(
    "/{id}/accept", response=WholeStepOut, summary="Accept a trace", operation_id="accept_trace_step"
)
def accept_step(request: HttpRequest, id: UUID, sent: AcceptIn) -> dict[str, Any]:
    """Says that your bureau works on it."""
    actor = actor_of(request)
    return whole_step_out(actions.accept(_asked(actor, id), by=actor, reference=sent.reference), actor)


@router.post(
    "/{id}/answer", response=WholeStepOut, summary="Answer a trace", operation_id="answer_trace_step"
)
def answer_step(request: HttpRequest, id: UUID, sent: AnswerIn) -> dict[str, Any]:
    """Answers it, once."""
    actor = actor_of(request)
    typed = sent.dict()
    told = answers.Answer(said=answers.BY_SLUG[typed.pop("said")], **typed)
    return whole_step_out(actions.answer(_asked(actor, id), told, by=actor), actor)


def _asked(actor: Actor, id: UUID) -> TraceStep:
    return get_object_or_404(TraceStep.visible_to(actor), pk=id, side=ASKED)


def _sent(actor: Actor, id: UUID) -> TraceStep:
    return get_object_or_404(TraceStep.visible_to(actor), pk=id, side=SEIZER)


def _of(step: TraceStep, actor: Actor) -> TraceRequest:
    return get_object_or_404(TraceRequest.visible_to(actor), pk=step.request_id)
