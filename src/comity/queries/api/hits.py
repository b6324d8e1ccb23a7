"""One's own hits for programs: list, look, ask the owner, say what was done."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.queries import actions, clocks, outcomes, telling
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.api.shapes import (
    BegunOut,
    DoneIn,
    HitsOut,
    JudgedIn,
    ListAsked,
    MoreIn,
    QuestionIn,
    ReferencesIn,
    WholeHitOut,
    hit_out,
    sieve_of,
    whole_hit_out,
)
from comity.queries.beside import readable, record_of, rows_of
from comity.queries.hit_page import hit_page, talk_of
from comity.queries.judging import BY_SLUG
from comity.queries.models import Confirmation, Hit
from comity.queries.waiting import hits

router = Router(tags=["hits"])


@router.get("", response=HitsOut, summary="Hits of your bureau", operation_id="list_hits")
def list_hits(request: HttpRequest, asked: Query[ListAsked]) -> dict[str, Any]:
    """Own hits, what is due first, otherwise newest first."""
    actor = actor_of(request)
    require(actor, "queries.view_hit")
    found = hits(actor, asked.show, sieve_of(asked))[asked.offset : asked.offset + asked.limit + 1]
    rows = [hit_out(hit, talk_of(getattr(hit, "confirmation", None), actor)) for hit in found[: asked.limit]]
    return {"hits": rows, "more": len(found) > asked.limit}


@router.get("/{id}", response=WholeHitOut, summary="One hit", operation_id="read_hit")
def read_hit(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A hit: what was asked, what is on record, what the owner says. Looking is an act."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    actions.view_hit(hit, by=actor)
    record = record_of(hit, actor, timezone.now().date())
    return whole_hit_out(hit_page(hit, actor), readable(rows_of(hit, record, actor), record, actor))


@router.post(
    "/{id}/confirmation", response=WholeHitOut, summary="Ask the owner", operation_id="ask_confirmation"
)
def ask_confirmation(request: HttpRequest, id: UUID, sent: QuestionIn) -> dict[str, Any]:
    """Say whether the owner may be told; only "yes" sends."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    question = Question(
        telling=telling.BY_SLUG.get(sent.may_tell, telling.Telling.NOT_SAID),
        reason=sent.reason,
        urgency=clocks.BY_SLUG[sent.urgency],
        checked=tuple(sent.checked),
        text=sent.text,
        place=sent.place,
        itinerary=sent.itinerary,
        pictures=tuple(sent.pictures),
    )
    actions.ask_confirmation(hit, question, by=actor)
    return read_hit(request, id)


@router.post("/{id}/trace", response={201: BegunOut}, summary="Begin a trace", operation_id="offer_trace")
def offer_trace(request: HttpRequest, id: UUID) -> Status[dict[str, Any]]:
    """After a hit on a firearm: begins a trace request from what was asked, or gives the one that began with it."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    return Status(201, {"trace": actions.offer_trace(hit, by=actor).pk})


@router.post("/{id}/more", response=WholeHitOut, summary="Tell the owner more", operation_id="send_more")
def send_more(request: HttpRequest, id: UUID, sent: MoreIn) -> dict[str, Any]:
    """More words to the owner; where it had asked for them, its time begins again."""
    actor = actor_of(request)
    actions.send_more(_own(request, id), sent.text, by=actor)
    return read_hit(request, id)


@router.delete(
    "/{id}/confirmation", response=WholeHitOut, summary="Take the question back", operation_id="take_back"
)
def take_back(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """No answer is needed any more; the owner is told that."""
    actions.take_back(_own(request, id), by=actor_of(request))
    return read_hit(request, id)


@router.post(
    "/{id}/outcome", response=WholeHitOut, summary="Record what was done", operation_id="record_outcome"
)
def record_outcome(request: HttpRequest, id: UUID, sent: DoneIn) -> dict[str, Any]:
    """What was done after the hit; only your bureau reads it."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    was = WasDone(
        done=outcomes.BY_SLUG[sent.done], held_since=sent.held_since, note=sent.note, close=sent.close
    )
    actions.record_outcome(hit, was, by=actor)
    return read_hit(request, id)


@router.put(
    "/{id}/references", response=WholeHitOut, summary="Where else it is recorded", operation_id="refer_hit"
)
def refer_hit(request: HttpRequest, id: UUID, sent: ReferencesIn) -> dict[str, Any]:
    """Your own numbers of this hit in other systems, all of them; only your bureau reads them."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    actions.refer(hit, sent.references, by=actor)
    return read_hit(request, id)


@router.post(
    "/{id}/verdict", response=WholeHitOut, summary="Say whether it is the same", operation_id="judge_hit"
)
def judge_hit(request: HttpRequest, id: UUID, sent: JudgedIn) -> dict[str, Any]:
    """The word of whoever compared. Asked the same again, your bureau reads it beside the hit for a year."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    actions.judge(hit, BY_SLUG[sent.judged], version=sent.version, shared=sent.shared, by=actor)
    return read_hit(request, id)


def _own(request: HttpRequest, id: UUID) -> Confirmation:
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    return get_object_or_404(Confirmation.visible_to(actor), hit=hit)
