"""The quality check of a library: what one bureau prepared is published by somebody of another (practice 20).

Prepared > in quality check > published (active), or back to prepared with the reason. A newer entry that names the one
it replaces takes its place in the moment it is published.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.models import ActRecord, ActRow
from comity.kit.errors import NotFound, Refused
from comity.records.actions import move, own_locked
from comity.records.document import body_of
from comity.records.feeding import waits_for_centre
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import Status, after_submission
from comity.records.watching.reviewing import MOST_LISTED, Waiting

R = TypeVar("R", bound=Record)
# Whoever wrote or handed in an entry is no second person.
WRITING = ("records.create", "records.change", "records.submit")
# Rooms above tell the owner, in the transaction of the verb: (record, published, reason, by).
TellOwner = Callable[[Record, bool, str, Actor], None]
TELL_OWNER: list[TellOwner] = []


@action("records.submit")
def submit(act: ActDraft, database: type[R], record_id: UUID, *, seen: int, by: Actor) -> R:
    """Hand a prepared entry in for its quality check; that of a pre-moderated bureau waits for the centre first.

    Raises: NotFound for anything not one's own, or of a database without check; Refused in any other state; Stale.
    """
    record = own_locked(database, record_id, by)
    if not database.checked:
        raise NotFound()
    if record.status != Status.PREPARED:
        raise Refused(_("Only what is being prepared can be handed in."), code="wrong-state")
    move(act, record, after_submission(waits=waits_for_centre(by.bureau)), "", seen, needs_reason=False)
    return record


@action("records.list_checks")
def list_checks(act: ActDraft, *, by: Actor) -> Waiting:
    """What other bureaus handed in and this actor may check, the longest first."""
    today = timezone.now().date()
    found = [
        record
        for database in checked_databases()
        for record in database.to_check_by(by, today=today).order_by("changed_at", "pk")[: MOST_LISTED + 1]
    ]
    found.sort(key=lambda record: record.changed_at)
    act.count = len(found[:MOST_LISTED])
    return Waiting(found[:MOST_LISTED], len(found))


def checks_here(actor: Actor) -> list[QuerySet[Any]]:
    """What waits for the reader's check, for the menu."""
    today = timezone.now().date()
    return [each.to_check_by(actor, today=today) for each in checked_databases()]


def checked_databases() -> list[type[Record]]:
    """The libraries whose entries are checked before they are published."""
    return [database for database in databases() if database.checked]


@action("records.check")
def check(act: ActDraft, database: type[R], record_id: UUID, *, by: Actor) -> R:
    """Open an entry that waits for its check: an act, because it shows a record. Raises: as `publish`."""
    record = _to_check(database, record_id, by)
    act.purpose, act.count = body_of(record)["purpose"], 1
    act.touches(database=database.code, record=record.id, version=record.version)
    return record


@action("records.publish")
def publish(
    act: ActDraft, database: type[R], record_id: UUID, *, seen: int, reason: str = "", by: Actor
) -> R:
    """Publish a checked entry: from now on it gives advice. What it replaces is replaced in the same moment.

    Raises: NotFound for what this actor may not see; Refused for one's own bureau's, one's own work, or another state;
    Stale.
    """
    record = _locked(database, record_id, by)
    move(act, record, Status.ACTIVE, reason, seen, needs_reason=False)
    if older := _replaced_by(record):
        move(act, older, Status.REPLACED, reason, older.version, needs_reason=False)
    _tell(act, record, published=True, reason=reason, by=by)
    return record


@action("records.fail_check")
def fail_check(act: ActDraft, database: type[R], record_id: UUID, *, seen: int, reason: str, by: Actor) -> R:
    """Give an entry back to those who prepared it. Raises: as `publish`; Invalid without a reason."""
    record = _locked(database, record_id, by)
    move(act, record, Status.PREPARED, reason, seen)
    _tell(act, record, published=False, reason=reason, by=by)
    return record


def _to_check(database: type[R], record_id: UUID, by: Actor) -> R:
    """An entry that waits for this actor's check, and is not this actor's own work."""
    today = timezone.now().date()
    record = database.to_check_by(by, today=today).filter(pk=record_id).first()
    if record is None:
        if database.checked and database.owned_by(by).filter(pk=record_id).exists():
            raise Refused(
                _("Your own bureau prepared this. Somebody of another bureau checks it."), code="own-bureau"
            )
        if database.checked and database.visible_to(by, today=today).filter(pk=record_id).exists():
            raise Refused(_("It is published already."), code="wrong-state")
        raise NotFound()
    if by.officer is not None and by.officer in _writers(record):
        raise Refused(_("You worked on this yourself. Somebody else checks it."), code="same-person")
    return record


def _locked(database: type[R], record_id: UUID, by: Actor) -> R:
    _to_check(database, record_id, by)
    rows = database.to_check_by(by, today=timezone.now().date())
    record = rows.select_for_update().filter(pk=record_id).first()
    if record is None:
        raise NotFound()
    return record


def _writers(record: Record) -> set[UUID]:
    """The officers who wrote, changed or handed in an entry, at whatever bureau they work now."""
    touched = ActRecord.objects.filter(database=record.code, record=record.id).values("act")
    rows = ActRow.objects.filter(id__in=touched, verb__in=WRITING, officer__isnull=False)
    return {row.officer for row in rows if row.officer is not None}


def _replaced_by(record: R) -> R | None:
    """The published entry of the same owner whose place this one takes."""
    older = body_of(record).get("replaces")
    rows = type(record)._default_manager.select_for_update()
    return rows.filter(pk=older, owner=record.owner, status=int(Status.ACTIVE)).first() if older else None


def newer_than(record: R, by: Actor) -> R | None:
    """The entry that took this one's place, where the reader may see it."""
    if not record.checked or record.status != Status.REPLACED:
        return None
    rows = type(record).library_for(by, today=timezone.now().date())
    return rows.filter(replaces=str(record.id), owner=record.owner).order_by("-id").first()


def _tell(act: ActDraft, record: Record, *, published: bool, reason: str, by: Actor) -> None:
    act.recipients = (record.owner,)
    for tell in TELL_OWNER:
        tell(record, published, reason.strip(), by)
