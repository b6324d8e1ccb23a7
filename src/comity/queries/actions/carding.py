"""The verbs of a card: make it by written consent, look at it, renew it, delete it; and its own end."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import FieldError, Invalid, NotFound, Refused
from comity.kit.text import clean_line
from comity.matching.document_kinds import kind_by_slug
from comity.matching.documents import issuer_code
from comity.queries.beside import record_of
from comity.queries.cards import (
    CONSENT_WITHIN,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_PAPER,
    Card,
    last_day,
)
from comity.queries.judging import Judged
from comity.queries.mistaken import shown_card
from comity.queries.models import Hit, Verdict
from comity.records.attached.attaching import Place, Sent, put
from comity.records.attached.attachments import Attachment, let_go
from comity.records.registry import all_databases

MOST_ENDED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A written consent. on: the day it was signed; paper: where it is kept; until: how long the card may stand."""

    on: date
    paper: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The person of a card. document: issuer, kind and number of the one he or she shows."""

    name: str
    born: date
    issuer: str
    kind: str
    number: str


@action("queries.make_card")
def make_card(
    act: ActDraft, hit: Hit, bearer: Bearer, consent: Consent, portrait: Sent, *, by: Actor
) -> Card:
    """Keep a card for a person whom a hit of the own bureau mistook for a record. Source: practice 15.

    Only after "not the same" about that hit: a card must never help the one whom the record means.
    Raises: NotFound, Invalid, Refused.
    """
    now = timezone.now()
    row = Hit.visible_to(by).select_for_update().filter(pk=hit.pk, bureau=by.bureau).first()
    if row is None:
        raise NotFound
    if record_of(row, by, now.date()) is None:
        raise Refused(_("The record is no longer there. No card is needed."), code="record-gone")
    if not Verdict.objects.filter(hit=row, judged=int(Judged.NOT_THE_SAME)).exists():
        raise Refused(_("Compare first: say of this hit that it is not the same."), code="not-examined")
    _check(consent, now.date())
    card = Card(
        bureau=by.bureau,
        hit=row,
        database=row.database,
        record=row.record,
        made_at=now,
        function=by.function,
        **_cleaned(bearer, now.date()),
        **_written(consent),
    )
    card.save(force_insert=True)
    put(Place(row.database, row.record, card=card.id), portrait, by)
    _is_about(act, card)
    return card


@action("queries.renew_card")
def renew_card(act: ActDraft, card: UUID, consent: Consent, *, by: Actor) -> Card:
    """Keep a card longer, by a new consent. Raises: NotFound, Invalid."""
    row = _own(card, by)
    _check(consent, timezone.now().date())
    for name, value in _written(consent).items():
        setattr(row, name, value)
    row.save()
    _is_about(act, row)
    return row


@action("queries.delete_card")
def delete_card(act: ActDraft, card: UUID, *, by: Actor) -> None:
    """Delete a card and its photograph, at once and for good: the person's wish needs no reason. Raises: NotFound."""
    row = _own(card, by)
    _is_about(act, row)
    _delete([row.id])


@action("queries.view_card")
def view_card(act: ActDraft, card: UUID, *, by: Actor) -> Card:
    """Look at a card beside a hit. Looking is an act. Raises: NotFound for any that does not stand beside one."""
    act.about = f"card:{card}"
    found = shown_card(card, by)
    if found is None:
        raise NotFound
    act.count = 1
    return found[0]


@action("queries.list_cards")
def list_cards(act: ActDraft, *, by: Actor) -> list[Card]:
    """The cards that one's own bureau keeps, those that end first."""
    found = list(
        Card.visible_to(by).filter(kept_until__gte=timezone.now().date()).order_by("kept_until", "id")
    )
    act.about, act.count = "cards", len(found)
    return found


@action("queries.end_cards")
def end_cards(act: ActDraft, *, today: date, by: Actor) -> int:
    """Delete a bureau's cards whose day has passed or whose record is gone; how many. today: UTC. It may run again."""
    ids = _ended(today).get(by.bureau, [])[:MOST_ENDED]
    act.about, act.count = "cards", len(ids)
    _delete(ids)
    return len(ids)


def bureaus_with_ended(today: date) -> list[str]:
    """The bureaus that keep a card which must go."""
    return sorted(_ended(today))


def _ended(today: date) -> dict[str, list[UUID]]:
    rows = set(Card.objects.filter(kept_until__lt=today).values_list("bureau", "pk"))
    for database in all_databases():
        here = Card.objects.filter(database=database.code)
        there = database._default_manager.filter(pk__in=here.values("record")).values("pk")
        rows |= set(here.exclude(record__in=there).values_list("bureau", "pk"))
    ended: dict[str, list[UUID]] = {}
    for bureau, pk in sorted(rows):
        ended.setdefault(bureau, []).append(pk)
    return ended


def _delete(ids: list[UUID]) -> None:
    let_go(Attachment._default_manager.filter(card__in=ids))
    Card.objects.filter(pk__in=ids).delete()


def _own(card: UUID, by: Actor) -> Card:
    row = Card.visible_to(by).select_for_update().filter(pk=card).first()
    if row is None:
        raise NotFound
    return row


def _check(consent: Consent, today: date) -> None:
    """Raises: Invalid for a consent that lies ahead or far back, and for a day beyond what it carries."""
    errors = []
    if not today - CONSENT_WITHIN <= consent.on <= today:
        words = _("Give a day of the last %(days)s days: the consent is written for this card.")
        errors.append(FieldError("on", "moment", words % {"days": CONSENT_WITHIN.days}))
    if not today < consent.until <= last_day(consent.on):
        words = _("Give a day ahead, at most a year after the consent.")
        errors.append(FieldError("until", "moment", words))
    if not consent.paper.strip():
        errors.append(FieldError("paper", "required", _("Say where the written consent is kept.")))
    if errors:
        raise Invalid(errors)


def _written(consent: Consent) -> dict[str, object]:
    paper = clean_line(consent.paper, field="paper", longest=LONGEST_PAPER)
    return {"consented_on": consent.on, "consent": paper, "kept_until": consent.until}


def _cleaned(bearer: Bearer, today: date) -> dict[str, object]:
    name = clean_line(bearer.name, field="name", longest=LONGEST_NAME)
    number = clean_line(bearer.number, field="number", longest=LONGEST_NUMBER)
    errors = [
        FieldError(field, "required", _("This is needed."))
        for field, value in (("name", name), ("number", number), ("issuer", bearer.issuer.strip()))
        if not value
    ]
    if bearer.born > today:
        errors.append(FieldError("born", "future", _("This day lies ahead.")))
    if errors:
        raise Invalid(errors)
    return {
        "name": name,
        "born": bearer.born,
        "issuer": issuer_code(bearer.issuer),
        "kind": kind_by_slug(bearer.kind).slug,
        "number": number,
    }


def _is_about(act: ActDraft, card: Card) -> None:
    """Of the person nothing stands in the journal."""
    act.about, act.count = f"card:{card.pk}", 1
    act.touches(database=card.database, record=card.record, version=0)
