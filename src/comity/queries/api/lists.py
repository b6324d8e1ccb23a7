"""Lists of passengers for programs: the unit's own system, and a carrier's, which only sends."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from comity.access.tokens import actor_for
from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import ComityError
from comity.queries import actions
from comity.queries.asked import LONGEST_FRAME
from comity.queries.lists import MARK_SLUGS, Mark, PassengerLine, PassengerList
from comity.queries.manifest import (
    FIELDS,
    LONGEST_CASE,
    LONGEST_NAME,
    MEANS_SLUGS,
    MOST_LINES,
    Entry,
    Journey,
    Means,
    entry_of,
)
from comity.queries.worklist import Row, rows_of, summaries, worklist

router = Router(tags=["lists"])
MEANS_FORM = f"^({'|'.join(MEANS_SLUGS)})$"
MARK_FORM = f"^({'|'.join(MARK_SLUGS)})$"


class EntryIn(Schema):
    """One traveller. born: 1987-03-14; a name is asked only with the full birth date.

    nationality, issuer: three letters. issuer "": the nationality. kind "": a passport.
    """

    name: str = Field("", max_length=LONGEST_NAME)
    born: str = Field("", max_length=60)
    nationality: str = Field("", max_length=60)
    document: str = Field("", max_length=60)
    issuer: str = Field("", max_length=60)
    kind: str = Field("", max_length=60)


class LinesIn(Schema):
    """The whole list as it is now; what stood in the one before is not asked again."""

    lines: list[EntryIn] = Field(max_length=MOST_LINES)


class SentIn(LinesIn):
    """A carrier's list of one journey. number: of the flight, the train or the voyage. source: who made it."""

    means: str = Field(pattern=MEANS_FORM)
    number: str = Field(max_length=LONGEST_FRAME)
    route: str = Field(max_length=LONGEST_FRAME)
    departs_at: AwareDatetime
    arrives_at: AwareDatetime
    source: str = Field(max_length=LONGEST_FRAME)


class ListIn(SentIn):
    """A list of the unit's own. case: what every purpose but border control needs."""

    purpose: str = Field("border-control", max_length=40)
    case: str = Field("", max_length=LONGEST_CASE)


class MarkIn(Schema):
    """What the unit did with a line: none, seen, compared or let-go."""

    mark: str = Field(pattern=MARK_FORM)


class ReceivedOut(Schema):
    """All that a carrier ever learns."""

    received: bool = True


class ListOut(Schema):
    """A list and what its lines came to. not_answered: asked again by itself, unless a line has a problem."""

    id: UUID
    means: str
    number: str
    route: str
    departs_at: datetime
    arrives_at: datetime
    ends_at: datetime
    over: bool
    asked: int
    hits: int
    candidates: int
    not_answered: int


class LineOut(Schema):
    """One traveller with the answer. hits: ids, for /hits. gone: no longer on the list, kept with its hit."""

    id: UUID
    line: int
    traveller: EntryIn
    outcome: str
    problem: str
    hits: list[UUID]
    mark: str
    gone: bool


class LinesOut(ListOut):
    """The worklist: strongest evidence first."""

    lines: list[LineOut]


@router.get("", response=list[ListOut], summary="Lists of your unit", operation_id="list_lists")
def list_lists(request: HttpRequest) -> list[dict[str, Any]]:
    """The next departure first."""
    actor = actor_of(request)
    require(actor, "queries.view_list")
    return [_list(each.list, each.counts) for each in summaries(actor)]


@router.post("", response={201: LinesOut}, summary="Ask about a list", operation_id="submit_list")
def submit_list(request: HttpRequest, sent: ListIn) -> Status[dict[str, Any]]:
    """Keeps the list and asks about all its travellers in one act. What is not answered is asked again by itself."""
    actor = actor_of(request)
    journey = _journey(sent, purpose=sent.purpose, case=sent.case)
    row = actions.submit_list(journey, _entries(sent), by=actor)
    return Status(201, _asked(request, row, actor))


