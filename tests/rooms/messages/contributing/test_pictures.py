"""Pictures of shared records: each goes once, as a file; what is taken off at home is taken off at the centre."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.databases.vehicles import Vehicle
from comity.gate import epoch
from comity.kit.canonical import canonical_json
from comity.kit.errors import Invalid, NotFound, Refused
from comity.kit.ids import new_id
from comity.messages.contributing.outcome import came_back, got_there
from comity.messages.contributing.picturing import picture_came, pictures_arrive
from comity.messages.contributing.sending import choose, contribute_due
from comity.messages.contributing.tables import SharedPicture
from comity.messages.files import stored
from comity.messages.files.tables import Attachment as File
from comity.messages.models import Delivery, Message
from comity.records import actions as records
from comity.records.attached.attaching import Sent, attach, detach
from comity.records.attached.attachments import Attachment, Blob
from tests.actors import AnyActor
from tests.files import png


@pytest.fixture
def home(bureaus: None) -> None:
    Bureau.objects.filter(code="ITA").update(hosted=True)


@pytest.fixture
def centre(bureaus: None) -> None:
    Bureau.objects.filter(code__in=("CEN", "FRA")).update(hosted=True)


def someone(code: str) -> AnyActor:
    return AnyActor(bureau=code, epoch=epoch.current())


def vehicle() -> Vehicle:
    return records.create(Vehicle, Vehicle.example, by=someone("ITA"))


def picture(record: Vehicle, colour: str = "teal") -> Attachment:
    return attach(Vehicle, record.id, Sent(png(colour=colour), f"In {colour}"), by=someone("ITA"))


def sent() -> list[tuple[list[str], int]]:
    """Of each message of pictures that goes out now: the captions, and how many files; a second look finds none."""
    before = set(Message.objects.values_list("id", flat=True))
    contribute_due(timezone.now())
    rows = Message.objects.filter(kind="record-pictures").exclude(id__in=before).order_by("id")
    assert contribute_due(timezone.now()) == 0
    return [([each["caption"] for each in row.content["pictures"]], row.files.count()) for row in rows]


def test_a_picture_goes_once_with_its_record_or_later(home):
    choose(Vehicle, shared=True, by=someone("ITA"))
    record = vehicle()
    assert sent() == []
    first = picture(record)
    assert sent() == [(["In teal"], 1)]
    picture(record, "red")
    assert sent() == [(["In teal", "In red"], 1)]
    detach(Vehicle, record.id, first.id, by=someone("ITA"))
    assert sent() == [(["In red"], 0)]
    records.change(
        Vehicle, record.id, Vehicle.example | {"make": "Other"}, seen=1, reason="x", by=someone("ITA")
    )
    assert sent() == []  # the record alone


def test_pictures_of_before_go_when_sharing_begins_and_their_files_end_with_the_receipt(home):
    record = vehicle()
    picture(record)
    choose(Vehicle, shared=True, by=someone("ITA"))
    assert sent() == [(["In teal"], 1)]
    message = Message.objects.get(kind="record-pictures")
    assert [row.kind for row in Message.objects.order_by("id")] == ["record-put", "record-pictures"]

    got_there(message, "CEN", timezone.now())

    assert not File.objects.exists()
    assert Message.objects.get(pk=message.pk).body == ""
    assert SharedPicture.objects.count() == 1


def test_what_the_centre_refused_goes_again_when_something_moves(home):
    choose(Vehicle, shared=True, by=someone("ITA"))
    record = vehicle()
    picture(record)
    sent()
    came_back(Message.objects.get(kind="record-pictures"), "CEN", "unknown-record")
    assert not SharedPicture.objects.exists()
    assert sent() == []
    picture(record, "red")
    assert sent() == [(["In teal", "In red"], 2)]


# At the centre


def copy() -> Vehicle:
    """Rome's record as the centre has it from Rome's own node."""
    Bureau.objects.filter(code="ITA").update(hosted=True)
    record = vehicle()
    Bureau.objects.filter(code="ITA").update(hosted=False)
    Vehicle.objects.filter(pk=record.pk).update(home="ITA")
    return record


def came(record: Any, pictures: list[UUID], files: list[UUID], sender: str = "ITA") -> Message:
    told = [{"id": str(each), "kind": "photograph", "caption": "Seen"} for each in pictures]
    named = [str(each) for each in files]
    body = {"database": "vehicles", "record": str(record), "pictures": told, "files": named}
    id, now = new_id(), timezone.now()
    message = Message.objects.create(
        id=id, thread=id, kind="record-pictures", schema_version=1, sender=sender,
        body=canonical_json(body), created_at=now,
    )  # fmt: skip
    pictures_arrive(message, Delivery(message=message, bureau="CEN", accepted_at=now))
    return message


def file_of(message: Message, content: bytes, place: int = 0) -> File:
    arrived = stored.take([content])
    stored.settle(arrived)
    row = File.objects.create(
        id=arrived.id, message=message, place=place, name="x.webp", media_type="image/webp",
        size=arrived.size, sha256=arrived.sha256, at=timezone.now(),
    )  # fmt: skip
    picture_came(message, row)
    return row


def test_a_file_becomes_a_picture_of_the_record_and_the_words_stand_nowhere_else(centre):
    record, one = copy(), new_id()
    message = came(record.id, [one], [one])
    assert not Attachment.objects.exists()

    row = file_of(message, png())

    there = Attachment.objects.get()
    assert (there.id, there.record, there.owner, there.caption) == (one, record.id, "ITA", "Seen")
    assert there.blob.media_type == "image/webp"
    assert not File.objects.filter(pk=row.pk).exists()
    assert Message.objects.get(pk=message.pk).body == ""
    came(record.id, [], [])
    assert (Attachment.objects.count(), Blob.objects.count()) == (0, 0)


def test_a_picture_is_for_a_record_of_the_senders_own_node_alone(centre):
    mine = records.create(Vehicle, Vehicle.example, by=someone("FRA"))
    for record in (mine.id, new_id()):
        with pytest.raises(NotFound) as refused:
            came(record, [new_id()], [])
        assert refused.value.code == "unknown-record"
    theirs = attach(Vehicle, mine.id, Sent(png(), "Mine"), by=someone("FRA"))
    with pytest.raises(NotFound) as refused:
        came(copy().id, [theirs.id], [])
    assert refused.value.code == "not-theirs"
    assert Attachment.objects.get().owner == "FRA"


def test_what_is_no_picture_or_not_named_is_refused(centre):
    record, one = copy(), new_id()
    with pytest.raises(Refused):
        came(record.id, [one], [new_id()])
    with pytest.raises(Refused):
        came(record.id, [one, one], [])
    message = came(record.id, [one], [one])
    for content in (b"%PDF-1.7 no picture", png()[:60]):
        with pytest.raises(Invalid):
            file_of(message, content)
    with pytest.raises(Invalid):
        file_of(message, png(), place=1)
    assert not Attachment.objects.exists()
