"""What waits between two bureaus, for the pages and the API that list it. Reads only."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.errors import invalid
from comity.records.between.agreed import Offer, OnBehalf
from comity.records.between.agreements import MOST_OFFERED, TRANSFERABLE, Behalf, Step
from comity.records.between.offering import Chosen
from comity.records.document import body_of
from comity.records.life.states import ENDED
from comity.records.record import Record
from comity.records.registry import by_code, databases

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record made on behalf of somebody. title: only for its owner; its maker is shown no more than the request."""

    row: OnBehalf
    database: type[Record]
    title: str = ""


def recorded_for_us(actor: Actor) -> list[Recorded]:
    """What waits for this owner's word, the soonest to end first."""
    found = list(_waiting_for_us(actor).order_by("ends_at")[:MOST_LISTED])
    records = _alive(found, actor)
    return [
        Recorded(row, type(record), record.headline(body_of(record)))
        for row in found
        if (record := records.get(row.record)) is not None
    ]


def recorded_before(actor: Actor) -> list[Recorded]:
    """What was made on this bureau's behalf and is settled, and what it made for others; newest first."""
    rows = OnBehalf.visible_to(actor).exclude(owner=actor.bureau, step=int(Behalf.WAITING))
    return [Recorded(row, by_code(row.database)) for row in rows.order_by("-id")[:MOST_LISTED]]


def offered_to_us(actor: Actor) -> list[Offer]:
    """What other bureaus offer and this one has not answered, the soonest to lapse first."""
    return list(_standing_offers(actor).filter(taker=actor.bureau).order_by("ends_at")[:MOST_LISTED])


def offered_by_us(actor: Actor) -> list[Offer]:
    """What this bureau offers and nobody has answered, the soonest to lapse first."""
    return list(_standing_offers(actor).filter(giver=actor.bureau).order_by("ends_at")[:MOST_LISTED])


def offered_before(actor: Actor) -> list[Offer]:
    """Offers of either side that are over, newest first."""
    over = Q(step__gt=int(Step.OFFERED)) | Q(ends_at__lte=timezone.now())
    return list(Offer.visible_to(actor).filter(over).order_by("-id")[:MOST_LISTED])


def same_case(record: Record, actor: Actor) -> list[Chosen]:
    """The actor's other own records of the same case that may change hands, in all databases."""
    if not record.case:
        return []
    now, states = timezone.now(), [int(status) for status in TRANSFERABLE]
    return [
        Chosen(database, found)
        for database in databases()
        if actor.may("records.offer", database=database.code, now=now)
        for found in database.owned_by(actor)
        .filter(case=record.case, status__in=states, kept_until__gte=now.date())
        .exclude(pk=record.pk)
        .values_list("pk", flat=True)[: MOST_OFFERED + 1]
    ]


def named(ids: list[UUID], actor: Actor) -> list[Chosen]:
    """Own records by their numbers alone, in whatever database. Raises: Invalid for one that is not one's own."""
    found = {
        record: Chosen(database, record)
        for database in (databases() if ids else [])
        for record in database.owned_by(actor).filter(pk__in=ids).values_list("pk", flat=True)
    }
    if missing := [record for record in ids if record not in found]:
        words = {"record": missing[0]}
        raise invalid("more", "not-yours", _("Your bureau has no record %(record)s.") % words)
    return list(found.values())


def _standing_offers(actor: Actor) -> "QuerySet[Offer]":
    return Offer.visible_to(actor).filter(step=int(Step.OFFERED), ends_at__gt=timezone.now())


def open_offer(record: Record, actor: Actor) -> Offer | None:
    """The offer under which its owner has this record at present; None for everybody else."""
    if record.owner != actor.bureau or not actor.may("records.view_offer", now=timezone.now()):
        return None
    rows = _standing_offers(actor).filter(giver=actor.bureau, records__is_open=True)
    return rows.filter(records__database=record.code, records__record=record.id).first()


def open_behalf(record: Record, actor: Actor) -> OnBehalf | None:
    """What the owner of this record may still accept or reject; None for everybody else."""
    if record.owner != actor.bureau or not actor.may("records.view_between", now=timezone.now()):
        return None
    rows = OnBehalf.visible_to(actor).filter(database=record.code, record=record.id, owner=actor.bureau)
    row = rows.first()
    return row if row is not None and row.is_open(timezone.now()) else None


def waits_here(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for the word of this actor's bureau, for the menu: records made on its behalf, and offers."""
    made = _waiting_for_us(actor)
    alive = [
        made.filter(database=each.code, record__in=_alive_in(each, actor).values("pk"))
        for each in databases()
    ]
    return [*alive, _standing_offers(actor).filter(taker=actor.bureau)]


def _waiting_for_us(actor: Actor) -> "QuerySet[OnBehalf]":
    rows = OnBehalf.visible_to(actor).filter(owner=actor.bureau, step=int(Behalf.WAITING))
    return rows.filter(ends_at__gt=timezone.now())


def _alive_in(database: type[Record], actor: Actor) -> QuerySet[Any]:
    """The actor's own records whose life has not ended."""
    return database.owned_by(actor).exclude(status__in=ENDED)


def _alive(rows: list[OnBehalf], actor: Actor) -> dict[UUID, Record]:
    """The own records of these rows whose life has not ended, by id; one query for each database among them."""
    found: dict[UUID, Record] = {}
    for code in sorted({row.database for row in rows}):
        ids = [row.record for row in rows if row.database == code]
        found |= _alive_in(by_code(code), actor).filter(pk__in=ids).in_bulk()
    return found
