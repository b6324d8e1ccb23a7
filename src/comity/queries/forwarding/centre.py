"""Does this node forward questions, where to, and with which keys? What the directory says, read for one question."""

from dataclasses import dataclass
from datetime import datetime

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.messages.courier.client import NoAnswer
from comity.messages.courier.here import own_node
from comity.messages.courier.listed import DIRECTORY
from comity.records.scope import centre


@dataclass(frozen=True, slots=True)
class Way:
    """How one question gets to the centre. key_id, public: to seal for. node, seed: who signs the request."""

    address: str
    key_id: str
    public: bytes
    node: str
    seed: bytes


def centre_elsewhere(actor: Actor) -> Bureau | None:
    """The centre, where the directory knows its node and that is not this one."""
    each = centre(actor.epoch)
    return each if each is not None and not each.hosted and DIRECTORY.node_of(each.code) else None


def way_to(whose: Bureau, now: datetime) -> Way:
    """Raises: NoAnswer, with what the directory or this node lacks."""
    address = DIRECTORY.address_of(DIRECTORY.node_of(whose.code) or whose.code)
    sealing, seed = DIRECTORY.sealing_key(whose.code, now), DIRECTORY.request_seed()
    if not address:
        raise NoAnswer("no-address")
    if sealing is None:
        raise NoAnswer("no-sealing-key")
    node = own_node(DIRECTORY)
    if not node or seed is None:
        raise NoAnswer("no-own-key")
    return Way(address, *sealing, node, seed)
