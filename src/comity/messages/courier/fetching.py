"""Fetching what a relay keeps for this node, and keeping it: the way in where nobody can reach us."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier.client import Client, NoAnswer
from comity.messages.courier.gathering import keep_chunks
from comity.messages.courier.handed import Became, Handed, read_handed, write_fetch
from comity.messages.courier.rules import FIRST_BATCH_BYTES, MOST_BATCH_BYTES, Parcel
from comity.messages.courier.tables import Peer
from comity.messages.courier.taking import keep_parcels
from comity.seal.errors import Refusal

MOST_HANDED_BYTES = MOST_BATCH_BYTES + 256 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request to a relay, which took so long. reason: the code of why nothing, or empty."""

    relay: str
    handed: Handed = field(default_factory=Handed)
    reason: str = ""
    took_s: float = 0.0


def fetch(client: Client, relay: str, address: str, most_bytes: int, answers: Sequence[Became]) -> Fetched:
    """In a thread of its own: no row is touched here. answers: what became of what it handed out before."""
    begun, body = monotonic(), write_fetch(most_bytes, answers)
    try:
        handed = read_handed(
            client.post(address, "/fetch", body, timezone.now(), most_bytes=MOST_HANDED_BYTES)
        )
    except NoAnswer as error:
        return Fetched(relay, reason=error.code)
    except Refusal:
        return Fetched(relay, reason="answer-unreadable")
    return Fetched(relay, handed, took_s=monotonic() - begun)


def most_bytes(relay: str) -> int:
    """How much the next request to a relay may bring."""
    held = Peer.objects.filter(node=relay).values_list("batch_bytes", flat=True).first()
    return held or FIRST_BATCH_BYTES


@action("messages.take_handed")
def take_handed(act: ActDraft, handed: Handed, node: str, *, by: Actor) -> list[Became]:  # noqa: ARG001
    """Keep what was handed out for this node, as if those it is from had brought it; what became of each.

    node: our own name. Whoever handed it out is believed in nothing: envelopes, receipts and heads are signed, chunks
    are checked against what an envelope says, and who is named as their sender is only where its room is counted.
    """
    now = timezone.now()
    parcels: dict[str, list[Parcel]] = defaultdict(list)
    for sender, parcel in handed.parcels:
        parcels[sender].append(parcel)
    found = [
        Became(sender, id, answer)
        for sender, listed in parcels.items()
        for id, answer in keep_parcels(listed, sender, node, now)
    ]
    for sender in dict.fromkeys(sender for sender, _chunk in handed.chunks):
        chunks = [chunk for other, chunk in handed.chunks if other == sender]
        found += [Became(sender, id, answer) for id, answer in keep_chunks(chunks, sender, node, now)]
    act.count = len(found)
    return found
