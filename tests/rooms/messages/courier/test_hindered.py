"""Why something gets no further, read on both sides: on the sender's page, by its operator, in the addressee's log."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from comity.messages.api import mailbox as api
from comity.messages.courier import door
from comity.messages.courier.client import code_of_refusal
from comity.messages.courier.requests import NotBelieved, believe_request, sign_request
from comity.messages.courier.sending import Turn, note_sent
from comity.messages.models import Message
from comity.messages.shown import show
from tests.rooms.messages.courier.far import NODE
from tests.rooms.messages.courier.test_sealing import seal, send
from tests.rooms.messages.courier.test_sending import answered, parcels_for


@pytest.fixture
def sent(amina, mission) -> Message:
    """Sealed for the mission, and not handed over yet."""
    send(amina, "UNM-A")
    seal()
    return Message.objects.get()


def words(message, actor) -> str:
    (shown,) = show([message], actor)
    return str(shown.parties[0].way_words)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("not-reached", "is not reached just now"),
        ("broken-off", "breaks off"),
        ("timed-out", "takes the connection and does not answer"),
        ("request-time", "more than five minutes apart"),
        ("tls-pin", "another key than the directory says"),
        ("status-502", "came to nothing (status-502)"),
    ],
)
def test_the_sender_reads_why_the_other_node_was_not_spoken_to_until_it_is(sent, amina, code, said):
    assert said not in words(sent, amina)
    answered("UNM-A", {}, code)

    assert said in words(sent, amina)
    request = RequestFactory().get("/")
    request.actor = amina
    (row,) = api.read_message(request, sent.id).deliveries
    assert (row.way, row.why) == ("under-way", code)
    answered("UNM-A", {})
    assert said not in words(sent, amina)


def test_the_sender_reads_that_there_is_no_room_until_it_is_taken(sent, amina, capsys):
    (parcel,) = parcels_for("UNM-A", timezone.now())
    answered("UNM-A", {parcel.id: "no-room"})

    assert "has no room for it just now" in words(sent, amina)
    call_command("courier_status")
    assert "UNM-A: reached" in (told := capsys.readouterr().out)
    assert "no room there for 1" in told
    answered("UNM-A", {parcel.id: "have"})
    assert "no room" not in words(sent, amina)
    call_command("courier_status")
    assert "no room" not in capsys.readouterr().out


def test_what_has_not_left_says_it_too(amina, mission):
    send(amina, "UNM-A")
    note_sent(Turn("UNM-A", {}, "request-time"), Random(1), by=NODE)

    assert "more than five minutes apart" in words(Message.objects.get(), amina)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"code": "request-time"}', "request-time"),
        (b'{"code": "<b>"}', "status-401"),
        (b'{"code": 7}', "status-401"),
        (b"[]", "status-401"),
        (b"\xff", "status-401"),
        (b'{"code": "' + b"a" * 41 + b'"}', "status-401"),
    ],
)
def test_of_another_nodes_refusal_a_short_code_is_believed_and_nothing_else(body, code):
    assert code_of_refusal(401, body) == code


def test_the_operator_there_reads_who_was_refused_and_why_once_a_minute(caplog, monkeypatch):
    monkeypatch.setattr(door, "_said", {})
    for _time in range(3):
        door._say(NotBelieved("request-time", "UNM-A"))
    door._say(NotBelieved("request-unsigned"))

    assert [each.getMessage() for each in caplog.records] == [
        "a request, said to be of UNM-A, was refused: request-time",
        "a request, said to be of nobody, was refused: request-unsigned",
    ]


@pytest.mark.parametrize(
    ("ahead_s", "said"),
    [
        (-86_400, "86400 s behind this node's"),
        (-3600, "3600 s behind"),
        (86_400, "86400 s ahead of this node's"),
    ],
)
def test_the_operator_there_reads_whose_clock_is_behind_and_by_how_much(caplog, monkeypatch, ahead_s, said):
    monkeypatch.setattr(door, "_said", {})
    now = timezone.now()
    address, body = "https://node.example/courier/v1/batch", b"body"
    sent_at = now + timedelta(seconds=ahead_s)
    made = sign_request("POST", address, body, node="UNM-A", seed=b"t" * 32, now=sent_at, nonce="0" * 32)
    headers = (made["Content-Digest"], made["Signature-Input"], made["Signature"])
    with pytest.raises(NotBelieved) as refused:
        believe_request("POST", address, body, headers, keys=lambda _node: None, now=now)

    door._say(refused.value)

    (line,) = [each.getMessage() for each in caplog.records]
    assert line.startswith("a request, said to be of UNM-A, was refused: request-time; it is dated ")
    assert said in line
    assert line.endswith("set the clocks of both nodes by NTP")
