"""False hits of the two worlds: what was compared, and cards of persons often mistaken for a record."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from comity.queries import actions as queries
from comity.queries.actions.carding import Bearer, Consent
from comity.queries.judging import Judged
from comity.queries.models import Card, Hit
from comity.records.attached.attaching import Sent
from comity.records.registry import by_code
from tests.actors import AnyActor
from tests.files import png

# Ways of closing under which another bureau still finds the record, and says that it was not the same.
COMPARED = ("all-but", "the-same-again")


def card_of(actor: Any, hits: list[Hit]) -> Card:
    """A card of the actor's bureau, for somebody whom one of these hits mistook for a recorded person."""
    hit = next(each for each in hits if _names(each))
    _compare(hit, actor)
    today, born = timezone.now().date(), date(1987, 3, 14)
    bearer = Bearer(name=hit.asked["person"]["name"], born=born, issuer="ITA", kind="passport", number="YA1")
    consent = Consent(on=today, paper="File 77", until=today + timedelta(days=90))
    return queries.make_card(hit, bearer, consent, Sent(png(), "Portrait"), by=actor)


def examined(closed: list[dict[str, Any]], ask: Callable[[Any, dict[str, Any]], list[Hit]]) -> list[str]:
    """Another bureau compares what must not be known of, and keeps a card beside it where it is a person; the cards."""
    dora, cards = AnyActor(bureau="DEU"), []
    for each in closed:
        hits = ask(dora, each["body"]) if each["way"] in COMPARED else []
        found = [hit for hit in hits if str(hit.record) == each["id"]]
        for hit in found:
            _compare(hit, dora)
        cards += [str(card_of(dora, found).id)] if any(map(_names, found)) else []
    return cards


def _compare(hit: Hit, actor: Any) -> None:
    version = by_code(hit.database).objects.get(pk=hit.record).version
    queries.judge(hit, Judged.NOT_THE_SAME, version=version, by=actor)


def _names(hit: Hit) -> bool:
    """Was a person asked about, and a person found?"""
    return by_code(hit.database).personal and bool(hit.asked.get("person"))
