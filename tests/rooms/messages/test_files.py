"""Files of messages: uploaded in constant memory, read by those who see the message, gone when it is emptied."""

import os
import re
import tracemalloc
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused, TooMany
from comity.kit.ids import new_id
from comity.messages import actions
from comity.messages.files import door, stored, uploading
from comity.messages.files.hanging import arrived
from comity.messages.files.stored import open_stored, place_of, take
from comity.messages.files.tables import Attachment
from comity.messages.models import Message, NoteDraft
from comity.messages.notes import NOTE
from comity.messages.rules import MOST_FILES, Draft
from comity.messages.tasks import end_unsent
from comity.messages.views import files as file_views
from comity.messages.views import writing
from tests.files import png
from tests.rooms.messages.conftest import Person

BODY = {"subject": "A lorry", "text": "Is it yours?"}
PICTURE = png()


def upload(actor, content=PICTURE, name="lorry.png", **more):
    return uploading.upload(take([content]), name=name, by=actor, **more)


def send(actor, *files, to=("ITA",), **more):
    return actions.send(Draft(kind=NOTE, to=to, body=BODY, files=tuple(files), **more), by=actor)


def left() -> list[Path]:
    return [path for path in stored.folder().glob("*/*") if path.is_file()]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def test_a_file_travels_with_its_note_and_keeps_its_bytes(amina, bruno):
    file = upload(amina)
    message = send(amina, file.id)
    found = uploading.fetch(file.id, by=bruno)
    assert (found.message_id, found.name, found.media_type, found.size) == (
        message.id,
        "lorry.png",
        "image/png",
        len(PICTURE),
    )
    assert found.digest == sha256(PICTURE).hexdigest()
    with open_stored(found) as file:
        assert file.read() == PICTURE


def test_only_those_who_see_the_message_see_its_file(amina, bruno, eva):
    colleague = Person("FRA", "desk officer", unit=new_id())
    file = upload(amina)
    for other in (bruno, eva, colleague):  # not sent yet: the unit's alone
        with pytest.raises(NotFound):
            uploading.fetch(file.id, by=other)
    send(amina, file.id)
    uploading.fetch(file.id, by=colleague)
    uploading.fetch(file.id, by=bruno)
    with pytest.raises(NotFound):
        uploading.fetch(file.id, by=eva)


def test_nobody_sends_or_takes_off_what_is_not_their_own(amina, bruno):
    file = upload(amina)
    with pytest.raises(Invalid) as refusal:
        send(bruno, file.id, to=("FRA",))
    assert refusal.value.errors[0].code == "unknown-file"
    with pytest.raises(NotFound):
        uploading.take_off(file.id, by=bruno)
    send(amina, file.id)
    with pytest.raises(Invalid):  # it went already
        send(amina, file.id)
    with pytest.raises(NotFound):
        uploading.take_off(file.id, by=amina)


def test_files_hang_in_the_order_in_which_they_were_named(amina):
    one, two = upload(amina, name="one.png"), upload(amina, name="two.png")
    message = send(amina, two.id, one.id)
    assert [each.name for each in message.files.order_by("place")] == ["two.png", "one.png"]


def test_files_for_another_node_wait_for_the_courier(amina):
    message = send(amina, upload(amina).id, to=("ITA", "UNM-A"))

    assert [row.bureau for row in message.sent.all()] == ["UNM-A"]


def test_a_message_carries_no_more_files_than_it_may(amina):
    with pytest.raises(Invalid) as refusal:
        send(amina, *(new_id() for _ in range(MOST_FILES + 1)))
    assert refusal.value.errors[0].code == "too-many"
    draft = new_id()
    for _ in range(MOST_FILES):
        upload(amina, draft=draft)
    with pytest.raises(TooMany):
        upload(amina, draft=draft)


def test_what_is_refused_leaves_nothing_on_the_disk(amina, settings):
    program = take([b"MZ\x90\0"])
    with pytest.raises(Invalid):
        uploading.upload(program, name="setup.pdf", by=amina)
    program.drop()
    settings.ATTACHMENT_MB = 1
    with pytest.raises(Invalid) as refusal:
        take([b"x" * 700_000] * 2)
    assert refusal.value.errors[0].code == "too-large"
    assert left() == []


def test_a_file_of_exactly_the_most_is_taken(amina, settings):
    settings.ATTACHMENT_MB = 1
    assert upload(amina, b"x" * 1024 * 1024, "list.txt").size == 1024 * 1024


