"""The messages about records between two bureaus: made on behalf of one, or offered by one to another.

Wire formats: a field is only ever added, under a new version of the kind.
"""

from dataclasses import replace
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.kit.language import spoken
from comity.messages import actions as messages
from comity.messages.kinds import register
from comity.messages.rules import Draft
from comity.queries.actions.following import follow
from comity.queries.kinds import Language
from comity.records.between import answering, behalf, offering
from comity.records.between.agreed import Offer, OfferedRecord, OnBehalf
from comity.records.between.agreements import Behalf, Step
from comity.records.ending.forgetting import FORGET, Gone
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

RECORDED_FOR, RECORDED_ANSWER = "recorded-on-behalf", "on-behalf-answer"
OFFER, OFFER_ANSWER = "record-offer", "record-offer-answer"
Words = Annotated[str, msgspec.Meta(max_length=500)]
Slug = Annotated[str, msgspec.Meta(max_length=60)]


class RecordedFor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To the owner: a record is yours now. answers: is it found already? until: ISO 8601, for a word of yours."""

    database: Slug
    record: UUID
    behalf: UUID
    reference: Words
    requested_on: Annotated[str, msgspec.Meta(max_length=10)]
    asked_by: Words
    answers: bool
    until: str
    language: Language


class RecordedAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whoever recorded: what the owner said, or that it said nothing in time (final), or its record had ended."""

    behalf: UUID
    decision: Literal["accepted", "rejected", "final", "ended"]
    reason: Words
    language: Language


class Offered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To the taker. Nothing of the records: those it opens by an act of its own. until: ISO 8601."""

    offer: UUID
    count: Annotated[int, msgspec.Meta(ge=1)]
    reason: Words
    until: str
    language: Language


class OfferAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To the other side of an offer. reason: of who declined, may be empty."""

    offer: UUID
    decision: Literal["accepted", "declined", "taken-back", "lapsed"]
    reason: Words
    language: Language


def register_between() -> None:
    """Make the kinds known and tell the other side by them, from `AppConfig.ready`."""
    rows: tuple[tuple[str, type, Any, str], ...] = (
        (RECORDED_FOR, RecordedFor, _("The centre recorded something on your behalf"), "recorded_for"),
        (
            RECORDED_ANSWER,
            RecordedAnswer,
            _("An owner’s word on what you recorded for it"),
            "recorded_answer",
        ),
        (OFFER, Offered, _("Records are offered to your bureau"), "offer"),
        (OFFER_ANSWER, OfferAnswer, _("What became of an offer of records"), "offer_answer"),
    )
    for slug, schema, label, template in rows:
        register(slug, 1, schema, label=label, free_text=True, template=f"queries/kinds/{template}.html")
    behalf.TELL.append(tell_of_behalf)
    offering.TELL.append(tell_of_offer)
    answering.HANDED_OVER.append(follow)
    FORGET.append(forget_offers)


def tell_of_behalf(row: OnBehalf, record: Record | None, by: Actor) -> None:
    """The owner of a new row, the maker of one that is settled; in the transaction of the verb."""
    if row.step == Behalf.WAITING and record is not None:
        body: dict[str, Any] = {
            "database": by_code(row.database).slug,
            "record": str(row.record),
            "behalf": str(row.id),
            "reference": row.reference,
            "requested_on": row.requested_on.isoformat(),
            "asked_by": row.asked_by,
            "answers": record.status == Status.ACTIVE,
            "until": row.ends_at.isoformat(),
            "language": spoken(),
        }
        _send(RECORDED_FOR, row.owner, body, f"record:{by_code(row.database).slug}:{row.record}", by)
        return
    body = {
        "behalf": str(row.id),
        "decision": row.step_name,
        "reason": row.reason,
        "language": spoken(),
    }
    _send(RECORDED_ANSWER, row.maker, body, f"record:{by_code(row.database).slug}:{row.record}", by)


def tell_of_offer(row: Offer, by: Actor) -> None:
    """The taker of a new offer, or that it is no more; the giver of an answer; in the transaction of the verb."""
    about, to = f"offer:{row.id}", row.giver if by.bureau == row.taker else row.taker
    if row.step == Step.OFFERED:
        until = row.ends_at.isoformat()
        body: dict[str, Any] = {"offer": str(row.id), "count": row.count, "reason": row.reason}
        _send(OFFER, to, {**body, "until": until, "language": spoken()}, about, by)
        return
    body = {"offer": str(row.id), "decision": row.step_name, "reason": row.answer, "language": spoken()}
    _send(OFFER_ANSWER, to, body, about, by)


def forget_offers(gone: Gone) -> None:
    """Empty the messages about offers of a record that is deleted now, in that transaction."""
    record = gone.record
    rows = OfferedRecord.objects.filter(database=record.code, record=record.id)
    for offer in rows.values_list("offer", flat=True):
        messages.forget(f"offer:{offer}", gone.at)


def _send(kind: str, to: str, body: dict[str, Any], about: str, by: Actor) -> None:
    messages.send(Draft(kind=kind, to=(to,), body=body, about=about), by=speaker(by))


def speaker(by: Actor) -> Actor:
    """Who says it: the actor; where its bureau may send no messages at present, the bureau's clock in its function.

    A suspended bureau may withdraw what it owns, so it may reject; the other side must be told that it did.
    """
    if by.may("messages.send", now=timezone.now()):
        return by
    return replace(clock_of(by.bureau, "messages.send"), function=by.function, unit=by.unit)
