"""Does this node forward questions, where to, and with which keys? What the directory says, read for one question."""

from dataclasses import dataclass
from datetime import datetime

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.gate.actor import Actor
from comity.messages.courier.client import NoAnswer
from comity.messages.courier.here import own_node
from comity.messages.courier.listed import DIRECTORY
from comity.records.scope import directory


@dataclass(frozen=True, slots=True)
class Way:
    """How one question gets to the centre. key_id, public: to seal for. node, seed: who signs the request."""

    address: str
    key_id: str
    public: bytes
    node: str
    seed: bytes


def centre_elsewhere(actor: Actor) -> Bureau | None:
    """The centre, where the directory knows its node and that is not this one. Free where no bureau is elsewhere."""
    for each in directory(actor.epoch).values():
        if each.kind == BureauKind.CENTRE:
            return each if not each.hosted and DIRECTORY.node_of(each.code) else None
    return None


def way_to(centre: Bureau, now: datetime) -> Way:
    """Raises: NoAnswer, with what the directory or this node lacks."""
    address = DIRECTORY.address_of(DIRECTORY.node_of(centre.code) or centre.code)
    sealing, seed = DIRECTORY.sealing_key(centre.code, now), DIRECTORY.request_seed()
    if not address:
        raise NoAnswer("no-address")
    if sealing is None:
        raise NoAnswer("no-sealing-key")
    node = own_node(DIRECTORY)
    if not node or seed is None:
        raise NoAnswer("no-own-key")
    return Way(address, *sealing, node, seed)
