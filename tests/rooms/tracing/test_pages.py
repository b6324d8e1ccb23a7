"""The pages: each message in words, what is not one's own, what was typed and refused, who may not."""

from datetime import timedelta

import pytest
from django.test import Client

from comity.access.roles import Role
from comity.bureaus.models import DutyDesk
from comity.messages.models import Message
from comity.tracing import actions
from comity.tracing.answers import Answer, Said
from comity.tracing.models import TraceRequest, TraceStep
from tests import people
from tests.actors import AMINA, BRUNO
from tests.rooms.tracing.traces import SEIZED, TO_ITALY, answered, due, seized, sent, theirs

pytestmark = pytest.mark.django_db
NOBODY = "01890000-0000-7000-8000-000000000000"


def window(name: str, code: str, role: Role = Role.DESK_OFFICER) -> Client:
    person = people.officer(name, role, place=people.unit(code))
    client = Client()
    client.cookies["sessionid"] = people.session(person)
    return client


@pytest.fixture
def france() -> Client:
    return window("fleur", "FRA")


@pytest.fixture
def italy() -> Client:
    return window("mara", "ITA")


def test_every_message_of_a_trace_is_read_in_words(france: Client, italy: Client):
    step = sent()
    actions.accept(theirs(step), by=BRUNO, reference="ROMA-4")
    actions.lapse_due(due(step))
    answered(
        step, Answer(said=Said.SOLD_TO, dealer="Waffen Invented", holder="Otto Invented", document="R-9")
    )
    actions.withdraw_step(sent(TO_ITALY), by=AMINA)
    words = {
        "trace-question": "Where did this firearm go?",
        "trace-accepted": "ROMA-4",
        "trace-reminder": "to answer this trace is over.",
        "trace-answer": "Waffen Invented",
        "trace-withdrawn": "No answer to this trace is needed any more.",
    }
    assert set(Message.objects.values_list("kind", flat=True)) == set(words)
    for message in Message.objects.all():
        for reader in (france, italy):
            page = reader.get(f"/messages/{message.pk}/").content.decode()
            assert words[message.kind] in page
            assert "Otto" not in page
            assert f"/traces/conversations/{message.thread}/" in page
    assert france.get(f"/traces/conversations/{step.thread}/").url == f"/traces/{step.request_id}/"
    assert italy.get(f"/traces/conversations/{step.thread}/").url == f"/traces/steps/{theirs(step).pk}/"


def test_what_is_another_bureau_s_looks_like_what_is_not_there(italy: Client):
    step = sent()
    for way in ("", "change/"):
        theirs_not_ours = italy.get(f"/traces/{step.request_id}/{way}")
        assert theirs_not_ours.status_code == italy.get(f"/traces/{NOBODY}/{way}").status_code == 404
    for way in ("ask/", "close/", "drop/"):
        assert italy.post(f"/traces/{step.request_id}/{way}").status_code == 404
    for way in ("withdraw/", "give-up/", "holder/"):
        assert italy.post(f"/traces/steps/{theirs(step).pk}/{way}").status_code == 404
    assert italy.get(f"/traces/steps/{step.pk}/").status_code == 404
    assert step.number not in italy.get("/traces/?show=ours").content.decode()


def test_nothing_typed_is_lost_and_more_rows_keep_nothing(france: Client):
    typed = {"make": "Brandelius", "serial": "UNKNOWN", "parts-0-serial": "S1", "parts-0-kind": "slide"}
    page = france.post("/traces/new/", typed)
    assert page.status_code == 422
    assert 'value="UNKNOWN"' in page.content.decode()
    assert 'value="S1"' in page.content.decode()
    assert "Leave the field empty" in page.content.decode()
    more = france.post("/traces/new/", {**typed, "more": "parts"})
    assert more.status_code == 200
    assert "parts-4-serial" in more.content.decode()
    assert not TraceRequest.objects.exists()


def test_an_incomplete_request_says_what_it_lacks_and_offers_no_sending(france: Client):
    row = actions.draft({"kind": "pistol", "make": "Brandelius", "calibre": "9x19"}, by=AMINA)
    page = france.get(f"/traces/{row.pk}/").content.decode()
    assert "Seized on" in page
    assert f"/traces/{row.pk}/ask/" not in page
    refused = france.post(f"/traces/{row.pk}/ask/", {"bureau": "ITA", "why": "maker", "days": "30"})
    assert refused.status_code == 422
    assert not TraceStep.objects.exists()


def test_a_change_over_a_newer_version_is_refused(france: Client):
    row = seized()
    actions.change(row, {**SEIZED, "model": "P10"}, seen=1, by=AMINA)
    page = france.post(f"/traces/{row.pk}/change/", {"seen": "1", "make": "Other"})
    assert page.status_code == 409
    assert TraceRequest.objects.get().body["model"] == "P10"


def test_the_duty_telephone_stands_there_once_it_is_late(france: Client):
    step = sent()
    address = f"/traces/{step.request_id}/"
    DutyDesk.objects.create(bureau=people.bureau("ITA"), telephone="+39 06 000 00 00", always_open=True)
    assert "+39 06 000" not in france.get(address).content.decode()
    actions.lapse_due(due(step) + timedelta(seconds=1))
    assert "+39 06 000" in france.get(address).content.decode()


def test_guards_trace_nothing_and_heads_read_only(italy: Client):
    step = sent()
    guard, head = window("gus", "FRA", Role.BORDER_GUARD), window("hanna", "FRA", Role.BUREAU_HEAD)
    assert guard.get("/traces/").status_code == 403
    assert guard.get("/traces/new/").status_code == 403
    page = head.get(f"/traces/{step.request_id}/")
    assert page.status_code == 200
    assert f"/traces/{step.request_id}/ask/" not in page.content.decode()
    assert head.post(f"/traces/{step.request_id}/ask/", {"bureau": "DEU"}).status_code == 403
