"""Transfer: an owner offers records to another bureau, which looks at them. Its answer is in answering.py.

Source: practice 21; docs/decisions/0018-between-bureaus.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Verb
from comity.gate.action import ActDraft, action, require
from comity.gate.actor import Actor
from comity.kit.errors import Invalid, NotFound, Refused, Stale, invalid
from comity.kit.text import clean_line
from comity.records.actions import FOLLOWS
from comity.records.between.agreed import Offer, OfferedRecord, OnBehalf
from comity.records.between.agreements import (
    LONGEST_FUNCTION,
    LONGEST_WORDS,
    MOST_OFFERED,
    TRANSFERABLE,
    Behalf,
    Step,
)
from comity.records.document import body_of
from comity.records.feeding import FeedingBureau, feeder_of, may_now
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Feeder, Status

# Rooms above tell the other side of each step of an offer, in the transaction of the verb.
TELL: list[Callable[[Offer, Actor], None]] = []
# A record by its database's code and its id.
Place = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record to offer. seen: the version that the caller saw; None for whatever it is now."""

    database: type[Record]
    record: UUID
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An offer as one side sees it: each of its records, or None where it is not shown."""

    offer: Offer
    records: list[tuple[OfferedRecord, Record | None]]


@action("records.offer")
def offer(act: ActDraft, chosen: Sequence[Chosen], *, to: str, reason: str, by: Actor) -> Offer:
    """Offer own records to another bureau, all together or none; it sees them until it has answered.

    Raises: NotFound for anything not one's own; Invalid; Stale; Refused for what cannot change hands, for a bureau that
    may not record it, and for what is offered already.
    """
    now = timezone.now()
    words = clean_line(reason, field="reason", longest=LONGEST_WORDS)
    if not words:
        raise invalid("reason", "required", _("Write the reason."))
    feeder = _taker(to, by, now.date())
    records = _own_records(chosen, by)
    for record in records:
        refuse(record, feeder, now)
    made = Offer._default_manager.create(
        giver=by.bureau,
        taker=feeder.code,
        officer=by.officer,
        function=by.function[:LONGEST_FUNCTION],
        reason=words,
        count=len(records),
        marking=max(record.marking for record in records),
        databases=sorted({record.code for record in records}),
        named=any(record.named_only for record in records),
        at=now,
        ends_at=now + timedelta(days=settings.OFFER_DAYS),
    )
    _list(made, records)
    signed(act, made, records, made.taker, words)
    for tell in TELL:
        tell(made, by)
    return made


@action("records.view_offer")
def view_offer(act: ActDraft, offer_id: UUID, *, by: Actor) -> Opened:
    """Look at an offer: an act, because it shows records. The taker sees exactly what was offered, while it stands.

    Raises: NotFound for every other bureau.
    """
    seen, now = seen_offer(offer_id, by), timezone.now()
    stands = seen.is_open(now) and may_now(seen.giver, Verb.CHANGE, now.date())
    rows = list(OfferedRecord.visible_to(by).filter(offer=seen).order_by("database", "record"))
    found = records_of(rows)
    shown: list[tuple[OfferedRecord, Record | None]] = []
    for row in rows:
        record = found.get((row.database, row.record))
        if record is not None and not _is_shown(record, row, seen, by, stands=stands):
            record = None
        shown.append((row, record))
        if record is not None:
            act.touches(database=record.code, record=record.id, version=record.version)
    act.about, act.count = f"offer:{seen.id}", len(act.records)
    return Opened(seen, shown)


def is_offered_to(actor: Actor, database: type[Record], record_id: UUID) -> bool:
    """Is this record shown to this actor because it is offered to the actor's bureau?"""
    now = timezone.now()
    offers = Offer.visible_to(actor).filter(taker=actor.bureau, step=int(Step.OFFERED), ends_at__gt=now)
    rows = OfferedRecord._default_manager.filter(
        offer__in=offers, database=database.code, record=record_id, is_open=True
    )
    row = rows.select_related("offer").first()
    if row is None or not actor.may("records.view_offer", database=database.code, now=now):
        return False
    record = database._default_manager.get(pk=record_id)
    stands = may_now(row.offer.giver, Verb.CHANGE, now.date())
    return _is_shown(record, row, row.offer, actor, stands=stands)


def _is_shown(record: Record, row: OfferedRecord, seen: Offer, by: Actor, *, stands: bool) -> bool:
    """An own record always; the other's as it was offered, as long as the offer stands."""
    if record.marking > by.clearance:
        return False
    if record.owner == by.bureau:
        return True
    as_offered = (record.owner, record.version) == (seen.giver, row.version)
    return stands and as_offered and seen.taker == by.bureau


