"""Programs upload, send and download as people do, with the file itself as the body."""

from hashlib import sha256

import pytest
from django.test import RequestFactory

from comity.kit.errors import Invalid, NotAllowed, NotFound
from comity.messages.api import files as api
from comity.messages.api.files import Named
from comity.messages.api.mailbox import read_message
from comity.messages.api.writing import NoteIn, send_note
from comity.messages.files import stored
from comity.messages.models import Message
from tests.files import png
from tests.rooms.messages.conftest import Person

PICTURE = png()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.HOME = tmp_path


def asked_by(actor, content=b""):
    request = RequestFactory().post("/api/v1/messages/files", content, "application/octet-stream")
    request.actor = actor
    return request


def upload(actor, content=PICTURE, name="lorry.png"):
    return api.upload_file(asked_by(actor, content), Named(name=name)).value


def test_a_file_is_uploaded_sent_and_read_byte_for_byte(amina, bruno, eva):
    file = upload(amina)
    assert (file.media_type, file.size, file.sha256) == (
        "image/png",
        len(PICTURE),
        sha256(PICTURE).hexdigest(),
    )
    note = NoteIn(
        to=["ITA"], subject="A lorry", text="Yours?", files=[file.id], answer=True, precedence="urgent"
    )
    sent = send_note(asked_by(amina), note).value
    assert [each.name for each in sent.files] == ["lorry.png"]
    assert sent.expires_at is not None
    told = read_message(asked_by(bruno), sent.id)
    answer = api.read_file(asked_by(bruno), told.files[0].id)
    assert b"".join(answer.streaming_content) == PICTURE
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]
    with pytest.raises(NotFound):
        api.read_file(asked_by(eva), told.files[0].id)


def test_what_is_refused_or_taken_off_leaves_nothing(amina):
    with pytest.raises(Invalid):
        upload(amina, b"#!/bin/sh\n", "list.txt")
    file = upload(amina)
    api.take_off_file(asked_by(amina), file.id)
    with pytest.raises(NotFound):
        api.read_file(asked_by(amina), file.id)
    assert not list((stored.folder() / "incoming").iterdir())


def test_without_the_right_no_byte_is_read(directory):
    with pytest.raises(NotAllowed):
        upload(Person("FRA", "clerk", rights=frozenset()))
    assert not stored.folder().exists()


def test_a_broadcast_by_program_needs_its_right(amina):
    note = NoteIn(group="all", subject="A method", text="Look.", attention="fugitives")
    sent = send_note(asked_by(amina), note).value
    assert {each.bureau for each in sent.deliveries} == {"ITA", "ESP", "UNM-A"}
    assert sent.version == 2
    with pytest.raises(NotAllowed):
        send_note(asked_by(Person("FRA", "desk", rights=frozenset({"messages.send"}))), note)
    assert Message.objects.count() == 1
