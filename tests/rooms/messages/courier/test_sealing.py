"""What waits is sealed when its keys are known, numbered, once, and for each node apart."""

import pytest
from django.utils import timezone

from comity.gate.system import clock_of
from comity.messages import actions
from comity.messages.courier import sealing
from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.tables import Outgoing, Sent
from comity.messages.models import Message
from comity.messages.notes import NOTE
from comity.messages.rules import Draft, Precedence
from comity.seal.errors import NotAddressed
from tests.rooms.messages.courier.far import NODE, Far

BODY = {"subject": "A lorry", "text": "Is it yours?"}


def send(by, *to, **more) -> Message:
    return actions.send(Draft(kind=NOTE, to=to, body=BODY, **more), by=by)


def seal() -> int:
    Sent.objects.update(next_at=timezone.now())
    return sealing.seal(DIRECTORY, DIRECTORY, by=NODE)


def test_hosted_bureaus_need_no_courier(amina, here):
    send(amina, "ITA")

    assert not Sent.objects.exists()


def test_without_an_entry_it_waits_and_says_why(amina, here):
    send(amina, "UNM-A")

    assert seal() == 0
    assert Sent.objects.get().waits_for == "no-entry"
    assert not Outgoing.objects.exists()

    Far("UNM-A").listed()
    assert seal() == 1
    assert Sent.objects.get().waits_for == ""


def test_a_sender_whose_key_is_not_here_waits(eva, here):
    Far("UNM-A").listed()
    send(eva, "UNM-A")

    assert seal() == 0
    assert Sent.objects.get().waits_for == "no-signing-key"


def test_the_other_bureau_reads_the_letter(amina, mission):
    message = send(amina, "UNM-A", case="FRA-26-0311", precedence=Precedence.URGENT)
    seal()

    letter = mission.reads(Outgoing.objects.get())
    assert (letter.message, letter.thread, letter.case) == (message.id, message.id, "FRA-26-0311")
    assert letter.body == message.body
    assert letter.function == "desk officer"


def test_what_is_sealed_is_sealed_once(amina, mission):
    send(amina, "UNM-A")

    assert (seal(), seal()) == (1, 0)
    assert Outgoing.objects.count() == 1


def test_numbers_go_on_and_name_the_one_before(amina, mission):
    for _time in range(3):
        send(amina, "UNM-A")
    seal()
    send(amina, "UNM-A")
    seal()

    opened = [mission.opens(parcel) for parcel in Outgoing.objects.order_by("id")]
    assert [each.link.seq for each in opened] == [1, 2, 3, 4]
    assert [each.link.prev for each in opened[1:]] == [each.digest for each in opened[:-1]]
    assert [each.header.link.seq for each in opened] == [1, 2, 3, 4]


def test_each_node_gets_the_wraps_of_its_own_bureaus(amina, mission):
    other, guest = Far("XXA").listed(), Far("XXB", hosted_by="XXA").listed()
    send(amina, "UNM-A", "XXA", "XXB")
    seal()

    parcels = {row.node: row for row in Outgoing.objects.all()}
    assert set(parcels) == {"UNM-A", "XXA"}
    assert other.reads(parcels["XXA"]) == guest.reads(parcels["XXA"]) == mission.reads(parcels["UNM-A"])
    with pytest.raises(NotAddressed):
        other.opens(parcels["UNM-A"])


def test_the_urgent_one_is_sealed_first(amina, mission):
    send(amina, "UNM-A")
    flash = send(amina, "UNM-A", precedence=Precedence.FLASH)
    seal()

    first = min(Outgoing.objects.all(), key=lambda row: mission.opens(row).link.seq)
    assert mission.reads(first).message == flash.id


def test_what_was_emptied_never_leaves(amina, mission):
    message = send(amina, "UNM-A")
    Message.objects.filter(pk=message.pk).update(body="", sha256=b"", emptied_on=timezone.now().date())

    assert seal() == 0
    assert Sent.objects.get().refused == "emptied"
    assert not Outgoing.objects.exists()


def test_what_is_handed_on_to_a_bureau_elsewhere_leaves_too(amina, mission):
    message = send(amina, "ITA")
    actions.hand_on(message, "UNM-A", by=clock_of("FRA", "messages.hand_on"))

    assert seal() == 1
    assert mission.reads(Outgoing.objects.get()).message == message.id
