"""Receipts: the verb that signs what is due, and what another bureau's receipts change here."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.many import insert_new, update_each
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.coming_back import tell_arrived, tell_moved, tell_refused
from comity.messages.courier.receipts import Receipt, Receipts, read_receipts, write_receipts
from comity.messages.courier.rules import MOST_RECEIPTS, Level, ParcelKind, ParcelState, moment
from comity.messages.courier.tables import Outgoing, ReceiptDue, Sent
from comity.messages.evidence.keeping import keep_receipts
from comity.messages.models import Delivery
from comity.messages.rules import Precedence, State, moved

SIGNED_AT_ONCE = 2_000


@action("messages.sign_receipts")
def sign_receipts(
    act: ActDraft,
    book: AddressBook,
    keys: HeldKeys,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
    not_now: Collection[str] = (),
) -> int:
    """Sign what is due, one list for each bureau and sender; how many left. Source: docs/spec/courier.md, 6.

    not_now: nodes to which nothing can be handed over now; for them more comes together under one signature.
    """
    now = timezone.now()
    rows = ReceiptDue.objects.select_for_update(skip_locked=True).order_by("id")[:SIGNED_AT_ONCE]
    lists: dict[tuple[str, str], list[ReceiptDue]] = defaultdict(list)
    for row in rows:
        lists[row.bureau, row.to].append(row)
    for (bureau, to), due in lists.items():
        signer, node = keys.signer(bureau), book.node_of(to)
        if signer is None or node is None or node in not_now:
            continue  # they wait for a key or an entry, and `comity courier status` counts them
        for start in range(0, len(due), MOST_RECEIPTS):
            part = due[start : start + MOST_RECEIPTS]
            listed = tuple(_receipt(row) for row in part)
            content = write_receipts(Receipts(bureau, to, listed), signer.key_id, signer.seed)
            parcel = Outgoing.of(
                ParcelKind.RECEIPTS, content, node=node, precedence=int(Precedence.URGENT), now=now
            )
            insert_new([parcel])
            ReceiptDue.objects.filter(id__in=[row.id for row in part]).delete()
            act.count += len(part)
    return act.count


def is_due(book: AddressBook, not_now: Collection[str] = ()) -> bool:
    """Does anything wait to be signed for, for a node to which it can go?"""
    senders = ReceiptDue.objects.values_list("to", flat=True).distinct()
    return any((node := book.node_of(to)) is not None and node not in not_now for to in senders)


def apply_receipts(data: bytes, book: AddressBook, now: datetime) -> None:
    """What another bureau signed about our envelopes. Raises: Refusal for what it did not sign."""
    receipts = read_receipts(data, book.signing_key)
    rows = _concerned(receipts, book)
    concerned = [row.pk for each in rows.values() for row in each]
    deliveries = {
        each.pk: each
        for each in Delivery.objects.select_for_update().filter(id__any=concerned).order_by("id")
    }
    refused: list[Sent] = []
    arrived: list[tuple[Sent, datetime]] = []
    went_on: dict[UUID, Sent] = {}
    for each in receipts.listed:
        for row in rows[each.subject]:
            if each.level is Level.REFUSED:
                if not row.refused:
                    refused.append(row)
                row.refused = each.code or "refused"
            elif row.level is None or row.level < each.level:
                # A clock that runs ahead changes nothing of ours.
                at = min(moment(each.at), now)
                if row.level is None:
                    arrived.append((row, at))
                row.level = int(each.level)
                went_on[row.pk] = row
                reach(deliveries[row.pk], each.level, at)
    changed = {row.pk: row for each in rows.values() for row in each}
    update_each(changed.values(), ["refused", "level"])
    update_each(deliveries.values(), ["state", "delivered_at", "read_at", "answered_at"])
    tell_arrived(arrived)
    tell_moved(went_on.values())
    tell_refused(refused)
    _finish({row.parcel for row in changed.values() if row.parcel})
    keep_receipts(receipts, {subject for subject, found in rows.items() if found})


def _concerned(receipts: Receipts, book: AddressBook) -> dict[bytes, list[Sent]]:
    """Our deliveries of which this bureau may speak, by the subject of its receipts.

    These are its own; or all of a parcel that its node refuses, in which no bureau could be read.
    """
    every = Sent.objects.select_for_update(of=("self",)).select_related("message").defer("message__body")
    own = every.filter(bureau=receipts.bureau, sender=receipts.to)
    found: dict[bytes, list[Sent]] = {each.subject: [] for each in receipts.listed}
    # That one is sealed is said for its index, which holds no others.
    for row in own.filter(subject__any=list(found)).exclude(subject=b"").order_by("id"):
        found[bytes(row.subject)].append(row)
    for each in receipts.listed:
        if each.level is Level.REFUSED and not found[each.subject]:
            node = book.node_of(receipts.bureau)
            parcels = Outgoing.objects.filter(sha256=each.subject, node=node, kind=int(ParcelKind.ENVELOPE))
            found[each.subject] = list(every.filter(parcel__in=parcels.values("id")))
    return found


def reach(delivery: Delivery, level: Level, at: datetime) -> None:
    """The delivery moves, saving it is the verb's; receipts may overtake each other, so a later level contains the
    earlier ones.
    """
    state = delivery.level
    for step in (State.DELIVERED, State.READ, State.ANSWERED):
        if step <= level:
            state = moved(state, step)
            name = f"{step.name.lower()}_at"
            if getattr(delivery, name) is None:
                setattr(delivery, name, at)
    delivery.state = int(state)


def _finish(parcels: Collection[UUID]) -> None:
    """A parcel for which all its bureaus signed is offered no more."""
    waiting = Sent.unsigned().filter(parcel__any=list(parcels))
    done = set(parcels) - set(waiting.values_list("parcel", flat=True).distinct())
    Outgoing.objects.filter(id__any=list(done)).update(state=int(ParcelState.DONE))


def _receipt(row: ReceiptDue) -> Receipt:
    return Receipt(bytes(row.subject), Level(row.level), int(row.at.timestamp()), row.code)
