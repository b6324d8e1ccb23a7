"""Free words of a pre-moderated bureau wait for the centre, which releases them or sends them back (practice 9)."""

from uuid import uuid4

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.kit.errors import Invalid, NotAllowed, NotFound, Refused
from comity.kit.ids import new_id
from comity.messages.files.stored import take
from comity.messages.files.uploading import fetch, upload
from comity.messages.models import Attachment, Message, NoteDraft, Sent
from comity.messages.moderation.home import NO_CENTRE
from comity.messages.tasks import end_unsent
from comity.messages.views import mailbox, writing
from comity.messages.views import releasing as views
from comity.messages.writing.drafting import KEPT, save_draft, send_draft
from comity.messages.writing.releasing import release, send_back, take_back, waiting
from tests.rooms.messages.conftest import Person

TYPED = {"to": "ITA", "subject": "A lorry", "text": "Is it yours?"}
READER = frozenset({"messages.read", "messages.fetch", "messages.answer"})


@pytest.fixture
def chen(directory):
    Bureau.objects.create(code="CEN", kind=int(BureauKind.CENTRE), names={"en": "Centre"}, hosted=True)
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.PRE_MODERATED))
    return Person("CEN", "legal reviewer")


@pytest.fixture
def bruno(directory):
    """He reads, and watches over nobody's words."""
    return Person("ITA", "duty desk", rights=READER)


@pytest.fixture
def submitted(amina, chen, settings, tmp_path) -> NoteDraft:
    settings.HOME = tmp_path
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=amina)
    upload(take([b"0123456789"]), name="list.txt", draft=row.id, by=amina)
    assert send_draft(row.id, language="en", by=amina) is None
    return NoteDraft.objects.get()


def asked_by(actor, method="get", **data):
    request = getattr(RequestFactory(), method)("/", data)
    request.actor, request.session = actor, {}
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    return request


def test_nothing_arrives_before_the_centre_has_released_it(submitted, amina, bruno, chen):
    assert Message.objects.count() == 0
    assert [row.pk for row in waiting(chen)] == [submitted.pk]
    file = fetch(_file(), by=chen)
    with pytest.raises(NotFound):
        fetch(file.pk, by=bruno)
    message = release(submitted.pk, seen=submitted.version, by=chen)
    assert (message.sender, message.function, message.released_by) == ("FRA", "desk officer", "CEN")
    assert fetch(file.pk, by=bruno).message_id == message.pk
    assert NoteDraft.objects.count() == 0
    assert not waiting(chen).exists()


def _file():
    return Attachment.objects.get().pk


def test_the_reader_sees_who_released_it(submitted, bruno, chen):
    message = release(submitted.pk, seen=submitted.version, by=chen)
    assert "released by" in mailbox.message(asked_by(bruno), message.pk).content.decode()


def test_the_writer_knows_it_before_and_changes_nothing_meanwhile(submitted, amina):
    assert "Your bureau is pre-moderated." in writing.write(asked_by(amina)).content.decode()
    page = writing.draft(asked_by(amina), submitted.pk).content.decode()
    assert "It waits for the centre" in page
    with pytest.raises(Refused):
        save_draft(
            submitted.pk, {"text": "Other"}, sitting=submitted.sitting, seen=submitted.version, by=amina
        )
    with pytest.raises(Refused):
        send_draft(submitted.pk, language="en", by=amina)
    take_back(submitted.pk, by=amina)
    save_draft(submitted.pk, {"text": "Other"}, sitting=submitted.sitting, seen=submitted.version, by=amina)


def test_nobody_releases_what_they_have_not_read(submitted, amina, chen):
    with pytest.raises(NotFound):
        release(submitted.pk, seen=submitted.version + 1, by=chen)
    take_back(submitted.pk, by=amina)
    with pytest.raises(NotFound):
        release(submitted.pk, seen=submitted.version, by=chen)


def test_it_goes_back_with_a_reason(submitted, amina, chen):
    answer = views.one(
        asked_by(chen, "post", do="back", seen=str(submitted.version), reason=" "), submitted.pk
    )
    assert answer.status_code == 422
    with pytest.raises(Invalid):
        send_back(submitted.pk, seen=submitted.version, reason=" ", by=chen)
    views.one(
        asked_by(chen, "post", do="back", seen=str(submitted.version), reason="Name the case."), submitted.pk
    )
    assert "Name the case." in writing.draft(asked_by(amina), submitted.pk).content.decode()
    assert not waiting(chen).exists()


def test_the_centres_page_shows_it_and_releases_it(submitted, chen):
    assert "A lorry" in views.listed(asked_by(chen)).content.decode()
    page = views.one(asked_by(chen), submitted.pk).content.decode()
    assert "Is it yours?" in page
    assert "list.txt" in page
    assert (
        views.one(asked_by(chen, "post", do="release", seen=str(submitted.version)), submitted.pk).status_code
        == 302
    )
    assert Message.objects.get().released_by == "CEN"
    with pytest.raises(Http404):
        views.one(asked_by(chen), submitted.pk)


def test_only_reviewers_see_what_waits(submitted, bruno):
    with pytest.raises(NotAllowed):
        waiting(bruno)
    with pytest.raises(NotAllowed):
        release(submitted.pk, seen=submitted.version, by=bruno)


def test_a_bureau_of_another_node_is_reached_by_what_was_released(amina, chen):
    row = save_draft(new_id(), {**TYPED, "to": "ITA UNM-A"}, sitting=uuid4(), by=amina)
    send_draft(row.id, language="en", by=amina)
    assert not Sent.objects.exists()
    message = release(row.id, seen=row.version, by=chen)
    assert Sent.objects.get().message_id == message.pk  # its way: courier/test_released.py


def test_where_no_centre_is_known_nobody_could_release_it(amina, chen):
    Bureau.objects.filter(code="CEN").delete()
    row = save_draft(new_id(), TYPED, sitting=uuid4(), by=amina)
    with pytest.raises(Refused) as refused:
        send_draft(row.id, language="en", by=amina)
    assert str(refused.value) == str(NO_CENTRE)
    assert not Sent.objects.exists()


def test_what_waits_does_not_end_by_itself(submitted):
    NoteDraft.objects.update(saved_at=timezone.now() - 2 * KEPT)
    assert end_unsent(0) == 0
    assert NoteDraft.objects.count() == 1


def test_at_a_bureau_s_own_node_the_page_says_it_before_as_at_the_centre(amina, chen):
    Bureau.objects.filter(code="CEN").update(hosted=False)

    page = writing.write(asked_by(amina)).content.decode()

    assert "What you send waits for the centre, which reads it, releases it or sends it back." in page
    assert 'value="send"' in page


def test_a_suspended_bureaus_words_are_not_released(submitted, chen):
    Bureau.objects.filter(code="FRA").update(standing=int(Standing.SUSPENDED))
    with pytest.raises(Refused):
        release(submitted.pk, seen=submitted.version, by=chen)
    assert not Message.objects.exists()
