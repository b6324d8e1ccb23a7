"""The seizing bureau's verbs about one step: send it, take it back, close it without an answer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, Refused, invalid
from comity.kit.ids import new_id
from comity.kit.language import spoken
from comity.messages.rules import Draft
from comity.tracing import kinds, rules, seizure
from comity.tracing.actions.sending import (
    is_about,
    own_request,
    own_step,
    refuse_words,
    reply,
    send_coded,
)
from comity.tracing.actions.standing import restage
from comity.tracing.answers import Said
from comity.tracing.bars import barred
from comity.tracing.chain import country_of
from comity.tracing.models import SEIZER, TraceRequest, TraceStep, in_order, kept_from
from comity.tracing.proposing import Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whom to ask and what to tell. days: None for the node's own number. note: words to this bureau alone."""

    bureau: str
    why: Why = Why.OTHER
    days: int | None = None
    tell_seizure: bool = True
    tell_chain: bool = False
    note: str = ""


@action("tracing.send_step")
def send_step(act: ActDraft, request: TraceRequest, ask: Ask, *, by: Actor) -> TraceStep:
    """Ask the next bureau; its clock runs. Sent again, a step without an answer is closed.

    Raises: Invalid where the request lacks what the bureau needs, Refused, NotFound.
    """
    now = timezone.now()
    row = own_request(request, by)
    is_about(act, row)
    steps = in_order(row.steps.all())
    if row.closed_at is not None:
        raise Refused(_("This request is closed."), code="closed")
    body = seizure.accept(row.body, today=now.date(), whole=True)
    to = _whom(row, ask, steps, by)
    refuse_words(_written(ask, body), by)
    try:
        length = timedelta(days=rules.days_given(ask.days, settings.TRACE_DAYS))
    except Refused as refusal:
        raise invalid("days", "days", refusal.message) from None
    identity = new_id()
    question = Draft(
        kind=kinds.QUESTION,
        to=(to.code,),
        body=_body(ask, body, steps, length),
        expires_at=now + length,
        about=f"tracestep:{identity}",
    )
    message = send_coded(question, by=by)
    step = TraceStep(
        id=identity,
        thread=message.id,
        bureau=row.bureau,
        side=SEIZER,
        other=to.code,
        request=row,
        country=country_of(to),
        why=ask.why.value,
        chain_told=ask.tell_chain,
        seizure_told=ask.tell_seizure,
        sent_at=now,
        due_at=now + length,
        kept_until=kept_from(now.date()),
    )
    step.stand(rules.State.SENT)
    step.save(force_insert=True)
    _give_up_before(steps, to.code)
    restage(row.pk)
    act.recipients = (to.code,)
    return step


@action("tracing.withdraw_step")
def withdraw_step(act: ActDraft, step: TraceStep, *, by: Actor) -> None:
    """Take a step back: the asked bureau is told that no answer is needed. Raises: Refused, NotFound."""
    row = own_step(step, by, side=SEIZER)
    is_about(act, row)
    take_back(row, by)
    act.recipients = (row.other,)
    restage(row.request_id)


@action("tracing.give_up")
def give_up(act: ActDraft, step: TraceStep, *, by: Actor) -> None:
    """Close a step that brought no answer; nobody is told, and a late answer is still taken. Raises: Refused."""
    row = own_step(step, by, side=SEIZER)
    is_about(act, row)
    row.stand(rules.moved(row.standing, rules.Event.GIVE_UP))
    row.save(update_fields=["state", "lapses_at"])
    restage(row.request_id)


def take_back(step: TraceStep, by: Actor) -> None:
    """Move one's own copy and tell the other side; inside tracing.withdraw_step and tracing.close."""
    step.stand(rules.moved(step.standing, rules.Event.WITHDRAW))
    step.save(update_fields=["state", "lapses_at"])
    reply(step, kinds.WITHDRAWN, {}, by)


def _whom(row: TraceRequest, ask: Ask, steps: list[TraceStep], by: Actor) -> Bureau:
    """The bureau to ask. Raises: Invalid, Refused."""
    to = Bureau.visible_to(by).filter(pk=ask.bureau).first()
    if to is None:
        raise Invalid([FieldError("bureau", "unknown-bureau", _("Choose a bureau of the directory."))])
    rules.may_ask(to.code, row.bureau, [(step.other, step.standing) for step in steps])
    if why := barred(row, to.code):
        raise Refused(why, code="not-to-be-told")
    return to


def _written(ask: Ask, body: dict[str, Any]) -> list[str]:
    """Where somebody wrote words of their own that would leave with this step."""
    written = ["note"] if ask.note.strip() else []
    if ask.tell_seizure and {"account", "place"} & body.keys():
        written.append("tell_seizure")
    return written


def _body(ask: Ask, body: dict[str, Any], steps: list[TraceStep], length: timedelta) -> dict[str, Any]:
    """What goes to the asked bureau: the weapon, and of the rest what was chosen for it. Source: practice 12."""
    return {
        "weapon": seizure.weapon_of(body),
        "why": ask.why.value,
        "days": length.days,
        "seizure": seizure.circumstances_of(body) if ask.tell_seizure else {},
        "chain": [_link(step) for step in steps] if ask.tell_chain else [],
        "note": ask.note,
        "language": spoken(),
    }


def _link(step: TraceStep) -> dict[str, Any]:
    """A step as another country may learn of it: never who bought it."""
    said = Said(step.said).slug if step.said is not None else "nothing"
    return {"country": step.country, "said": said, "led_to": step.country_to, "date": step.date}


def _give_up_before(steps: list[TraceStep], bureau: str) -> None:
    for step in steps:
        if step.other == bureau and rules.may(step.standing, rules.Event.GIVE_UP):
            step.stand(rules.moved(step.standing, rules.Event.GIVE_UP))
            step.save(update_fields=["state", "lapses_at"])
