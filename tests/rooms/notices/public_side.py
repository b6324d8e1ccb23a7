"""Public notices of invented people, for the tests of the public side."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from comity.bureaus.rules import BureauKind
from comity.notices import actions
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.notices.path import State
from comity.records.attached.attachments import Attachment, AttachmentKind, Blob
from tests import people
from tests.actors import AnyActor
from tests.rooms.notices.papers import portrait
from tests.rooms.notices.stories import AMINA, CHEN, approved, drafted, published

COMMITTEE = AnyActor("SC1", officer=uuid4(), function="desk officer")


def open_red(name: str = "Ruslan Tamirov", **more: Any) -> Notice:
    """A red notice whose extract is public."""
    return published(public=True, names=[{"text": name, "quality": "primary", "script": "latin"}], **more)


def open_yellow(**more: Any) -> Notice:
    return published("yellow", public=True, **more)


def listed(name: str = "Zahir Invented", **more: Any) -> Notice:
    """An entry of a list of sanctions."""
    people.bureau("SC1", BureauKind.SANCTIONS_COMMITTEE)
    row = drafted("un-special", by=COMMITTEE, names=[{"text": name, "quality": "primary"}], **more)
    return approved(actions.submit(row, seen=row.version, by=COMMITTEE), CHEN)


def pictured(row: Notice, caption: str = "Photograph of 2024") -> Attachment:
    """A photograph on the notice's entry."""
    content = portrait()
    blob, _made = Blob.objects.get_or_create(
        sha256=uuid4().bytes * 2,
        defaults={
            "media_type": "image/webp", "size": len(content), "width": 480, "height": 600,
            "content": content, "thumbnail": content,
        },
    )  # fmt: skip
    return Attachment.objects.create(
        database=NoticeRecord.code, record=row.record, owner=row.bureau, kind=int(AttachmentKind.PHOTOGRAPH),
        caption=caption, place=1, at=timezone.now(), sent=b"0" * 32, blob=blob,
    )  # fmt: skip


def many(row: Notice, count: int) -> None:
    """So many more notices like this one, without the way there: what a large extract is made of."""
    body = dict(row.body)
    Notice.objects.bulk_create(
        Notice(
            number=f"2026-{turn:04X}-0000", bureau=row.bureau, kind=row.kind, record=uuid4(), digest=bytes(32),
            body={**body, "names": [{"text": f"Person {turn}"}]}, state=int(State.PUBLISHED),
            state_since=timezone.now(), created_at=timezone.now(), submitted_at=timezone.now(),
            published_at=timezone.now(), expires_on=row.expires_on or date(2031, 1, 1),
        )
        for turn in range(count)
    )  # fmt: skip


__all__ = ["AMINA", "CHEN", "listed", "many", "open_red", "open_yellow", "pictured"]
