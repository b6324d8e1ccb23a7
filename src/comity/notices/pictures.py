"""Photographs of a notice: what hangs on its entry in the database of notices. Reads only."""

from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.records.attached.attachments import Attachment, AttachmentKind, of_record


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
