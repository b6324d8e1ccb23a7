"""Pictures of a notice: photographs for whoever may see it, fingerprints and DNA for its bureau and reviewers alone.

They hang on the request; photographs of what is published on its entry in the database of notices too.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from comity.gate.actor import Actor
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.records.attached.attachments import (
    Attachment,
    AttachmentKind,
    bytes_of,
    of_notice,
    of_record,
    of_records,
)
from comity.records.attached.portraits import HINTS, hints


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


def all_shown(row: Notice, actor: Actor) -> list[Attachment]:
    """The pictures of a notice that this actor, who sees the notice, may see too; in order."""
    return [each for each in of_notice(row.pk) if _is_for(row, each, actor)]


def hints_about(row: Notice) -> list[tuple[Attachment, tuple[str | Promise, ...]]]:
    """What makes its photographs hard to recognise, for its own bureau; good ones are left out."""
    found = []
    for each in of_notice(row.pk):
        if each.kind == AttachmentKind.PHOTOGRAPH:
            said = hints(bytes_of(each, small=False), each.blob.width, each.blob.height)
            found.append((each, tuple(HINTS[hint] for hint in said)))
    return [(each, said) for each, said in found if said]


def is_picture_shown(actor: Actor, picture: Attachment) -> bool:
    """May this actor be shown that picture? Asked anew each time, as its page asks."""
    now = timezone.now()
    if picture.notice is None or not actor.may("notices.view", now=now):
        return False
    row = Notice.visible_to(actor).filter(pk=picture.notice).first()
    return row is not None and _is_for(row, picture, actor)


def _is_for(row: Notice, picture: Attachment, actor: Actor) -> bool:
    """Biometrics count as particularly sensitive (RPD Art. 42 as our facts have it): they leave no file of a case."""
    is_photograph = picture.kind == AttachmentKind.PHOTOGRAPH
    return (
        is_photograph or row.bureau == actor.bureau or bool(actor.may("notices.view_all", now=timezone.now()))
    )
