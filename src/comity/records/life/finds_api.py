"""Finds for programs: reporting that one has what another bureau recorded, and the owner's answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from comity.gate.door import actor_of
from comity.records.life import finding
from comity.records.life.disputes import LONGEST_ANSWER
from comity.records.life.finds import Find
from comity.records.life.matters import list_matters
from comity.records.life.returned import what_next
from comity.records.record import Record
from comity.records.registry import by_code


class FindIn(Schema):
    """report: what the database asks of a finder, as its page says. version: of the record as it was seen."""

    version: int = Field(ge=1)
    report: dict[str, Any]


class FindAnswerIn(Schema):
    """accept: the record then is recovered. answer: to the finder; needed where it is not accepted."""

    accept: bool
    answer: str = Field("", max_length=LONGEST_ANSWER)


class FindOut(Schema):
    """A report of a find. bureau, function: of the finder, never a name.

    state: open, accepted, rejected, overtaken or returned. returned: the code with which the owner's own node
    did not take it, next: what to do then; empty where it was taken.
    """

    id: UUID
    database: str
    record: UUID
    owner: str
    bureau: str
    function: str
    report: dict[str, Any]
    at: datetime
    due_at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    returned: str
    next: str


class FindsOut(Schema):
    """to_answer: about own records, what is due first. answered: lately. ours: reported by your bureau."""

    to_answer: list[FindOut]
    answered: list[FindOut]
    ours: list[FindOut]


router = Router(tags=["finds"])


@router.get("", response=FindsOut, summary="Finds", operation_id="list_finds")
def list_finds(request: HttpRequest) -> Any:
    """What others report to have found of your bureau's records, and what it reported of theirs."""
    found = list_matters(by=actor_of(request))
    lists = (("to_answer", found.finds), ("answered", found.answered), ("ours", found.ours))
    return {name: [shown(each.row) for each in rows if isinstance(each.row, Find)] for name, rows in lists}


@router.post("/{uuid:id}/answer", response=FindOut, summary="Answer a find", operation_id="answer_find")
def answer(request: HttpRequest, id: UUID, sent: FindAnswerIn) -> Any:
    """Accept a report about your own record, which then is recovered, or say why not."""
    by = actor_of(request)
    return shown(finding.answer_found(id, accept=sent.accept, answer=sent.answer, by=by))


def add_report(mine: Router, database: type[Record]) -> None:
    """The operation that reports a find, where the database knows finds."""
    name = database.slug.replace("-", "_")

    @mine.post(
        "/{uuid:id}/found",
        response={201: FindOut},
        summary="Report a find",
        operation_id=f"report_found_{name}",
    )
    def report_found(request: HttpRequest, id: UUID, sent: FindIn) -> Any:
        """Report that you have what another bureau recorded. A hit of yours must have led there."""
        by = actor_of(request)
        row = finding.report_found(database, id, sent.report, seen=sent.version, by=by)
        return Status(201, shown(row))


def shown(row: Find) -> dict[str, Any]:
    """A report as the API gives it."""
    return {
        "id": row.id,
        "database": by_code(row.database).slug,
        "record": row.record,
        "owner": row.owner,
        "bureau": row.bureau,
        "function": row.function,
        "report": row.body,
        "at": row.at,
        "due_at": row.due_at,
        "state": row.state_name,
        "answer": row.answer,
        "answered_at": row.answered_at,
        "returned": row.returned,
        "next": str(what_next(row.returned)) if row.returned else "",
    }