def test_a_disk_that_is_nearly_full_takes_no_file(monkeypatch):
    monkeypatch.setattr(stored, "KEPT_FREE_BYTES", 1 << 60)
    with pytest.raises(Refused) as refusal:
        take([b"x"])
    assert refusal.value.code == "disk-full"
    assert left() == []


def test_a_large_file_is_read_in_constant_memory(amina):
    piece = os.urandom(1 << 20)
    tracemalloc.start()
    taken = take(piece for _ in range(48))
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    assert taken.size == 48 << 20
    taken.drop()


@pytest.mark.django_db(transaction=True)
def test_files_go_with_the_words_of_their_message(amina, bruno):
    file = upload(amina)
    message = send(amina, file.id, about="hit:1")
    other = upload(amina)
    send(amina, other.id, about="hit:2")
    actions.forget("hit:1", timezone.now())
    with pytest.raises(NotFound):
        uploading.fetch(file.id, by=bruno)
    assert not place_of(file.id).exists()
    assert place_of(other.id).exists()
    assert Message.objects.get(pk=message.pk).emptied_on
    actions.empty("hit:2", NOTE, timezone.now())
    assert left() == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_is_undone_leaves_the_bytes(amina):
    file = upload(amina)
    send(amina, file.id, about="hit:1")
    with transaction.atomic():
        actions.forget("hit:1", timezone.now())
        transaction.set_rollback(True)
    assert place_of(file.id).exists()
    assert Attachment.objects.filter(pk=file.id).exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_not_sent_within_a_day_goes(amina):
    kept, late, on_draft, sent = upload(amina), upload(amina), upload(amina, draft=new_id()), upload(amina)
    send(amina, sent.id)
    day = timezone.now() - timedelta(days=1)
    Attachment.objects.filter(pk=kept.pk).update(at=day + timedelta(minutes=1))
    Attachment.objects.filter(pk__in=[late.pk, on_draft.pk, sent.pk]).update(at=day)
    assert end_unsent(0) == 1
    assert {path.name for path in left()} == {each.id.hex for each in (kept, on_draft, sent)}


@pytest.mark.django_db(transaction=True)
def test_what_a_crash_left_on_the_disk_is_swept_after_a_day(amina):
    row, lost, half = upload(amina), take([b"lost"]), take([b"half"])
    stored.settle(lost)  # its transaction was undone
    kept = (place_of(lost.id), half.path, place_of(row.id))

    def touch(moment: datetime) -> None:
        for path in kept:  # the disk may stamp files by another clock than ours
            os.utime(path, (moment.timestamp(),) * 2)

    touch(timezone.now())
    assert uploading.sweep(timezone.now()) == 0
    touch(timezone.now() - timedelta(days=1, minutes=1))
    assert uploading.sweep(timezone.now()) == 2
    assert [path.name for path in left()] == [row.id.hex]


def test_a_file_from_another_node_is_told_by_its_own_bytes(amina, bruno):
    message = send(amina)
    file = arrived(message, take([PICTURE]), "lorry.png", place=0)
    again = arrived(message, take([PICTURE]), "lorry.png", place=0)
    assert again.pk == file.pk
    assert uploading.fetch(file.id, by=bruno).media_type == "image/png"
    with pytest.raises(Invalid):
        arrived(message, take([b"MZ\x90\0"]), "lorry.png", place=1)


# The door: past cookies, always as a download.


def ask(address, method="GET", **more):
    told = {}

    def start(status, headers):
        told.update(dict(headers), status=status)

    environ = {"REQUEST_METHOD": method, "PATH_INFO": address, "HTTP_HOST": "testserver", **more}
    return b"".join(door.answer(environ, start)), told


@pytest.fixture
def reader(amina, monkeypatch):
    """The address of a sent file for its sender, whom the door finds again."""
    file = upload(amina, b"0123456789", "list.txt")
    send(amina, file.id)
    monkeypatch.setattr(door, "reader_of", lambda _link: amina)
    return file, door.address_of(file, by=amina)


def test_a_file_comes_as_bytes_that_cannot_run(reader):
    _file, address = reader
    body, told = ask(address)
    assert body == b"0123456789"
    assert told["Content-Type"] == "application/octet-stream"
    assert told["Content-Disposition"] == 'attachment; filename="list.txt"'
    assert "sandbox" in told["Content-Security-Policy"]
    assert told["X-Content-Type-Options"] == "nosniff"
    assert ask(address, "HEAD")[0] == b""
    assert ask(address, "POST")[1]["status"].startswith("405")


