"""The mailbox's pages: the right bureau reads, every other one finds nothing there."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse

from comity.kit.errors import NotAllowed
from comity.messages import actions
from comity.messages.api import mailbox as api
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, State
from comity.messages.views import mailbox as views
from comity.messages.views import structured, writing
from tests import people
from tests.rooms.messages.conftest import Person

BODY = {"subject": "A lorry", "text": "Is it yours? <b>No</b>"}


def asked_by(actor, method="get", path="/messages/", **data):
    request = getattr(RequestFactory(), method)(path, data)
    request.actor = actor
    request.session = {}
    return request


def open_page(message, actor, method="get", **data):
    response = views.message(
        asked_by(actor, method, reverse("messages:page", args=[message.pk]), **data), message.pk
    )
    return response, response.content.decode()


@pytest.fixture
def asked(amina):
    draft = Draft(kind=NOTE, to=("ITA", "UNM-A"), body=BODY, case="FRA-26-0311")
    return actions.send(draft, by=amina)


def mailbox(actor, **filters):
    return views.mailbox(asked_by(actor, **filters)).content.decode()


def test_the_inbox_shows_what_came_and_what_is_unread(asked, bruno, eva):
    assert "A lorry" in mailbox(bruno)
    assert "1 unread" in mailbox(bruno)
    assert "A lorry" not in mailbox(eva)
    assert "Nothing is here" in mailbox(eva)


def test_filters_stand_in_the_address(asked, bruno):
    assert "A lorry" in mailbox(bruno, case="FRA-26-0311", bureau="fra", unread="1")
    assert "A lorry" not in mailbox(bruno, case="FRA-26-9999")
    assert "A lorry" not in mailbox(bruno, bureau="ESP")
    assert "A lorry" not in mailbox(bruno, box="out")
    assert "Inbox" in mailbox(bruno, box="nonsense", page="minus one")


def test_unread_stands_before_newer_read_ones(asked, amina, bruno):
    newer = actions.send(Draft(kind=NOTE, to=("ITA",), body=BODY | {"subject": "A boat"}), by=amina)
    actions.read(newer, by=bruno)
    page = mailbox(bruno)
    assert page.index("A lorry") < page.index("A boat")


def test_opening_is_reading_and_the_warning_stands_there(asked, bruno):
    response, page = open_page(asked, bruno)

    assert response.status_code == 200
    assert "no ground for arrest" in page
    assert "&lt;b&gt;No&lt;/b&gt;" in page
    assert Delivery.objects.get(bureau="ITA").level is State.READ


def test_the_sender_sees_every_addressee_and_the_function_that_opened_it(asked, amina, bruno):
    actions.read(asked, by=bruno)
    _response, page = open_page(asked, amina)
    assert "Bureau UNM-A" in page
    assert "duty desk" in page


def test_of_many_addressees_the_conversation_counts_levels_and_the_board_has_the_names(asked, amina, bruno):
    codes = [f"UNM-{letter}" for letter in "ABCDEFGHIJKLM"]
    for code in codes:
        people.bureau(code)
    sent = actions.send(Draft(kind=NOTE, to=("ITA", *codes), body=BODY), by=amina)
    actions.read(sent, by=bruno)

    _response, page = open_page(sent, amina)
    assert "14 recipients" in page
    assert "?level=read" in page
    assert "Bureau UNM-M" not in page
    assert "Bureau UNM-M" in views.recipients(asked_by(amina), sent.pk).content.decode()


def test_more_about_ones_own_message_goes_to_its_addressees(asked, amina, bruno):
    assert 'value="ITA UNM-A"' in writing.write(asked_by(amina, reply_to=str(asked.pk))).content.decode()
    assert 'value="FRA"' in writing.write(asked_by(bruno, reply_to=str(asked.pk))).content.decode()


def test_a_form_for_a_request_offers_the_names_of_bureaus(amina):
    people.bureau("KEN", names={"en": "Bureau of Kenya"})
    page = structured.write(asked_by(amina), "information-request").content.decode()
    assert '<option value="KEN">Bureau of Kenya</option>' in page


def test_an_addressee_sees_no_other_addressee(asked, bruno):
    _response, page = open_page(asked, bruno)
    assert "Bureau ITA" in page
    assert "UNM-A" not in page


def test_for_every_other_bureau_it_does_not_exist(asked, eva):
    with pytest.raises(Http404):
        open_page(asked, eva)
    with pytest.raises(Http404):
        open_page(asked, eva, "post", text="Let me in")


def test_an_answer_is_sent_from_the_page_once(asked, amina, bruno):
    response, _page = open_page(asked, bruno, "post", text="Not ours.")
    assert response.status_code == 302
    answer = Message.objects.get(reply_to=asked.pk)
    assert (answer.sender, answer.content["text"], answer.content["subject"]) == (
        "ITA",
        "Not ours.",
        "A lorry",
    )

    _response, page = open_page(asked, bruno)
    assert "<textarea" not in page
    assert "Not ours." in page
    _response, page = open_page(asked, amina)
    assert "Not ours." in page


def test_opening_a_conversation_reads_the_answers_it_shows(asked, amina, bruno):
    answer = actions.answer(asked, BODY, by=bruno, kind=NOTE)
    open_page(asked, amina)
    assert Delivery.objects.get(message=answer).level is State.READ


def test_an_answer_that_does_not_fit_comes_back_with_its_words(asked, bruno):
    response, page = open_page(asked, bruno, "post", text="turn \u202e around")
    assert response.status_code == 422
    assert "around" in page
    assert "direction marks" in page
    assert Message.objects.count() == 1


def test_a_message_whose_bytes_changed_is_not_shown(asked, bruno):
    Message.objects.update(body=asked.body.replace("yours", "ours"))
    _response, page = open_page(asked, bruno)
    assert "cannot be shown" in page
    assert "Is it ours" not in page


def test_the_mailbox_needs_the_right_to_read(asked):
    with pytest.raises(NotAllowed):
        mailbox(Person("ITA", "border guard", rights=frozenset()))


def test_a_subject_stands_inside_the_mailbox_alone(asked, bruno):
    """Windows, histories and lists of programs name the sender: whoever looks over a shoulder reads no subject."""
    _response, page = open_page(asked, bruno)
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert "Message from Bureau FRA" in title
    assert "A lorry" not in title
    listed = api.list_messages(asked_by(bruno), api.Asked()).model_dump_json()
    assert str(asked.pk) in listed
    assert "A lorry" not in listed
