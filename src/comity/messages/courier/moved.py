"""What was sealed for a bureau that lives on another node since goes there too, with its files.

The former node hands envelopes on, but nobody's files: they were never offered to the new one. So the sender, who has
both, sends again by itself once the directory says so. What comes twice changes nothing. Source: docs/spec/move.md, 2.
"""

from datetime import datetime

from django.utils import timezone

from comity.bureaus.directory import hosted_bureaus
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.messages.courier.book import AddressBook
from comity.messages.courier.filed import OutgoingFile
from comity.messages.courier.rules import ParcelKind, ParcelState
from comity.messages.courier.tables import Outgoing, Sent
from comity.seal.envelope import trim_envelope, verify_envelope
from comity.seal.errors import Refusal

AT_ONCE = 500


@action("messages.follow_moved")
def follow_moved(act: ActDraft, book: AddressBook, *, by: Actor) -> int:  # noqa: ARG001  # the gate asks `by`
    """Offer what is not signed for to the nodes where its bureaus live now; how many deliveries. It may run again."""
    now = timezone.now()
    rows = Sent.unsigned().filter(parcel__isnull=False).exclude(bureau__in=hosted_bureaus())
    for bureau in list(rows.order_by().values_list("bureau", flat=True).distinct()):
        if there := book.node_of(bureau):
            elsewhere = rows.filter(bureau=bureau).exclude(
                parcel__in=Outgoing.objects.filter(node=there).values("id")
            )
            act.count += sum(_offer(row, there, book, now) for row in elsewhere.order_by("id")[:AT_ONCE])
    act.goes_on = not act.count
    return act.count


def _offer(row: Sent, node: str, book: AddressBook, now: datetime) -> bool:
    """One delivery: a parcel of its own for that node, and its files from the first chunk on."""
    rows = Outgoing.objects.select_for_update().filter(expires_at__gt=now)
    former = rows.filter(pk=row.parcel).first() if row.parcel else None
    if former is None or former.kind != ParcelKind.ENVELOPE:
        return False
    content = _for_one(bytes(former.content), row.bureau, book)
    parcel = Outgoing.of(ParcelKind.ENVELOPE, content, node=node, precedence=former.precedence, now=now)
    parcel.expires_at = former.expires_at
    parcel.save(force_insert=True)
    ways = OutgoingFile.objects.filter(parcel=former)
    OutgoingFile.objects.bulk_create(
        OutgoingFile(parcel=parcel, file_id=file, next_at=now) for file in ways.values_list("file", flat=True)
    )
    row.parcel = parcel.id
    row.save(update_fields=["parcel"])
    if not Sent.unsigned().filter(parcel=former.id).exists():
        former.state = int(ParcelState.DONE)
        former.save(update_fields=["state"])
    return True


def _for_one(content: bytes, bureau: str, book: AddressBook) -> bytes:
    """The envelope with that bureau's wrap alone; as it is where the key that signed it is no longer listed."""
    try:
        return trim_envelope(verify_envelope(content, book.signing_key), [bureau])
    except Refusal:
        return content
