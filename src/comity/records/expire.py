"""The end of a record: when its day has passed, values, keys and former states go; a tagged trace stays a while."""

from datetime import date, datetime

from django.conf import settings

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.matching.keys import SEPARATOR, Key, KeyKind
from comity.matching.schemes import newest
from comity.records import keys
from comity.records.attachments import Attachment, let_go
from comity.records.between import forget
from comity.records.document import body_of
from comity.records.models import RecordTrace, RecordVersion
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.rules import years_after
from comity.records.ways import keys_of
from comity.seal.tags import subject_tag
from comity.store.home import node_secret

# Records of one call; the caller repeats until it answers 0.
MOST_AT_ONCE = 1_000
# Our default: long enough to answer for a deletion, not in the law as we know it.
TRACE_KEPT_YEARS = 3


@action("records.expire")
def expire_due(act: ActDraft, *, now: datetime, by: Actor) -> int:
    """Delete a bureau's records whose last day has passed, and its traces whose own has; how many records went.

    Idempotent: what was missed during an outage is found again by its day. The last day itself still belongs to
    the record. now: aware, UTC. Source: RPD Art. 50 (expiry without a word deletes; practice 21).
    """
    today, gone = now.date(), 0
    for database in databases():
        due = database._default_manager.select_for_update(skip_locked=True).filter(
            owner=by.bureau, kept_until__lt=today
        )
        for record in due.order_by("kept_until", "id")[: MOST_AT_ONCE - gone]:
            delete(act, record, now)
            gone += 1
    RecordTrace.objects.filter(owner=by.bureau, ends_on__lt=today).delete()
    act.count = gone
    return gone


def owners_due(today: date) -> list[str]:
    """The bureaus that have something to expire on this day, UTC."""
    owners = set(RecordTrace.objects.filter(ends_on__lt=today).values_list("owner", flat=True))
    for database in databases():
        due = database._default_manager.filter(kept_until__lt=today)
        owners |= set(due.values_list("owner", flat=True).distinct())
    return sorted(owners)


def delete(act: ActDraft, record: Record, now: datetime, *, reason: str = "expired") -> None:
    """Everything of a record but its trace, in the caller's transaction."""
    RecordTrace.objects.create(
        database=record.code,
        record=record.id,
        owner=record.owner,
        deleted_at=now,
        reason=reason,
        tags=_tags(record, now),
        ends_on=years_after(now.date(), TRACE_KEPT_YEARS),
    )
    keys.remove(record)
    RecordVersion.objects.filter(database=record.code, record=record.id).delete()
    let_go(Attachment._default_manager.filter(database=record.code, record=record.id))
    forget(record.code, record.id)
    act.touches(database=record.code, record=record.id, version=record.version)
    record.delete()


def _tags(record: Record, now: datetime) -> list[bytes]:
    """Tags of its identifiers. Names get none: too many people share one."""
    secret, month = node_secret(settings.HOME), f"{now:%Y-%m}"
    found = [key for key in keys_of(record.keys, body_of(record)) if key.kind is not KeyKind.NAME]
    return [subject_tag(secret, record.owner, month, _spelled(key)) for key in found]


def _spelled(key: Key) -> str:
    return SEPARATOR.join((str(int(key.kind)), str(newest()), key.exact or key.value))
