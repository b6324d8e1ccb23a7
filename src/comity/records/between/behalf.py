"""Recording on behalf of a bureau without staff: the centre writes, the bureau owns, and may reject within its days.

Source: practice 21; docs/decisions/0018-between-bureaus.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import hosted_bureaus
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Verb
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotAllowed, NotFound, Refused, invalid
from comity.kit.text import clean_line
from comity.records.accept import accept
from comity.records.actions import move, own_locked, write_new
from comity.records.between.agreed import OnBehalf
from comity.records.between.agreements import (
    LONGEST_FUNCTION,
    LONGEST_REFERENCE,
    LONGEST_WORDS,
    MOST_AT_ONCE,
    Behalf,
    status_on_behalf,
    status_when_settled,
)
from comity.records.feeding import feeder_of, may_now
from comity.records.life.states import ENDED, ENDED_WORDS
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status
from comity.records.scope import scope_of

R = TypeVar("R", bound=Record)
# Rooms above tell the other side, in the transaction of the verb: the owner of a new row, the maker of a settled one.
Tell = Callable[[OnBehalf, Record | None, Actor], None]
TELL: list[Tell] = []


@dataclass(frozen=True, slots=True)
class Request:
    """Who asked the centre to record, and by which paper. requested_on: its day, UTC. asked_by: a function."""

    owner: str
    reference: str
    requested_on: date
    asked_by: str


def may_record_for(by: Actor, database: type[Record]) -> bool:
    """Is this somebody of the centre who records for others?"""
    now = timezone.now()
    return scope_of(by, now.date()).closed.is_centre and bool(
        by.may("records.record_for", database=database.code, now=now)
    )


@action("records.record_for")
def record_for(act: ActDraft, database: type[R], raw: Mapping[str, Any], request: Request, *, by: Actor) -> R:
    """Record on behalf of a bureau, on its request. It owns the record, is told at once, and may reject it.

    Everything holds as if the owner recorded: who may feed, and what waits for the centre. Persons get no keys before
    the owner accepted or let its days pass. Raises: NotAllowed outside the centre; Invalid; Refused.
    """
    now = timezone.now()
    if not scope_of(by, now.date()).closed.is_centre:
        raise NotAllowed(_("Only the centre records on behalf of another bureau."), code="centre-only")
    asked = _clean(request, by, now.date())
    if not may_now(asked.owner, Verb.RECORD, now.date()):
        raise Refused(
            _("That bureau may record nothing at present, so nobody records for it."), code="owner-may-not"
        )
    feeder = feeder_of(asked.owner, now.date())
    accepted = accept(database, raw, feeder=feeder, today=now.date())
    status = status_on_behalf(personal=database.personal, checked=database.checked, waits=feeder.waits)
    record = database(owner=asked.owner, unit=None, status=int(status))
    write_new(act, record, accepted, now=now)
    row = _agreed(record, asked, by, now)
    act.about, act.recipients, act.reason = f"on-behalf:{row.id}", (row.owner,), asked.reference
    for tell in TELL:
        tell(row, record, by)
    return record


@action("records.accept_recorded")
def accept_recorded(act: ActDraft, behalf: UUID, *, by: Actor) -> Record:
    """Accept a record that was made on one's behalf: persons answer from now on, or wait for the centre.

    Raises: NotFound for anything not one's own; Refused when it is settled, or its days have passed.
    """
    row, record = _to_settle(behalf, by)
    _settle(act, row, record, Behalf.ACCEPTED, "", by)
    return record


@action("records.reject_recorded")
def reject_recorded(act: ActDraft, behalf: UUID, *, reason: str, by: Actor) -> Record:
    """Reject a record that was made on one's behalf: it is withdrawn, its keys with it, in this transaction.

    Raises: as `accept_recorded`; Invalid without a reason.
    """
    words = clean_line(reason, field="reason", longest=LONGEST_WORDS)
    if not words:
        raise invalid("reason", "required", _("Write the reason."))
    row, record = _to_settle(behalf, by)
    move(act, record, Status.WITHDRAWN, words, record.version)
    _settle(act, row, record, Behalf.REJECTED, words, by)
    return record


@action("records.settle_recorded")
def settle_due(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Make final what this bureau let pass; how many rows. Found from the data: it may run late, twice, or at once.

    now: aware, UTC.
    """
    due = OnBehalf._default_manager.filter(
        owner=by.bureau, step=int(Behalf.WAITING), ends_at__lte=now
    ).order_by("ends_at", "id")
    settled = 0
    for each in list(due[:MOST_AT_ONCE]):
        database = by_code(each.database)
        record = (
            database._default_manager.select_for_update().filter(pk=each.record, owner=each.owner).first()
        )
        row = OnBehalf._default_manager.select_for_update().get(pk=each.pk)
        if row.step == Behalf.WAITING:  # else another worker, or its owner, was quicker
            gone = record is None or record.status in ENDED
            _settle(act, row, record, Behalf.ENDED if gone else Behalf.FINAL, "", by, now=now)
            settled += 1
    act.count = settled
    return settled


