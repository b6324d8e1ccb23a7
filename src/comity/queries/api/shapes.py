"""What hits and questions look like to programs: what is sent, what is answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from comity.matching.keys import Grade
from comity.queries import clocks, conversation, outcomes, telling
from comity.queries.actions.answering import Word
from comity.queries.hit_page import HitPage, Talk
from comity.queries.judging import SLUGS as JUDGED_SLUGS
from comity.queries.judging import Judged
from comity.queries.models import Confirmation, Hit, Verdict
from comity.queries.rules import GRADE_OUTCOMES
from comity.queries.steps import Step
from comity.queries.waiting import Show, Sieve
from comity.records.comparing import Row
from comity.records.registry import by_code, by_slug

MOST_IN_A_PAGE = 200


class ListAsked(Schema):
    """show: asked, decide, finish or closed. offset: how many to skip, at most 10,000."""

    show: Show = Show.ASKED
    database: str = Field("", max_length=60)
    bureau: str = Field("", max_length=12)
    limit: int = Field(50, ge=1, le=MOST_IN_A_PAGE)
    offset: int = Field(0, ge=0, le=10_000)


class ConfirmationOut(Schema):
    """How the owner's word stands. state: of the conversation. due_at: when its time is over, UTC."""

    id: UUID
    thread: UUID
    state: str
    urgency: str
    asked_at: datetime
    due_at: datetime
    not_before: datetime | None
    answered_at: datetime | None
    opened_at: datetime | None
    opened_by_function: str


class HitOut(Schema):
    """A hit of one's own bureau. may_tell: what was said to "May the owner be told?"; "" before.

    ended_on: the day on which its record was deleted, and with it every word about it.
    """

    id: UUID
    act: UUID
    at: datetime
    database: str
    record: UUID
    owner: str
    outcome: str
    purpose: str
    case: str
    silent: bool
    may_tell: str
    done: str
    held_since: datetime | None
    closed_at: datetime | None
    ended_on: date | None
    confirmation: ConfirmationOut | None


class ComparedOut(Schema):
    """One fact: as asked, as recorded, and whether they are equal, near, differ, or say nothing."""

    fact: str
    asked: str
    recorded: list[str]
    result: str


class VerdictOut(Schema):
    """What a comparison came to: same, not-the-same or cannot-say. by_owner: the owner's final word. until: UTC day."""

    judged: str
    by_owner: bool
    shared: bool
    version: int
    at: datetime
    until: date


class BegunOut(Schema):
    """trace: the id of the trace request, for /traces."""

    trace: UUID


class NewsOut(Schema):
    """What became of the record since the hit. what: a word of the message kind record-changed."""

    what: str
    at: datetime
    sentence: str


class WholeHitOut(HitOut):
    """A hit with its comparison and the one sentence that leads its page. remarks: lines that go with the record.

    version: of the record that is compared, to be named in a verdict. verdict: on this hit. examined, opinion:
    sentences of earlier verdicts on the same pair, "" where there is none.
    news: what became of the record since, newest first.
    """

    sentence: str
    instruction: str
    remarks: list[str]
    news: list[NewsOut]
    compared: list[ComparedOut]
    version: int | None
    verdict: VerdictOut | None
    examined: str
    opinion: str
    references: list[dict[str, Any]]


class ReferencesIn(Schema):
    """References as in a record: system, name, number, sent_on, state, note (docs/spec/record.md)."""

    references: list[dict[str, Any]]


class JudgedIn(Schema):
    """judged: same, not-the-same or cannot-say. version: of the record that was compared. shared: left out, as the
    document's own default has it."""

    judged: str = Field(pattern="^(same|not-the-same|cannot-say)$")
    version: int
    shared: bool | None = None


class HitsOut(Schema):
    """A page of hits. more: whether there are others behind it."""

    hits: list[HitOut]
    more: bool


class QuestionIn(Schema):
    """may_tell: yes, bureau-decides or no; left out, the document's own default. reason: sealed.

    pictures: of those on the hit, the ones that the owner gets.
    """

    may_tell: str = Field("", pattern="^(yes|bureau-decides|no)?$")
    reason: str = Field("", max_length=1000)
    urgency: str = Field("routine", pattern="^(held|let-go|routine)$")
    checked: list[str] = Field(default_factory=list, max_length=20)
    text: str = Field("", max_length=4000)
    place: str = Field("", max_length=200)
    itinerary: str = Field("", max_length=200)
    pictures: list[UUID] = Field(default_factory=list, max_length=20)


class MoreIn(Schema):
    """More words to the owner."""

    text: str = Field(min_length=1, max_length=4000)


