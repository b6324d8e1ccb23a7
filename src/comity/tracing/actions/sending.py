"""What the verbs of a trace share: one's own rows, locked; the conversation of a step; words that must wait."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound
from comity.messages import actions as messages
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft
from comity.tracing.actions.standing import lock_thread
from comity.tracing.models import TraceRequest, TraceStep


def own_request(request: TraceRequest, by: Actor) -> TraceRequest:
    """The actor's bureau's request, locked. Raises: NotFound."""
    row = TraceRequest.visible_to(by).select_for_update().filter(pk=request.pk).first()
    if row is None:
        raise NotFound
    return row


def own_step(step: TraceStep, by: Actor, *, side: int) -> TraceStep:
    """The actor's bureau's copy of a step, locked, with its request. Raises: NotFound."""
    mine = TraceStep.visible_to(by).filter(pk=step.pk, side=side)
    lock_thread(mine.values_list("thread", flat=True).first())
    row = mine.select_related("request").first()
    if row is None:
        raise NotFound
    return row


def question_of(step: TraceStep, by: Actor) -> Message:
    """The message that asked. Raises: NotFound."""
    message = Message.visible_to(by).filter(pk=step.thread).first()
    if message is None:
        raise NotFound
    return message


def reply(step: TraceStep, kind: str, body: Mapping[str, Any], by: Actor) -> Message:
    """Send a coded word in the conversation of a step."""
    before = question_of(step, by)
    draft = Draft(kind=kind, to=(step.other,), body=body, reply_to=before.id, about=before.about)
    return send_coded(draft, by=by)


def send_coded(draft: Draft, *, by: Actor) -> Message:
    """As a message where the bureau may send; otherwise as a question, which nobody wrote words into."""
    may_send = by.may("messages.send", now=timezone.now())
    return messages.send(draft, by=by) if may_send else messages.ask(draft, by=by)


def refuse_words(written: Iterable[str], by: Actor) -> None:
    """Words of a pre-moderated bureau wait for the centre; its question does not (practice 9). Raises: Invalid."""
    if by.may("messages.send", now=timezone.now()):
        return
    message = _(
        "Your bureau may send no words of its own at present. Leave this empty: the question itself goes."
    )
    if errors := [FieldError(name, "words-wait", message) for name in written]:
        raise Invalid(errors)


def read_threads(threads: Iterable[UUID], by: Actor) -> None:
    """The page shows these conversations, so all of them are read now."""
    if not by.may("messages.read", now=timezone.now()):
        return
    rows = Delivery.visible_to(by).filter(
        message__thread__in=list(threads), bureau=by.bureau, read_at=None, delivered_at__isnull=False
    )
    for row in rows.select_related("message").order_by("message"):
        messages.read(row.message, by=by)


def is_about(act: ActDraft, thing: TraceRequest | TraceStep) -> None:
    """Name it in the act by its id, with the record where a hit led here."""
    act.about, act.count = f"{thing._meta.model_name}:{thing.pk}", 1
    if isinstance(thing, TraceRequest):
        act.case = thing.body.get("case", "")
