"""What leaves: which parcels go to which node now, and the verbs that note what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from django.db.models.functions import Length
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier.rules import (
    FIRST_BATCH_BYTES,
    LONGEST_BROKEN,
    LONGEST_PAUSE,
    MOST_IN_A_BATCH,
    Head,
    Parcel,
    ParcelKind,
    ParcelState,
    batch_bytes,
    in_one_batch,
    pause,
    refused_for_now,
    resend_after,
)
from comity.messages.courier.tables import OPEN_STATES, Incoming, Outgoing, Peer, Sent, Taken, UsedNonce
from comity.messages.courier.wire import HAVE
from comity.messages.models import Delivery
from comity.messages.rules import State

BROKEN_OFF = "broken-off"
ENDED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one request to a node. answers: by parcel; reason: the code of why there are none, or empty.

    heads: where the request compared them, what the node holds of ours.
    """

    node: str
    answers: Mapping[UUID, str]
    reason: str = ""
    heads: tuple[Head, ...] | None = None


def nodes_due(now: datetime) -> list[str]:
    """Nodes for which something waits and which are not left alone now, the most urgent first."""
    rows = Outgoing.objects.filter(state__in=OPEN_STATES, next_at__lte=now, expires_at__gt=now)
    found = (
        rows.exclude(node__in=left_alone(now)).order_by("-precedence", "id").values_list("node", flat=True)
    )
    return list(dict.fromkeys(found[:MOST_IN_A_BATCH]))


def left_alone(now: datetime) -> set[str]:
    """Nodes that did not answer a moment ago."""
    return set(Peer.objects.filter(next_at__gt=now).values_list("node", flat=True))


def parcels_for(node: str, now: datetime) -> list[Parcel]:
    """What goes there in one request, the most urgent and then the oldest first."""
    rows = Outgoing.objects.filter(node=node, state__in=OPEN_STATES, next_at__lte=now, expires_at__gt=now)
    most = Peer.objects.filter(node=node).values_list("batch_bytes", flat=True).first() or FIRST_BATCH_BYTES
    heads = list(rows.order_by("-precedence", "id").values_list("id", Length("content"))[:MOST_IN_A_BATCH])
    chosen = [id for id, _length in heads[: in_one_batch((length for _id, length in heads), most)]]
    found = Outgoing.objects.in_bulk(chosen)
    return [_parcel(found[id]) for id in chosen if id in found]


@action("messages.note_sent")
def note_sent(act: ActDraft, turn: Turn, random: Random, *, by: Actor) -> None:  # noqa: ARG001
    """What a node answered to our parcels, or that it did not. Source: docs/spec/courier.md, 4.

    A parcel that arrived is offered again until its receipt is here; receipts themselves are done.
    """
    now = timezone.now()
    act.about, act.count = f"node:{turn.node}", len(turn.answers)
    peer, _is_new = Peer.objects.get_or_create(node=turn.node)
    if turn.reason:
        peer.tries, peer.reason = peer.tries + 1, turn.reason
        longest = LONGEST_BROKEN if turn.reason == BROKEN_OFF else LONGEST_PAUSE
        peer.next_at = now + pause(peer.tries, random, longest)
    else:
        peer.tries, peer.reason, peer.next_at, peer.reached_at = 0, "", None, now
    peer.batch_bytes = batch_bytes(peer.batch_bytes, reached=not turn.reason)
    peer.save()
    rows = list(Outgoing.objects.filter(id__in=list(turn.answers), state__in=OPEN_STATES).select_for_update())
    for row in rows:
        _answered(row, turn.answers[row.id], now, random)
    Outgoing.objects.bulk_update(rows, ["state", "tries", "next_at", "refused"])


@action("messages.end_parcels")
def end_parcels(act: ActDraft, *, by: Actor) -> int:  # noqa: ARG001
    """Let go what has expired, both ways; a delivery that never got there says so. At most 1,000 rows of each a call.

    Found from the data, so that it may run late or twice.
    """
    now = timezone.now()
    ended = list(Outgoing.objects.filter(expires_at__lte=now).values_list("id", flat=True)[:ENDED_AT_ONCE])
    lost = Sent.objects.filter(parcel__in=ended, level=None, refused="")
    open_rows = Delivery.objects.filter(id__in=lost.values("id"), state=int(State.ACCEPTED))
    open_rows.update(state=int(State.EXPIRED), expired_at=now)
    lost.update(refused="expired")
    act.count = Outgoing.objects.filter(id__in=ended).delete()[0]
    Incoming.objects.filter(expires_at__lte=now).delete()
    UsedNonce.objects.filter(until__lte=now).delete()
    _forget_taken(now)
    return act.count


def _forget_taken(now: datetime) -> None:
    """Numbers that nobody can repeat any more; the newest of each chain stays for ever (docs/spec/seal.md, 13)."""
    old = Taken.objects.filter(expires_at__lte=now)
    chains = {(row.sender, row.bureau) for row in old[:ENDED_AT_ONCE]}
    for sender, bureau in chains:
        rows = Taken.objects.filter(sender=sender, bureau=bureau).order_by("-seq")
        newest = rows.values_list("seq", flat=True).first() or 0
        rows.filter(expires_at__lte=now, seq__lt=newest).delete()


def _answered(row: Outgoing, answer: str, now: datetime, random: Random) -> None:
    row.tries += 1
    if answer == HAVE and row.kind == ParcelKind.RECEIPTS:
        row.state = int(ParcelState.DONE)
    elif answer == HAVE:
        row.state, row.next_at = int(ParcelState.ARRIVED), now + resend_after(row.tries, random)
    elif refused_for_now(answer):
        row.next_at = now + pause(row.tries, random)
    else:
        row.state, row.refused = int(ParcelState.REFUSED), answer
        Sent.objects.filter(parcel=row.id, level=None, refused="").update(refused=answer)


def _parcel(row: Outgoing) -> Parcel:
    return Parcel(
        row.id, ParcelKind(row.kind), row.precedence, int(row.expires_at.timestamp()), bytes(row.content)
    )
