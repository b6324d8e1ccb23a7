"""What others changed on what this desk uses: records it found, questions it asked, its own records at the centre.

Read from the messages that were delivered to the bureau, so nothing is told here that no message told, and a closed
record says here what its message said (practice 2 and 10). Only that a desk has seen it is kept besides.
Source: practice 19, (c).
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.gate.actor import Actor
from comity.kit.figures import count
from comity.messages.mailboxes import Sieve, inbox
from comity.messages.models import Delivery
from comity.queries.between import OFFER_ANSWER, RECORDED_ANSWER, RECORDED_FOR
from comity.queries.ends import ORDERED
from comity.queries.kinds import ANSWER
from comity.queries.misleading import IDENTIFIERS_WANTED
from comity.queries.models import ASKER, Confirmation, Hit, SeenChange
from comity.queries.record_changed import RECORD_CHANGED
from comity.queries.reviews import CHECK, LOAD_REVIEW, REVIEW
from comity.queries.word_returned import WORD_RETURNED
from comity.records.life.happened import TOLD_WITHIN

# As long as a finder is told what becomes of a record.
SHOWN_FOR = TOLD_WITHIN
OF_FOUND, OF_ASKED = (RECORD_CHANGED, WORD_RETURNED), (ANSWER,)
OF_OWN = (
    REVIEW,
    LOAD_REVIEW,
    CHECK,
    IDENTIFIERS_WANTED,
    ORDERED,
    RECORDED_FOR,
    RECORDED_ANSWER,
    OFFER_ANSWER,
)


class About(StrEnum):
    """What a change is about. The word in the address."""

    ALL = "all"
    FOUND = "found"
    ASKED = "asked"
    OWN = "own"

    @property
    def label(self) -> str | Promise:
        return LABELS[self]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of message that tell it."""
        return KINDS[self]


LABELS: dict[About, str | Promise] = {
    About.ALL: _("All changes"),
    About.FOUND: _("Records you found"),
    About.ASKED: _("Questions you asked"),
    About.OWN: _("Your own records"),
}
KINDS: dict[About, tuple[str, ...]] = {
    About.ALL: OF_FOUND + OF_ASKED + OF_OWN,
    About.FOUND: OF_FOUND,
    About.ASKED: OF_ASKED,
    About.OWN: OF_OWN,
}


def changes(actor: Actor, about: About = About.ALL, *, unseen: bool = False) -> QuerySet[Delivery]:
    """What this desk should know, newest first. unseen: only what it has not seen.

    Whoever works for the whole bureau sees all of it; a unit what concerns the hits that it has in hand.
    """
    now = timezone.now()
    if not actor.may("messages.read", now=now):
        return Delivery.visible_to(actor).none()
    rows = inbox(actor, Sieve()).filter(message__kind__in=about.kinds, delivered_at__gte=_since(now))
    if not actor.may("queries.view_bureau_hits", now=now):
        rows = rows.filter(_of_desk(actor))
    if unseen:
        rows = rows.filter(~Exists(seen_by(actor).filter(delivery=OuterRef("pk"))))
    return rows.order_by("-message")


def unseen_count(actor: Actor) -> int:
    """How many this desk has not seen; at most `figures.MOST_COUNTED`."""
    return count(changes(actor, unseen=True))


def seen_by(actor: Actor) -> QuerySet[SeenChange]:
    """What the actor's desk has seen."""
    return SeenChange.visible_to(actor).filter(desk=actor.unit)


def seen_among(rows: Iterable[Delivery], actor: Actor) -> set[UUID]:
    """The ids of those of these that the actor's desk has seen."""
    asked = seen_by(actor).filter(delivery__in=[each.pk for each in rows])
    return set(asked.values_list("delivery", flat=True))


def _of_desk(actor: Actor) -> Q:
    """Answers about the desk's own hits, and what became of records whose hits it has in hand."""
    hits = Hit.visible_to(actor).filter(bureau=actor.bureau)
    asked = Confirmation.visible_to(actor).filter(side=ASKER, hit__in=hits.values("pk"))
    # The body is canonical JSON: the desk stands in it in one way only.
    in_hand = Q(message__kind__in=OF_FOUND, message__body__contains=f'"desk":"{actor.unit}"')
    return in_hand | Q(message__kind__in=OF_ASKED, message__thread__in=asked.values("thread"))


def _since(now: datetime) -> datetime:
    return now - SHOWN_FOR
