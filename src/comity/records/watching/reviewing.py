"""What waits for the centre, and its reviewer's verbs: look at it, release it, send it back.

Source: practice 9 (records of a pre-moderated bureau wait for the centre); docs/decisions/0007-pre-moderation.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound
from comity.records.actions import move
from comity.records.document import body_of, parsed
from comity.records.life.standing import standing
from comity.records.models import OwnerRule, RecordVersion
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import HELD, NOT_OUT, Status, is_closed_to

R = TypeVar("R", bound=Record)
MOST_LISTED = 200
# Rooms above tell the owner, in the transaction of the verb: (record, released, reason, by).
TellOwner = Callable[[Record, bool, str, Actor], None]
TELL_OWNER: list[TellOwner] = []


@dataclass(frozen=True, slots=True)
class Waiting:
    """Part of what waits. count: all that fit; the list holds the MOST_LISTED that wait longest."""

    records: list[Record]
    count: int


@action("records.list_waiting")
def list_waiting(
    act: ActDraft, *, by: Actor, database: type[Record] | None = None, owner: str = ""
) -> Waiting:
    """What waits for this reviewer, the longest first; of one database or owner only, where one is named."""
    today, found, count = timezone.now().date(), [], 0
    for each in [database] if database is not None else databases():
        rows = each.waiting_for(by, today=today)
        rows = rows.filter(owner=owner) if owner else rows
        count += rows.count()
        found += list(rows.order_by("changed_at", "pk")[:MOST_LISTED])
    found.sort(key=lambda record: record.changed_at)
    act.databases = (database.code,) if database is not None else ()
    act.count = len(found[:MOST_LISTED])
    return Waiting(found[:MOST_LISTED], count)


def waiting_here(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for the reader, for the menu."""
    today = timezone.now().date()
    return [each.waiting_for(actor, today=today) for each in databases()]


@dataclass(frozen=True, slots=True)
class Held:
    """How many own records of one database wait for the centre, and how many it has sent back."""

    database: type[Record]
    waiting: int
    sent_back: int


def held_of(actor: Actor) -> list[Held]:
    """Own records that nobody else finds yet, by database; only databases that hold some. For whoever lists records."""
    now, found = timezone.now(), []
    for each in databases():
        if not actor.may("records.list", database=each.code, now=now):
            continue
        rows = each.owned_by(actor).filter(status__in=[int(status) for status in HELD])
        counted = rows.aggregate(
            waiting=Count("pk", filter=Q(status=int(Status.DRAFT))),
            sent_back=Count("pk", filter=Q(status=int(Status.SENT_BACK))),
        )
        if any(counted.values()):
            found.append(Held(each, **counted))
    return found


@action("records.review")
def review(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:
    """Look at a record that waits: an act, because it shows a record. Raises: NotFound for any other."""
    record = database.waiting_for(by, today=timezone.now().date()).filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    act.purpose, act.count = body_of(record)["purpose"], 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


@action("records.release")
def release(
    act: ActDraft, database: type[R], record_id: UUID, *, seen: int, reason: str = "", by: Actor
) -> R:
    """Let a record out: it answers from now on, in the state it had before it was held; or goes to its quality check.

    reason: a sentence to its owner, may be empty. Raises: NotFound; Stale when its owner changed it meanwhile.
    """
    record = _locked(database, record_id, by)
    move(act, record, state_before(record), reason, seen, needs_reason=False)
    _tell(act, record, released=True, reason=reason, by=by)
    return record


@action("records.send_back")
def send_back(act: ActDraft, database: type[R], record_id: UUID, *, seen: int, reason: str, by: Actor) -> R:
    """Give a record back to its owner, who changes or withdraws it. Raises: NotFound; Stale; Invalid."""
    record = _locked(database, record_id, by)
    move(act, record, Status.SENT_BACK, reason, seen)
    _tell(act, record, released=False, reason=reason, by=by)
    return record


def state_before(record: Record) -> Status:
    """The last state of a record in which it was not held; active for one that never was let out.

    So what was disputed or recovered does not become an ordinary hit by being changed and released.
    """
    if record.checked:  # the centre looked; its quality check comes next
        return Status.IN_CHECK
    former = RecordVersion.objects.filter(database=record.code, record=record.id).order_by("-version")
    states = (Status[parsed(row.body)["status"].upper()] for row in former)
    state = next((state for state in states if state not in NOT_OUT), Status.ACTIVE)
    return standing(record) if state is Status.DISPUTED else state  # it may have been answered meanwhile


def is_closed_to_centre(record: Record, by: Actor) -> bool:
    """Does its own owner keep the centre from looking at this record? by: somebody of the owner's bureau."""
    centres = list(Bureau.visible_to(by).filter(kind=int(BureauKind.CENTRE)).values_list("code", flat=True))
    if any(is_closed_to(code, owner=record.owner, visible=record.restriction) for code in centres):
        return True
    in_force = Q(until=None) | Q(until__gte=timezone.now().date())
    rules = OwnerRule.visible_to(by).filter(in_force, Q(database=None) | Q(database=record.code))
    return rules.filter(bureau__in=centres).exists()


def _locked(database: type[R], record_id: UUID, by: Actor) -> R:
    rows = database.waiting_for(by, today=timezone.now().date())
    record = rows.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    return record


def _tell(act: ActDraft, record: Record, *, released: bool, reason: str, by: Actor) -> None:
    act.recipients = (record.owner,)
    for tell in TELL_OWNER:
        tell(record, released, reason.strip(), by)
