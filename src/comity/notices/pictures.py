"""Photographs of a notice: what hangs on its entry in the database of notices. Reads only."""

from collections.abc import Sequence
from uuid import UUID

from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.records.attached.attachments import Attachment, AttachmentKind, of_record, of_records


def pictures_of(row: Notice, *, whole: bool = False) -> list[Attachment]:
    """Photographs of a notice that its reader has been shown, in order. whole: with their bytes."""
    if row.record is None:
        return []
    found = [
        each for each in of_record(NoticeRecord.code, row.record) if each.kind == AttachmentKind.PHOTOGRAPH
    ]
    if whole:
        for each in found:
            each.blob.refresh_from_db(fields=["content"])
    return found


def pictures_of_all(rows: Sequence[Notice]) -> dict[UUID | None, list[Attachment]]:
    """The same of many notices that their reader has been shown, by the id of their entry; without the bytes."""
    hung: dict[UUID | None, list[Attachment]] = {}
    for each in of_records(NoticeRecord.code, [row.record for row in rows if row.record]):
        if each.kind == AttachmentKind.PHOTOGRAPH:
            hung.setdefault(each.record, []).append(each)
    return hung
