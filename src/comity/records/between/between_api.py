"""Records between two bureaus, for programs: made on behalf of an owner, and offered by one bureau to another."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field, create_model

from comity.gate.action import require
from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.kit.errors import NotFound
from comity.records.between import answering, offering
from comity.records.between import behalf as verbs
from comity.records.between.agreed import Offer, OnBehalf
from comity.records.between.agreements import LONGEST_FUNCTION, LONGEST_REFERENCE, LONGEST_WORDS, MOST_OFFERED
from comity.records.between.behalf import Request
from comity.records.between.between_lists import MOST_LISTED
from comity.records.between.offering import Chosen
from comity.records.document import told
from comity.records.record import Record
from comity.records.registry import by_code, by_slug

router = Router(tags=["between bureaus"])


class RequestIn(Schema):
    """On whose request. owner: the bureau whose record it becomes. asked_by: a function, never a name."""

    owner: str = Field(max_length=12)
    reference: str = Field(max_length=LONGEST_REFERENCE)
    requested_on: date
    asked_by: str = Field(max_length=LONGEST_FUNCTION)


class RecordedOut(Schema):
    """A record made on behalf of its owner. state: waiting, accepted, rejected, final or ended. until: for a word."""

    id: UUID
    database: str
    record: UUID
    owner: str
    maker: str
    reference: str
    requested_on: date
    asked_by: str
    state: str
    at: datetime
    until: datetime
    decided_at: datetime | None
    reason: str


class OfferedIn(Schema):
    """A record to offer. version: the one you saw."""

    database: str = Field(max_length=60)
    id: UUID
    version: int = Field(ge=1)


class OfferIn(Schema):
    """to: the bureau that shall own them. reason: it reads this."""

    to: str = Field(max_length=12)
    reason: str = Field(max_length=LONGEST_WORDS)
    records: list[OfferedIn] = Field(max_length=MOST_OFFERED)


class OfferOut(Schema):
    """An offer. state: offered, accepted, declined, taken-back or lapsed. until: of use. answer: the taker's reason."""

    id: UUID
    giver: str
    taker: str
    reason: str
    count: int
    state: str
    at: datetime
    until: datetime
    decided_at: datetime | None
    answer: str


class OfferedOut(Schema):
    """A record of an offer at the version offered. document: null where it is not shown, or no longer."""

    id: UUID
    database: str
    version: int
    document: dict[str, Any] | None


class OpenedOut(OfferOut):
    """An offer with its records."""

    records: list[OfferedOut]


class WhyIn(Schema):
    """Why; the other bureau reads it."""

    reason: str = Field(max_length=LONGEST_WORDS)


@router.get(
    "/recorded", response=list[RecordedOut], summary="Recorded on behalf", operation_id="list_recorded"
)
def list_recorded(request: HttpRequest) -> list[dict[str, Any]]:
    """What was made on your bureau's behalf, or by it for others; the newest 200, newest first."""
    actor = actor_of(request)
    require(actor, "records.view_between")
    return [_told(row) for row in OnBehalf.visible_to(actor).order_by("-id")[:MOST_LISTED]]


@router.get(
    "/recorded/{uuid:behalf}", response=RecordedOut, summary="One of them", operation_id="read_recorded"
)
def read_recorded(request: HttpRequest, behalf: UUID) -> dict[str, Any]:
    """The request and what its owner said. The record itself is its owner's to read."""
    require(actor_of(request), "records.view_between")
    return _found(request, behalf)


@router.post(
    "/recorded/{uuid:behalf}/accept", response=RecordedOut, summary="Accept", operation_id="accept_recorded"
)
def accept_recorded(request: HttpRequest, behalf: UUID) -> dict[str, Any]:
    """Accept what was made on your behalf; a person's record answers from now on."""
    verbs.accept_recorded(behalf, by=actor_of(request))
    return _found(request, behalf)


@router.post(
    "/recorded/{uuid:behalf}/reject", response=RecordedOut, summary="Reject", operation_id="reject_recorded"
)
def reject_recorded(request: HttpRequest, behalf: UUID, why: WhyIn) -> dict[str, Any]:
    """Reject what was made on your behalf: it is withdrawn at once, and the centre is told why."""
    verbs.reject_recorded(behalf, reason=why.reason, by=actor_of(request))
    return _found(request, behalf)


