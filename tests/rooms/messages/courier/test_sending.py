"""What leaves, in which order, and what is done when the other side is slow, full or gone."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from comity.messages.courier import rules, sending
from comity.messages.courier.rules import ParcelState, pause, resend_after
from comity.messages.courier.sending import Turn, errand_for, left_alone, nodes_due, note_sent
from comity.messages.courier.tables import Incoming, Outgoing, Peer
from comity.messages.models import Delivery
from comity.messages.rules import Precedence, State
from tests.rooms.messages.courier.far import NODE, Far
from tests.rooms.messages.courier.test_sealing import seal, send


@pytest.fixture
def three(amina, mission) -> None:
    """Routine, flash, routine for the mission."""
    for precedence in (Precedence.ROUTINE, Precedence.FLASH, Precedence.ROUTINE):
        send(amina, "UNM-A", precedence=precedence)
    seal()


def parcels_for(node, now) -> list[rules.Parcel]:
    errand = errand_for(node, now)
    return list(errand.parcels) if errand else []


def answered(node, answers, reason="") -> None:
    note_sent(Turn(node, answers, reason), Random(1), by=NODE)


def test_a_pause_doubles_to_a_quarter_of_an_hour_and_is_never_the_same():
    random = Random(1)
    assert timedelta(seconds=1) <= pause(1, random) <= timedelta(seconds=2)
    assert timedelta(minutes=7.5) <= pause(50, random) <= timedelta(minutes=15)
    assert len({pause(5, random) for _time in range(20)}) == 20
    assert resend_after(1, random) >= timedelta(minutes=1)


def test_a_batch_ends_at_its_limits_and_has_at_least_one():
    assert rules.in_one_batch([]) == 0
    assert rules.in_one_batch([rules.MOST_BATCH_BYTES + 1, 1]) == 1
    assert rules.in_one_batch([1] * 500) == rules.MOST_IN_A_BATCH
    assert rules.in_one_batch([rules.MOST_BATCH_BYTES - 1, 1, 1]) == 2


def test_a_request_that_took_long_is_followed_by_none_that_is_longer():
    mib = 1024 * 1024
    assert rules.batch_bytes(mib, reached=True, took_s=1) == 2 * mib
    assert rules.batch_bytes(mib, reached=True, took_s=6) == mib
    assert rules.batch_bytes(mib, reached=True, took_s=11) == mib // 2
    assert rules.batch_bytes(mib, reached=False, took_s=1) == mib // 4
    assert rules.batch_bytes(9000, reached=True, took_s=99) == rules.batch_bytes(9000, reached=False) == 8192


def test_urgent_first_then_the_oldest(three):
    parcels = parcels_for("UNM-A", timezone.now())

    assert [each.precedence for each in parcels] == [4, 1, 1]
    assert parcels[1].id < parcels[2].id


def test_what_arrived_is_offered_again_until_it_is_receipted(three):
    now = timezone.now()
    first = parcels_for("UNM-A", now)
    answered("UNM-A", {each.id: "have" for each in first})

    assert parcels_for("UNM-A", now) == []
    assert len(parcels_for("UNM-A", now + timedelta(minutes=3))) == 3
    assert Delivery.objects.filter(state=int(State.ACCEPTED)).count() == 3  # nobody signed yet


def due_at(now) -> list[str]:
    return nodes_due(now, left_alone(now))


def test_a_node_that_does_not_answer_is_left_alone_and_harms_nobody(three, amina):
    Far("XXA").listed()
    send(amina, "XXA")
    seal()
    answered("UNM-A", {}, "not-reached")

    assert due_at(timezone.now()) == ["XXA"]
    peer = Peer.objects.get(node="UNM-A")
    assert (peer.tries, peer.reason) == (1, "not-reached")
    assert due_at(peer.next_at) == ["UNM-A", "XXA"]

    answered("UNM-A", {})
    assert (Peer.objects.get(node="UNM-A").tries, due_at(timezone.now())[0]) == (0, "UNM-A")


def test_a_node_that_breaks_off_is_there_and_gets_less_sooner(three):
    for _time in range(8):
        answered("UNM-A", {}, "broken-off")

    peer = Peer.objects.get(node="UNM-A")
    assert peer.next_at <= timezone.now() + timedelta(seconds=20)
    assert len(parcels_for("UNM-A", timezone.now())) == 1  # 8 KiB hold one envelope
    answered("UNM-A", {})
    assert len(parcels_for("UNM-A", timezone.now())) == 3


def test_no_room_is_later_and_any_other_word_is_the_last(three):
    first, second, third = parcels_for("UNM-A", timezone.now())
    answered("UNM-A", {first.id: "no-room", second.id: "too-large"})

    assert [each.id for each in parcels_for("UNM-A", timezone.now())] == [third.id]
    assert first.id in [each.id for each in parcels_for("UNM-A", timezone.now() + timedelta(minutes=1))]
    assert Outgoing.objects.get(pk=second.id).state == ParcelState.REFUSED


def test_what_was_put_off_while_our_clock_was_ahead_is_due_when_it_is_right(three):
    """Set back by a day, a node would leave its partners alone until tomorrow."""
    answered("UNM-A", {}, "request-time")
    ahead = timezone.now() + timedelta(days=1)
    Peer.objects.update(next_at=ahead)
    Outgoing.objects.update(next_at=ahead)
    assert nodes_due(timezone.now(), sending.left_alone(timezone.now())) == []

    sending.end_parcels(by=NODE)

    assert len(parcels_for("UNM-A", timezone.now())) == 3
    assert nodes_due(timezone.now(), sending.left_alone(timezone.now())) == ["UNM-A"]


def test_what_never_got_there_says_so_when_its_time_is_over(three):
    Outgoing.objects.update(expires_at=timezone.now())

    assert sending.end_parcels(by=NODE) == 3
    assert set(Delivery.objects.values_list("state", flat=True)) == {int(State.EXPIRED)}
    assert not Outgoing.objects.exists()


def test_the_number_of_an_old_envelope_is_forgotten_but_never_the_newest(mission):
    from comity.messages.courier.tables import Taken
    from tests.rooms.messages.courier.test_opening import open_all

    mission.hands_over(mission.seals("ITA").envelope, mission.seals("ITA").envelope)
    open_all()
    Taken.objects.update(expires_at=timezone.now())
    Incoming.objects.update(expires_at=timezone.now())
    sending.end_parcels(by=NODE)

    assert [row.seq for row in Taken.objects.all()] == [2]
    assert not Incoming.objects.exists()
