"""The answers to an offer: accepted, declined, taken back, lapsed; and what follows a record that changes hands.

Source: practice 21; docs/decisions/0018-between-bureaus.md.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.rules import Verb
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.kit.text import clean_line
from comity.records import keys
from comity.records.actions import keep_former
from comity.records.attached.attachments import Attachment
from comity.records.between.agreed import Offer, OfferedRecord
from comity.records.between.agreements import (
    LONGEST_FUNCTION,
    LONGEST_WORDS,
    MOST_AT_ONCE,
    Step,
    restriction_for,
    status_when_handed_over,
)
from comity.records.between.offering import TELL, records_of, refuse, seen_offer, signed
from comity.records.document import body_of, digest
from comity.records.feeding import FeedingBureau, feeder_of, may_now
from comity.records.life import disputes, finds
from comity.records.life.withdrawing import hand_over_elsewhere
from comity.records.record import Record
from comity.records.rules import Status
from comity.records.ways import keys_of

# Rooms above let follow what hangs on a record that changed hands: (record, its former owner).
HANDED_OVER: list[Callable[[Record, str], None]] = []


@action("records.accept_offer")
def accept_offer(act: ActDraft, offer_id: UUID, *, by: Actor) -> Offer:
    """Take over all records of an offer, at the versions offered, in one transaction with all that hangs on them.

    Raises: NotFound for every other bureau; Refused when it was answered, lapsed, or a record has changed since or may
    not change hands any more.
    """
    now, seen = timezone.now(), seen_offer(offer_id, by, taker=by.bureau)
    rows = list(OfferedRecord._default_manager.filter(offer=seen))
    found = records_of(rows, lock=True)
    row = _locked(seen, now)
    if not may_now(row.giver, Verb.CHANGE, now.date()):
        raise Refused(
            _("The standing of the other bureau has changed: it may hand nothing over now."),
            code="giver-may-not",
        )
    feeder, records = feeder_of(by.bureau, now.date()), []
    if len(rows) != row.count:  # one was deleted meanwhile
        raise _changed_since()
    for each in rows:
        record = found.get((each.database, each.record))
        if record is None or (record.owner, record.version) != (row.giver, each.version):
            raise _changed_since()
        refuse(record, feeder, now, offered=True)
        records.append(record)
    for record in records:
        _hand_over(record, feeder, now)
    _close(row, Step.ACCEPTED, "", by, now)
    signed(act, row, records, row.giver, "")
    for tell in TELL:
        tell(row, by)
    return row


@action("records.decline_offer")
def decline_offer(act: ActDraft, offer_id: UUID, *, reason: str, by: Actor) -> Offer:
    """Say no to an offer; its records are not shown from this moment on.

    The reason goes to the giver where this bureau may send words (practice 9); else it stays in its own journal.
    Raises: NotFound; Refused; Invalid without a reason.
    """
    words = clean_line(reason, field="reason", longest=LONGEST_WORDS)
    if not words:
        raise invalid("reason", "required", _("Write the reason."))
    now = timezone.now()
    row = _locked(seen_offer(offer_id, by, taker=by.bureau), now)
    _touch(act, row)
    _close(row, Step.DECLINED, words if by.may("messages.send", now=now) else "", by, now)
    signed(act, row, [], row.giver, words)
    for tell in TELL:
        tell(row, by)
    return row


@action("records.take_back_offer")
def take_back_offer(act: ActDraft, offer_id: UUID, *, by: Actor) -> Offer:
    """Take an own offer back before it is answered. Raises: NotFound; Refused."""
    now = timezone.now()
    row = _locked(seen_offer(offer_id, by, giver=by.bureau), now)
    _close(row, Step.TAKEN_BACK, "", by, now)
    signed(act, row, [], row.taker, "")
    for tell in TELL:
        tell(row, by)
    return row


@action("records.lapse_offers")
def lapse_due(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """End this bureau's offers that nobody answered; how many. Found from the data: it may run late, twice, or at once.

    now: aware, UTC.
    """
    due = Offer._default_manager.filter(giver=by.bureau, step=int(Step.OFFERED), ends_at__lte=now)
    rows = list(due.select_for_update(skip_locked=True).order_by("ends_at", "id")[:MOST_AT_ONCE])
    for row in rows:
        _close(row, Step.LAPSED, "", by, now)
        for tell in TELL:
            tell(row, by)
    act.count = len(rows)
    return len(rows)


def givers_due(now: datetime) -> list[str]:
    """The bureaus of which an offer has to end. now: aware."""
    due = Offer._default_manager.filter(step=int(Step.OFFERED), ends_at__lte=now)
    return sorted(set(due.values_list("giver", flat=True)))


def _locked(seen: Offer, now: datetime) -> Offer:
    """The offer, locked, if it may still be answered; its records are locked before it. Raises: NotFound; Refused."""
    row = Offer._default_manager.select_for_update().filter(pk=seen.pk).first()
    if row is None:
        raise NotFound()
    if row.step != Step.OFFERED:
        words = {"state": row.step_label}
        raise Refused(_("This has been settled already: %(state)s.") % words, code="wrong-state")
    if not row.is_open(now):
        raise Refused(_("The time for an answer has passed."), code="lapsed")
    return row


def _changed_since() -> Refused:
    return Refused(
        _("A record has changed since it was offered. Its owner must offer it again."), code="changed-since"
    )


def _hand_over(record: Record, feeder: FeedingBureau, now: datetime) -> None:
    """Make a record its new owner's: keys, pictures and what rooms above keep about it follow at once."""
    former = record.owner
    keep_former(record, record.version, now)
    hand_over_elsewhere(record, now)
    record.owner, record.unit = feeder.code, None
    record.restriction = restriction_for(feeder.code, record.restriction)
    record.status = int(status_when_handed_over(Status(record.status), waits=feeder.waits))
    body = body_of(record)
    record.sha256 = digest(body)
    try:
        with transaction.atomic():
            record.save(force_update=True)
    except IntegrityError:
        words = {"number": record.source_reference}
        raise Refused(
            _("Your bureau has a record with the number %(number)s already. Change that number first.")
            % words,
            code="already-recorded",
        ) from None
    keys.rewrite(record, keys_of(record.keys, body))
    pictures = Attachment._default_manager.filter(database=record.code, record=record.id, hit=None)
    pictures.update(owner=record.owner, unit=None)
    disputes.follow(record)
    finds.follow(record, now)
    for follow in HANDED_OVER:
        follow(record, former)


def _touch(act: ActDraft, row: Offer) -> None:
    """Say which records it was about, so that the words of this act end with them."""
    for each in OfferedRecord._default_manager.filter(offer=row).order_by("database", "record"):
        act.touches(database=each.database, record=each.record, version=each.version)


def _close(row: Offer, step: Step, answer: str, by: Actor, now: datetime) -> None:
    row.step, row.answer = int(step), answer
    row.decided_at, row.decided_by = now, by.officer
    row.decided_as = by.function[:LONGEST_FUNCTION]
    row.save(force_update=True)
    OfferedRecord._default_manager.filter(offer=row).update(is_open=False)
