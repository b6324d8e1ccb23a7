"""Notices for programs: draft, check, submit, withdraw, read. What reviewers decide, no program does."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Status

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.notices import actions, lists, rules
from comity.notices.api.shapes import (
    AnswerIn,
    Asked,
    ChangeIn,
    CheckOut,
    KindsOut,
    NoticesOut,
    RecallsOut,
    RequestIn,
    SubmitIn,
    WholeNoticeOut,
    WithdrawIn,
    correction_out,
    kind_out,
    line_of,
    missing_out,
    notice_out,
    recall_out,
    whole_out,
)
from comity.notices.kinds import offered
from comity.notices.lagging import refuse_lagging
from comity.notices.limits import limits
from comity.notices.lists import Sieve
from comity.notices.models import Notice
from comity.notices.path import BY_SLUG
from comity.notices.request import read

router = Router(tags=["notices"])


@router.get("", response=NoticesOut, summary="Notices", operation_id="list_notices")
def list_notices(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Own ones in every state, or those of others that are out; newest first, by cursor.

    403 `recalls-not-applied` for a connected system that has not confirmed recalls for 24 hours: read the changes,
    take out what is gone, confirm.
    """
    actor = actor_of(request)
    require(actor, "notices.view")
    if asked.whose != "own":
        refuse_lagging(actor)
    sieve = Sieve(BY_SLUG[asked.state] if asked.state else None, asked.kind)
    rows = lists.own(actor, sieve) if asked.whose == "own" else lists.of_others(actor, sieve)
    rows = rows.order_by("-id")
    found = list((rows.filter(id__lt=asked.before) if asked.before else rows)[: asked.limit + 1])
    line, shown = line_of(actor), found[: asked.limit]
    after = shown[-1].id if len(found) > asked.limit else None
    return {"issued_by": line, "notices": [notice_out(row, actor, line) for row in shown], "next": after}


@router.post("", response={201: WholeNoticeOut}, summary="Draft a request", operation_id="draft_notice")
def draft_notice(request: HttpRequest, sent: RequestIn) -> Status[dict[str, Any]]:
    """Keeps a draft, which may have gaps. Nobody but your bureau sees it; `missing` says what reviewers need."""
    actor = actor_of(request)
    row = actions.draft(
        sent.kind, sent.document, diffusion=sent.diffusion, addressees=sent.addressees, by=actor
    )
    return Status(201, whole_out(row, actor))


@router.get("/kinds", response=KindsOut, summary="Kinds of notices", operation_id="list_notice_kinds")
def list_kinds(request: HttpRequest) -> dict[str, Any]:
    """The kinds of this node, each with the JSON Schema of its document, its rule, and a sound example."""
    actor = actor_of(request)
    require(actor, "notices.view")
    return {"issued_by": line_of(actor), "kinds": [kind_out(each) for each in offered().values()]}


@router.post("/check", response=CheckOut, summary="Check a request", operation_id="check_notice")
def check_notice(request: HttpRequest, sent: RequestIn) -> dict[str, Any]:
    """Names every unmet condition with its rule, and keeps nothing."""
    actor = actor_of(request)
    require(actor, "notices.draft")
    today = timezone.now().date()
    asked = read(sent.kind, sent.document, diffusion=sent.diffusion, addressees=sent.addressees, today=today)
    found = rules.missing(asked.kind, asked.body, today, limits())
    return {"issued_by": line_of(actor), "digest": asked.sha256.hex(), "missing": missing_out(found)}


@router.get("/recalls", response=RecallsOut, summary="Recalls", operation_id="list_recalls")
def list_recalls(request: HttpRequest) -> dict[str, Any]:
    """What your bureau was asked to take out of its systems or to put right there, the last 200 of each.

    That it is done, a person says. What a correction changed stands in its message.
    """
    actor = actor_of(request)
    require(actor, "notices.view")
    rows = lists.recalls(actor)[:200]
    corrected = [correction_out(row) for row in lists.corrections(actor)[:200]]
    return {
        "issued_by": line_of(actor),
        "recalls": [recall_out(row) for row in rows],
        "corrections": corrected,
    }


@router.get("/{id}", response=WholeNoticeOut, summary="One notice", operation_id="read_notice")
def read_notice(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """An own one in any state, or one of another bureau that is out for yours. Looking is an act."""
    actor = actor_of(request)
    return whole_out(actions.view(_seen(actor, id), by=actor), actor)


@router.put("/{id}", response=WholeNoticeOut, summary="Change a request", operation_id="change_notice")
def change_notice(request: HttpRequest, id: UUID, sent: ChangeIn) -> dict[str, Any]:
    """Puts another document in its place; whoever approved before approved other bytes. 409 where it has moved on."""
    actor = actor_of(request)
    row = actions.change(
        _own(actor, id),
        sent.document,
        seen=sent.version,
        diffusion=sent.diffusion,
        addressees=sent.addressees,
        by=actor,
    )
    return whole_out(row, actor)


@router.delete("/{id}", response={204: None}, summary="Drop a draft", operation_id="drop_notice")
def drop_notice(request: HttpRequest, id: UUID) -> Status[None]:
    """Throws a draft away; what was submitted is withdrawn instead."""
    actor = actor_of(request)
    actions.drop(_own(actor, id), by=actor)
    return Status(204, None)


@router.post("/{id}/submit", response=WholeNoticeOut, summary="Submit", operation_id="submit_notice")
def submit_notice(request: HttpRequest, id: UUID, sent: SubmitIn) -> dict[str, Any]:
    """Hands it in for review. 422 names every unmet condition with its rule."""
    actor = actor_of(request)
    return whole_out(actions.submit(_own(actor, id), seen=sent.version, by=actor), actor)


@router.post(
    "/{id}/correct", response={201: WholeNoticeOut}, summary="Correct", operation_id="correct_notice"
)
def correct_notice(request: HttpRequest, id: UUID) -> Status[dict[str, Any]]:
    """Begins a correction of an own notice that is out: a draft with what it says, to change and to submit.

    The notice stands as it is until reviewers approve the correction; `case`, and what only shows it to fewer, need
    nobody's approval. 409 where it does not stand, or where a correction is under way.
    """
    actor = actor_of(request)
    return Status(201, whole_out(actions.correct(_own(actor, id), by=actor), actor))


@router.post(
    "/{id}/answer", response=WholeNoticeOut, summary="Answer reviewers", operation_id="answer_notice"
)
def answer_notice(request: HttpRequest, id: UUID, sent: AnswerIn) -> dict[str, Any]:
    """Answers what reviewers asked; the request goes back to them."""
    actor = actor_of(request)
    return whole_out(actions.answer(_own(actor, id), sent.text, by=actor), actor)


@router.post("/{id}/withdraw", response=WholeNoticeOut, summary="Withdraw", operation_id="withdraw_notice")
def withdraw_notice(request: HttpRequest, id: UUID, sent: WithdrawIn) -> dict[str, Any]:
    """Takes it back at any time; what was out is recalled from every bureau."""
    actor = actor_of(request)
    return whole_out(actions.withdraw(_own(actor, id), reason=sent.reason, by=actor), actor)


def _own(actor: Actor, id: UUID) -> Notice:
    return get_object_or_404(Notice.owned_by(actor), pk=id)


def _seen(actor: Actor, id: UUID) -> Notice:
    return get_object_or_404(Notice.visible_to(actor), pk=id)
