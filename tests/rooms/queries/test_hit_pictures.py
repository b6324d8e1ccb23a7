"""Pictures on hits: the asking bureau's own, until its officer sends some to the owner; gone with the record."""

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from comity.databases.travel_documents import TravelDocument
from comity.journal.models import ActRow
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.messages.models import Message
from comity.queries import actions
from comity.queries.actions.closing import WasDone
from comity.queries.actions.confirming import Question
from comity.queries.kinds import QUESTION
from comity.queries.models import OWNER, Confirmation, Hit
from comity.queries.outcomes import Done
from comity.queries.telling import Telling
from comity.records.attached import attaching
from comity.records.attached.attaching import Sent
from comity.records.attached.attachments import Attachment, Blob, of_hit
from comity.records.ending.expire import expire_due
from comity.records.orphans import orphans
from tests import people
from tests.actors import AMINA, BRUNO, CHEN, without
from tests.files import huge_png, png, saved
from tests.rooms.queries.test_hit_pages import World, page, post, world  # noqa: F401  # a fixture

pytestmark = [pytest.mark.django_db]


def pictured(hit: Hit, colour: str = "teal", by: Any = BRUNO) -> Attachment:
    return actions.attach(hit, Sent(png(colour=colour), f"The data page, {colour}"), by=by)


def question(hit: Hit, *pictures: Attachment) -> Confirmation:
    """Bruno asks with these pictures; the owner's copy."""
    asked = Question(telling=Telling.YES, pictures=tuple(each.id for each in pictures))
    assert actions.ask_confirmation(hit, asked, by=BRUNO) is not None
    return Confirmation.objects.get(side=OWNER)


@pytest.mark.usefixtures("directory")
class TestActions:
    def test_a_picture_hangs_on_the_hit_and_on_no_record(self, hit: Hit) -> None:
        made = pictured(hit)
        assert (made.hit, made.owner, made.record) == (hit.id, "ITA", hit.record)
        assert attaching.shown(made.id, BRUNO) == made
        assert ActRow.objects.get(verb="queries.attach").about == f"hit:{hit.pk}"
        for stranger in (AMINA, CHEN):
            with pytest.raises(NotFound):
                attaching.shown(made.id, without(stranger, "queries.view_all_hits"))
        actions.detach(hit, made.id, by=BRUNO)
        assert not Blob.objects.exists()

    def test_only_the_own_bureau_adds_and_takes_off(self, hit: Hit) -> None:
        made = pictured(hit)
        for stranger in (AMINA, CHEN):
            with pytest.raises(NotFound):
                pictured(hit, by=stranger)
            with pytest.raises(NotFound):
                actions.detach(hit, made.id, by=stranger)
        with pytest.raises(NotFound):
            actions.detach(hit, uuid4(), by=BRUNO)
        with pytest.raises(NotAllowed):
            pictured(hit, by=without(BRUNO, "queries.attach"))
        with pytest.raises(NotAllowed):
            actions.detach(hit, made.id, by=without(BRUNO, "queries.detach"))

    def test_a_closed_hit_takes_no_picture(self, hit: Hit) -> None:
        actions.record_outcome(hit, WasDone(done=Done.LET_GO, close=True), by=BRUNO)
        with pytest.raises(Refused):
            pictured(hit)

    def test_the_owner_gets_the_chosen_ones_and_no_other(self, hit: Hit) -> None:
        sent, kept = pictured(hit), pictured(hit, "red")
        row = question(hit, sent)

        (theirs,) = of_hit(row.id)
        assert (theirs.caption, theirs.owner, theirs.unit) == (sent.caption, "ITA", None)
        assert theirs.blob_id == sent.blob_id
        owner = without(AMINA, "queries.view_all_hits")
        assert attaching.shown(theirs.id, owner) == theirs
        for hidden in (sent, kept):
            with pytest.raises(NotFound):
                attaching.shown(hidden.id, owner)
        with pytest.raises(NotFound):
            attaching.shown(theirs.id, without(CHEN, "queries.view_all_hits"))
        message = Message.objects.get(kind=QUESTION)
        assert (message.schema_version, message.content["pictures"]) == (2, [str(sent.id)])

    def test_without_a_choice_nothing_goes(self, hit: Hit) -> None:
        pictured(hit)
        row = question(hit)
        assert of_hit(row.id) == []
        message = Message.objects.get(kind=QUESTION)
        assert (message.schema_version, "pictures" in message.content) == (1, False)

    def test_a_no_sends_no_picture(self, hit: Hit) -> None:
        no = Question(telling=Telling.NO, reason="asks for asylum", pictures=(pictured(hit).id,))
        assert actions.ask_confirmation(hit, no, by=BRUNO) is None
        assert Attachment.objects.count() == 1

    def test_another_hit_s_picture_cannot_be_sent(self, hit: Hit) -> None:
        for strange in (uuid4(), self._elsewhere(hit)):
            with pytest.raises(Invalid) as refused:
                actions.ask_confirmation(hit, Question(telling=Telling.YES, pictures=(strange,)), by=BRUNO)
            assert refused.value.errors[0].field == "pictures"
        assert not Confirmation.objects.exists()

    def _elsewhere(self, hit: Hit) -> UUID:
        return attaching.attach(TravelDocument, hit.record, Sent(png(), "A door"), by=AMINA).id

    def test_words_in_pictures_of_a_pre_moderated_bureau_wait_too(self, hit: Hit) -> None:
        made = pictured(hit)
        asked = Question(telling=Telling.YES, pictures=(made.id,))
        with pytest.raises(Invalid) as refused:
            actions.ask_confirmation(hit, asked, by=without(BRUNO, "messages.send"))
        assert (refused.value.errors[0].field, refused.value.errors[0].code) == ("pictures", "words-wait")

    def test_what_was_sent_stays_with_the_question(self, hit: Hit) -> None:
        sent = pictured(hit)
        row = question(hit, sent)
        actions.detach(hit, sent.id, by=BRUNO)
        assert len(of_hit(row.id)) == 1

    def test_with_the_record_all_of_them_go(self, hit: Hit) -> None:
        question(hit, pictured(hit))
        later = timezone.now() + datetime.timedelta(days=4000)
        assert expire_due(now=later, by=AMINA) == 1
        assert not Attachment.objects.exists()
        assert not Blob.objects.exists()
        assert [each for each in orphans() if each.table == "records_attachment"] == []

    def test_the_door_of_hits_takes_in_pictures_as_that_of_records_does(self, hit: Hit) -> None:
        jpeg = saved(Image.new("RGB", (40, 30), "teal"), "JPEG")
        script = b"PK\x03\x04<script>alert(1)</script>"
        made = actions.attach(hit, Sent(jpeg + script, "Two files in one"), by=BRUNO)
        kept = bytes(Blob.objects.get(pk=made.blob_id).content)
        assert kept.startswith(b"RIFF")
        assert b"script" not in kept
        with pytest.raises(Invalid) as refused:
            actions.attach(hit, Sent(huge_png(10_000, 10_000), "A hundred megapixels"), by=BRUNO)
        assert refused.value.errors[0].code == "too-many-pixels"


