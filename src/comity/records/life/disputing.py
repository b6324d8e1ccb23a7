"""The verbs of a dispute: whoever may see a record says that it is wrong; its owner answers. Source: practice 21."""

from typing import TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import weekend_of
from comity.bureaus.working_days import due_after
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, Stale, invalid
from comity.kit.text import clean_text
from comity.records.actions import STALE, move
from comity.records.document import shared_digest
from comity.records.life.disputes import LONGEST_ANSWER, LONGEST_EVIDENCE, Dispute
from comity.records.life.happened import Turn
from comity.records.life.happenings import note
from comity.records.life.standing import standing
from comity.records.life.states import Deed, demand
from comity.records.life.telling import Word, demand_tellable, tell
from comity.records.reading import as_told, is_here, is_led
from comity.records.record import Record
from comity.records.registry import by_code
from comity.records.rules import Status

R = TypeVar("R", bound=Record)
# Of the owner's working days. Source: practice 21; our default.
DAYS_TO_ANSWER = 10


@action("records.dispute")
def dispute(
    act: ActDraft, database: type[R], record_id: UUID, *, evidence: str, seen: int, by: Actor
) -> Dispute:
    """Say with evidence that another bureau's record is wrong. Until its owner has answered, it answers as disputed.

    A record of another node is marked there, when the owner's node has taken what leaves here. The owner learns bureau
    and function. Raises: NotFound for whatever the actor may not see; Refused for one's own, a second open one, or
    while the bureau has not said that the owner may be told; Invalid; Stale.
    """
    record = found_by(database, record_id, by, lock=True)
    text = clean_text(evidence, field="evidence", longest=LONGEST_EVIDENCE)
    if not text.strip():
        raise invalid("evidence", "required", _("Write what is wrong, and how you know."))
    demand_tellable(record, by)
    demand(Status(record.status), Deed.DISPUTE)
    if Dispute.open_on(record).filter(bureau=by.bureau).exists():
        raise Refused(
            _("Your bureau has disputed this record. Wait for the answer."), code="already-disputed"
        )
    if seen != record.version:
        raise Stale(STALE)
    row = open_dispute(record, bureau=by.bureau, unit=by.unit, function=by.function, evidence=text)
    if record.status != Status.DISPUTED and is_here(record):
        move(act, record, Status.DISPUTED, "", seen, needs_reason=False)
    else:
        act.touches(database=record.code, record=record.id, version=record.version)
    act.about, act.recipients, act.count = f"dispute:{row.id}", (record.owner,), 1
    tell(record, record.owner, Word.DISPUTED, text, by)
    return row


@action("records.doubt")
def doubt(act: ActDraft, record: Record, *, reason: str, by: Actor) -> None:
    """Mark that the owner's data are in doubt, by the clock; a hit then says so. Source: practice 7.

    by: the owner's own clock. It opens a dispute like another's, so that the owner answers it in the same way.
    """
    if record.status == Status.ACTIVE:
        open_dispute(record, bureau="", unit=None, function=by.function, evidence="")
        move(act, record, Status.DISPUTED, reason, record.version)


@action("records.answer_dispute")
def answer_dispute(act: ActDraft, dispute_id: UUID, *, upheld: bool, answer: str, by: Actor) -> Dispute:
    """Answer a dispute about one's own record: it stands, with the reason; or it was right and the record is corrected.

    Withdrawing, or saying that it was entered in error, answers by itself. Once nothing is open any more, the
    record answers as it did before. Raises: NotFound for another's; Refused for a second answer, or where it is called
    right and nothing was corrected; Invalid without words.
    """
    row, record = own_dispute(dispute_id, by)
    now = timezone.now()
    text = clean_text(answer, field="answer", longest=LONGEST_ANSWER)
    if not row.is_open:
        raise Refused(_("This dispute has already been answered."), code="already-answered")
    if not text.strip():
        raise invalid("answer", "required", _("Write why."))
    if upheld and bytes(row.seen) == shared_digest(record):
        message = _("Correct or withdraw the record first; then say that the dispute was right.")
        raise Refused(message, code="correct-first")
    row.settle(agreed=upheld)
    row.answer, row.answered_at, row.answer_function = text, now, by.function
    row.save()
    act.about, act.recipients, act.count = f"dispute:{row.id}", (row.bureau,) if row.bureau else (), 1
    if record.status == Status.DISPUTED and (state := standing(record)) != Status.DISPUTED:
        move(act, record, state, text, record.version)
        note(record, Turn.STANDS)
    else:
        act.touches(database=record.code, record=record.id, version=record.version)
    tell(record, row.bureau, Word.DISPUTE_UPHELD if upheld else Word.DISPUTE_STANDS, text, by)
    return row


def open_dispute(record: Record, *, bureau: str, unit: UUID | None, function: str, evidence: str) -> Dispute:
    """A new dispute, with its owner's clock, inside the caller's verb."""
    now = timezone.now()
    weekend, time_zone = weekend_of(record.owner)
    return Dispute._default_manager.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        bureau=bureau,
        unit=unit,
        function=function,
        evidence=evidence,
        seen=shared_digest(record),
        at=now,
        due_at=due_after(now, DAYS_TO_ANSWER, weekend, time_zone),
    )


def found_by(database: type[R], record_id: UUID, by: Actor, *, lock: bool = False) -> R:
    """Another bureau's record that a hit or a library showed to this actor. lock: until the verb ends.

    One at another node is given as that node told it (`is_here`).
    Raises: NotFound for anything else; Refused for one's own, which one corrects or withdraws.
    """
    today = timezone.now().date()
    rows = database.visible_to(by, today=today).filter(pk=record_id)
    record = (rows.select_for_update() if lock else rows).first() or as_told(by, database, record_id)
    if record is None:
        raise NotFound()
    if record.owner == by.bureau:
        raise Refused(_("It is your own record: change it or withdraw it."), code="own-record")
    if not database.reference and not is_led(by, database, record_id):
        raise NotFound()
    return record


def own_dispute(dispute_id: UUID, by: Actor) -> tuple[Dispute, Record]:
    """A dispute about an own record that this actor may see, both locked: the record first, as every verb of a record.

    Raises: NotFound.
    """
    rows = Dispute.visible_to(by).filter(pk=dispute_id, owner=by.bureau)
    seen = rows.first()
    if seen is None:
        raise NotFound()
    record = by_code(seen.database).owned_by(by).select_for_update().filter(pk=seen.record).first()
    row = rows.select_for_update().first()
    if record is None or row is None:
        raise NotFound()
    return row, record
