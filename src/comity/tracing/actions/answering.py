"""The asked bureau's verbs about a step: open it, accept it, answer it."""

import base64
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import is_hosted
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import invalid
from comity.kit.language import spoken
from comity.kit.text import clean_line
from comity.messages import actions as messages
from comity.tracing import kinds, rules
from comity.tracing.actions.holders import seal_holder
from comity.tracing.actions.sending import is_about, own_step, question_of, read_threads
from comity.tracing.answers import Answer, checked
from comity.tracing.models import ASKED, TraceStep

LONGEST_REFERENCE = 60


@action("tracing.view_step")
def view_step(act: ActDraft, step: TraceStep, *, by: Actor) -> None:
    """Open a question to one's bureau: the seizing bureau sees that a function of ours did. Raises: NotFound."""
    row = own_step(step, by, side=ASKED)
    is_about(act, row)
    read_threads([row.thread], by)


@action("tracing.accept")
def accept(act: ActDraft, step: TraceStep, *, by: Actor, reference: str = "") -> TraceStep:
    """Say that the bureau works on it. reference: its own file. Raises: NotFound, Refused, Invalid."""
    row = own_step(step, by, side=ASKED)
    is_about(act, row)
    row.stand(rules.moved(row.standing, rules.Event.ACCEPT))
    row.reference = clean_line(reference, field="reference", longest=LONGEST_REFERENCE)
    row.accepted_at = row.accepted_at or timezone.now()
    row.save()
    body = {"reference": row.reference}
    messages.answer(question_of(row, by), body, by=by, kind=kinds.ACCEPTED, final=False)
    act.recipients = (row.other,)
    return row


@action("tracing.answer")
def answer(act: ActDraft, step: TraceStep, told: Answer, *, by: Actor) -> TraceStep:
    """Answer the seizing bureau, once. A holder's name is sealed here and kept on its side alone.

    Raises: NotFound for any other bureau, Refused, Invalid.
    """
    now = timezone.now()
    row = own_step(step, by, side=ASKED)
    is_about(act, row)
    state = rules.moved(row.standing, rules.Event.ANSWER)
    told = checked(told)
    if told.holder and not is_hosted(row.other):
        sentence = _(
            "The asking bureau has its own node: no name travels there yet. Name the dealer, or call."
        )
        raise invalid("holder", "holder-stays", sentence)
    row.answered_at, row.said, row.language = now, int(told.said), spoken()
    row.country_to, row.date, row.document = told.country, told.date, told.document
    row.dealer, row.text = told.dealer, told.text
    sealed = b""
    if told.holder:
        row.holder_key, sealed = seal_holder(told.holder, thread=row.thread, bureau=row.other, now=now)
    row.stand(state)
    row.save()
    messages.answer(question_of(row, by), _body(row, told, sealed), by=by, kind=kinds.ANSWER)
    act.recipients, act.reason = (row.other,), told.said.slug
    return row


def _body(row: TraceStep, told: Answer, sealed: bytes) -> dict[str, Any]:
    return {
        "said": told.said.slug,
        "country": told.country,
        "date": told.date,
        "document": told.document,
        "dealer": told.dealer,
        "text": told.text,
        "holder_key": str(row.holder_key) if row.holder_key else None,
        "holder": base64.b64encode(sealed).decode(),
        "language": row.language,
    }
