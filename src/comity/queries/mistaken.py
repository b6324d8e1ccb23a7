"""Which cards stand beside a hit, and who may be shown one. Reads only.

The owner's bureau is never shown another's card, nor that there is one: it is the one from whom a person may need to
be kept apart, and it would learn where he or she asked for help.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comity.gate.actor import Actor
from comity.queries.beside import asked_of
from comity.queries.cards import MOST_CARDS, Card, fits, of_records
from comity.queries.models import Hit
from comity.records.comparing import facts_of
from comity.records.record import Record
from comity.records.registry import by_code


def cards_beside(
    hits: Sequence[tuple[Hit, Record]], by: Actor, *, today: date
) -> Mapping[UUID, tuple[Card, ...]]:
    """By hit, the cards that say of what was asked that it is often mistaken for what was found. today: UTC."""
    shown = [(hit, record) for hit, record in hits if hit.bureau == by.bureau]
    if not shown:
        return {}
    cards = list(of_records((record.id for _hit, record in shown), today=today)[:MOST_CARDS])
    return {
        hit.id: tuple(card for card in cards if _stands_beside(card, hit, record, by))
        for hit, record in (shown if cards else ())
    }


def _stands_beside(card: Card, hit: Hit, record: Record, by: Actor) -> bool:
    if (card.database, card.record) != (record.code, record.id):
        return False
    if by.bureau == record.owner and card.bureau != by.bureau:
        return False
    subject = asked_of(hit)
    return subject is not None and fits(facts_of(subject), card.facts)


def shown_card(card: UUID, by: Actor) -> tuple[Card, Record | None] | None:
    """A card of the own bureau, or one that stands beside a hit this officer may see; None for any other.

    With its record, where this actor may still be shown that.
    """
    now = timezone.now()
    # In one statement: a card on a record that this bureau never met costs no more work than none (practice 10).
    met = Hit.visible_to(by).filter(
        bureau=by.bureau, database=OuterRef("database"), record=OuterRef("record")
    )
    found = Card.objects.filter(
        Q(bureau=by.bureau) | Exists(met), pk=card, kept_until__gte=now.date()
    ).first()
    if found is None or not by.may("queries.view_card", now=now):
        return None
    record = by_code(found.database).visible_to(by, today=now.date()).filter(pk=found.record).first()
    if found.bureau == by.bureau:
        return found, record
    if record is None:
        return None
    hits = Hit.visible_to(by).filter(bureau=by.bureau, database=found.database, record=found.record)
    beside = any(_stands_beside(found, hit, record, by) for hit in hits.order_by("-id")[:MOST_CARDS])
    return (found, record) if beside else None


def is_card_shown(by: Actor, card: UUID) -> bool:
    """May this actor be shown that card, and so its photograph?"""
    return shown_card(card, by) is not None
