"""The verb that opens what came: verified, opened, in the mailboxes, handled and signed for in one transaction."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.utils import timezone

from comity.bureaus.directory import hosted_bureaus
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.many import update_each
from comity.messages.courier.arriving import is_plain
from comity.messages.courier.asking import apply_heads
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.here import own_node
from comity.messages.courier.opened import Envelope, Round, fault_in, take_run
from comity.messages.courier.receipting import apply_receipts
from comity.messages.courier.rules import ParcelKind, TakenState, in_one_batch, moment
from comity.messages.courier.tables import Incoming
from comity.messages.courier.telling import tell_refused
from comity.messages.kinds import NotTaken
from comity.messages.moving.onward import hand_on
from comity.seal.envelope import verify_envelope
from comity.seal.errors import NotYet, Refusal, UnknownKey
from comity.seal.header import Header, check_times
from comity.web.faults import is_lost

log = logging.getLogger("comity.courier")
OPENED_AT_ONCE, BYTES_AT_ONCE, SECONDS_AT_ONCE = 200, 16 << 20, 2.0


@action("messages.open")
def open_parcels(act: ActDraft, book: AddressBook, keys: HeldKeys, *, by: Actor) -> int:  # noqa: ARG001
    """Open what is whole, the most urgent first, at most 200 parcels, 16 MiB or two seconds a call; how many.

    What only puts words into mailboxes is opened together, in a run; everything else alone. Each run is a savepoint:
    what is wrong with one parcel undoes nothing of another. Source: docs/spec/courier.md, 6.
    """
    now = timezone.now()
    work = Round(book, keys, now, hosted_bureaus())
    dealt_with: list[Incoming] = []
    for run in _runs(_in_time(_chosen(), dealt_with), work):
        _open_run(run, work)
    _save(dealt_with)
    aside = Incoming.objects.filter(state=int(TakenState.ASIDE), sender__in=work.went_on)
    aside.update(state=int(TakenState.WHOLE))
    act.count = len(dealt_with)
    return act.count


def waiting() -> QuerySet[Incoming]:
    """What is whole and not opened."""
    return Incoming.objects.filter(state=int(TakenState.WHOLE))


def is_due() -> bool:
    """Does anything wait to be opened?"""
    return waiting().exists()


def _chosen() -> list[Incoming]:
    rows = waiting().order_by("-precedence", "row")
    lengths = list(rows.values_list("row", Length("content"))[:OPENED_AT_ONCE])
    count = in_one_batch((length for _row, length in lengths), BYTES_AT_ONCE)
    fitting = [row for row, _length in lengths[:count]]
    return list(rows.filter(row__any=fitting).select_for_update(skip_locked=True))


def _in_time(rows: Iterable[Incoming], dealt_with: list[Incoming]) -> Iterator[Incoming]:
    """These rows until the time is over: what is urgent and comes meanwhile must not wait for all of them."""
    ends = monotonic() + SECONDS_AT_ONCE
    for row in rows:
        if dealt_with and monotonic() >= ends:
            return
        dealt_with.append(row)
        yield row


def _save(rows: Sequence[Incoming]) -> None:
    """What is known of these parcels; of what was dealt with the content goes."""
    done = [row for row in rows if row.state != TakenState.ASIDE]
    for row in done:
        row.content, row.sender = b"", ""
    update_each(done, ["state", "code", "content", "sender"])
    update_each((row for row in rows if row.state == TakenState.ASIDE), ["state", "code", "sender"])


def _runs(rows: Iterable[Incoming], work: Round) -> Iterator[list[Envelope]]:
    """Envelopes in their order, those with words alone as many together as follow each other.

    Receipts and heads, and what nobody here can believe, are dealt with on the way.
    """
    run: list[Envelope] = []
    for row in rows:
        read = _read(row, work) if row.kind == ParcelKind.ENVELOPE else None
        if read is not None and is_plain(read.verified.header):
            run.append(read)
            continue
        if run:
            yield run
            run = []
        if read is not None:
            yield [read]
        elif row.kind != ParcelKind.ENVELOPE:
            _apply(row, work)
    if run:
        yield run


def _apply(row: Incoming, work: Round) -> None:
    """Receipts of another bureau, or heads of another node."""
    with _refusing(row, work), transaction.atomic():
        if row.kind == ParcelKind.RECEIPTS:
            apply_receipts(bytes(row.content), work.book, work.now)
        else:
            apply_heads(bytes(row.content), work.book, work.keys, work.now)
        row.state = int(TakenState.OPENED)


def _read(row: Incoming, work: Round) -> Envelope | None:
    """None for what nobody here can believe, and says so; what concerns one bureau is told by that bureau."""
    with _refusing(row, work):
        verified = verify_envelope(bytes(row.content), work.book.signing_key)
        _check_times(verified.header, work.now)
        if not work.book.signed_then(verified.key_id, moment(verified.header.issued_at)):
            raise UnknownKey("The key did not count when the envelope says that it was signed.")
        row.sender = verified.header.sender
        wraps = tuple(each for each in verified.wraps if each.bureau in work.hosted)
        elsewhere = {each.bureau for each in verified.wraps} - work.hosted
        moved = hand_on(row, elsewhere, verified.header.precedence, work.now) if elsewhere else None
        if not wraps and moved is None:
            raise NotTaken("not-addressed")
        return Envelope(row, verified, wraps, moved or TakenState.OPENED)
    return None


def _check_times(header: Header, now: datetime) -> None:
    """The log names the clock for the operator here. Raises: NotYet, Expired."""
    try:
        check_times(header, now)
    except NotYet:
        ahead_s = header.issued_at - int(now.timestamp())
        log.warning(
            "an envelope of %s is dated %s s ahead of this node's clock: set the clocks of both nodes by NTP",
            header.sender,
            ahead_s,
        )
        raise


@contextmanager
def _refusing(row: Incoming, work: Round) -> Iterator[None]:
    """What is wrong becomes the parcel's code, and is told to whoever can mend it."""
    code = ""
    try:
        yield
    except Refusal as refusal:
        code = refusal.code
    except Exception as error:
        code = fault_in(row.row, error)
    if code:
        _refuse(row, code, work)


def _refuse(row: Incoming, code: str, work: Round) -> None:
    row.state, row.code = int(TakenState.REFUSED), code
    if row.kind == ParcelKind.ENVELOPE:
        tell_refused(row, own_node(work.book), code, work.now)


def _open_run(run: Sequence[Envelope], work: Round) -> None:
    """All of it, or each alone where something of ours fails, so that one undoes nothing of another."""
    try:
        with transaction.atomic():
            take_run(run, work)
    except Exception as error:
        if is_lost(error):
            raise
        if len(run) > 1:
            for each in run:
                _open_run([each], work)
        else:
            _refuse(run[0].row, fault_in(run[0].row.row, error), work)
