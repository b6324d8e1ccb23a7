"""The verb that opens what came: verified, opened, in the mailboxes, handled and signed for in one transaction."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from comity.bureaus.directory import hosted_bureaus
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import ComityError
from comity.messages.courier.arriving import arrive
from comity.messages.courier.asking import apply_heads
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.chains import close_up, goes_on, theirs
from comity.messages.courier.files_in import expect
from comity.messages.courier.here import own_node
from comity.messages.courier.letter import read_letter
from comity.messages.courier.receipting import apply_receipts
from comity.messages.courier.rules import ParcelKind, TakenState, moment
from comity.messages.courier.tables import Incoming, Taken
from comity.messages.courier.telling import tell_of, tell_refused
from comity.messages.evidence import keeping
from comity.messages.kinds import NotTaken
from comity.messages.moving.onward import hand_on
from comity.messages.rules import Precedence
from comity.seal.envelope import Verified, open_envelope, verify_envelope
from comity.seal.errors import Forked, Gap, Refusal, Repeated, UnknownKey
from comity.seal.header import check_times
from comity.seal.wraps import Wrap
from comity.web.faults import is_lost, note

OPENED_AT_ONCE = 50
# These are opened although something before them is missing: it is asked for, and nobody on a bench waits for it.
AT_ONCE = Precedence.URGENT
FAULT = "fault"
log = logging.getLogger("comity.courier")


@dataclass(slots=True)
class _Round:
    """One run of the verb. went_on: senders of whom something came, so that what lies aside is looked at again."""

    book: AddressBook
    keys: HeldKeys
    now: datetime
    hosted: set[str]
    node: str
    private: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    went_on: set[str] = field(default_factory=set)

    def private_of(self, bureau: str) -> Mapping[str, bytes]:
        if bureau not in self.private:
            self.private[bureau] = self.keys.private_keys(bureau)
        return self.private[bureau]


@action("messages.open")
def open_parcels(act: ActDraft, book: AddressBook, keys: HeldKeys, *, by: Actor) -> int:  # noqa: ARG001
    """Open what is whole, the most urgent first, at most 50 parcels a call; how many were dealt with.

    Each parcel is a savepoint: what is wrong with one undoes nothing of another. Source: docs/spec/courier.md, 6.
    """
    now = timezone.now()
    work = _Round(book, keys, now, hosted_bureaus(), own_node(book))
    rows = Incoming.objects.filter(state=int(TakenState.WHOLE)).order_by("-precedence", "row")
    chosen = list(rows.select_for_update(skip_locked=True)[:OPENED_AT_ONCE])
    for row in chosen:
        _deal_with(row, work)
    Incoming.objects.bulk_update(chosen, ["state", "code", "content", "sender"])
    aside = Incoming.objects.filter(state=int(TakenState.ASIDE), sender__in=work.went_on)
    aside.update(state=int(TakenState.WHOLE))
    act.count = len(chosen)
    return act.count


def is_due() -> bool:
    """Does anything wait to be opened?"""
    return Incoming.objects.filter(state=int(TakenState.WHOLE)).exists()


def _deal_with(row: Incoming, work: _Round) -> None:
    """Row gets its new state; what is refused is told to whoever can mend it."""
    try:
        with transaction.atomic():
            if row.kind == ParcelKind.RECEIPTS:
                apply_receipts(bytes(row.content), work.book, work.now)
                row.state = int(TakenState.OPENED)
            elif row.kind == ParcelKind.HEADS:
                apply_heads(bytes(row.content), work.book, work.keys, work.now)
                row.state = int(TakenState.OPENED)
            else:
                row.state = int(_open(row, work))
    except Refusal as refusal:
        _refuse(row, refusal.code, work)
    except Exception as error:
        if is_lost(error):
            raise
        incident = note(error)
        log.error("parcel %s cannot be opened, see incident %s", row.row, incident)
        _refuse(row, FAULT, work)
    if row.state != TakenState.ASIDE:
        row.content, row.sender = b"", ""


def _refuse(row: Incoming, code: str, work: _Round) -> None:
    row.state, row.code = int(TakenState.REFUSED), code
    if row.kind == ParcelKind.ENVELOPE:
        tell_refused(row, work.node, code, work.now)


def _open(row: Incoming, work: _Round) -> TakenState:
    """Raises: Refusal for what nobody here can believe; what concerns one bureau is told by that bureau."""
    verified = verify_envelope(bytes(row.content), work.book.signing_key)
    check_times(verified.header, work.now)
    if not work.book.signed_then(verified.key_id, moment(verified.header.issued_at)):
        raise UnknownKey("The key did not count when the envelope says that it was signed.")
    row.sender = verified.header.sender
    wraps = {each.bureau: each for each in verified.wraps if each.bureau in work.hosted}
    elsewhere = {each.bureau for each in verified.wraps} - wraps.keys()
    moved = hand_on(row, elsewhere, verified.header.precedence, work.now) if elsewhere else None
    if not wraps and moved is None:
        raise NotTaken("not-addressed")
    states = {_open_for(row, verified, wrap, work) for wrap in wraps.values()} | {moved}
    return TakenState.ASIDE if TakenState.ASIDE in states else TakenState.OPENED


def _open_for(row: Incoming, verified: Verified, wrap: Wrap, work: _Round) -> TakenState:
    """What one hosted bureau makes of an envelope."""
    chain = theirs(verified.header.sender, wrap.bureau)
    ahead: list[Taken] | None = None  # None: something before it is missing
    try:
        ahead = goes_on(chain, wrap.link, verified.digest)
    except Repeated:
        for taken in Taken.objects.filter(sender=chain.sender, bureau=chain.bureau, seq=wrap.link.seq):
            tell_of(taken)
        return TakenState.OPENED
    except Gap:
        if verified.header.precedence < AT_ONCE:
            return TakenState.ASIDE
    except Forked as refusal:
        tell_of(_note(row, verified, wrap, work.now, code=refusal.code))
        return TakenState.OPENED
    taken = _note(row, verified, wrap, work.now)
    try:
        with transaction.atomic():
            opened = open_envelope(verified, wrap.bureau, work.private_of(wrap.bureau))
            letter = read_letter(opened.content.body)
            message = arrive(verified.header, letter, wrap.bureau, work.now)
            expect(verified.header, letter, opened.content, message)
            keeping.keep(keeping.theirs(message, verified, opened))
            taken.message = message.pk
    except (Refusal, ComityError) as refusal:
        taken.code = refusal.code
    except Exception as error:  # its number counts all the same: what follows must not wait for our mistake
        if is_lost(error):
            raise
        incident = note(error)
        log.error("parcel %s cannot be handled, see incident %s", row.row, incident)
        taken.code = FAULT
    taken.save(force_insert=True)
    tell_of(taken)
    if ahead is not None:
        close_up(chain, taken, ahead)
        work.went_on.add(chain.sender)
    return TakenState.OPENED


def _note(row: Incoming, verified: Verified, wrap: Wrap, now: datetime, *, code: str = "") -> Taken:
    """The row of the chain, not yet written. A fork has none: its number is another's."""
    header = verified.header
    return Taken(
        sender=header.sender,
        bureau=wrap.bureau,
        seq=wrap.link.seq,
        digest=verified.digest,
        prev=wrap.link.prev,
        code=code,
        parcel=row.row,
        taken_at=now,
        expires_at=moment(header.expires_at),
    )
