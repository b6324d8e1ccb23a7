"""The change feed of a connected system: its bureau's own records, and those it received and may still see.

So that a national register keeps in step (practice 19). Of foreign records ids and versions only: what they say is read
through its own door, with its act and budget. What became closed to the reader reads as what was withdrawn: *gone*.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Gone, Refused
from comity.records.document import body_of
from comity.records.feed import cursors
from comity.records.feed.cursors import WHOLE, Cursor
from comity.records.feed.placing import place_waiting
from comity.records.feed.telling_changes import (
    Change,
    own_changes,
    recalled_changes,
    received_changes,
    ruled_changes,
)
from comity.records.models import ChangeFeed, ChangeReader
from comity.records.record import Record

MOST_CHANGES = 1_000
# Nothing hurries a system that is in step; one that is behind asks on.
RETRY_AFTER_S = 60


@dataclass(frozen=True, slots=True)
class Changes:
    """Part of the feed. cursor: where it ends. more: there is more already. first: of what comes later, recalls."""

    changes: list[Change]
    cursor: str
    more: bool
    first: list[Change] = field(default_factory=list)

    @property
    def retry_after_s(self) -> int:
        return 0 if self.more else RETRY_AFTER_S


@action("records.follow_changes")
def follow_changes(
    act: ActDraft, since: str = "", *, limit: int = MOST_CHANGES, bodies: bool = True, by: Actor
) -> Changes:
    """What happened after a cursor, in order; without one nothing, and the cursor of now.

    bodies: with the documents of own records. Raises: Invalid for a cursor of others; Gone for one from before a
    restore, or older than what is kept.
    """
    feed, limit = place_waiting(), min(limit, MOST_CHANGES)
    now = Cursor(feed.placed, WHOLE, feed.era)
    start = _known(cursors.read(since, by.bureau, field="since"), feed) if since else now
    parts = [
        tell(start, feed.placed, limit + 1, by) for tell in (own_changes, received_changes, ruled_changes)
    ]
    found = list(islice(heapq.merge(*parts, key=itemgetter(0, 1)), limit + 1))
    page, more = found[:limit], len(found) > limit
    end = Cursor(page[-1][0], page[-1][1], feed.era) if more else now
    changes = [change for _place, _part, change in page]
    first = recalled_changes(end, feed.placed, MOST_CHANGES, by) if more else []
    _note_reader(by)
    act.count = len(page)
    act.databases = tuple(sorted({change.database.code for change in changes}))
    for change in changes:
        if not change.own and change.version is not None:
            act.touches(database=change.database.code, record=change.record, version=change.version)
    told = _with_bodies(changes, by) if bodies else changes
    return Changes(told, cursors.written(end, by.bureau), more, first)


@action("records.confirm_changes")
def confirm_changes(act: ActDraft, cursor: str, *, by: Actor) -> ChangeReader:
    """Say up to where this system has applied what it read. Source: practice 18, which recalls rest upon.

    It may go back: a register that was itself restored says so. Raises: Invalid; Gone; Refused without a token.
    """
    if by.token is None:
        raise Refused(_("Only a program with a token applies changes."), code="no-token")
    feed = ChangeFeed.objects.get()
    seen = _known(cursors.read(cursor, by.bureau, field="cursor"), feed)
    row = _note_reader(by)
    assert row is not None
    row.applied_at, row.era, row.place, row.part = timezone.now(), seen.era, seen.place, seen.part
    row.save(update_fields=["applied_at", "era", "place", "part"])
    act.about = str(by.token)
    return row


def _known(cursor: Cursor, feed: ChangeFeed) -> Cursor:
    """Raises: Gone where something may lie between the cursor and the feed that nobody can tell any more."""
    if cursor.era != feed.era or cursor.place > feed.placed:
        sentence = _(
            "This node was restored from a backup since, so what you know may be ahead of it. List your records again, "
            "then go on from a new cursor."
        )
        raise Gone(sentence, code="feed-restarted")
    if cursor.place < feed.ended:
        sentence = _(
            "Changes so old are no longer kept. List your records again, then go on from a new cursor."
        )
        raise Gone(sentence, code="cursor-too-old")
    return cursor


def _note_reader(by: Actor) -> ChangeReader | None:
    """That this system was here. An officer who looks is no system."""
    if by.token is None:
        return None
    values = {"owner": by.bureau, "unit": by.unit, "read_at": timezone.now()}
    return ChangeReader.objects.update_or_create(token=by.token, defaults=values)[0]


def _with_bodies(changes: list[Change], by: Actor) -> list[Change]:
    """With the documents of the own records that are still at that version."""
    wanted: dict[type[Record], set[UUID]] = defaultdict(set)
    for change in changes:
        if change.own and change.version is not None:
            wanted[change.database].add(change.record)
    records = {
        (record.id, record.version): record
        for database, ids in wanted.items()
        for record in database.owned_by(by).filter(pk__in=ids)
    }
    return [_with_body(change, records.get((change.record, change.version or 0))) for change in changes]


def _with_body(change: Change, record: Record | None) -> Change:
    if record is None or not change.own or change.version is None:
        return change
    return replace(change, document=body_of(record), sha256=bytes(record.sha256).hex())
