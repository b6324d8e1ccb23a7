"""Acts for programs: one's own; for a security officer's token those of the bureau."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from pydantic import Field

from comity.gate.action import require
from comity.gate.acts import visible_acts
from comity.gate.door import actor_of
from comity.journal.models import ActRow
from comity.journal.texts import Texts, texts_of
from comity.queries import acts

MOST_IN_A_PAGE = 250
OUTCOME_FORM = f"^({'|'.join(acts.OUTCOMES)})$"
router = Router(tags=["acts"])


class Asked(Schema):
    """verb: "queries.ask". day: in UTC. after: `next` of the page before."""

    verb: str = Field("", max_length=60)
    day: date | None = None
    outcome: str | None = Field(None, pattern=OUTCOME_FORM)
    after: str = Field("", max_length=200)
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


class ActOut(Schema):
    """An act. Words and tags are not given out. databases: codes. elapsed_us: microseconds.

    texts_deleted: what somebody wrote in it was deleted with a record that it concerned.
    """

    id: UUID
    at: datetime
    verb: str
    outcome: str
    bureau: str
    unit: UUID | None
    officer: UUID | None
    token: UUID | None
    function: str
    acting_officer: str
    terminal: str
    purpose: str
    case: str
    reason: str
    texts_deleted: bool
    databases: list[int]
    count: int
    about: str
    elapsed_us: int


class RecordOut(Schema):
    """A record that an act concerned, at the version it saw or made."""

    database: int
    record: UUID
    version: int


class ActPageOut(ActOut):
    """An act with the records it concerned."""

    records: list[RecordOut]


class ActsOut(Schema):
    """A page of acts, newest first. next: the `after` of the following page; null at the end."""

    acts: list[ActOut]
    next: str | None


@router.get("", response=ActsOut, summary="My acts", operation_id="list_acts")
def list_acts(request: HttpRequest, asked: Annotated[Asked, Query()]) -> ActsOut:
    """Acts, newest first."""
    actor = actor_of(request)
    require(actor, "journal.read_own")
    sieve = acts.Sieve(asked.verb, asked.day, asked.outcome or "", asked.after)
    rows, after = acts.page(sieve, actor, asked.limit)
    texts = texts_of(rows)
    return ActsOut(acts=[ActOut(**_row(each, texts[each.id])) for each in rows], next=after or None)


@router.get("/{id}", response=ActPageOut, summary="One act", operation_id="read_act")
def read_act(request: HttpRequest, id: UUID) -> ActPageOut:
    """An act and the records it concerned."""
    actor = actor_of(request)
    require(actor, "journal.read_own")
    row = get_object_or_404(visible_acts(actor), id=id)
    touched = [
        RecordOut(database=each.database, record=each.record, version=each.version)
        for each in acts.records_of(row)
    ]
    return ActPageOut(**_row(row, texts_of([row])[row.id]), records=touched)


def _row(row: ActRow, texts: Texts) -> dict[str, Any]:
    names = (
        "id",
        "at",
        "verb",
        "bureau",
        "unit",
        "officer",
        "token",
        "function",
        "terminal",
        "purpose",
    )
    more = ("databases", "count", "about", "elapsed_us")
    values = {name: getattr(row, name) for name in names + more}
    values |= {"case": texts.case, "reason": texts.reason, "texts_deleted": texts.gone}
    return values | {"outcome": acts.SLUGS[row.outcome], "acting_officer": row.acting}
