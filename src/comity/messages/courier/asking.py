"""Comparing chains with a node that is not spoken to at once: its answer comes as a parcel, by a relay or on a stick.

A question is called by the life of this node's database. A new life begins where the database does not know what the
disk remembers of it, which is after a restore: only then may a number be used that it knows nothing of.
"""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.here import own_node
from comity.messages.courier.questions import Heads, read_signed, write_signed
from comity.messages.courier.reconciling import held_from, mend
from comity.messages.courier.rules import ParcelKind, ParcelState
from comity.messages.courier.tables import Outgoing, Peer
from comity.messages.rules import Precedence
from comity.seal.errors import Malformed
from comity.store.home import write_atomically

ASK_AGAIN = timedelta(minutes=10)  # a relay loses things
NOTHING = UUID(int=0)


def current_life() -> UUID:
    """The life of this database; another one where it does not know the newest parcel that the disk remembers."""
    try:
        life, newest = map(UUID, _memory().read_text().split())
    except (OSError, ValueError):
        life, newest = new_id(), NOTHING
        _remember(life, newest)
    if newest != NOTHING and not Outgoing.objects.filter(pk=newest).exists():
        life = new_id()
        _remember(life, NOTHING)
    return life


def remember(life: UUID) -> None:
    """What was sealed until now is this life's. After the commit, and before anything of it leaves."""
    newest = Outgoing.objects.order_by("-id").values_list("id", flat=True).first()
    _remember(life, newest or NOTHING)


def answered(life: UUID) -> set[str]:
    """The nodes that said how far they are, since this life began."""
    return set(Peer.objects.filter(answered=life).values_list("node", flat=True))


@action("messages.ask_heads")
def ask(act: ActDraft, node: str, life: UUID, book: AddressBook, keys: HeldKeys, *, by: Actor) -> bool:  # noqa: ARG001
    """Ask a node how far it is with ours, in a parcel; is there a key to sign with? Source: docs/spec/courier.md, 8."""
    act.about, now = f"node:{node}", timezone.now()
    Outgoing.objects.filter(node=node, kind=int(ParcelKind.HEADS), state=int(ParcelState.WAITING)).delete()
    return _send(node, book, keys, now, asks=life)


def apply_heads(data: bytes, book: AddressBook, keys: HeldKeys, now: datetime) -> None:
    """What another node says of our chains, and what it asks. Inside messages.open. Raises: Refusal."""
    found = read_signed(data, book.signing_key)
    if found.to != own_node(book):
        raise Malformed("These heads are for another node.")
    mend(found.node, found.heads, book, now)
    if found.asks is not None:
        _send(found.node, book, keys, now, answers=found.asks)
    if found.answers is not None:
        Peer.objects.update_or_create(node=found.node, defaults={"answered": found.answers})


def _send(
    node: str,
    book: AddressBook,
    keys: HeldKeys,
    now: datetime,
    *,
    asks: UUID | None = None,
    answers: UUID | None = None,
) -> bool:
    own = own_node(book)
    signer = keys.signer(own) if own else None
    if signer is None:
        return False
    heads = Heads(own, node, int(now.timestamp()), tuple(held_from(node, book)), asks, answers)
    content = write_signed(heads, signer.key_id, signer.seed)
    urgent = int(Precedence.URGENT)
    Outgoing.of(ParcelKind.HEADS, content, node=node, precedence=urgent, now=now).save(force_insert=True)
    return True


def _memory() -> Path:
    return Path(settings.HOME) / "courier-life"


def _remember(life: UUID, newest: UUID) -> None:
    write_atomically(_memory(), f"{life} {newest}\n".encode())
