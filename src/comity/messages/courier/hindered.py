"""Why what is under way gets no further: the code of the last try, for the sender's page. Reads alone."""

from collections.abc import Iterable
from uuid import UUID

from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.files_in import NO_ROOM
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.tables import OPEN_STATES, Outgoing, Peer, Sent
from comity.messages.courier.way import Way, way_of

# Of parcels and files alike: those for which there was no room at the last try.
WITHOUT_ROOM = {"refused": NO_ROOM, "state__in": OPEN_STATES}


def hindrances(rows: Iterable[Sent]) -> dict[UUID, str]:
    """By delivery, of those that are not signed for: that its node has no room, or why that was not spoken to.

    Three queries at most, and none where all is signed for.
    """
    open_rows = [each for each in rows if way_of(each) in (Way.WAITS, Way.UNDER_WAY)]
    nodes = {each.pk: DIRECTORY.node_of(each.bureau) or "" for each in open_rows}
    peers = Peer.objects.filter(node__in=set(nodes.values())).exclude(reason="")
    reasons = dict(peers.values_list("node", "reason"))
    full = _without_room(each.parcel for each in open_rows if each.parcel)
    found = {
        each.pk: NO_ROOM if each.parcel in full else reasons.get(nodes[each.pk], "") for each in open_rows
    }
    return {delivery: code for delivery, code in found.items() if code}


def _without_room(parcels: Iterable[UUID]) -> set[UUID]:
    """Parcels for which, or for a file of which, there was no room at the last try."""
    ids = list(parcels)
    return {
        *Outgoing.objects.filter(id__in=ids, **WITHOUT_ROOM).values_list("id", flat=True),
        *OutgoingFile.objects.filter(parcel__in=ids, **WITHOUT_ROOM).values_list("parcel", flat=True),
    }
