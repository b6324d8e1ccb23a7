"""What hosted bureaus make of a run of envelopes: numbered, opened, put into the mailboxes, signed for. Inside a verb.

A run is one envelope, or many that only put words into mailboxes: those are read, judged and written together.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from comity.kit.errors import ComityError
from comity.messages.courier.arriving import Came, Known, handle, judge, write
from comity.messages.courier.book import AddressBook, HeldKeys
from comity.messages.courier.chains import Pair, Theirs
from comity.messages.courier.files_in import expect
from comity.messages.courier.letter import read_letter
from comity.messages.courier.released import written_in
from comity.messages.courier.rules import ASIDE_FOR, TakenState, moment
from comity.messages.courier.tables import Incoming, Taken
from comity.messages.courier.telling import tell_of, tell_of_new
from comity.messages.evidence import keeping
from comity.messages.rules import Precedence
from comity.seal.envelope import Opened, Verified, open_envelope
from comity.seal.errors import Forked, Gap, Refusal, Repeated
from comity.seal.wraps import Wrap
from comity.web.faults import is_lost, note

# These are opened although something before them is missing: it is asked for, and nobody on a bench waits for it.
AT_ONCE = Precedence.URGENT
FAULT = "fault"
log = logging.getLogger("comity.courier")


@dataclass(slots=True)
class Round:
    """One run of the verb. went_on: senders of whom something came, so that what lies aside is looked at again."""

    book: AddressBook
    keys: HeldKeys
    now: datetime
    hosted: set[str]
    private: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    went_on: set[str] = field(default_factory=set)

    def private_of(self, bureau: str) -> Mapping[str, bytes]:
        if bureau not in self.private:
            self.private[bureau] = self.keys.private_keys(bureau)
        return self.private[bureau]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parcel whose envelope is its sender's, and the wraps of hosted bureaus in it.

    state: what it becomes if all of these can be opened now; it waits for a bureau that is about to leave this node.
    """

    row: Incoming
    verified: Verified
    wraps: tuple[Wrap, ...]
    state: TakenState


@dataclass(slots=True)
class _Read:
    """What one bureau reads of an envelope whose number it took. is_whole: is nothing of it still to come?"""

    taken: Taken
    came: Came
    verified: Verified
    opened: Opened
    is_whole: bool = False


def take_run(run: Sequence[Envelope], work: Round) -> None:
    """Each parcel gets its new state. Raises: what of ours fails, for which no envelope of the run is to blame."""
    numbers: dict[Pair, list[int]] = defaultdict(list)
    for each in run:
        for wrap in each.wraps:
            numbers[each.verified.header.sender, wrap.bureau].append(wrap.link.seq)
    chains, opened = Theirs.of(numbers), []
    for each in run:
        each.row.state = int(each.state)
        for wrap in each.wraps:
            taken = _number(each, wrap, chains, work)
            if taken is not None and (read := _open(taken, each.verified, work)) is not None:
                opened.append(read)
    if len(run) == 1:
        for read in opened:
            _arrive_alone(read, work)
    else:
        _arrive_together(opened, work)
    chains.save()
    to_come = {read.taken.id for read in opened if not read.is_whole and not read.taken.code}
    tell_of_new(taken for taken in chains.new if taken.id not in to_come)
    for taken in chains.new:
        if taken.id in to_come:
            tell_of(taken)


def _number(envelope: Envelope, wrap: Wrap, chains: Theirs, work: Round) -> Taken | None:
    """Its number in this bureau's chain, which it uses up whatever comes of it. None: it is not to be opened now."""
    header = envelope.verified.header
    pair = header.sender, wrap.bureau
    taken = _taken(envelope, wrap, work.now)
    try:
        chains.check(pair, wrap.link, envelope.verified.digest)
        work.went_on.add(header.sender)
    except Repeated:
        known = chains.taken[pair][wrap.link.seq]
        if known not in chains.new:  # what this run took is told of at its end
            tell_of(known)
        return None
    except Gap:
        is_patient = envelope.row.arrived_at > work.now - ASIDE_FOR
        if header.precedence < AT_ONCE and is_patient:
            envelope.row.state = int(TakenState.ASIDE)
            return None
        if not is_patient:
            log.warning("what %s sent %s before number %s never came", *pair, wrap.link.seq)
    except Forked as refusal:  # its number is another's, so that no row is written
        taken.code = envelope.row.code = refusal.code
        log.warning("%s told %s two stories under number %s", *pair, wrap.link.seq)
        tell_of(taken)
        return None
    chains.take(taken)
    return taken


def _open(taken: Taken, verified: Verified, work: Round) -> _Read | None:
    """None: it does not open, or is no letter, and the code says so."""
    try:
        opened = open_envelope(verified, taken.bureau, work.private_of(taken.bureau))
        letter = read_letter(opened.content.body)
        written = written_in(verified.header, letter, opened.content.attachments, work.now)
    except Refusal as refusal:
        taken.code = refusal.code
        return None
    except Exception as error:
        taken.code = fault_in(taken.parcel, error)
        return None
    return _Read(taken, Came(verified.header, letter, taken.bureau, written), verified, opened)


def _arrive_alone(read: _Read, work: Round) -> None:
    """Its number counts whatever happens: what follows must not wait for our mistake."""
    try:
        with transaction.atomic():
            arrival = judge(read.came, Known.of([read.came]), work.now)
            write([arrival])
            handle(arrival)
            expect(read.came.header, read.came.letter, read.opened.content, arrival.message)
            keeping.keep(keeping.theirs(arrival.message, read.verified, read.opened))
    except (Refusal, ComityError) as refusal:
        read.taken.code = refusal.code
    except Exception as error:
        read.taken.code = fault_in(read.taken.parcel, error)
    else:
        read.taken.message = arrival.message.pk
        read.is_whole = arrival.is_new and not read.opened.content.attachments


def _arrive_together(opened: Sequence[_Read], work: Round) -> None:
    """The same for what only puts words into mailboxes. Raises: what of ours fails."""
    known, arrivals, statements = Known.of([each.came for each in opened]), [], []
    for each in opened:
        try:
            arrival = judge(each.came, known, work.now)
            expect(each.came.header, each.came.letter, each.opened.content, arrival.message)
        except (Refusal, ComityError) as refusal:
            each.taken.code = refusal.code
            continue
        known.add(arrival)
        arrivals.append(arrival)
        statements += keeping.theirs(arrival.message, each.verified, each.opened)
        each.taken.message, each.is_whole = arrival.message.pk, arrival.is_new
    write(arrivals)
    keeping.keep(statements)


def fault_in(parcel: object, error: Exception) -> str:
    """Our own mistake, logged: the code. Raises: what says that the database is gone."""
    if is_lost(error):
        raise error
    incident = note(error)
    log.error("parcel %s cannot be opened, see incident %s", parcel, incident)
    return FAULT


def _taken(envelope: Envelope, wrap: Wrap, now: datetime) -> Taken:
    """The row of the chain, not yet written."""
    header = envelope.verified.header
    return Taken(
        sender=header.sender,
        bureau=wrap.bureau,
        seq=wrap.link.seq,
        digest=envelope.verified.digest,
        prev=wrap.link.prev,
        parcel=envelope.row.row,
        taken_at=now,
        expires_at=moment(header.expires_at),
    )