def owners_due(now: datetime) -> list[str]:
    """The bureaus whose days have passed for something. now: aware."""
    due = OnBehalf._default_manager.filter(step=int(Behalf.WAITING), ends_at__lte=now)
    return sorted(set(due.values_list("owner", flat=True)))


def _clean(request: Request, by: Actor, today: date) -> Request:
    """The request as it is kept. Raises: Invalid."""
    owner = request.owner.strip().upper()
    if owner == by.bureau or not Bureau.objects.filter(pk=owner).exists():
        raise invalid("request.owner", "unknown-bureau", _("Choose another bureau of the directory."))
    if owner not in hosted_bureaus():
        sentence = _("That bureau keeps a node of its own. It records there: write to it instead.")
        raise invalid("request.owner", "own-node", sentence)
    reference = clean_line(request.reference, field="request.reference", longest=LONGEST_REFERENCE)
    asked_by = clean_line(request.asked_by, field="request.asked_by", longest=LONGEST_FUNCTION)
    if not reference:
        raise invalid("request.reference", "required", _("Name the request: its number or its letter."))
    if not asked_by:
        raise invalid("request.asked_by", "required", _("Name the function that asked, not the person."))
    if request.requested_on > today + timedelta(days=1):  # a place on Earth may be a day ahead of UTC
        raise invalid(
            "request.requested_on", "date-ahead", _("This day has not come yet. Write when it happened.")
        )
    return Request(owner, reference, request.requested_on, asked_by)


def _agreed(record: Record, asked: Request, by: Actor, now: datetime) -> OnBehalf:
    return OnBehalf._default_manager.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        maker=by.bureau,
        officer=by.officer,
        function=by.function[:LONGEST_FUNCTION],
        reference=asked.reference,
        requested_on=asked.requested_on,
        asked_by=asked.asked_by,
        marking=record.marking,
        named=record.named_only,
        at=now,
        ends_at=now + timedelta(days=settings.ON_BEHALF_DAYS),
    )


def _to_settle(behalf: UUID, by: Actor) -> tuple[OnBehalf, Record]:
    """A row of this owner's that waits, with its record; both locked, the record first as everywhere.

    Raises: NotFound; Refused.
    """
    seen = OnBehalf.visible_to(by).filter(pk=behalf, owner=by.bureau).first()
    if seen is None:
        raise NotFound()
    record = own_locked(by_code(seen.database), seen.record, by)
    row = OnBehalf._default_manager.select_for_update().get(pk=seen.pk)
    if row.step != Behalf.WAITING:
        words = {"state": row.step_label}
        raise Refused(_("This has been settled already: %(state)s.") % words, code="wrong-state")
    if not row.is_open(timezone.now()):
        raise Refused(
            _("The time for this has passed. The record is yours: change it or withdraw it."), code="lapsed"
        )
    if record.status in ENDED:
        raise Refused(ENDED_WORDS, code="wrong-state")
    return row, record


def _settle(
    act: ActDraft,
    row: OnBehalf,
    record: Record | None,
    step: Behalf,
    reason: str,
    by: Actor,
    *,
    now: datetime | None = None,
) -> None:
    """Write what became of it, let a person's record out where it may, and tell the maker."""
    if record is not None and record.status == Status.WAITS_FOR_OWNER:
        today = timezone.now().date()
        status = status_when_settled(
            checked=record.checked,
            waits=feeder_of(row.owner, today).waits,
            may_record=may_now(row.owner, Verb.RECORD, today),
        )
        move(act, record, status, "", record.version, needs_reason=False)
    elif record is not None and step is not Behalf.REJECTED:
        act.touches(database=record.code, record=record.id, version=record.version)
    row.step, row.reason = int(step), reason
    row.decided_at, row.decided_by = now or timezone.now(), by.officer
    row.decided_as = by.function[:LONGEST_FUNCTION]
    row.save(force_update=True)
    act.about, act.recipients = f"on-behalf:{row.id}", (row.maker,)
    act.reason = reason
    for tell in TELL:
        tell(row, record, by)
