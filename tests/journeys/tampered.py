"""What is spoilt on a node before it leaves, or leaves twice; what a relay loses: inside a process of that node."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.utils import timezone

from comity.kit.ids import new_id
from comity.messages.courier.left import LeftChunk, LeftLoad, LeftParcel
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.rules import MOST_PARCEL_BYTES, ParcelState
from comity.messages.courier.tables import Chain, Incoming, Outgoing, Peer, Sent, Taken
from comity.messages.models import Delivery, Message
from comity.messages.shown import show
from comity.seal import cbor
from comity.seal.content import Content
from comity.seal.envelope import Draft, seal_envelope
from comity.seal.header import FIRST
from comity.seal.wraps import Addressee
from tests.journeys.federated import officer

SIGNED, SIGNATURES = 1, 3


def _parts(change: Callable[[list[Any]], object]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        parts = cbor.read(content, most_bytes=1 << 22)
        change(parts)
        return cbor.write(parts)

    return changed


def _flip(parts: list[Any]) -> None:
    """One bit of one signature."""
    signature = parts[SIGNED].value[SIGNATURES][0]
    signature[2] = signature[2][:-1] + bytes([signature[2][-1] ^ 1])


def _of_another(_content: bytes) -> bytes:
    """What was sealed for a bureau of another node."""
    now, bureau = timezone.now(), officer().bureau
    key_id, public = DIRECTORY.sealing_key("DEU", now)
    draft = Draft(
        id=new_id(),
        sender=bureau,
        kind="note",
        schema=1,
        precedence=1,
        issued_at=int(now.timestamp()),
        expires_at=int(now.timestamp()) + 3600,
        link=FIRST,
    )
    sealed = seal_envelope(
        draft, Content(b"{}"), [Addressee(key_id, public, FIRST)], DIRECTORY.signer(bureau)
    )
    return sealed.envelope


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "forged": _parts(_flip),
    "truncated": lambda content: content[:-200],
    "one signature stripped": _parts(lambda parts: parts[SIGNED].value[SIGNATURES].pop(1)),
    "wrongly versioned": _parts(lambda parts: parts.__setitem__(0, "comity/envelope/v2")),
    "mis-addressed": _of_another,
    "oversized": lambda content: content + bytes(MOST_PARCEL_BYTES),
}


def spoil(message: str, how: str) -> None:
    """Make the parcel of this message something else before it leaves."""
    row = Outgoing.objects.get(pk=Sent.objects.get(message=message).parcel)
    content = SPOILT[how](bytes(row.content))
    Outgoing.objects.filter(pk=row.pk).update(content=content, sha256=sha256(content).digest())


def repeat(message: str) -> None:
    """Offer the envelope of this message once more, as another parcel."""
    row = Outgoing.objects.get(pk=Sent.objects.get(message=message).parcel)
    row.pk, row.state, row.tries = new_id(), int(ParcelState.WAITING), 0
    row._state.adding = True
    row.save()


def tell_another_story(to: str) -> None:
    """The next envelope for that bureau gets the number of the newest one again."""
    chain = Chain.objects.get(ours=True, sender=officer().bureau, bureau=to)
    chain.seq -= 1
    chain.save()


def sealed(sent: list[str]) -> bool:
    return not Sent.objects.filter(message__in=sent, seq=None).exists()


def refused(sent: list[str]) -> dict[str, str]:
    """By message, why it was not taken."""
    return {str(row.message_id): row.refused for row in Sent.objects.filter(message__in=sent)}


def refused_here() -> list[str]:
    """Codes of what came and was not taken."""
    rows = [*Incoming.objects.values_list("code", flat=True), *Taken.objects.values_list("code", flat=True)]
    return sorted(each for each in rows if each)


def said(sent: list[str]) -> list[str]:
    """What the page of the sender says of each."""
    rows = Message.objects.filter(id__in=sent).order_by("id")
    return [str(party.way_words) for shown in show(rows, officer()) for party in shown.parties]


def peer(node: str) -> str:
    """Why that node was not spoken to the last time."""
    return str(Peer.objects.values_list("reason", flat=True).get(node=node))


def left_here() -> int:
    return LeftParcel.objects.count()


def lose_what_was_left() -> int:
    """The relay's disk is gone."""
    LeftChunk.objects.all().delete()
    return LeftLoad.objects.all().delete()[0] + LeftParcel.objects.all().delete()[0]


def doubled() -> int:
    """Deliveries here that some message has more of than one."""
    rows = list(Delivery.objects.filter(bureau=officer().bureau).values_list("message", flat=True))
    return len(rows) - len(set(rows))
