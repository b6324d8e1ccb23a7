"""Pictures on a request: part of what is approved, shown as the notice is; biometrics never leave its file."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.kit.errors import Invalid, NotFound, Refused, Stale
from comity.notices import actions
from comity.notices.databases import NoticeRecord
from comity.notices.models import Notice
from comity.notices.path import State
from comity.notices.pictures import all_shown, pictures_of
from comity.records.attached.attaching import Sent, shown
from comity.records.attached.attachments import Attachment, Blob, of_record
from comity.records.orphans import orphans
from tests.actors import AnyActor
from tests.files import png
from tests.rooms.notices.stories import AMINA, BRUNO, CHEN, approved, drafted, submitted
from tests.rooms.notices.test_doors import NOBODY, Program, window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("legal_basis")]


def pictured(row: Notice, kind: str = "photograph", *, by: AnyActor = AMINA) -> Notice:
    """The same request with one picture more."""
    actions.attach(row, Sent(png(), f"A {kind}", kind), by=by)
    return Notice.objects.get(pk=row.pk)


def test_with_each_picture_it_is_another_request():
    row = drafted()
    before = bytes(row.digest)

    row = pictured(row)

    assert bytes(row.digest) != before
    assert row.version == 2
    actions.detach(row, of_first(row), by=AMINA)
    row.refresh_from_db()
    assert bytes(row.digest) == before
    assert not Blob.objects.exists()


def of_first(row: Notice) -> UUID:
    return all_shown(row, AMINA)[0].pk


def test_whoever_approved_before_a_picture_came_has_approved_nothing():
    row = actions.take(submitted(), by=CHEN)
    seen = bytes(row.digest)

    row = pictured(row)

    assert row.standing is State.SUBMITTED
    row = actions.take(row, by=CHEN)
    with pytest.raises(Stale):
        actions.approve(row, "Ordinary crime.", digest=seen, by=CHEN)


def test_a_changed_text_keeps_the_pictures_in_the_digest():
    row = pictured(drafted())
    actions.change(row, row.body | {"marks": "A scar"}, seen=row.version, by=AMINA)
    row.refresh_from_db()
    assert bytes(row.digest) == row.request.sha256
    assert len(row.files) == 1


def test_nobody_else_sees_a_picture_before_publication_and_then_no_biometrics():
    row = pictured(pictured(pictured(drafted()), "fingerprints"), "dna")
    photograph, prints, report = (each.pk for each in all_shown(row, AMINA))
    for reader in (BRUNO, CHEN):
        for picture in (photograph, prints, report):
            with pytest.raises(NotFound):
                shown(picture, reader)

    row = actions.submit(row, seen=row.version, by=AMINA)
    assert [shown(picture, CHEN).pk for picture in (photograph, prints, report)] == [
        photograph,
        prints,
        report,
    ]
    with pytest.raises(NotFound):
        shown(photograph, BRUNO)

    row = approved(row, CHEN)
    assert shown(photograph, BRUNO).pk == photograph
    assert [each.pk for each in all_shown(row, BRUNO)] == [photograph]
    for picture in (prints, report):
        with pytest.raises(NotFound):
            shown(picture, BRUNO)


def test_what_a_question_finds_shows_the_photograph_and_a_recall_takes_it_from_all():
    row = approved(actions.submit(pictured(pictured(drafted()), "dna"), seen=3, by=AMINA), CHEN)
    (hung,) = of_record(NoticeRecord.code, row.record)
    assert hung.kind_name == "photograph"
    assert orphans() == []

    actions.withdraw(row, reason="Found.", by=AMINA)

    for picture in Attachment.objects.all():
        with pytest.raises(NotFound):
            shown(picture.pk, BRUNO)


def test_what_is_out_or_of_others_gets_no_picture_and_loses_none():
    row = approved(actions.submit(pictured(drafted()), seen=2, by=AMINA), CHEN)
    with pytest.raises(Refused):
        actions.attach(row, Sent(png(), "Late"), by=AMINA)
    with pytest.raises(Refused):
        actions.detach(row, of_first(row), by=AMINA)
    with pytest.raises(NotFound):
        actions.attach(drafted(), Sent(png(), "Not ours"), by=BRUNO)
    assert len(pictures_of(row)) == 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (Sent(b"MZ\x90\x00 an executable", "A person"), "not-a-picture"),
        (Sent(png(), ""), "required"),
        (Sent(png(), "A person", "scan"), "unknown"),
        (Sent(png(), "A person", "no-such"), "unknown"),
    ],
)
def test_what_is_no_picture_changes_nothing(sent: Sent, code: str):
    row = drafted()
    before = bytes(row.digest)
    with pytest.raises(Invalid) as refused:
        actions.attach(row, sent, by=AMINA)
    assert [each.code for each in refused.value.errors] == [code]
    row.refresh_from_db()
    assert bytes(row.digest) == before


def test_a_dropped_draft_takes_its_pictures_along():
    row = pictured(drafted())
    actions.drop(row, by=AMINA)
    assert not Attachment.objects.exists()
    assert not Blob.objects.exists()


def test_pages_and_programs_hang_a_picture_up_and_take_it_off():
    """The page with its hint, the API with its list, and the same 404 for whoever may not see the request."""
    france, italy = window("fleur", "FRA"), window("mara", "ITA")
    row = drafted()
    new, told = f"/notices/{row.pk}/pictures/new/", {"caption": "A face", "kind": "photograph"}

    assert france.post(new, told | {"file": SimpleUploadedFile("a.png", png())}).status_code == 302
    assert france.post(new, {"caption": "", "kind": "photograph"}).status_code == 422
    page = france.get(f"/notices/{row.pk}/").content.decode()
    assert "A face" in page
    assert "Small: send one of at least 450 pixels" in page

    program = Program("paul", "FRA")
    (listed,) = program.call("GET", f"/{row.pk}/attachments")
    assert (listed["kind"], listed["caption"]) == ("photograph", "A face")
    Program("mario", "ITA").call("GET", f"/{row.pk}/attachments", expect=404)
    assert italy.get(new).status_code == italy.get(f"/notices/{NOBODY}/pictures/new/").status_code == 404

    assert france.post(f"/notices/{row.pk}/pictures/{listed['id']}/delete/").status_code == 302
    assert program.call("GET", f"/{row.pk}/attachments") == []
    sent = Client().post(
        f"/api/v1/notices/{row.pk}/attachments",
        {"caption": "Prints", "kind": "fingerprints", "file": SimpleUploadedFile("b.png", png())},
        **program.header,
    )
    assert sent.status_code == 201
    program.call("DELETE", f"/{row.pk}/attachments/{sent.json()['id']}", expect=204)
    assert not Attachment.objects.exists()
