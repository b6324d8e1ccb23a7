"""The messages about ends: what nears its end, once a month, and what the commission had deleted.

A wire format: a field is only ever added, under a new version of the kind.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here, hosted_bureaus
from comity.gate.actor import Actor
from comity.gate.system import clock_of
from comity.messages import actions as messages
from comity.messages.kinds import Afar, Handler, register
from comity.messages.rules import Draft
from comity.records.ending import near_end, ordered
from comity.records.ending.ordered import GROUND_SLUGS, Ground
from comity.records.record import Record

NEAR_END, ORDERED = "records-near-end", "record-deletion-ordered"
Slug = Annotated[str, msgspec.Meta(max_length=60)]


class NearEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """month: its first day, UTC. counts: how many records of each database."""

    month: date
    counts: dict[Slug, int]


class Ordered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """ground: of records.ordered.Ground. decision: its number. No word about the record: it is gone."""

    database: Slug
    record: UUID
    ground: Slug
    decision: Annotated[str, msgspec.Meta(max_length=40)]


def register_ends(handler: Handler, afar: Afar) -> None:
    """Make the kinds known and tell by them, from `AppConfig.ready`. handler, afar: of an order from afar."""
    label = _("Records of yours near their end")
    register(NEAR_END, 1, NearEnd, label=label, template="queries/kinds/near_end.html")
    near_end.TELL.append(tell_near_end)
    label = _("The commission had a record of yours deleted")
    register(ORDERED, 1, Ordered, handler, label=label, template="queries/kinds/order.html", afar=afar)
    ordered.TELL_OWNER.append(tell_owner)


def tell_near_end(month: date, counts: dict[str, int], by: Actor) -> None:
    """From the bureau to itself: how much of its own ends is nobody else's to know."""
    body = {"month": month.isoformat(), "counts": counts}
    messages.send(Draft(kind=NEAR_END, to=(by.bureau,), body=body), by=clock_of(by.bureau, "messages.send"))


def tell_owner(record: Record, ground: Ground, decision: str, by: Actor) -> None:
    """In the transaction of the order. Nothing of what the record said is in it, so it stays.

    In the centre's name where it goes to another node, which believes no other bureau.
    """
    body = {
        "database": record.slug,
        "record": str(record.id),
        "ground": GROUND_SLUGS[ground],
        "decision": decision,
    }
    is_far = record.owner not in hosted_bureaus()
    voice = clock_of((is_far and centre_hosted_here()) or by.bureau, "messages.send")
    messages.send(Draft(kind=ORDERED, to=(record.owner,), body=body), by=voice)
