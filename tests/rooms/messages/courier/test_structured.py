"""Forms between bureaus: a request for information and its answer, a travel announcement; near, afar and hostile."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comity.access.roles import Role
from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.kit.canonical import canonical_json
from comity.kit.errors import Invalid, NotFound, Refused
from comity.kit.ids import new_id
from comity.messages.models import Delivery, Message
from comity.messages.rules import State
from comity.messages.structured.declared import FORMS
from comity.messages.structured.information import ANSWER, REQUEST
from comity.messages.structured.travel import ANNOUNCEMENT
from comity.messages.structured.writing import answer_form, send_form
from tests import people
from tests.rooms.messages.courier.far import Far
from tests.rooms.queries.abroad import left_for, says

ASKED: dict[str, Any] = {
    "wanted": "vehicle-holder",
    "subject": "AB-123-CD",
    "authority": "Invented police of Rivera",
    "offence": "Theft of vehicles",
    "reason": "Seen at two thefts; the plate is yours.",
    "use": "police-only",
}
SAID: dict[str, Any] = {"found": "answered", "words": "A firm in Invented Town.", "use": "authorities"}
COMES: dict[str, Any] = {
    "why": "officers-on-duty",
    "traveller": "Two invented officers",
    "by": "flight",
    "number": "XX123",
    "departs_from": "Rivera",
    "departs_on": "2026-12-01",
    "arrives_at": "Invented Town",
    "arrives_on": "2026-12-02",
}
TO_ITALY = {"to": "ita", "case": "F-1", "precedence": "urgent"}


def window(name: str, code: str, *roles: Role) -> Client:
    person = people.officer(name, *(roles or (Role.DESK_OFFICER,)), place=people.unit(code))
    client = Client()
    client.cookies["sessionid"] = people.session(person)
    return client


def test_a_request_is_asked_and_answered_on_its_pages(directory):
    france, italy = window("amina", "FRA"), window("bruno", "ITA")
    answer = france.post("/messages/ask/", ASKED | TO_ITALY)
    asked = Message.objects.get(kind=REQUEST)
    assert answer["Location"] == f"/messages/{asked.pk}/"
    assert (asked.case, asked.precedence, asked.expires_at is not None) == ("F-1", 3, True)

    page = italy.get(f"/messages/{asked.pk}/").content.decode()
    assert "Holder of a vehicle" in page
    assert "AB-123-CD" in page
    assert f"/messages/{asked.pk}/answer/" in page
    assert "no ground for arrest" in page
    assert italy.get(f"/messages/{asked.pk}/answer/").status_code == 200
    assert italy.post(f"/messages/{asked.pk}/answer/", SAID).status_code == 302

    assert Delivery.objects.get(message=asked).level is State.ANSWERED
    page = france.get(f"/messages/{asked.pk}/").content.decode()
    assert "A firm in Invented Town." in page
    assert f"/messages/{asked.pk}/answer/" not in page
    assert italy.get(f"/messages/{asked.pk}/answer/").status_code == 302  # answered: nothing to fill in


def test_each_side_reads_the_codes_in_its_own_language(directory, amina):
    asked = send_form(FORMS[REQUEST], ASKED, TO_ITALY, by=amina)
    reader = window("bruno", "ITA")
    reader.cookies["django_language"] = "fr"

    page = reader.get(f"/messages/{asked.pk}/", headers={"accept-language": "fr"}).content.decode()

    assert "Holder of a vehicle" not in page
    assert "Titulaire d’un véhicule" in page


def test_what_was_typed_stays_with_what_is_wrong_beside_it(directory):
    france = window("amina", "FRA")

    page = france.post("/messages/ask/", {"subject": "AB-123-CD", "wanted": "arrest", "to": ""})

    assert page.status_code == 422
    text = page.content.decode()
    assert "AB-123-CD" in text
    assert "Name at least one bureau." in text
    assert "Choose one of the listed values." in text
    assert not Message.objects.exists()


def test_a_form_never_asks_to_arrest(directory):
    """That would be a diffusion that nobody reviewed (practice 9)."""
    words = [str(label).lower() for label, _declared in FORMS[REQUEST].fields[0].value.choices()]
    assert not {"locate", "arrest", "wanted"} & set(words)
    assert not any(word in label for label in words for word in ("locate", "arrest"))


@pytest.mark.parametrize(
    ("form", "values", "field"),
    [
        (REQUEST, ASKED | {"wanted_too": "vehicle-holder"}, "wanted_too"),
        (REQUEST, ASKED | {"reason": ""}, "reason"),
        (REQUEST, ASKED | {"born": "2031"}, "born"),
        (ANSWER, {"found": "answered", "use": "evidence"}, "words"),
        (ANSWER, {"found": "answered", "words": "Yes."}, "use"),
        (ANSWER, {"found": "refused"}, "words"),
        (ANNOUNCEMENT, COMES | {"arrives_on": "2026-11-30"}, "arrives_on"),
        (ANNOUNCEMENT, COMES | {"why": "duty-to-announce"}, "born"),
        (ANNOUNCEMENT, COMES | {"more": "x"}, "more"),
    ],
)
def test_what_does_not_go_together_is_said_with_its_field(form, values, field):
    with pytest.raises(Invalid) as refusal:
        FORMS[form].read(values, today=date(2026, 11, 28))
    assert [error.field for error in refusal.value.errors] == [field]


def test_nobody_but_the_asked_bureau_answers_and_once(directory, amina, bruno, eva):
    asked = send_form(FORMS[REQUEST], ASKED, TO_ITALY, by=amina)

    for stranger in (eva, amina):
        with pytest.raises(NotFound):
            answer_form(asked, SAID, by=stranger)
    answer_form(asked, SAID, by=bruno)
    with pytest.raises(Refused):
        answer_form(asked, SAID, by=bruno)

    assert window("eva", "ESP").get(f"/messages/{asked.pk}/answer/").status_code == 404


def test_an_announcement_says_that_it_is_no_ground(directory):
    france, italy = window("amina", "FRA"), window("bruno", "ITA")
    assert france.post("/messages/travel/", COMES | {"to": "ITA"}).status_code == 302
    sent = Message.objects.get(kind=ANNOUNCEMENT)

    page = italy.get(f"/messages/{sent.pk}/").content.decode()

    assert "no ground to stop, question or hold anybody" in page
    assert "XX123" in page
    assert sent.expires_at is None
    assert italy.get(f"/messages/{sent.pk}/answer/").status_code == 302  # nothing to answer


# Between nodes


def body(values: dict[str, Any]) -> dict[str, Any]:
    return {"values": values, "language": "en"}


def asks(sender: Far, values: dict[str, Any] = ASKED, **letter: Any) -> str:
    ends = int((timezone.now() + timedelta(hours=8)).timestamp()) * 1_000_000
    return says(sender, "ITA", REQUEST, body(values), **{"answer_by": ends} | letter)


def test_another_node_asks_and_our_answer_leaves(mission: Far, bruno):
    assert asks(mission) == ""
    asked = Message.objects.get()

    answer_form(asked, SAID, by=bruno)

    ((_parcel, kind, letter),) = left_for(mission)
    assert (kind, letter.reply_to) == (ANSWER, asked.pk)
    assert json.loads(letter.body)["values"]["words"] == "A firm in Invented Town."


def test_another_node_answers_what_we_asked_and_nothing_else(mission: Far, bruno, amina):
    asked = send_form(FORMS[REQUEST], ASKED, {"to": "UNM-A"}, by=bruno)
    note = {"reply_to": asked.pk, "thread": asked.thread}
    other = Far("XXA").listed()

    assert says(other, "ITA", ANSWER, body(SAID), **note) == "not-their-thread"
    assert says(mission, "ITA", ANSWER, body(SAID)) == "not-found"
    assert says(mission, "FRA", ANSWER, body(SAID), **note) == "not-their-thread"
    assert says(mission, "ITA", ANSWER, body(SAID), **note) == ""
    assert says(mission, "ITA", ANSWER, body(SAID), **note) == "already-answered"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (ASKED | {"wanted": "arrest"}, "invalid"),
        (ASKED | {"more": "x"}, "invalid"),
        ({}, "invalid"),
        (ASKED | {"subject": " AB "}, "body-form"),
        (ASKED | {"wanted": "Identity"}, "body-form"),
        (ASKED | {"subject": ["AB"]}, "invalid"),
    ],
)
def test_a_form_that_no_page_of_ours_would_send_is_refused(mission: Far, values, code):
    raw = canonical_json(body(values))
    assert asks(mission, raw=raw) == code
    assert not Message.objects.exists()


def test_a_question_without_time_or_in_another_conversation_is_refused(mission: Far):
    assert asks(mission, answer_by=0) == "no-clock"
    assert asks(mission, thread=new_id()) == "body-form"


@pytest.mark.parametrize("standing", [Standing.PRE_MODERATED, Standing.SUSPENDED])
def test_words_of_a_bureau_that_may_send_none_stay_out(mission: Far, standing):
    Bureau.objects.filter(pk="UNM-A").update(standing=int(standing))
    assert asks(mission) == "standing"
    assert says(mission, "ITA", ANNOUNCEMENT, body(COMES)) == "standing"


def test_an_announcement_travels(mission: Far):
    assert says(mission, "ITA", ANNOUNCEMENT, body(COMES)) == ""
    assert Message.objects.get().content["values"]["by"] == "flight"