@router.get("/offers", response=list[OfferOut], summary="Offers", operation_id="list_offers")
def list_offers(request: HttpRequest) -> list[dict[str, Any]]:
    """What your bureau offers and what is offered to it; the newest 200, newest first."""
    actor = actor_of(request)
    require(actor, "records.view_offer")
    return [_offer(row) for row in Offer.visible_to(actor).order_by("-id")[:MOST_LISTED]]


@router.post("/offers", response={201: OfferOut}, summary="Offer records", operation_id="offer_records")
def offer_records(request: HttpRequest, sent: OfferIn) -> Any:
    """Offer records of your own to another bureau, all together or none. It sees them until it has answered."""
    chosen = [Chosen(by_slug(each.database), each.id, each.version) for each in sent.records]
    made = offering.offer(chosen, to=sent.to, reason=sent.reason, by=actor_of(request))
    return Status(201, _offer(made))


@router.get("/offers/{uuid:offer}", response=OpenedOut, summary="Read an offer", operation_id="read_offer")
def read_offer(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """An offer with its records, as far as they are shown to you: an act."""
    actor = actor_of(request)
    found = offering.view_offer(offer, by=actor)
    records = [
        {
            "id": row.record,
            "database": by_code(row.database).slug,
            "version": row.version,
            "document": told(record, actor.bureau) if record is not None else None,
        }
        for row, record in found.records
    ]
    return _offer(found.offer) | {"records": records}


@router.post("/offers/{uuid:offer}/accept", response=OfferOut, summary="Accept", operation_id="accept_offer")
def accept_offer(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """Take over all its records; 409 when one has changed since, or the offer is over."""
    return _offer(answering.accept_offer(offer, by=actor_of(request)))


@router.post(
    "/offers/{uuid:offer}/decline", response=OfferOut, summary="Decline", operation_id="decline_offer"
)
def decline_offer(request: HttpRequest, offer: UUID, why: WhyIn) -> dict[str, Any]:
    """Say no, with a reason; its records are not shown to you any more."""
    return _offer(answering.decline_offer(offer, reason=why.reason, by=actor_of(request)))


@router.post(
    "/offers/{uuid:offer}/take-back",
    response=OfferOut,
    summary="Take back",
    operation_id="take_back_offer",
)
def take_back_offer(request: HttpRequest, offer: UUID) -> dict[str, Any]:
    """Take an offer of your own back before it is answered."""
    return _offer(answering.take_back_offer(offer, by=actor_of(request)))


def add_record_for(
    mine: Router,
    database: type[Record],
    document: Any,
    whole: Any,
    shown: Callable[[Record, Actor], dict[str, Any]],
) -> None:
    """The centre's operation in one database's router. Types made at run time: mypy cannot know them."""
    name = database.slug.replace("-", "_")
    sent_model: Any = create_model(
        f"{database.__name__}OnBehalf", __base__=RequestIn, document=(document, Field())
    )

    @mine.post(
        "/on-behalf",
        response={201: whole},
        summary="Record on behalf",
        operation_id=f"record_{name}_on_behalf",
        exclude_unset=True,
    )
    def record_for(request: HttpRequest, sent: sent_model) -> Any:
        """Record on behalf of another bureau, on its request. Only the centre does; the owner may reject it."""
        asked = Request(sent.owner, sent.reference, sent.requested_on, sent.asked_by)
        body: BaseModel = sent.document
        raw = body.model_dump(exclude_unset=True)
        by = actor_of(request)
        return Status(201, shown(verbs.record_for(database, raw, asked, by=by), by))


def _found(request: HttpRequest, behalf: UUID) -> dict[str, Any]:
    row = OnBehalf.visible_to(actor_of(request)).filter(pk=behalf).first()
    if row is None:
        raise NotFound()
    return _told(row)


def _offer(row: Offer) -> dict[str, Any]:
    return {
        "id": row.id,
        "giver": row.giver,
        "taker": row.taker,
        "reason": row.reason,
        "count": row.count,
        "state": row.step_name,
        "at": row.at,
        "until": row.ends_at,
        "decided_at": row.decided_at,
        "answer": row.answer,
    }


def _told(row: OnBehalf) -> dict[str, Any]:
    return {
        "id": row.id,
        "database": by_code(row.database).slug,
        "record": row.record,
        "owner": row.owner,
        "maker": row.maker,
        "reference": row.reference,
        "requested_on": row.requested_on,
        "asked_by": row.asked_by,
        "state": row.step_name,
        "at": row.at,
        "until": row.ends_at,
        "decided_at": row.decided_at,
        "reason": row.reason,
    }
