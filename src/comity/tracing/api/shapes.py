"""What trace requests and steps look like to programs: what is sent, what is answered."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Schema
from pydantic import Field

from comity.gate.actor import Actor
from comity.records.schemas import model_of_fields, schema_of_fields
from comity.tracing import answers
from comity.tracing.models import TraceRequest, TraceStep
from comity.tracing.pages import RequestPage, question_in, request_page
from comity.tracing.proposing import Why
from comity.tracing.rules import BY_SLUG, Stage, State
from comity.tracing.seizure import EXAMPLE, FIELDS, headline
from comity.tracing.statistics import Side

MOST_IN_A_PAGE = 200
STATE_FORM = f"^({'|'.join(BY_SLUG)})$"
SAID_FORM = f"^({'|'.join(answers.BY_SLUG)})$"
SeizureDocument = model_of_fields("SeizureDocument", FIELDS, schema_of_fields(FIELDS, EXAMPLE))


class Asked(Schema):
    """before: `next` of the page before. bureau: the other side, of one's own requests one that was asked."""

    state: str | None = Field(None, pattern=STATE_FORM)
    bureau: str = Field("", max_length=12)
    before: UUID | None = None
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


class AskedOfUs(Schema):
    """over: what is answered or taken back, instead of what waits."""

    bureau: str = Field("", max_length=12)
    over: bool = False
    before: UUID | None = None
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)


class ChangeIn(Schema):
    """version: that the caller saw. document: all of it, as it shall be."""

    version: int = Field(ge=1)
    document: Annotated[SeizureDocument, Field()]  # type: ignore[valid-type]  # made from the declaration


class StepIn(Schema):
    """bureau: whom to ask. days: to answer, left out as the node has it. note: words to this bureau alone."""

    bureau: str = Field(max_length=12)
    why: Why = Why.OTHER
    days: int | None = Field(None, ge=1, le=1000)
    tell_seizure: bool = True
    tell_chain: bool = False
    note: str = Field("", max_length=answers.LONGEST_TEXT)


class CloseIn(Schema):
    note: str = Field("", max_length=1000)


class AcceptIn(Schema):
    """reference: your own file; the bureau that asked sees it."""

    reference: str = Field("", max_length=60)


class AnswerIn(Schema):
    """country: to which it went, or the dealer's. holder: a person; sealed before it leaves your bureau."""

    said: str = Field(pattern=SAID_FORM)
    country: str = Field("", max_length=3)
    date: str = Field("", max_length=24)
    document: str = Field("", max_length=answers.LONGEST_DOCUMENT)
    dealer: str = Field("", max_length=answers.LONGEST_NAME)
    holder: str = Field("", max_length=answers.LONGEST_NAME)
    text: str = Field("", max_length=answers.LONGEST_TEXT)


class StepOut(Schema):
    """A step. said: "" before an answer. has_holder: a sealed name came with it, which officers open on the page."""

    id: UUID
    bureau: str
    country: str
    why: str
    state: str
    sent_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    answered_at: datetime | None
    reference: str
    said: str
    led_to: str
    date: str
    document: str
    dealer: str
    text: str
    has_holder: bool


class ProposalOut(Schema):
    """then: ask, wait, own (look at home), found, nobody. bureau: "" where the directory has none for the country."""

    then: str
    country: str
    bureau: str
    why: str


class RequestOut(Schema):
    """A request without its chain."""

    id: UUID
    title: str
    state: str
    version: int
    hit: UUID | None
    created_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    kept_until: date


class RequestsOut(Schema):
    """A page, newest first. next: the `before` of the following page; null at the end."""

    requests: list[RequestOut]
    next: UUID | None


class WholeRequestOut(RequestOut):
    """A request with its document, its chain and the proposed next step. missing: fields that a step still needs."""

    document: dict[str, Any]
    missing: list[str]
    steps: list[StepOut]
    proposal: ProposalOut


class StepsOut(Schema):
    """Steps asked of your bureau, newest first. next: as above."""

    steps: list[StepOut]
    next: UUID | None


class WholeStepOut(StepOut):
    """A question to your bureau: the weapon, and of the rest what the bureau chose to tell."""

    weapon: dict[str, Any]
    seizure: dict[str, Any]
    chain: list[dict[str, Any]]
    note: str


class SideOut(Schema):
    """Steps of one side. median_days: from sending to answer; null without an answer."""

    steps: int
    open: int
    no_answer: int
    withdrawn: int
    answered: int
    median_days: float | None
    said: dict[str, int]


class StatisticsOut(Schema):
    """Your bureau's own figures alone."""

    requests: int
    states: dict[str, int]
    sent: SideOut
    received: SideOut


def page_out(rows: QuerySet[Any], before: UUID | None, limit: int) -> tuple[list[Any], UUID | None]:
    found = list((rows.filter(id__lt=before) if before else rows)[: limit + 1])
    return found[:limit], found[limit - 1].id if len(found) > limit else None


def request_out(row: TraceRequest) -> dict[str, Any]:
    names = ("id", "version", "hit", "created_at", "changed_at", "closed_at", "kept_until")
    return {
        **{name: getattr(row, name) for name in names},
        "title": headline(row.body) or row.number,
        "state": Stage(row.stage).slug,
    }


def whole_out(row: TraceRequest, actor: Actor) -> dict[str, Any]:
    page: RequestPage = request_page(row, actor)
    return {
        **request_out(row),
        "document": row.body,
        "missing": [error.field for error in page.missing],
        "steps": [step_out(link.row) for link in page.links],
        "proposal": {
            "then": page.proposal.then.value,
            "country": page.proposal.country,
            "bureau": page.bureau.code if page.bureau is not None else "",
            "why": page.proposal.why.value,
        },
    }


def step_out(row: TraceStep) -> dict[str, Any]:
    names = (
        "id",
        "country",
        "why",
        "sent_at",
        "due_at",
        "accepted_at",
        "answered_at",
        "reference",
        "date",
        "document",
        "dealer",
        "text",
    )
    return {
        **{name: getattr(row, name) for name in names},
        "bureau": row.other,
        "state": State(row.state).name.lower().replace("_", "-"),
        "said": answers.Said(row.said).slug if row.said is not None else "",
        "led_to": row.country_to,
        "has_holder": row.holder_key is not None,
    }


def whole_step_out(row: TraceStep, actor: Actor) -> dict[str, Any]:
    content = question_in(row.thread, actor)
    return {
        **step_out(row),
        "weapon": content.get("weapon", {}),
        "seizure": content.get("seizure", {}),
        "chain": content.get("chain", []),
        "note": content.get("note", ""),
    }


def side_out(side: Side) -> dict[str, Any]:
    names = ("steps", "open", "no_answer", "withdrawn", "answered")
    return {
        **{name: getattr(side, name) for name in names},
        "median_days": side.days,
        "said": {said.slug: count for said, _words, count in side.said},
    }
