"""The verb that seals what waits: for every addressee whose key is known, one parcel for each node."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.ids import new_id
from comity.kit.many import insert_new, update_each
from comity.messages.courier import files_out
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.chains import Ours
from comity.messages.courier.filed import SealedFile
from comity.messages.courier.letter import Letter, write_letter
from comity.messages.courier.released import can_sign, signed_by_centre, with_written
from comity.messages.courier.rules import ParcelKind, expires_at
from comity.messages.courier.tables import Outgoing, Sent
from comity.messages.evidence import keeping
from comity.messages.evidence.tables import Statement
from comity.messages.files.hanging import files_of
from comity.messages.models import Message
from comity.messages.moderation.words import RELEASED, VERSION
from comity.seal.content import Content
from comity.seal.envelope import Draft, Sealed, seal_envelope, trim_envelope, verify_envelope
from comity.seal.header import Link
from comity.seal.signed import Signer
from comity.seal.wraps import Addressee

SEALED_AT_ONCE = 100
NOT_REACHED, EMPTIED = "not-reached", "emptied"
WRITTEN = ("seq", "subject", "parcel", "waits_for", "next_at", "refused")
ASK_SOON = timedelta(seconds=1)  # of a node with which heads are about to be compared
LOOK_AGAIN = timedelta(seconds=30)  # for a key that the directory did not have


@dataclass(slots=True)
class _Round:
    """One run of the verb: what it found, and what it writes at its end."""

    book: AddressBook
    keys: HeldKeys
    now: datetime
    compared: Collection[str] | None = None
    chains: Ours = field(default_factory=Ours)
    parcels: list[Outgoing] = field(default_factory=list)
    files: list[tuple[list[Outgoing], list[SealedFile]]] = field(default_factory=list)
    with_files: Collection[UUID] = ()
    statements: list[Statement] = field(default_factory=list)
    signers: dict[str, Signer | None] = field(default_factory=dict)

    def signer(self, bureau: str) -> Signer | None:
        if bureau not in self.signers:
            self.signers[bureau] = self.keys.signer(bureau)
        return self.signers[bureau]


@action("messages.seal")
def seal(
    act: ActDraft,
    book: AddressBook,
    keys: HeldKeys,
    *,
    by: Actor,  # noqa: ARG001  # the gate asks `by`
    compared: Collection[str] | None = None,
    at_once: Collection[str] = (),
) -> int:
    """Seal what waits, the most urgent first, at most 100 deliveries a call; how many were sealed.

    compared: nodes of which we know that no number is used twice, where others are to wait; None: all.
    at_once: for these bureaus alone, and whenever it was to be looked at again.
    What cannot be sealed yet says why and is looked at again. Source: docs/spec/seal.md, 13; docs/spec/courier.md, 2.
    """
    now = timezone.now()
    due = Sent.unsealed().filter(bureau__in=at_once) if at_once else waiting(now)
    rows = due.order_by("-precedence", "id")
    chosen = list(rows.select_for_update(skip_locked=True)[:SEALED_AT_ONCE])
    named = {row.message_id for row in chosen}
    messages = {each.pk: each for each in Message.objects.filter(id__any=list(named))}
    by_message: dict[UUID, list[Sent]] = defaultdict(list)
    for row in chosen:
        by_message[row.message_id].append(row)
    work = _Round(book, keys, now, compared, with_files=set(files_of(messages.values())))
    for message_id, its_rows in by_message.items():
        _seal_one(messages[message_id], its_rows, work)
    work.chains.save()
    insert_new(work.parcels)
    keeping.keep(work.statements)
    for parcels, files in work.files:
        files_out.go_with(parcels, files, now)
    update_each(chosen, WRITTEN)
    act.count = sum(row.seq is not None for row in chosen)
    return act.count


def waiting(now: datetime) -> QuerySet[Sent]:
    """What is to be sealed now, or looked at again."""
    return Sent.unsealed().filter(next_at__lte=now)


def not_reached() -> QuerySet[Sent]:
    """What waits until heads were compared with the node of its bureau."""
    return Sent.unsealed().filter(waits_for=NOT_REACHED)


def bureaus_waiting() -> list[str]:
    """To whom something is to be sealed once heads were compared."""
    return list(not_reached().values_list("bureau", flat=True).distinct()[:SEALED_AT_ONCE])


def _seal_one(message: Message, rows: Sequence[Sent], work: _Round) -> None:
    found: dict[str, tuple[str, bytes]] = {}
    # Its writer, or the centre that releases it for a bureau with a node of its own.
    sealed_by = rows[0].sender
    for row in rows:
        row.waits_for, row.next_at = "", work.now + LOOK_AGAIN
        if message.emptied_on:
            row.refused = EMPTIED  # what it was about was deleted before it could leave
        elif not can_sign(message, sealed_by, work.signer):
            row.waits_for = "no-signing-key"
        elif work.book.node_of(row.bureau) is None:
            row.waits_for = "no-entry"
        elif work.compared is not None and work.book.node_of(row.bureau) not in work.compared:
            row.waits_for, row.next_at = NOT_REACHED, work.now + ASK_SOON
        elif (key := work.book.sealing_key(row.bureau, work.now)) is None:
            row.waits_for = "no-sealing-key"
        else:
            found[row.bureau] = key
    ready, signer = [row for row in rows if row.bureau in found], work.signer(sealed_by)
    if not ready or signer is None:
        return
    files: list[SealedFile] = []
    if message.pk in work.with_files and not (files := files_out.ready(message.pk, work.now)):
        for row in ready:
            row.waits_for, row.next_at = files_out.SEALING, work.now + LOOK_AGAIN
        return
    links = work.chains.next(sealed_by, found)
    addressees = [Addressee(*found[row.bureau], links[row.bureau]) for row in ready]
    draft = _draft(message, sealed_by, links[""], work.now, files[0].envelope if files else new_id())
    letter = _complete(_letter(message, files, work.now), message, draft, tuple(found), work)
    if letter is None:
        for row in ready:
            row.refused = EMPTIED
        return
    content = Content(write_letter(letter), files_out.attachments(files))
    sealed = seal_envelope(draft, content, addressees, signer)
    work.chains.advance(sealed_by, found, sealed.digest)
    work.statements += keeping.ours(message, sealed)
    before = len(work.parcels)
    parcels = _parcels(sealed, ready, work)
    for row in ready:
        row.seq, row.subject, row.parcel = links[row.bureau].seq, sealed.digest, parcels[row.bureau]
    if files:
        work.files.append((work.parcels[before:], files))


def _parcels(sealed: Sealed, rows: Sequence[Sent], work: _Round) -> Mapping[str, UUID]:
    """One parcel for each node, with the wraps of its bureaus alone; the parcel of each bureau."""
    nodes: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        nodes[work.book.node_of(row.bureau) or ""].append(row.bureau)
    verified = verify_envelope(sealed.envelope, work.book.signing_key) if len(nodes) > 1 else None
    found: dict[str, UUID] = {}
    for node, bureaus in nodes.items():
        content = trim_envelope(verified, bureaus) if verified else sealed.envelope
        parcel = Outgoing.of(
            ParcelKind.ENVELOPE, content, node=node, precedence=sealed.header.precedence, now=work.now
        )
        work.parcels.append(parcel)
        found |= dict.fromkeys(bureaus, parcel.id)
    return found


def _complete(
    letter: Letter, message: Message, draft: Draft, to: tuple[str, ...], work: _Round
) -> Letter | None:
    """With the second signature of words that waited for the centre; None where what is to be shown was deleted."""
    if draft.sender != message.sender:
        return with_written(letter, message)
    return signed_by_centre(letter, message, to, draft.issued_at, work.signer)


def _draft(message: Message, sealed_by: str, link: Link, now: datetime, id: UUID) -> Draft:
    own = sealed_by == message.sender
    return Draft(
        id=id,
        sender=sealed_by,
        kind=message.kind if own else RELEASED,
        schema=message.schema_version if own else VERSION,
        precedence=message.precedence,
        issued_at=int(now.timestamp()),
        expires_at=int(expires_at(now).timestamp()),
        link=link,
    )


def _letter(message: Message, files: Sequence[SealedFile], now: datetime) -> Letter:
    """What was written while our clock was ahead was written now at the latest: nobody takes what is born later."""
    return Letter(
        message=message.id,
        thread=message.thread,
        reply_to=message.reply_to,
        body=message.body,
        case=message.case,
        about=message.about,
        function=message.function,
        created=_microseconds(min(message.created_at, now)),
        answer_by=_microseconds(message.expires_at) if message.expires_at else 0,
        files=tuple(bytes(each.root) for each in files),
    )


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond
