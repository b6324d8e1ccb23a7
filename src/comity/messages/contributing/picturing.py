"""Pictures of shared records: files of a message at home, pictures of the record at the centre, under the same ids.

The message names all pictures of its record, and carries those that the centre does not have. So a picture that was
taken off at home is taken off there, and none travels twice. Source: docs/spec/contribution.md, 1 to 3.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.gate.actor import Actor
from comity.kit.errors import NotFound, Refused, invalid
from comity.messages import actions
from comity.messages.contributing.kinds import MOST_PICTURE_BYTES, PICTURES, Pictures, PictureTold
from comity.messages.contributing.looking import LIVE
from comity.messages.contributing.tables import Contribution, SharedPicture, Standing
from comity.messages.courier.filed import IncomingFile
from comity.messages.courier.rules import FileState
from comity.messages.files import stored
from comity.messages.files.tables import Attachment as File
from comity.messages.files.uploading import upload
from comity.messages.models import Delivery, Message
from comity.messages.rules import Draft
from comity.records.attached.attaching import Place, hang_up
from comity.records.attached.attachments import (
    KINDS_BY_SLUG,
    Attachment,
    bytes_of,
    let_go,
    of_record,
    of_records,
)
from comity.records.attached.pictures import take_in
from comity.records.record import Record
from comity.records.registry import by_code, by_slug
from comity.records.rules import Status

RECORDS_AT_ONCE = 25  # whose pictures leave in one portion
_THERE = (int(Standing.SENT), int(Standing.THERE))


def pictures_moved(database: int, record: UUID) -> None:
    """A picture was put on a record or taken off, which moves no version: they are looked at with the next portion."""
    Contribution.objects.filter(database=database, record=record).update(pictures_due=True)


def with_news(database: int, records: Collection[UUID]) -> set[UUID]:
    """Those of these records that have other pictures than the centre was sent."""
    here = {(each.record, each.id) for each in of_records(database, records)}
    rows = SharedPicture.objects.filter(database=database, record__in=records)
    there = set(rows.values_list("record", "id"))
    return {record for record, _picture in here ^ there}


def send_pictures(centre: str, now: datetime, by: Actor) -> tuple[int, bool]:
    """Send what is new of some records; of how many, and are there more? Inside messages.contribute."""
    due = Contribution.objects.filter(bureau=by.bureau, pictures_due=True, state__in=_THERE)
    rows = list(due.order_by("database", "record").select_for_update()[:RECORDS_AT_ONCE])
    sent = sum(_send(row, centre, now, by) for row in rows)
    Contribution.objects.filter(pk__in=[row.pk for row in rows]).update(pictures_due=False)
    return sent, len(rows) == RECORDS_AT_ONCE


def _send(row: Contribution, centre: str, now: datetime, by: Actor) -> int:
    record = by_code(row.database)._default_manager.filter(pk=row.record, owner=by.bureau).first()
    if record is None or Status(record.status) not in LIVE or not with_news(row.database, [row.record]):
        return 0
    here = of_record(row.database, row.record)
    known = set(
        SharedPicture.objects.filter(database=row.database, record=row.record).values_list("id", flat=True)
    )
    new = [each for each in here if each.id not in known]
    body = {
        "database": record.slug,
        "record": str(record.id),
        "pictures": [{"id": str(each.id), "kind": each.kind_name, "caption": each.caption} for each in here],
        "files": [str(each.id) for each in new],
    }
    files = tuple(_as_file(each, by) for each in new)
    about = f"record:{record.slug}:{record.id}"
    message = actions.send(Draft(kind=PICTURES, to=(centre,), body=body, about=about, files=files), by=by)
    rows = SharedPicture.objects.filter(database=row.database, record=row.record)
    rows.exclude(pk__in=[each.id for each in here]).delete()
    SharedPicture.objects.bulk_create(
        SharedPicture(
            id=each.id, bureau=by.bureau, database=row.database, record=row.record, message=message.id, at=now
        )
        for each in new
    )
    return 1


def _as_file(picture: Attachment, by: Actor) -> UUID:
    """Its bytes as a file that a message may carry."""
    arrived = stored.take([bytes_of(picture, small=False)])
    return upload(arrived, name=f"{picture.id.hex}.webp", by=by).id


def pictures_came_back(message: Message) -> None:
    """The centre did not take them: they go again with the next change of the record or of its pictures."""
    SharedPicture.objects.filter(message=message.pk).delete()


def forget_pictures(record: Record) -> None:
    """Its record is deleted."""
    SharedPicture.objects.filter(database=record.code, record=record.id).delete()


def pictures_arrive(message: Message, _delivery: Delivery) -> None:
    """At the centre: what is not named any more goes; what is known gets its words; what is new comes as files.

    Raises: Refused, NotFound: for a record that is not the sender's here, or a picture that is another's.
    """
    told = msgspec.convert(message.content, Pictures)
    record = _record_of(message, told)
    ids = [each.id for each in told.pictures]
    if len(set(ids)) < len(ids) or not set(told.files) <= set(ids):
        raise Refused("A picture is named twice, or a file is none of them.", code="body-form")
    place = Place(record.code, record.id)
    if Attachment._default_manager.filter(pk__in=ids).exclude(**place.columns, owner=message.sender).exists():
        raise NotFound(code="not-theirs")
    rows = Attachment._default_manager.filter(**place.columns, owner=message.sender)
    let_go(rows.exclude(pk__in=ids))
    for number, each in enumerate(told.pictures, 1):
        kind = int(KINDS_BY_SLUG[each.kind])
        rows.filter(pk=each.id).update(caption=each.caption, kind=kind, place=number)
    if not told.files:
        _empty(message.pk)


def picture_came(message: Message, file: File) -> None:
    """A file of such a message is whole: it is read as a picture, written anew, and hung on the record.

    Raises: Invalid for what is no picture; Refused, NotFound where the record is there no more.
    """
    told = msgspec.convert(message.content, Pictures)
    record = _record_of(message, told)
    if file.place >= len(told.files) or file.size > MOST_PICTURE_BYTES:
        raise invalid("file", "file-too-large", "This is no picture of a record.")
    number, one = next(
        (number, each) for number, each in enumerate(told.pictures, 1) if each.id == told.files[file.place]
    )
    with stored.open_stored(file) as content:
        picture = take_in(content.read())
    if not Attachment._default_manager.filter(pk=one.id).exists():
        place = Place(record.code, record.id)
        hang_up(_attachment(one, number, message.sender), place, picture, at=timezone.now())
    stored.let_go([file])
    others = IncomingFile.objects.filter(message=message.pk).exclude(place=file.place)
    if not others.exclude(state=int(FileState.HERE)).exists():
        _empty(message.pk)


def _attachment(one: PictureTold, number: int, owner: str) -> Attachment:
    kind = int(KINDS_BY_SLUG[one.kind])
    return Attachment(id=one.id, owner=owner, kind=kind, caption=one.caption, place=number)


def _record_of(message: Message, told: Pictures) -> Record:
    """Raises: NotFound for a record that its own node did not put here."""
    elsewhere = Q(pk=message.sender, hosted=False)
    try:
        database = by_slug(told.database)
    except NotFound:
        raise Refused("This node has no such database.", code="unknown-database") from None
    rows = database._default_manager.select_for_update().filter(pk=told.record)
    record: Record | None = rows.filter(owner=message.sender, home=message.sender).first()
    if record is None or not Bureau.objects.filter(elsewhere).exists():
        raise NotFound(code="unknown-record")
    return record


def _empty(message: UUID) -> None:
    """Captions stand beside the pictures, closed to whom their record is closed; nowhere else.

    What the courier knows of the files stays: it has to sign for the last one.
    """
    rows = Message.objects.filter(pk=message)
    rows.update(body="", sha256=b"", emptied_on=timezone.now().date())