def test_a_download_that_was_cut_off_goes_on(reader):
    _file, address = reader
    body, told = ask(address, HTTP_RANGE="bytes=4-")
    assert (body, told["status"]) == (b"456789", "206 Partial Content")
    assert told["Content-Range"] == "bytes 4-9/10"
    assert ask(address, HTTP_RANGE="bytes=2-3")[0] == b"23"
    for nonsense in ("bytes=10-", "bytes=5-4", "lines=1-2", "bytes=1-2,4-5"):
        assert ask(address, HTTP_RANGE=nonsense)[0] == b"0123456789"


def test_the_door_asks_again_who_may_see_it(reader, eva, monkeypatch):
    file, address = reader
    assert ask(address[:-2] + "xx")[1]["status"].startswith("404")
    monkeypatch.setattr(door, "reader_of", lambda _link: eva)
    assert ask(address)[1]["status"].startswith("404")
    monkeypatch.undo()
    place_of(file.id).unlink()
    assert ask(address)[1]["status"].startswith("404")


# Pages


def asked_by(actor, method="get", path="/messages/write/", safe=True, **data):
    request = getattr(RequestFactory(), method)(path, data)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = safe
    return request


def post(actor, pk, safe=True, **data) -> HttpResponse:
    path = reverse("messages:draft", args=[pk])
    return writing.draft(asked_by(actor, "post", path, safe, **data), pk)


def chosen(content=PICTURE, name="lorry.png"):
    return SimpleUploadedFile(name, content, "application/x-what-it-says")


def test_a_plain_form_hangs_files_on_a_draft_and_sends_them(amina, bruno):
    pk = new_id()
    typed = {"to": "ita", "subject": "A lorry", "text": "Is it yours?", "precedence": "urgent"}
    answer = post(amina, pk, **typed, do="attach", file=[chosen(), chosen(name="two.png")])
    assert answer.status_code == 302
    page = writing.draft(asked_by(amina, "get", answer["Location"]), pk).content.decode()
    assert "lorry.png" in page
    assert "two.png" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    off = Attachment.objects.get(name="two.png").pk
    post(amina, pk, **typed, seen=seen, take_off=str(off))
    seen = NoteDraft.objects.get().version
    answer = post(amina, pk, **typed, seen=seen, do="send")
    message = Message.objects.get()
    assert answer["Location"] == reverse("messages:page", args=[message.pk])
    assert [each.name for each in message.files.all()] == ["lorry.png"]
    assert NoteDraft.objects.count() == 0
    redirect = file_views.file(asked_by(bruno), message.files.get().pk)
    assert redirect.status_code == 302


def test_a_file_of_a_wrong_kind_is_told_and_the_words_stay(amina):
    pk = new_id()
    answer = post(amina, pk, subject="A lorry", file=[chosen(b"MZ\x90\0", "photo.jpg")])
    assert answer.status_code == 422
    assert "Files of this kind are not taken" in answer.content.decode()
    assert NoteDraft.objects.get().typed["subject"] == "A lorry"
    assert left() == []


def test_a_file_that_is_too_large_is_told_on_the_form(amina, settings):
    settings.ATTACHMENT_MB = 1
    answer = post(amina, new_id(), subject="A lorry", file=[chosen(b"x" * (1 << 21), "list.txt")])
    assert answer.status_code == 422
    assert "at most 1 MB" in answer.content.decode()
    assert left() == []


def test_a_form_of_another_site_changes_nothing(amina):
    assert post(amina, new_id(), safe=False, subject="Forged", file=[chosen()]).status_code == 403
    assert NoteDraft.objects.count() == 0
    assert left() == []


def test_without_the_right_no_byte_is_read():
    with pytest.raises(NotAllowed):
        post(Person("ITA", "clerk", rights=frozenset()), new_id(), file=[chosen()])


def test_the_script_gets_the_list_of_files_or_why_not(amina):
    pk = new_id()
    request = asked_by(amina, "post", reverse("messages:draft-files", args=[pk]), file=[chosen()])
    answer = writing.draft_files(request, pk)
    assert (answer.status_code, answer["Comity-Part"]) == (200, "files")
    assert "lorry.png" in answer.content.decode()
    request = asked_by(amina, "post", "/", file=[chosen(b"#!/bin/sh", "a.txt")])
    answer = writing.draft_files(request, pk)
    assert (answer.status_code, answer["Comity-Part"]) == (422, "files")
    assert "lorry.png" in answer.content.decode()


def test_home_is_where_files_are(own_folder):
    assert stored.folder() == own_folder / "attachments"
    assert own_folder == settings.HOME