def _taker(to: str, by: Actor, today: date) -> FeedingBureau:
    """The bureau to which records are offered. Raises: Invalid; Refused where it may record nothing."""
    code = to.strip().upper()
    if code == by.bureau:
        raise invalid("to", "own-bureau", _("These are your bureau's already. Choose another bureau."))
    bureau = Bureau.objects.filter(pk=code).first()
    if bureau is None:
        raise invalid("to", "unknown-bureau", _("Choose another bureau of the directory."))
    if not bureau.hosted:
        sentence = _("That bureau keeps a node of its own. Records are handed over only within one node.")
        raise invalid("to", "own-node", sentence)
    if not may_now(code, Verb.RECORD, today):
        raise Refused(
            _("That bureau may record nothing at present, so nothing can be handed over to it."),
            code="taker-may-not",
        )
    return feeder_of(code, today)


def _own_records(chosen: Sequence[Chosen], by: Actor) -> list[Record]:
    """The own records that are meant, each once, locked in one order. Raises: Invalid; NotFound; Stale."""
    wanted = {(each.database.code, each.record): each for each in chosen}
    if not wanted:
        raise invalid("records", "required", _("Name at least one record."))
    if len(wanted) > MOST_OFFERED:
        message = _("One offer holds at most %(most)s records.") % {"most": MOST_OFFERED}
        raise invalid("records", "too-many", message)
    records: list[Record] = []
    for code in sorted({code for code, _record in wanted}):
        require(by, "records.offer", database=code)
        if by_code(code).fed_by is Feeder.NODE:
            raise Refused(FOLLOWS, code="follows")
        ids = [record for each, record in wanted if each == code]
        rows = by_code(code).owned_by(by).filter(pk__in=ids).select_for_update().order_by("id")
        records += list(rows)
    if len(records) != len(wanted):
        raise NotFound()
    for record in records:
        if (seen := wanted[record.code, record.id].seen) is not None and seen != record.version:
            raise Stale(
                _("Someone changed this record after you opened it. Look at it again, then change it.")
            )
    return records


def refuse(record: Record, feeder: FeedingBureau, now: datetime, *, offered: bool = False) -> None:
    """Raises: Refused where this record cannot go to that bureau. offered: by an offer that its owner has signed."""
    if Status(record.status) not in TRANSFERABLE or record.kept_until < now.date():
        words = {"record": record.id, "state": record.status_label}
        raise Refused(
            _("The record %(record)s cannot change hands. Its state: %(state)s.") % words, code="wrong-state"
        )
    open_rows = OnBehalf._default_manager.filter(step=int(Behalf.WAITING), ends_at__gt=now)
    if not offered and open_rows.filter(database=record.code, record=record.id).exists():
        words = {"record": record.id}
        raise Refused(
            _("The centre recorded %(record)s on your behalf. Accept it first, then hand it over.") % words,
            code="not-accepted",
        )
    try:
        feeder.check(type(record), body_of(record))
    except Invalid:
        words = {"record": record.id, "bureau": feeder.code, "database": record.label}
        sentence = _("%(bureau)s may not record %(record)s in “%(database)s”, so it cannot own it.")
        raise Refused(sentence % words, code="not-the-feeder") from None


def _list(made: Offer, records: list[Record]) -> None:
    """Name the records of an offer. Raises: Refused when one is offered already."""
    rows = [
        OfferedRecord(offer=made, database=record.code, record=record.id, version=record.version)
        for record in records
    ]
    try:
        with transaction.atomic():
            OfferedRecord._default_manager.bulk_create(rows)
    except IntegrityError:
        raise Refused(
            _("One of these records is offered already. Take that offer back first."), code="already-offered"
        ) from None


def records_of(rows: list[OfferedRecord], *, lock: bool = False) -> dict[Place, Record]:
    """The records of these rows, whoever owns them; locked in the same order as `_own_records` locks."""
    found: dict[Place, Record] = {}
    for code in sorted({row.database for row in rows}):
        records = by_code(code)._default_manager.filter(
            pk__in=[row.record for row in rows if row.database == code]
        )
        records = records.select_for_update() if lock else records
        found |= {(code, record.id): record for record in records.order_by("id")}
    return found


def seen_offer(offer_id: UUID, by: Actor, **side: str) -> Offer:
    """An offer of one's own side. Raises: NotFound for any other."""
    found = Offer.visible_to(by).filter(pk=offer_id, **side).first()
    if found is None:
        raise NotFound()
    return found


def signed(act: ActDraft, row: Offer, records: list[Record], to: str, reason: str) -> None:
    act.about, act.recipients, act.reason, act.count = f"offer:{row.id}", (to,), reason, row.count
    for record in records:
        act.touches(database=record.code, record=record.id, version=record.version)
