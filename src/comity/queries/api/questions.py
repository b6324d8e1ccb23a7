"""Questions about one's own records for programs: the owner's side of a hit."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from comity.gate.action import require
from comity.gate.door import actor_of
from comity.queries import actions
from comity.queries.actions.answering import Reply
from comity.queries.api.shapes import (
    AnswerIn,
    ListAsked,
    QuestionsOut,
    WholeQuestionOut,
    question_out,
    row_out,
    sieve_of,
    step_out,
)
from comity.queries.hit_page import talk_of
from comity.queries.models import OWNER, Confirmation
from comity.queries.question_page import content_of, question_page
from comity.queries.waiting import Show, questions
from comity.records.compared import rows_of_message
from comity.records.comparing import recorded_facts
from comity.records.document import body_of

router = Router(tags=["hits"])


@router.get("", response=QuestionsOut, summary="Questions about your records", operation_id="list_questions")
def list_questions(request: HttpRequest, asked: Query[ListAsked]) -> dict[str, Any]:
    """What other bureaus wait for, by clock; `show=closed` is what is over."""
    actor = actor_of(request)
    require(actor, "queries.view_question")
    rows = questions(actor, sieve_of(asked), closed=asked.show is Show.CLOSED)
    found = rows[asked.offset : asked.offset + asked.limit + 1]
    return {
        "questions": [question_out(row, talk_of(row, actor)) for row in found[: asked.limit]],
        "more": len(found) > asked.limit,
    }


@router.get(
    "/{id}", response=WholeQuestionOut, summary="One question about your record", operation_id="read_question"
)
def read_question(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A question to your bureau. To open it is to tell the asker that a function did."""
    actor = actor_of(request)
    row = get_object_or_404(Confirmation.visible_to(actor), pk=id, side=OWNER)
    actions.view_question(row, by=actor)
    page, content = question_page(row, actor), content_of(row, actor)
    recorded = recorded_facts(body_of(page.record), page.record.keys) if page.record is not None else {}
    return {
        **question_out(row, page.talk),
        **step_out(page.step),
        "compared": [row_out(each) for each in rows_of_message(content, recorded)],
        **{name: content.get(name, "") for name in ("text", "place", "itinerary")},
    }


@router.post(
    "/{id}/answer", response=WholeQuestionOut, summary="Answer the asker", operation_id="answer_question"
)
def answer_question(request: HttpRequest, id: UUID, sent: AnswerIn) -> dict[str, Any]:
    """Your word on the record. A second final answer is refused."""
    actor = actor_of(request)
    row = get_object_or_404(Confirmation.visible_to(actor), pk=id, side=OWNER)
    reply = Reply(
        word=sent.answer,
        needed=tuple(sent.needed),
        before=sent.before,
        text=sent.text,
        pictures=tuple(sent.pictures),
    )
    actions.answer(row, reply, by=actor)
    return read_question(request, id)
