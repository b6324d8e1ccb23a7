"""Disputes for programs: what waits between one's own bureau and others, and the owner's answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.kit.errors import NotFound
from comity.records.life import disputing
from comity.records.life.disputes import LONGEST_ANSWER, LONGEST_EVIDENCE, Dispute
from comity.records.life.matters import list_matters, matter_of
from comity.records.life.returned import what_next
from comity.records.record import Record
from comity.records.registry import by_code


class DisputeIn(Schema):
    """What is wrong with another's record, and how one knows; version: of the record as it was seen."""

    version: int = Field(ge=1)
    evidence: str = Field(max_length=LONGEST_EVIDENCE)


class DisputeAnswerIn(Schema):
    """upheld: it was right and the record is corrected already; otherwise the record stands. answer: why."""

    upheld: bool
    answer: str = Field(max_length=LONGEST_ANSWER)


class DisputeOut(Schema):
    """A dispute. bureau, function: who disputes, never a name; empty bureau: the clock of unanswered questions.

    state: open, upheld, stands or returned. due_at: when the owner's working days are over, UTC. returned: the code
    with which the owner's own node did not take it, next: what to do then; empty where it was taken.
    """

    id: UUID
    database: str
    record: UUID
    owner: str
    bureau: str
    function: str
    evidence: str
    at: datetime
    due_at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    returned: str
    next: str


class DisputesOut(Schema):
    """to_answer: about own records, what is due first. answered: lately. ours: about the records of others."""

    to_answer: list[DisputeOut]
    answered: list[DisputeOut]
    ours: list[DisputeOut]


router = Router(tags=["disputes"])


@router.get("", response=DisputesOut, summary="Disputes", operation_id="list_disputes")
def list_disputes(request: HttpRequest) -> Any:
    """What others dispute of your bureau's records, and what it disputes of theirs."""
    found = list_matters(by=actor_of(request))
    return {
        name: [shown(each.row) for each in rows if isinstance(each.row, Dispute)]
        for name, rows in (
            ("to_answer", found.disputes),
            ("answered", found.answered),
            ("ours", found.ours),
        )
    }


@router.get("/{uuid:id}", response=DisputeOut, summary="One dispute", operation_id="read_dispute")
def read_dispute(request: HttpRequest, id: UUID) -> Any:
    """One dispute, for either side."""
    actor = actor_of(request)
    require(actor, "records.list_matters")
    row = get_object_or_404(Dispute.visible_to(actor), pk=id)
    if row.owner == actor.bureau and matter_of(row, actor).record is None:
        raise NotFound()
    return shown(row)


@router.post(
    "/{uuid:id}/answer", response=DisputeOut, summary="Answer a dispute", operation_id="answer_dispute"
)
def answer(request: HttpRequest, id: UUID, sent: DisputeAnswerIn) -> Any:
    """Answer a dispute about your own record. To withdraw the record answers by itself."""
    by = actor_of(request)
    return shown(disputing.answer_dispute(id, upheld=sent.upheld, answer=sent.answer, by=by))


def add_dispute(mine: Router, database: type[Record]) -> None:
    """The operation that disputes another bureau's record of this database."""
    name = database.slug.replace("-", "_")

    @mine.post(
        "/{uuid:id}/dispute",
        response={201: DisputeOut},
        summary="Dispute",
        operation_id=f"dispute_{name}",
    )
    def dispute(request: HttpRequest, id: UUID, sent: DisputeIn) -> Any:
        """Say with evidence that another bureau's record is wrong. A hit of yours must have led there."""
        by = actor_of(request)
        row = disputing.dispute(database, id, evidence=sent.evidence, seen=sent.version, by=by)
        return Status(201, shown(row))


def shown(row: Dispute) -> dict[str, Any]:
    """A dispute as the API gives it."""
    return {
        "id": row.id,
        "database": by_code(row.database).slug,
        "record": row.record,
        "owner": row.owner,
        "bureau": row.bureau,
        "function": row.function,
        "evidence": row.evidence,
        "at": row.at,
        "due_at": row.due_at,
        "state": row.state_name,
        "answer": row.answer,
        "answered_at": row.answered_at,
        "returned": row.returned,
        "next": str(what_next(row.returned)) if row.returned else "",
    }
