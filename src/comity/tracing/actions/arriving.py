"""What happens at a bureau when a message of a trace arrives there: handlers of `messages.kinds`.

They run in the transaction of the delivery, under the verb that sent or fetched it, for the bureau of the delivery
alone: another bureau's copy is never touched.
"""

import base64
from datetime import datetime, timedelta
from uuid import UUID

from comity.bureaus.models import Bureau
from comity.kit.errors import NotFound, Refused
from comity.messages.kinds import Handler
from comity.messages.models import Delivery, Message
from comity.tracing import kinds, rules, seizure
from comity.tracing.actions.standing import lock_thread, restage
from comity.tracing.answers import BY_SLUG
from comity.tracing.chain import country_of
from comity.tracing.models import ASKED, SEIZER, TraceStep, kept_from


def question_arrives(message: Message, delivery: Delivery) -> None:
    """The asked bureau's copy begins its life."""
    content = message.content
    # Read again by our own rules: another node may have sent it, and pages show these values.
    told = {**content["weapon"], **content.get("seizure", {})}
    seizure.accept(told, today=message.created_at.date(), whole=False)
    if message.expires_at is None:
        raise Refused("A question about a firearm carries a time.", code="no-clock")
    row = TraceStep(
        thread=message.id,
        bureau=delivery.bureau,
        side=ASKED,
        other=message.sender,
        country=country_of(Bureau.objects.get(pk=delivery.bureau)),
        why=content["why"],
        chain_told=bool(content.get("chain")),
        seizure_told=bool(content.get("seizure")),
        sent_at=message.expires_at
        - timedelta(days=content["days"]),  # to the microsecond as the other side has it
        due_at=message.expires_at,
        kept_until=kept_from(_arrived(message, delivery).date()),
    )
    row.stand(rules.State.SENT)
    row.save(force_insert=True)


def accepted_arrives(message: Message, delivery: Delivery) -> None:
    """The seizing bureau sees that somebody works on it."""
    row = _copy(message, delivery, SEIZER)
    if rules.may(row.standing, rules.Event.ACCEPT):
        row.stand(rules.moved(row.standing, rules.Event.ACCEPT))
    row.accepted_at = row.accepted_at or _said_at(row, message, delivery)
    row.reference = message.content.get("reference", "")
    row.save()
    restage(row.request_id)


def answer_arrives(message: Message, delivery: Delivery) -> None:
    """The chain grows by a link; a late answer opens a closed request again."""
    row = _copy(message, delivery, SEIZER)
    content = message.content
    row.stand(rules.moved(row.standing, rules.Event.ANSWER))
    row.answered_at, row.said = _said_at(row, message, delivery), int(BY_SLUG[content["said"]])
    row.country_to, row.date = content.get("country", ""), content.get("date", "")
    row.document, row.dealer = content.get("document", ""), content.get("dealer", "")
    row.text, row.language = content.get("text", ""), content.get("language", "")
    if content.get("holder_key"):
        row.holder_key = UUID(content["holder_key"])
        row.holder_words = base64.b64decode(content["holder"])
    row.save()
    if row.request is not None and row.request.closed_at is not None:
        row.request.closed_at, row.request.closed_function = None, ""
        row.request.save(update_fields=["closed_at", "closed_function"])
    restage(row.request_id)


def withdrawn_arrives(message: Message, delivery: Delivery) -> None:
    """The asked bureau need not answer any more."""
    row = _copy(message, delivery, ASKED)
    if rules.may(row.standing, rules.Event.WITHDRAW):
        row.stand(rules.moved(row.standing, rules.Event.WITHDRAW))
        row.save(update_fields=["state", "lapses_at"])


def _arrived(message: Message, delivery: Delivery) -> datetime:
    return delivery.delivered_at or message.created_at


def _said_at(row: TraceStep, message: Message, delivery: Delivery) -> datetime:
    """When the other side said it, and at no moment that cannot be, whatever its clock says."""
    return min(max(message.created_at, row.sent_at), _arrived(message, delivery))


def _copy(message: Message, delivery: Delivery, side: int) -> TraceStep:
    """The receiving bureau's copy of this step, locked; only the other side may speak in it."""
    mine = TraceStep.objects.filter(
        thread=message.thread, side=side, bureau=delivery.bureau, other=message.sender
    )
    lock_thread(mine.values_list("thread", flat=True).first())
    row = mine.select_related("request").first()
    if row is None:
        raise NotFound
    return row


HANDLERS: dict[str, Handler] = {
    kinds.QUESTION: question_arrives,
    kinds.ACCEPTED: accepted_arrives,
    kinds.ANSWER: answer_arrives,
    kinds.WITHDRAWN: withdrawn_arrives,
}
