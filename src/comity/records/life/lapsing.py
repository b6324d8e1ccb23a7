"""The clock of disputes: an owner that does not answer in time is told so, and so is whoever disputes.

Source: practice 21 (the owner has 10 working days).
"""

from datetime import datetime

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.life.disputes import Dispute
from comity.records.life.telling import Word, tell
from comity.records.registry import by_code

MOST_AT_ONCE = 200


@action("records.lapse_disputes")
def lapse_disputes(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Say to both sides that a bureau's time to answer is over; of how many disputes. now: aware, UTC.

    The dispute stays open, and the record disputed: a late answer is better than none, and the centre sees it from this
    moment on. Idempotent, each once. Source: practice 21.
    """
    rows = Dispute.late(now).filter(owner=by.bureau).select_for_update(skip_locked=True)
    late = list(rows.order_by("due_at", "id")[:MOST_AT_ONCE])
    for row in late:
        record = by_code(row.database)._default_manager.get(
            pk=row.record
        )  # a deleted record takes its disputes along
        row.told_late_at = now
        row.save(update_fields=["told_late_at"])
        act.touches(database=record.code, record=record.id, version=record.version)
        tell(record, row.owner, Word.DISPUTE_OVERDUE, "", by)
        tell(record, row.bureau, Word.DISPUTE_UNANSWERED, "", by)
    act.recipients = tuple(sorted({row.bureau for row in late if row.bureau}))
    act.count = len(late)
    return len(late)


def owners_late(now: datetime) -> list[str]:
    """The bureaus whose time has passed and to whom nobody said it yet. now: aware."""
    return sorted(set(Dispute.late(now).values_list("owner", flat=True)))