class DoneIn(Schema):
    """done: let-go, document-kept, person-held or other. held_since: with a zone."""

    done: str = Field(pattern="^(let-go|document-kept|person-held|other)$")
    held_since: AwareDatetime | None = None
    note: str = Field("", max_length=2000)
    close: bool = False


class AnswerIn(Schema):
    """answer: confirmed, not-the-same, withdrawn, more-needed or not-before. before: with a zone.

    pictures: ids of pictures of your record that go along.
    """

    answer: Word
    needed: list[str] = Field(default_factory=list, max_length=20)
    before: AwareDatetime | None = None
    text: str = Field("", max_length=4000)
    pictures: list[UUID] = Field(default_factory=list, max_length=20)


class OwnerQuestionOut(ConfirmationOut):
    """A question about one of one's own records. asker: the bureau."""

    asker: str
    database: str
    record: UUID


class WholeQuestionOut(OwnerQuestionOut):
    """A question with what was compared, and the one sentence that leads its page."""

    sentence: str
    instruction: str
    compared: list[ComparedOut]
    text: str
    place: str
    itinerary: str


class QuestionsOut(Schema):
    """A page of questions. more: whether there are others behind it."""

    questions: list[OwnerQuestionOut]
    more: bool


def sieve_of(asked: ListAsked) -> Sieve:
    """What a list is asked for. Raises: NotFound for an unknown database."""
    return Sieve(
        database=by_slug(asked.database).code if asked.database else None, bureau=asked.bureau.upper()
    )


def hit_out(hit: Hit, talk: Talk | None) -> dict[str, Any]:
    """A hit as `HitOut`."""
    return {
        "id": hit.id,
        "act": hit.act,
        "at": hit.at,
        "database": by_code(hit.database).slug,
        "record": hit.record,
        "owner": hit.owner,
        "outcome": GRADE_OUTCOMES[Grade(hit.grade)].value,
        "purpose": hit.purpose,
        "case": hit.case,
        "silent": hit.silent,
        "may_tell": telling.SLUGS[telling.Telling(hit.telling)],
        "done": outcomes.SLUGS[outcomes.Done(hit.done)] if hit.done is not None else "",
        "held_since": hit.held_since,
        "closed_at": hit.closed_at,
        "ended_on": hit.ended_on,
        "confirmation": confirmation_out(talk) if talk is not None else None,
    }


def whole_hit_out(page: HitPage, rows: list[Row]) -> dict[str, Any]:
    """A hit with its comparison and sentence, as `WholeHitOut`."""
    return {
        **hit_out(page.hit, page.talk),
        **step_out(page.step),
        "remarks": page.remarks,
        "news": [{"what": each.told.value, "at": each.at, "sentence": str(each.lead)} for each in page.news],
        "compared": [row_out(each) for each in rows],
        "version": page.record.version if page.record is not None else None,
        "verdict": verdict_out(page.verdict) if page.verdict is not None else None,
        "examined": page.examined.sentence if page.examined is not None else "",
        "opinion": str(page.opinion),
        "references": page.hit.references,
    }


def verdict_out(verdict: Verdict) -> dict[str, Any]:
    """A verdict as `VerdictOut`."""
    return {
        "judged": JUDGED_SLUGS[Judged(verdict.judged)],
        "by_owner": verdict.by_owner,
        "shared": verdict.shared,
        "version": verdict.seen,
        "at": verdict.at,
        "until": verdict.until,
    }


def confirmation_out(talk: Talk) -> dict[str, Any]:
    """How the owner's word stands, as `ConfirmationOut`."""
    row, reached = talk.row, talk.reached
    return {
        "id": row.id,
        "thread": row.thread,
        "state": conversation.SLUGS[talk.state],
        "urgency": clocks.SLUGS[clocks.Urgency(row.urgency)],
        "asked_at": row.asked_at,
        "due_at": row.due_at,
        "not_before": row.not_before,
        "answered_at": row.answered_at,
        "opened_at": reached.read_at if reached is not None else None,
        "opened_by_function": reached.read_function if reached is not None else "",
    }


def question_out(row: Confirmation, talk: Talk | None) -> dict[str, Any]:
    """A question as `OwnerQuestionOut`."""
    told = confirmation_out(talk or Talk(row, row.standing, None, []))
    return {**told, "asker": row.other, "database": by_code(row.database).slug, "record": row.record}


def step_out(step: Step) -> dict[str, str]:
    """The sentence and the next step."""
    return {"sentence": str(step.lead), "instruction": str(step.then)}


def row_out(row: Row) -> dict[str, Any]:
    """One fact as `ComparedOut`."""
    return {
        "fact": row.fact,
        "asked": row.asked,
        "recorded": list(row.recorded),
        "result": row.result.value,
    }