@router.post("/received", response={202: ReceivedOut}, summary="Send a list", operation_id="send_list")
def send_list(request: HttpRequest, sent: SentIn) -> Status[ReceivedOut]:
    """For carriers: the answer is always the same. The results go to the unit to which the token belongs."""
    actions.send_list(_journey(sent), _entries(sent), by=actor_of(request))
    return Status(202, ReceivedOut())


@router.get("/{id}", response=LinesOut, summary="One list", operation_id="read_list")
def read_list(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """The worklist with every line. Looking is an act."""
    actor = actor_of(request)
    return _whole(get_object_or_404(PassengerList.visible_to(actor), pk=id), actor)


@router.put("/{id}", response=LinesOut, summary="Correct a list", operation_id="correct_list")
def correct_list(request: HttpRequest, id: UUID, sent: LinesIn) -> dict[str, Any]:
    """Asks only about lines that are new or changed; the others keep their answer and their mark."""
    actor = actor_of(request)
    row = get_object_or_404(PassengerList.visible_to(actor), pk=id)
    actions.correct_list(row, _entries(sent), by=actor)
    return _asked(request, row, actor)


@router.post("/{id}/ask", response=LinesOut, summary="Ask again", operation_id="ask_list_again")
def ask_list_again(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Asks now what was not answered."""
    actor = actor_of(request)
    require(actor, "queries.correct_list")
    return _asked(request, get_object_or_404(PassengerList.visible_to(actor), pk=id), actor, fail=True)


@router.put("/lines/{id}/mark", response={204: None}, summary="Mark a line", operation_id="mark_line")
def mark_line(request: HttpRequest, id: UUID, sent: MarkIn) -> Status[None]:
    """Says what the unit did with one traveller."""
    actor = actor_of(request)
    row = get_object_or_404(PassengerLine.visible_to(actor), pk=id)
    actions.mark_line(row, MARK_SLUGS[sent.mark], by=actor)
    return Status(204, None)


def _asked(request: HttpRequest, row: PassengerList, actor: Actor, *, fail: bool = False) -> dict[str, Any]:
    try:
        actions.ask_list(row, by=_reader(request, actor))
    except ComityError:
        if fail:
            raise
    return _whole(row, actor)


def _reader(request: HttpRequest, actor: Actor) -> Any:
    def read(fresh: bool) -> Actor:
        header = request.headers.get("Authorization", "")
        return actor_for(header, acting=actor.acting, terminal=actor.terminal, fresh=True) if fresh else actor

    return read


def _journey(sent: SentIn, **more: str) -> Journey:
    return Journey(
        means=MEANS_SLUGS[sent.means],
        number=sent.number,
        route=sent.route,
        departs_at=sent.departs_at,
        arrives_at=sent.arrives_at,
        source=sent.source,
        **more,
    )


def _entries(sent: LinesIn) -> list[Entry]:
    return [entry_of(each.dict()) for each in sent.lines]


def _whole(row: PassengerList, actor: Actor) -> dict[str, Any]:
    rows = rows_of(actions.view_list(row, by=actor), actor)
    return {**_list(row, worklist(rows).counts), "lines": [_line(each) for each in rows]}


def _list(row: PassengerList, counts: dict[str, int]) -> dict[str, Any]:
    names = ("id", "number", "route", "departs_at", "arrives_at", "ends_at")
    return {
        **{name: getattr(row, name) for name in names},
        "means": Means(row.means).name.lower(),
        "over": row.is_over,
        **counts,
    }


def _line(row: Row) -> dict[str, Any]:
    line = row.line
    return {
        "id": line.pk,
        "line": line.place + 1,
        "traveller": {name: getattr(row.entry, name) for name in FIELDS},
        "outcome": line.outcome,
        "problem": line.problem,
        "hits": [pk for pk, _number in row.hits],
        "mark": Mark(line.mark).name.lower().replace("_", "-"),
        "gone": line.gone,
    }
