"""The mailbox for programs: the same rules, the same answers."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from comity.kit.errors import NotAllowed, NotSignedIn
from comity.messages import actions
from comity.messages.api import mailbox as api
from comity.messages.api.mailbox import Asked
from comity.messages.mailboxes import Box
from comity.messages.models import Delivery, Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence, State
from tests.rooms.messages.conftest import Person

BODY = {"subject": "A lorry", "text": "Is it yours?"}


def asked_by(actor):
    request = RequestFactory().get("/api/v1/messages")
    request.actor = actor
    return request


@pytest.fixture
def asked(amina):
    draft = Draft(kind=NOTE, to=("ITA", "UNM-A"), body=BODY, case="FRA-26-0311", precedence=Precedence.FLASH)
    return actions.send(draft, by=amina)


def ids(actor, **filters):
    return [each.id for each in api.list_messages(asked_by(actor), Asked(**filters)).messages]


def test_one_message_has_its_body_and_its_warning(asked, bruno):
    told = api.read_message(asked_by(bruno), asked.id)

    assert (told.kind, told.sender, told.function, told.precedence) == (
        "note",
        "FRA",
        "desk officer",
        "flash",
    )
    assert told.body == {**BODY, "language": "en"}
    assert "no ground for arrest" in told.warning
    assert [(each.bureau, each.state) for each in told.deliveries] == [("ITA", "read")]
    assert Delivery.objects.get(bureau="ITA").level is State.READ


def test_the_sender_sees_all_addressees(asked, amina):
    told = api.read_message(asked_by(amina), asked.id)
    assert [(each.bureau, each.state) for each in told.deliveries] == [
        ("ITA", "delivered"),
        ("UNM-A", "accepted"),
    ]


def test_for_every_other_bureau_it_does_not_exist(asked, eva):
    with pytest.raises(Http404):
        api.read_message(asked_by(eva), asked.id)
    assert ids(eva) == []


def test_boxes_and_filters(asked, amina, bruno):
    assert ids(bruno) == ids(bruno, unread=True, bureau="FRA", case="FRA-26-0311", kind="note") == [asked.id]
    assert ids(amina, box=Box.OUT) == ids(amina, box=Box.OUT, bureau="UNM-A") == [asked.id]
    assert ids(amina, box=Box.WAITING) == []
    assert ids(bruno, case="\0") == [asked.id]
    assert ids(amina, box=Box.OUT, bureau="\0") == [asked.id]
    assert ids(bruno, kind="telegram") == []


@pytest.mark.parametrize("box", [Box.IN, Box.OUT])
def test_pages_follow_each_other_without_gap_or_repeat(box, amina, bruno):
    sent = [actions.send(Draft(kind=NOTE, to=("ITA",), body=BODY), by=amina).id for _ in range(5)]
    reader = bruno if box is Box.IN else amina
    found, before = [], None
    while True:
        page = api.list_messages(asked_by(reader), Asked(box=box, limit=2, before=before))
        found += [each.id for each in page.messages]
        before = page.next
        if before is None:
            break
    assert found == sent[::-1]


def test_changed_bytes_are_told_and_never_shown(asked, bruno):
    Message.objects.update(body=asked.body.replace("yours", "ours"))
    told = api.read_message(asked_by(bruno), asked.id)
    assert (told.is_whole, told.body) == (False, None)


def test_nobody_reads_without_sign_in_or_right(asked):
    with pytest.raises(NotSignedIn):
        api.list_messages(asked_by(None), Asked())
    with pytest.raises(NotAllowed):
        api.list_messages(asked_by(Person("ITA", "border guard", rights=frozenset())), Asked())
