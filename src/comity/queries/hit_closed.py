"""The message by which a bureau's own node says which of its hits at the centre are closed, and which open again.

The hit has no desk at the centre: it is followed and closed at home, under the same id. What was done is the bureau's
own and stays there. A wire format: a field is only ever added, under a new version of the kind.
"""

from typing import Annotated
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from comity.gate.system import clock_of
from comity.messages import actions as messages
from comity.messages.kinds import Afar, register
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft
from comity.queries.models import Hit

HIT_CLOSED = "hit-closed"
MOST_HITS = 1000


class HitClosed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """hits: ids, the same on both nodes. closed: false where an answer of the owner has opened them again."""

    hits: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=MOST_HITS)]
    closed: bool


def register_hit_closed() -> None:
    """From `AppConfig.ready`. Whoever may say what was done after a hit may close it (practice 9)."""
    label = _("Hits that were closed at home")
    register(
        HIT_CLOSED,
        1,
        HitClosed,
        hit_closed_arrives,
        label=label,
        afar=Afar("queries.record_outcome"),
        is_mail=False,
    )


def tell_closed(hit: Hit) -> None:
    """Tell the node where the record of this hit is how the hit stands; nothing where it is here. Inside a verb.

    The node says it, not the officer: nobody's right to send messages decides whether a hit can be closed.
    """
    if hit.kept_at:
        tell_all_closed([hit.id], hit.bureau, hit.kept_at, closed=hit.closed_at is not None)


def tell_all_closed(hits: list[UUID], bureau: str, node: str, *, closed: bool) -> None:
    """The same of several at one node."""
    for start in range(0, len(hits), MOST_HITS):
        named = [str(each) for each in hits[start : start + MOST_HITS]]
        draft = Draft(kind=HIT_CLOSED, to=(node,), body={"hits": named, "closed": closed})
        messages.send(draft, by=clock_of(bureau, "messages.send"))


def hit_closed_arrives(message: Message, delivery: Delivery) -> None:
    """Of the sender's own hits alone. What is not there, or another's, is passed over: the answer tells nothing."""
    told = msgspec.convert(message.content, HitClosed)
    rows = Hit.objects.filter(pk__in=told.hits, bureau=message.sender, kept_at="")
    if told.closed:
        rows.filter(closed_at=None).update(closed_at=delivery.delivered_at)
    else:
        rows.update(closed_at=None)
