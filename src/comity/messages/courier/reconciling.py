"""What two nodes believe of each other's chains, compared: after a start, each day, and where something is missing.

Source: docs/spec/courier.md, 8.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from comity.bureaus.directory import hosted_bureaus
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier import files_out
from comity.messages.courier.book import AddressBook
from comity.messages.courier.rules import MOST_AHEAD, Head, ParcelState, TakenState
from comity.messages.courier.tables import Chain, Incoming, Outgoing, Peer, Sent, Taken

MOST_HEADS = 5_000  # pairs of bureaus between two nodes
ASK_AFTER = timedelta(seconds=60)  # what is missing is mostly on its way


def held_from(node: str, book: AddressBook) -> list[Head]:
    """How far the bureaus here are with what that node's bureaus sealed for them."""
    found = []
    for chain in Chain.objects.filter(ours=False).order_by("sender", "bureau"):
        if book.node_of(chain.sender) == node:
            newest = Taken.objects.filter(sender=chain.sender, bureau=chain.bureau).order_by("-seq").first()
            top, digest = (newest.seq, newest.digest) if newest else (chain.seq, chain.digest)
            found.append(Head(chain.sender, chain.bureau, chain.seq, top, bytes(digest)))
    return found[:MOST_HEADS]


@action("messages.compare")
def compare(
    act: ActDraft,
    node: str,
    heads: Sequence[Head],
    book: AddressBook,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
    life: UUID | None = None,
) -> int:
    """Mend what our side lacks of this; how many parcels leave again.

    life: of our database, where the other node answered in it (`asking`).

    A higher number than ours: we were restored from an older backup, and go on from there, so that no number is used
    twice. A lower one: the other side was, and what we keep leaves again. Only a node's own bureaus count.
    """
    act.about = f"node:{node}"
    act.count = mend(node, heads, book, timezone.now())
    if life is not None:
        Peer.objects.update_or_create(node=node, defaults={"answered": life})
    return act.count


def mend(node: str, heads: Sequence[Head], book: AddressBook, now: datetime) -> int:
    """The same, inside a verb."""
    hosted = hosted_bureaus()
    return sum(
        _mend(head, now) for head in heads if head.sender in hosted and book.node_of(head.bureau) == node
    )


def known_nodes(book: AddressBook) -> set[str]:
    """All nodes with whose bureaus something was exchanged: each is asked after a start, and daily."""
    found = set()
    for ours, sender, bureau in Chain.objects.exclude(bureau="").values_list("ours", "sender", "bureau"):
        found.add(book.node_of(bureau if ours else sender) or "")
    return found - {""}


def missing_from(book: AddressBook, now: datetime) -> set[str]:
    """Nodes of senders of whom something lies aside for a while: they are asked for what came before it."""
    rows = Incoming.objects.filter(state=int(TakenState.ASIDE), arrived_at__lte=now - ASK_AFTER)
    return {book.node_of(sender) or "" for sender in rows.values_list("sender", flat=True).distinct()} - {""}


def _mend(head: Head, now: datetime) -> int:
    chain = (
        Chain.objects.select_for_update().filter(ours=True, sender=head.sender, bureau=head.bureau).first()
    )
    seq = chain.seq if chain else 0
    if seq < head.top <= seq + MOST_AHEAD:
        if chain is None:
            chain = Chain(ours=True, sender=head.sender, bureau=head.bureau)
        chain.seq, chain.digest = head.top, head.digest
        chain.save()
    lost = Sent.objects.filter(sender=head.sender, bureau=head.bureau, seq__gt=head.last, refused="")
    ours = Outgoing.objects.filter(id__in=lost.values("parcel"))
    again = ours.filter(state__in=(int(ParcelState.ARRIVED), int(ParcelState.DONE)), expires_at__gt=now)
    files_out.again(again, now)
    return again.update(state=int(ParcelState.WAITING), next_at=now)
