"""What an amendment of a notice does besides the state: its entries and keys follow, and everybody is told."""

from datetime import datetime
from typing import Any

from comity.gate.action import ActDraft
from comity.kit.errors import NotFound
from comity.notices import telling
from comity.notices.actions.effects import (
    FIRST_REMINDER,
    drop,
    entry_of,
    issued_by_on_the_wire,
    paper_entry_of,
    send,
    tell_out,
    write_entry,
)
from comity.notices.audience import audience_of
from comity.notices.corrections import told
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import LegalBasis, Notice
from comity.notices.request import Request
from comity.records.accept import Accepted
from comity.records.actions import move, replace
from comity.records.document import body_of, clean, digest
from comity.records.record import Body, Record
from comity.records.rules import Status
from comity.records.ways import keys_of

_PAPER = ("number", "issuer", "kind", "noted")


def amend_out(act: ActDraft, row: Notice, basis: LegalBasis, now: datetime) -> None:
    """Entries as the notice now is, in the transaction of the verb: a paper that it names no more finds nobody."""
    assert row.record is not None  # a constraint of what is out
    record = NoticeRecord.objects.select_for_update().filter(pk=row.record).first()
    if record is None:
        raise NotFound
    _replace(act, record, entry_of(row, basis), now)
    known = {_paper(body_of(each)): each for each in _papers(row)}
    for paper in row.body.get("documents", ()):
        found = known.pop(_paper(paper), None)
        told = paper_entry_of(row, paper, basis)
        if found is None:
            write_entry(act, NoticeDocument, row, told, now)
        else:
            _replace(act, found, told, now)
    for gone in known.values():
        move(act, gone, Status.WITHDRAWN, "", gone.version, needs_reason=False)


def tell_changed(
    row: Notice, was: Request, basis: LegalBasis, now: datetime, *, base: int, asks: bool
) -> None:
    """Every bureau that received it is sent the difference; one for which it is new the notice, without what it said
    before; one for which it is no more is asked to take it out.

    row: as it stands now. was: what it said; base: the version that was. asks: must each say that its copies are right?
    """
    audience = set(audience_of(row, now.date()))
    received = set(row.received.filter(dropped=False).values_list("bureau", flat=True))
    if received - audience:
        drop(row, received - audience, now)
    if audience - received:
        tell_out(row, basis, now, again=False, only=audience - received)
    known, changes = sorted(audience & received), told(was, row.request)
    if changes and asks:
        row.received.filter(bureau__in=known).update(
            corrected_at=now,
            corrected_to=row.version,
            correction_received_at=None,
            applied_at=None,
            applied_on=None,
            applied_function="",
            reminded=0,
            remind_at=now + FIRST_REMINDER,
        )
    _send(known, row, changes, basis, now, base=base, asks=asks)


def tell_owner_changed(row: Notice, was: Request, basis: LegalBasis, now: datetime, *, base: int) -> None:
    """Its own bureau reads what went out, and nothing is asked of it."""
    _send([row.bureau], row, told(was, row.request), basis, now, base=base, asks=False)


def _send(
    to: list[str],
    row: Notice,
    changes: list[dict[str, Any]],
    basis: LegalBasis,
    now: datetime,
    *,
    base: int,
    asks: bool,
) -> None:
    """Nothing where nothing changed that others may read."""
    if not changes:
        return
    body = {
        "kind": row.declaration.slug,
        "version": row.version,
        "was": base,
        "at": now.isoformat(),
        "changes": changes,
        "issued_by": issued_by_on_the_wire(basis),
        "asks": asks,
    }
    send(telling.CORRECTION, to, body, row)


def _papers(row: Notice) -> list[NoticeDocument]:
    rows = NoticeDocument.objects.select_for_update().filter(notice=row.number, status=int(Status.ACTIVE))
    return list(rows.order_by("id"))


def _paper(told: Body) -> tuple[object, ...]:
    return tuple(told.get(name) for name in _PAPER)


def _replace(act: ActDraft, record: Record, told: Body, now: datetime) -> None:
    body = clean(type(record), told, today=now.date())
    replace(
        record,
        Accepted(body, digest(body), keys_of(record.keys, body)),
        seen=record.version,
        now=now,
        waits=False,
    )
    act.touches(database=record.code, record=record.id, version=record.version)
