"""Cards of persons often mistaken for a record, for programs: the own bureau's, and those beside one's hits."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from comity.gate.door import actor_of
from comity.queries import actions
from comity.queries.actions.carding import Bearer, Consent
from comity.queries.cards import PORTRAIT, Card
from comity.queries.models import Hit
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import of_card
from comity.records.registry import by_code

router = Router(tags=["cards"])


class ConsentIn(Schema):
    """on: day of the written consent, not older than 30 days. paper: where it is kept. until: at most a year later."""

    on: date
    paper: str = Field(max_length=120)
    until: date


class CardIn(ConsentIn):
    """The person, the document he or she shows, and the consent."""

    name: str = Field(max_length=200)
    born: date
    issuer: str = Field(max_length=3)
    kind: str = Field(max_length=40)
    number: str = Field(max_length=40)


class CardOut(Schema):
    """A card. own: your bureau keeps it; only then consent and moments are told. portrait: id of an attachment."""

    id: UUID
    own: bool
    database: str
    record: UUID
    name: str
    born: date
    issuer: str
    kind: str
    number: str
    kept_until: date
    portrait: UUID | None
    consented_on: date | None
    consent: str
    made_at: datetime | None


def card_out(card: Card, bureau: str) -> dict[str, Any]:
    """A card as `CardOut`, for an officer of this bureau."""
    own = card.bureau == bureau
    portrait = next((each.id for each in of_card(card.id)), None)
    told = ("id", "record", "name", "born", "issuer", "kind", "number", "kept_until")
    return {
        **{name: getattr(card, name) for name in told},
        "own": own,
        "database": by_code(card.database).slug,
        "portrait": portrait,
        "consented_on": card.consented_on if own else None,
        "consent": card.consent if own else "",
        "made_at": card.made_at if own else None,
    }


@router.get("/cards", response=list[CardOut], summary="Cards your bureau keeps", operation_id="list_cards")
def list_cards(request: HttpRequest) -> Any:
    """Those that end first, first. Looking is an act."""
    actor = actor_of(request)
    return [card_out(each, actor.bureau) for each in actions.list_cards(by=actor)]


@router.get("/cards/{uuid:id}", response=CardOut, summary="One card", operation_id="read_card")
def read_card(request: HttpRequest, id: UUID) -> Any:
    """A card of your bureau, or one that stands beside a hit of yours. Looking is an act."""
    actor = actor_of(request)
    return card_out(actions.view_card(id, by=actor), actor.bureau)


@router.post(
    "/hits/{uuid:id}/card",
    response={201: CardOut},
    summary="Make a card for a mistaken person",
    operation_id="make_card",
)
def make_card(request: HttpRequest, id: UUID, told: Form[CardIn], file: File[UploadedFile]) -> Status[Any]:
    """After "not the same" about this hit, by written consent. file: the photograph, JPEG, PNG or WebP."""
    actor = actor_of(request)
    hit = get_object_or_404(Hit.visible_to(actor), pk=id)
    bearer = Bearer(name=told.name, born=told.born, issuer=told.issuer, kind=told.kind, number=told.number)
    made = actions.make_card(hit, bearer, _consent(told), Sent(file.read(), PORTRAIT), by=actor)
    return Status(201, card_out(made, actor.bureau))


@router.post(
    "/cards/{uuid:id}/consent", response=CardOut, summary="Keep a card longer", operation_id="renew_card"
)
def renew_card(request: HttpRequest, id: UUID, sent: ConsentIn) -> Any:
    """By a new written consent."""
    actor = actor_of(request)
    return card_out(actions.renew_card(id, _consent(sent), by=actor), actor.bureau)


@router.delete("/cards/{uuid:id}", response={204: None}, summary="Delete a card", operation_id="delete_card")
def delete_card(request: HttpRequest, id: UUID) -> Status[None]:
    """At once, with its photograph; no reason is needed."""
    actions.delete_card(id, by=actor_of(request))
    return Status(204, None)


def _consent(told: ConsentIn) -> Consent:
    return Consent(on=told.on, paper=told.paper, until=told.until)
