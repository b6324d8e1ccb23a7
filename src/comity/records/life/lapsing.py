"""The clocks of disputes and finds: an owner that does not answer in time is told so, and so is who waits.

Source: practice 21 (the owner of a disputed record has 10 working days), 8 (a finder waits for the owner).
"""

from datetime import datetime

from django.db.models import QuerySet

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.records.life.disputes import Dispute
from comity.records.life.finds import Find
from comity.records.life.telling import Word, tell
from comity.records.registry import by_code

MOST_AT_ONCE = 200


@action("records.lapse_disputes")
def lapse_disputes(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Say to both sides that a bureau's time to answer is over; of how many disputes. now: aware, UTC.

    The dispute stays open, and the record disputed: a late answer is better than none, and the centre sees it from this
    moment on. Idempotent, each once. Source: practice 21.
    """
    return _lapse(act, Dispute.late(now), Word.DISPUTE_OVERDUE, Word.DISPUTE_UNANSWERED, now, by)


@action("records.lapse_finds")
def lapse_finds(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """The same of reports that a thing was found. Each stays open, and the record as it was. Source: practice 8."""
    return _lapse(act, Find.late(now), Word.FOUND_OVERDUE, Word.FOUND_UNANSWERED, now, by)


def _lapse(
    act: ActDraft,
    rows: "QuerySet[Dispute] | QuerySet[Find]",
    to_owner: Word,
    to_other: Word,
    now: datetime,
    by: Actor,
) -> int:
    own = rows.filter(owner=by.bureau).select_for_update(skip_locked=True)
    late: list[Dispute | Find] = list(own.order_by("due_at", "id")[:MOST_AT_ONCE])
    for row in late:
        # A deleted record takes along what was said about it. One of another node is not here; its owner's clock runs
        # there, and both sides are told from there.
        record = by_code(row.database)._default_manager.filter(pk=row.record).first()
        row.told_late_at = now
        row.save(update_fields=["told_late_at"])
        if record is None:
            continue
        act.touches(database=record.code, record=record.id, version=record.version)
        tell(record, row.owner, to_owner, "", by)
        tell(record, row.bureau, to_other, "", by)
    act.recipients = tuple(
        sorted({row.bureau for row in late if row.bureau})
    )  # the clock disputes in no name
    act.count = len(late)
    return len(late)


def owners_late(now: datetime) -> list[str]:
    """The bureaus whose time for a dispute has passed and to whom nobody said it yet. now: aware."""
    return sorted(set(Dispute.late(now).values_list("owner", flat=True)))


def owners_late_with_finds(now: datetime) -> list[str]:
    """The bureaus whose time for the report of a find has passed and to whom nobody said it yet. now: aware."""
    return sorted(set(Find.late(now).values_list("owner", flat=True)))
