"""The seizing bureau's verbs about a request as a whole: begin, change, drop, look, close."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.kit.errors import Refused, Stale, TooMany
from comity.kit.text import clean_text
from comity.tracing import seizure
from comity.tracing.actions.asking import take_back
from comity.tracing.actions.sending import is_about, own_request, read_threads
from comity.tracing.chain import stage_now
from comity.tracing.models import TraceRequest, kept_from
from comity.tracing.rules import OPEN, Stage

LONGEST_NOTE = 1000
MOST_DRAFTS = 500  # of one bureau at once: a machine that begins and never sends stops here


@dataclass(frozen=True, slots=True)
class Source:
    """What led to a request: a hit of one's own on a record. database: its code."""

    hit: UUID
    database: int
    record: UUID


@action("tracing.draft")
def draft(act: ActDraft, raw: Mapping[str, Any], *, by: Actor, source: Source | None = None) -> TraceRequest:
    """Begin a request. It may lack what only a step needs. Raises: Invalid, TooMany."""
    now = timezone.now()
    body = seizure.accept(raw, today=now.date(), whole=False)
    drafts = TraceRequest.visible_to(by).filter(stage=int(Stage.DRAFT))
    if drafts.count() >= MOST_DRAFTS:
        message = _("Your bureau has %(most)s drafts. Send or drop some of them.") % {"most": MOST_DRAFTS}
        raise TooMany(message, code="too-many-drafts")
    row = TraceRequest.objects.create(
        bureau=by.bureau,
        unit=by.unit,
        officer=by.officer,
        function=by.function[:80],
        body=body,
        hit=source.hit if source else None,
        database=source.database if source else None,
        record=source.record if source else None,
        created_at=now,
        changed_at=now,
        kept_until=kept_from(now.date()),
    )
    is_about(act, row)
    return row


@action("tracing.change")
def change(
    act: ActDraft, request: TraceRequest, raw: Mapping[str, Any], *, seen: int, by: Actor
) -> TraceRequest:
    """Say more, or correct it; what was sent stays as it was sent. seen: the version that the caller saw.

    Once something was sent nothing that a step needs may be taken away. Raises: Invalid, Refused, Stale, NotFound.
    """
    row = own_request(request, by)
    is_about(act, row)
    _refuse_closed(row)
    if row.version != seen:
        raise Stale(_("Somebody has changed it meanwhile. Look at it again."))
    now = timezone.now()
    row.body = seizure.accept(raw, today=now.date(), whole=row.standing is not Stage.DRAFT)
    row.version, row.changed_at = row.version + 1, now
    row.stage = int(stage_now(row))
    row.save()
    return row


@action("tracing.drop")
def drop(act: ActDraft, request: TraceRequest, *, by: Actor) -> None:
    """Throw a draft away. What was sent is closed, never dropped. Raises: Refused, NotFound."""
    row = own_request(request, by)
    is_about(act, row)
    if row.standing is not Stage.DRAFT:
        raise Refused(_("Something was sent already: close the request instead."), code="wrong-state")
    row.delete()


@action("tracing.view")
def view(act: ActDraft, request: TraceRequest, *, by: Actor) -> None:
    """Look at a request and its whole chain; that is an act, and the answers in it count as read."""
    row = own_request(request, by)
    is_about(act, row)
    read_threads(row.steps.values_list("thread", flat=True), by)


@action("tracing.close")
def close(act: ActDraft, request: TraceRequest, note: str, *, by: Actor) -> None:
    """End it. Steps that still run are taken back. A late answer opens it again. Raises: Refused, Invalid, NotFound."""
    row = own_request(request, by)
    is_about(act, row)
    _refuse_closed(row)
    if row.standing is Stage.DRAFT:
        raise Refused(_("Nothing was sent yet: drop the draft instead."), code="wrong-state")
    row.closing_note = clean_text(note, field="note", longest=LONGEST_NOTE)
    for step in row.steps.select_for_update().filter(state__in=[int(state) for state in OPEN]):
        take_back(step, by)
    row.closed_at, row.closed_function = timezone.now(), by.function[:80]
    row.stage = int(stage_now(row))
    row.save()


def _refuse_closed(row: TraceRequest) -> None:
    if row.closed_at is not None:
        raise Refused(_("This request is closed."), code="closed")
