"""What an amendment of a notice does besides the state: its entries and keys follow, and everybody is told."""

from datetime import datetime

from comity.gate.action import ActDraft
from comity.kit.errors import NotFound
from comity.notices.actions.effects import (
    entry_of,
    paper_entry_of,
    tell_out,
    write_entry,
)
from comity.notices.databases import NoticeDocument, NoticeRecord
from comity.notices.models import LegalBasis, Notice
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
    tell_out(row, basis, now, again=False)


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
