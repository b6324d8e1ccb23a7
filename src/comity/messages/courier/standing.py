"""How the courier stands with each other node, in numbers and codes, for the operator: no word of any message."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min

from comity.messages.courier.book import AddressBook
from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.hindered import WITHOUT_ROOM
from comity.messages.courier.rules import ParcelKind, TakenState
from comity.messages.courier.tables import OPEN_STATES, Incoming, Outgoing, Peer, ReceiptDue, Sent, Taken


@dataclass(slots=True)
class NodeStanding:
    """unsealed: deliveries that wait, by code. under_way: envelopes that nobody signed for yet. ends_at: when the first
    of them expires. no_room: parcels and files for which that node had no room at the last try.

    refused: deliveries whose bureau or node refused, by code. refused_here: what came from it and was not taken, by
    code. reached_at: when it last answered; reason: why not since, next_at: until when it is left alone.
    """

    node: str
    unsealed: dict[str, int] = field(default_factory=dict)
    under_way: int = 0
    ends_at: datetime | None = None
    no_room: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    refused_here: dict[str, int] = field(default_factory=dict)
    aside: int = 0
    reached_at: datetime | None = None
    reason: str = ""
    next_at: datetime | None = None


def standings(book: AddressBook) -> list[NodeStanding]:
    """Every node with which something was exchanged or is to be; by name. The empty one: bureaus without an entry."""
    found: dict[str, NodeStanding] = {}

    def of(node: str | None) -> NodeStanding:
        return found.setdefault(node or "", NodeStanding(node or ""))

    for peer in Peer.objects.all():
        each = of(peer.node)
        each.reached_at, each.reason, each.next_at = peer.reached_at, peer.reason, peer.next_at
    waiting = Sent.unsealed().values_list("bureau", "waits_for")
    for bureau, code, many in waiting.annotate(many=Count("id")):
        _add(of(book.node_of(bureau)).unsealed, code or "in-a-moment", many)
    refused = Sent.objects.exclude(refused="").values_list("bureau", "refused")
    for bureau, code, many in refused.annotate(many=Count("id")):
        _add(of(book.node_of(bureau)).refused, code, many)
    parcels = Outgoing.objects.filter(kind=int(ParcelKind.ENVELOPE), state__in=OPEN_STATES)
    for node, many, ends_at in parcels.values_list("node").annotate(many=Count("id"), ends=Min("expires_at")):
        of(node).under_way, of(node).ends_at = many, ends_at
    nodes = [
        *Outgoing.objects.filter(**WITHOUT_ROOM).values_list("node", flat=True),
        *OutgoingFile.objects.filter(**WITHOUT_ROOM).values_list("parcel__node", flat=True),
    ]
    for node in nodes:
        of(node).no_room += 1
    for node, code, many in _not_taken(book):
        _add(of(node).refused_here, code, many)
    aside = Incoming.objects.filter(state=int(TakenState.ASIDE)).values_list("sender")
    for sender, many in aside.annotate(many=Count("row")):
        of(book.node_of(sender)).aside += many
    return sorted(found.values(), key=lambda each: each.node)


def _not_taken(book: AddressBook) -> Iterator[tuple[str | None, str, int]]:
    """Node, code, how many: what has no number of its own by who brought it, the rest by its sender's node."""
    came = Incoming.objects.exclude(code="").values_list("node", "code")
    yield from came.annotate(many=Count("row"))
    taken = Taken.objects.exclude(code="").values_list("sender", "code")
    for sender, code, many in taken.annotate(many=Count("id")):
        yield book.node_of(sender), code, many


def receipts_due() -> int:
    """Receipts that wait for a signature: many of them mean that the process does not run, or a key is not here."""
    return ReceiptDue.objects.count()


def _add(counts: dict[str, int], code: str, many: int) -> None:
    counts[code] = counts.get(code, 0) + many