# Pages and programs


def upload(caption: str = "The data page") -> dict[str, object]:
    return {"file": SimpleUploadedFile("x.png", png()), "caption": caption, "kind": "page"}


def test_a_guard_adds_a_picture_and_the_owner_sees_it_when_it_is_chosen(world: World) -> None:  # noqa: F811
    path = f"/hits/{world.hit.pk}/"
    assert "Add a picture" in page(world.guard, path)
    page(world.guard, f"{path}pictures/")
    assert "Write what the picture shows" not in post(world.guard, f"{path}pictures/", 302, **upload())
    assert "This is no picture" in post(
        world.guard,
        f"{path}pictures/",
        422,
        **{**upload("Typed"), "file": SimpleUploadedFile("x.png", b"GIF89a")},
    )
    (made,) = of_hit(world.hit.pk)
    shown = page(world.guard, path)
    assert 'alt="The data page"' in shown
    assert "Pictures for the owner" in shown

    post(world.guard, f"{path}ask/", telling="yes", urgency="held", pictures=str(made.id))
    question = Confirmation.objects.get(side=OWNER)
    theirs = page(world.amina, f"/confirmations/{question.pk}/")
    assert 'alt="The data page"' in theirs
    assert "1 picture goes with it." in theirs
    assert "detach" not in theirs
    assert str(made.id) not in theirs, "the owner's copy has pictures of its own"
    for client in (world.chen, world.amina):
        page(client, f"{path}pictures/", 404)
        post(client, f"{path}pictures/", 404, **upload())
        post(client, f"{path}pictures/{made.id}/detach/", 404)
        page(client, f"/records/pictures/{made.id}/", 404)
    post(world.guard, f"{path}pictures/{made.id}/detach/")
    assert of_hit(world.hit.pk) == []


def test_programs_attach_send_and_read(world: World) -> None:  # noqa: F811
    def program(name: str) -> Any:
        text, _id = people.token(person=people.Officer.objects.get(sign_in_name=name))
        return Client(headers={"Authorization": f"Bearer {text}"})

    guard, amina = program("gina@ita"), program("amina@fra")
    path = f"/api/v1/hits/{world.hit.pk}/attachments"
    made = guard.post(path, upload())
    assert made.status_code == 201, made.content
    assert guard.get(path).json() == [made.json()]
    assert guard.get(f"/api/v1/attachments/{made.json()['id']}")["Content-Type"] == "image/webp"
    sent = {"may_tell": "yes", "pictures": [made.json()["id"]]}
    asked = guard.post(f"/api/v1/hits/{world.hit.pk}/confirmation", sent, content_type="application/json")
    assert asked.status_code == 200, asked.content
    row = Confirmation.objects.get(side=OWNER)
    (theirs,) = amina.get(f"/api/v1/confirmations/{row.pk}/attachments").json()
    assert (theirs["caption"], theirs["owner"]) == ("The data page", "ITA")
    assert amina.get(f"/api/v1/attachments/{theirs['id']}").status_code == 200
    for address in (path, f"/api/v1/attachments/{made.json()['id']}"):
        assert amina.get(address).status_code == 404
    assert guard.get(f"/api/v1/confirmations/{row.pk}/attachments").status_code == 404
    assert guard.delete(f"{path}/{made.json()['id']}").status_code == 204
