"""Addressees are found by name and part of the world, ticked, and stand in the draft; no code is typed."""

from datetime import date
from uuid import uuid4

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from comity.bureaus.models import Bureau
from comity.kit.ids import new_id
from comity.messages.models import NoteDraft
from comity.messages.views import choosing, writing
from comity.messages.writing.choosing import chosen_anew, offered
from comity.messages.writing.drafting import save_draft
from tests.rooms.messages.conftest import Person
from tests.rooms.messages.test_moderated import asked_by

CODES = st.lists(st.sampled_from(["FRA", "ITA", "ESP", "KEN", "UNM-A"]), unique=True)
TODAY = date(2026, 11, 28)


@given(CODES, CODES, CODES)
def test_what_is_not_on_the_page_stays_as_it_was(before, listed, ticked):
    after = chosen_anew(before, listed, ticked)
    assert len(set(after)) == len(after)
    assert set(after) - set(listed) == set(before) - set(listed)
    assert set(after) & set(listed) == set(ticked) & set(listed)


@pytest.fixture
def draft(amina) -> NoteDraft:
    Bureau.objects.filter(code="ITA").update(names={"en": "Rome", "ar": "روما"}, time_zone="Europe/Rome")
    Bureau.objects.filter(code="UNM-A").update(names={"en": "Mission"}, time_zone="Africa/Nairobi")
    return save_draft(new_id(), {"to": "esp xxx", "text": "Is it yours?"}, sitting=uuid4(), by=amina)


def names(words="", region="", actor=None) -> list[str]:
    return [each.bureau.code for each in offered(words, region, ("ESP",), actor, TODAY)]


def test_bureaus_are_found_by_name_in_the_readers_language_and_by_region(draft, amina):
    assert set(names(actor=amina)) == {"ESP", "ITA", "UNM-A"}
    assert names("rom", actor=amina) == ["ITA"]
    assert names("", "africa", actor=amina) == ["UNM-A"]
    assert names("rom", "africa", actor=amina) == []
    with translation.override("ar"):
        assert names("روم", actor=amina) == ["ITA"]


def test_whose_mandate_has_ended_is_not_offered(draft, amina):
    Bureau.objects.filter(code="ITA").update(mandate_ends=date(2026, 1, 1))
    assert "ITA" not in names(actor=amina)


def test_ticked_bureaus_stand_in_the_draft(draft, amina):
    page = choosing.choose(asked_by(amina), draft.pk).content.decode()
    assert 'value="ESP" checked' in page
    assert "Rome" in page
    answer = choosing.choose(
        asked_by(amina, "post", seen="1", listed=["ESP", "ITA"], code=["ITA"], do="done"), draft.pk
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/messages/drafts/{draft.pk}/")
    draft.refresh_from_db()
    assert draft.typed["to"] == "XXX ITA"  # what is nobody stays to be mended, as it was typed
    assert draft.typed["text"] == "Is it yours?"


def test_looking_for_more_keeps_what_was_ticked_and_what_was_looked_for(draft, amina):
    request = RequestFactory().post(
        "/?words=rom&region=europe", {"seen": "1", "listed": "ITA", "code": "ITA", "do": "more"}
    )
    request.actor, request.session, request._dont_enforce_csrf_checks = amina, {}, True
    answer = choosing.choose(request, draft.pk)
    assert answer["Location"].endswith("/to/?words=rom&region=europe")
    assert 'value="ITA" checked' in choosing.choose(asked_by(amina), draft.pk).content.decode()


def test_a_colleagues_change_is_not_written_over(draft, amina):
    save_draft(draft.pk, {"to": "ITA", "text": "Other"}, sitting=uuid4(), seen=1, by=amina)
    answer = choosing.choose(asked_by(amina, "post", seen="1", listed="ESP", code="ESP"), draft.pk)
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.typed["to"] == "ITA"


def test_a_draft_of_another_unit_is_not_there(draft, bruno):
    for person in (bruno, Person("FRA", "desk officer")):
        with pytest.raises(Http404):
            choosing.choose(asked_by(person), draft.pk)


def test_the_form_leads_there_and_names_bureaus_while_one_types(amina, draft):
    id = new_id()
    answer = writing.draft(asked_by(amina, "post", do="choose", text="A lorry"), id)
    assert answer["Location"] == f"/messages/drafts/{id}/to/"
    page = writing.write(asked_by(amina)).content.decode()
    assert '<option value="ITA">Rome</option>' in page
    assert 'list="bureaus"' in page
